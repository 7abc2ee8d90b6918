"""What is withheld from a bundle: restricted things with their ground, closed minute books, what nobody is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import office
from deliberation.algorithms.disclosure import cover
from deliberation.ledger.models import Chain
from deliberation.spaces import records
from deliberation.spaces.disclosure.models import Ground, Restriction
from deliberation.spaces.disclosure.withheld import Withheld, readable_by, withheld_in
from deliberation.spaces.models import Membership, Role, Space
from deliberation.spaces.records import Scope

# Who decides as what, where somebody holds several offices: the first of these.
OFFICES = (Role.CHAIR, Role.COMMITTEE, Role.OFFICIAL, Role.ADMINISTRATOR, Role.FACILITATOR)


@dataclass(frozen=True)
class WithheldLine:
    """One line of the list. ``office`` decided; no person is named."""

    what: str
    ground: str
    since: date | None = None
    review_on: date | None = None
    office: str = ""


def withheld_from_everyone(scope: Scope) -> list[WithheldLine]:
    """What is restricted, as the public may know of it, what is closed, and what nobody is given.

    Of a closed space one line, in the space where everyone learns that it exists, besides that of its minute book.
    """
    open_ones = [space for space in scope.spaces if not space.closed]
    return [*_told(withheld_in(open_ones, besides=scope.restrictions)), *_closed(scope), *withheld_from_auditors()]


def withheld_from_auditors() -> list[WithheldLine]:
    return [
        WithheldLine(str(one.what), _grounded(one.ground, str(one.why)), review_on=one.review_on)
        for one in records.kept()
    ]


def restricted_for(scope: Scope, reader) -> list[WithheldLine]:
    """What is restricted, closed spaces included, by the titles that this official reads."""
    found = withheld_in(scope.spaces, besides=scope.restrictions)
    readable = {one.restriction: one for one in readable_by(reader, [one.restriction for one in found])}
    return list(_told([readable.get(one.restriction, one) for one in found]))


def _told(found: list[Withheld]) -> Iterator[WithheldLine]:
    rows = Restriction.objects.select_related("space").in_bulk([one.restriction for one in found])
    offices = _offices(list(rows.values()))
    for one in found:
        what = f"{one.label}: {one.title}" if one.title else str(one.label)
        on, ground = localdate(one.decided_at), _grounded(one.ground, one.note)
        yield WithheldLine(cover(what)[0], ground, on, one.review_on, offices[one.restriction])


def _grounded(ground: Ground, why: str) -> str:
    return ". ".join(filter(None, [f"{ground.citation} ({ground.label})", why]))


def _offices(rows: list[Restriction]) -> dict[int, str]:
    """By key of a restriction the office that decided: what its person held there or in the city, now or before."""
    held: dict[tuple[int, int], set[str]] = {}
    people = {row.decided_by_id for row in rows}
    city = Space.objects.city()
    there = Membership.objects.filter(user__in=people, space__in={city.pk, *(row.space_id for row in rows)})
    for person, space, role in there.values_list("user", "space", "role"):
        held.setdefault((person, space), set()).add(role)
    department = office()["department"]
    told = {}
    for row in rows:
        person = row.decided_by_id or 0
        roles = held.get((person, row.space_id), set()) | held.get((person, city.pk), set())
        role = next((role for role in OFFICES if role in roles), Role.OFFICIAL)
        told[row.pk] = department if role in (Role.OFFICIAL, Role.ADMINISTRATOR) else str(role.label)
    return told


def _closed(scope: Scope) -> Iterator[WithheldLine]:
    """Minute books of closed spaces: their heads alone, as the city's own book has them each night."""
    closed = {space.name: space.restriction for space in scope.spaces if space.restriction}
    why = _("The procedure of a mediation council is closed unless all parties open it.")
    for chain in Chain.objects.filter(name__in=closed).order_by("pk"):
        head, on = {"n": chain.length, "head": chain.head}, closed[chain.name]
        what = _("Minute book of a closed space: %(n)d entries, check value %(head)s") % head
        yield WithheldLine(what, _grounded(on.basis.ground, why), localdate(on.decided_at), on.review_on)
