"""Meetings of a mediation council (갈등조정협의회): a process in the council's own closed space, and its caucus notes.

Who has a seat on the council sees its meetings, and nobody else; who gives up a seat sees them no more. The council's
chair presides as a facilitator does elsewhere.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rules import predicate

from deliberation.conflicts.mediation.models import Member
from deliberation.conflicts.stakeholders.models import Party
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.models import Space


class CaucusNoteQuerySet(models.QuerySet["CaucusNote"]):
    def visible_to(self, user):
        """For the seats of the party and who presided when it was written: no other party, no expert, no official.

        A later chair was not the one in whom the party confided. It stays so when the parties have opened their
        procedure, and when their notes' authors have left.
        """
        if not user.is_authenticated:
            return self.none()
        space = OuterRef("meeting__stage__process__space")
        seats = Member.objects.filter(user=user, left_at=None, council__space=space, party=OuterRef("party"))
        presided = Q(chair__user=user, chair__left_at=None, chair__council__chair=F("chair"))
        seen = self.filter(meeting__in=Meeting.objects.visible_to(user))
        return seen.filter(Q(Exists(seats)) | presided)


class CaucusNote(models.Model):
    """What a party says among itself, or to the chair alone (개별 면담).

    Its text is no item: moderators never see it. It is in no minutes, report, export, search or minute book, and no
    other table relates to it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    chair = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("who presided when it was written")
    )
    key = models.UUIDField(help_text=_("made where the note was written"))
    text = models.TextField(_("note"), max_length=3000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = CaucusNoteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "key"], name="rounds_caucus_note_once")]
        indexes: ClassVar = [models.Index(fields=["meeting", "party", "-id"], name="rounds_caucus_newest")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.party_id}"


def seat_in(user, space: Space) -> Member | None:
    """The person's seat on the council whose space this is; read once per user object, and never elsewhere."""
    if space.kind != Space.Kind.COUNCIL or not user.is_authenticated:
        return None
    known = user.__dict__.setdefault("_seats_by_council", {})
    if space.pk not in known:
        seats = Member.objects.filter(council__space=space, user=user, left_at=None)
        known[space.pk] = seats.select_related("council", "party").first()
    return known[space.pk]


def is_chair(member: Member | None) -> bool:
    return member is not None and member.council.chair_id == member.pk


@predicate
def presides(user, thing):
    """The chair of the council in whose space it lies."""
    return is_chair(seat_in(user, thing.space))


@predicate
def caucuses(user, meeting):
    """A representative of a party, or the chair, who talks with each."""
    seat = seat_in(user, meeting.space)
    return seat is not None and (seat.party_id is not None or is_chair(seat))
