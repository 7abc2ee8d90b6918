"""What is withheld from a bundle: restricted things with their ground, closed minute books, what nobody is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from deliberation.ledger.models import Chain
from deliberation.spaces import records
from deliberation.spaces.records import Scope


@dataclass(frozen=True)
class Withheld:
    """One line of the list. ``office`` decided; no person is named."""

    what: str
    ground: str
    since: date | None = None
    review_on: date | None = None
    office: str = ""


def withheld_from(scope: Scope, *, for_auditors: bool) -> list[Withheld]:
    """For auditors what even they are not given; for everyone else what is restricted and closed besides."""
    never = [Withheld(str(one.what), str(one.why)) for one in records.kept()]
    return never if for_auditors else [*_closed(scope), *never]


def _closed(scope: Scope) -> Iterator[Withheld]:
    """Minute books of closed spaces: their heads alone, as the city's own book has them each night."""
    closed = [space.name for space in scope.spaces if space.closed]
    for chain in Chain.objects.filter(name__in=closed).order_by("pk"):
        head = {"n": chain.length, "head": chain.head}
        what = _("Minute book of a closed space: %(n)d entries, check value %(head)s") % head
        yield Withheld(what, _("The procedure of a mediation council is closed unless all parties open it."))
