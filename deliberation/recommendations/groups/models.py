"""Groups of participants that draft: who is in which. They are the caucuses of a round of agreement, too."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.panels.models import Seat
from deliberation.panels.rules import keep_seat
from deliberation.processes.models import Stage
from deliberation.spaces.models import Space


class DraftingGroup(models.Model):
    """A group of participants in one drafting stage."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="drafting_groups")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="recommendations_group_number_once")
        ]

    def __str__(self) -> str:
        return str(_("Group %(n)d") % {"n": self.number})

    @property
    def space(self) -> Space:
        return self.stage.space


class GroupMember(models.Model):
    """A seat in a group. The stage stands in the row, so that nobody is in two of its groups."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(DraftingGroup, on_delete=models.CASCADE, related_name="members")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "seat"], name="recommendations_one_group_each")
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.seat_id}"


def group_of(user, stage: Stage) -> DraftingGroup | None:
    """The group in which the person drafts in a stage; read once per user object, the seat along with it."""
    if not user.is_authenticated:
        return None
    known = user.__dict__.setdefault("_groups_by_stage", {})
    if stage.pk not in known:
        own = GroupMember.objects.filter(stage=stage, seat__user=user, seat__until=None)
        member = own.select_related("group", "seat").first()
        if member:
            keep_seat(user, member.seat)
        known[stage.pk] = member.group if member else None
    return known[stage.pk]
