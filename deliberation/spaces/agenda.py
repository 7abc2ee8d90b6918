"""The agenda of a sitting put in order: points change places or leave it, a recusal noted by mistake is taken back."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, record
from deliberation.spaces.models import Point, Recusal, Sitting
from deliberation.spaces.sittings import stated, undecided


@transaction.atomic
def shift_point(point: Point, places: int) -> None:
    """Move a point so many places down (negative: up), as far as there are any, before the sitting opens."""
    sitting = undecided(point, Sitting.State.PLANNED)
    order = list(sitting.points.standing().exclude(pk=point.pk))
    order.insert(max((point.position or 0) - 1 + places, 0), point)
    for position, one in enumerate(order, start=1):
        one.position = position
    Point.objects.bulk_update(order, ["position"])


@transaction.atomic
def take_off_agenda(point: Point, *, reason: str, by) -> None:
    """It stays visible with the reason; its thing may come onto an agenda again. Refused once it is decided."""
    sitting = undecided(point)
    place = point.position or 0
    Point.objects.filter(pk=point.pk).update(position=None, off_reason=stated(reason))
    sitting.points.filter(position__gt=place).update(position=F("position") - 1)
    known = sitting.space.closed or not point.space.closed  # an open book names nothing that lies in a closed space
    facts = {"point": place} | ({"about": point.about} if known else {})
    record(sitting, "take_off", by=by, role="committee", facts=facts)


@transaction.atomic
def take_back_recusal(recusal: Recusal, *, reason: str, by) -> None:
    """It was noted by mistake: it stays in the minutes with the reason, and the member takes part again.

    Refused once the point is decided, and to the member whom it concerns.
    """
    point = recusal.point
    sitting = undecided(point)
    if recusal.user_id == by.pk:
        raise Refused(_("Nobody takes back their own recusal: another member or an official does."))
    standing = Recusal.objects.standing().filter(pk=recusal.pk)
    if not standing.update(back_at=timezone.now(), back_reason=stated(reason)):
        raise Refused(_("This recusal has been taken back already."))
    facts = {"point": point.position, "person": recusal.user.pseudonym(sitting.chain)}
    record(sitting, "take_back_recusal", by=by, role="committee", facts=facts)
