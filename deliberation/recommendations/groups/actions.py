"""What is done with drafting groups: form them, and put somebody into another one."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, record
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.holding import hold_drafting, role_of
from deliberation.recommendations.models import DraftingGroup, GroupMember

FEWEST = 2


@transaction.atomic
def form_groups(stage: Stage, parts: Sequence[Sequence[Seat]], *, by) -> list[DraftingGroup]:
    """Form the groups of a stage, numbered in the order of ``parts``; those that stood before are undone.

    Refused once a group has said something or has got a theme, and for an empty group or fewer than two groups.
    """
    hold_drafting(stage)
    if stage.themes.filter(Q(group__isnull=False) | Q(texts__isnull=False)).exists():
        raise Refused(_("The groups have begun to work. Move single people from one to another instead."))
    if len(parts) < FEWEST or not all(parts):
        raise Refused(_("There must be at least two groups, and somebody in each."))
    stage.drafting_groups.all().delete()
    groups = DraftingGroup.objects.bulk_create(DraftingGroup(stage=stage, number=n) for n in range(1, len(parts) + 1))
    GroupMember.objects.bulk_create(
        GroupMember(stage=stage, group=group, seat=seat)
        for group, seats in zip(groups, parts, strict=True)
        for seat in seats
    )
    facts = {"groups": len(parts), "people": sum(map(len, parts))}
    record(stage, "form_groups", by=by, role=role_of(), facts=facts)
    return groups


@transaction.atomic
def place_member(group: DraftingGroup, *, seat: Seat) -> None:
    """Put somebody into a group, out of the one where they were."""
    hold_drafting(group.stage)
    if not Seat.objects.current().filter(pk=seat.pk, process=group.stage.process_id).exists():
        raise Refused(_("This person has no seat here any more."))
    GroupMember.objects.update_or_create(stage=group.stage, seat=seat, defaults={"group": group})
