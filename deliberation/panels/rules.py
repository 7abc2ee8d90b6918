"""Rights in a panel, and who takes part in a process: the one place where a person's seat is looked up."""

from rules import add_perm, predicate

from deliberation.panels.models import OPEN_TO_ALL, Seat
from deliberation.processes.rules import of_council
from deliberation.spaces.access import holds, holds_in_city
from deliberation.spaces.models import Role

official = holds_in_city(Role.OFFICIAL)


def seat_of(user, of) -> Seat | None:
    """The person's current seat in the process of a thing (``process_id``); read once per user object."""
    if not user.is_authenticated:
        return None
    known = user.__dict__.setdefault("_seats_by_process", {})
    if of.process_id not in known:
        known[of.process_id] = Seat.objects.current().filter(process=of.process_id, user=user).first()
    return known[of.process_id]


def keep_seat(user, seat: Seat) -> None:
    """Spare `seat_of` its query: a room above has read the person's current seat along with something else."""
    user.__dict__.setdefault("_seats_by_process", {}).setdefault(seat.process_id, seat)


@predicate
def seated(user, of):
    return seat_of(user, of) is not None


@predicate
def open_to_all(user, of):
    """People seat themselves."""
    return of.process.preset == OPEN_TO_ALL


# of a process
add_perm("panels.seats", official | holds(Role.FACILITATOR))
add_perm("panels.import", official & ~of_council)
add_perm("panels.letters", official & ~of_council)
# of a seat
add_perm("panels.end", official)
