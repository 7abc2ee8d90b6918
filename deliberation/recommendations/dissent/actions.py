"""What is done with minority opinions: write, sign, take the signature back, until drafting closes."""

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.recommendations.holding import refresh_draft
from deliberation.recommendations.models import Dissent, Recommendation, Signer
from deliberation.spaces import actions as spaces
from deliberation.spaces.models import Item

KIND = "dissent"


@transaction.atomic
def dissent(
    recommendation: Recommendation,
    *,
    seat: Seat,
    reason: str,
    would_change: str,
    named: bool = False,
    channel: str = Channel.WEB,
) -> Dissent:
    """A participant holds something against a draft and signs it first. The same sent again is the one there."""
    stage = recommendation.stage
    hold_open(stage, alone=True)
    refresh_draft(recommendation)
    given = {"recommendation": recommendation, "seat": seat, "reason": reason, "would_change": would_change}
    written = Dissent.objects.signed().filter(item__state=Item.State.ADMITTED, **given).first()
    if written:
        return written
    text = f"{reason}\n\n{would_change}"
    item = spaces.submit(
        KIND, space=stage.space, author=seat.user, text=text, channel=channel, state=Item.State.ADMITTED
    )
    written = Dissent.objects.create(item=item, **given)
    item.url = written.get_absolute_url()
    item.save(update_fields=["url"])
    Signer.objects.create(dissent=written, seat=seat, named=named)
    return written


@transaction.atomic
def sign(written: Dissent, *, seat: Seat, named: bool = False) -> None:
    """Stand by a minority opinion; twice is once. Refused when it is hidden or nobody signs it any more."""
    hold_open(written.stage)
    held = _held(written)
    if not held.signers.exists():
        raise Refused(_("Its last signer has left this opinion. Write one of your own."))
    Signer.objects.bulk_create([Signer(dissent=held, seat=seat, named=named)], ignore_conflicts=True)


@transaction.atomic
def leave(written: Dissent, *, seat: Seat) -> None:
    """Take the signature back. An opinion that nobody signs any more is not shown and not printed."""
    hold_open(written.stage)
    _held(written).signers.filter(seat=seat).delete()


def _held(written: Dissent) -> Dissent:
    """Its row alone: who signs and who leaves last come one after the other."""
    rows = Dissent.objects.select_for_update(of=("self",), no_key=True).select_related("item")
    held = rows.get(pk=written.pk)
    if not held.is_shown:
        raise Refused(_("This text is not shown any more."))
    return held
