"""Rights in the briefing book. The object is the book, of `begin_book` and `see_book` the process."""

from django.utils.translation import gettext as _
from rules import add_perm, predicate

from deliberation.panels.models import Seat
from deliberation.processes.models import Charter, Process
from deliberation.rounds.book.models import MAKERS, OFFICES, Book
from deliberation.spaces.access import before, holds, holds_in_city, ready, roles_in, when, where_it_stands
from deliberation.spaces.models import Membership, Role

makers = holds(*MAKERS) | holds_in_city(*OFFICES)
writers = holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL)


def side_of(user, book: Book) -> int:
    """The side for which a person speaks by its place in the charter, or 0; read once per user object."""
    if Role.SIDE not in roles_in(user, book.space):
        return 0
    known = vars(user).setdefault("_sides_of_books", {})
    if book.pk not in known:
        held = Membership.objects.current().get(space=book.space, user=user, role=Role.SIDE)
        names = [side["name"] for side in book.sides]
        known[book.pk] = names.index(held.label) + 1 if held.label in names else 0
    return known[book.pk]


def seat_of(user, process: Process) -> Seat | None:
    if not user.is_authenticated:
        return None
    return Seat.objects.current().filter(process=process, user=user).first()


@predicate
def speaks(user, book):
    return side_of(user, book) > 0


@predicate
def seated(user, book):
    return seat_of(user, book.process) is not None


def _process_stands(book) -> str:
    return where_it_stands(book.process, (), takes=False)


unconcluded = when(lambda user, book: book.process.state != Process.State.CONCLUDED, _process_stands)
running = when(lambda user, book: book.process.state == Process.State.RUNNING, _process_stands)
has_edition = when(
    lambda user, book: book.publications.exists(), lambda book: _("The briefing book has not been published yet.")
)
in_draft = when(
    lambda user, book: book.state != Book.State.PUBLISHED, lambda book: where_it_stands(book, (), takes=False)
)


def _may_begin(_user, process) -> bool:
    if process.state == Process.State.CONCLUDED or Book.objects.filter(process=process).exists():
        return False
    return process.charters.filter(state=Charter.State.FROZEN).exists()


chartered_without_book = when(
    _may_begin,
    lambda process: _("A process has one briefing book, and it is begun once the charter is in force."),
)


@predicate
def book_to_see(user, process):
    return Book.objects.visible_to(user).filter(process=process).exists()


# of a process
add_perm("rounds.begin_book", writers & chartered_without_book)
add_perm("rounds.see_book", book_to_see | (writers & chartered_without_book))
# of a book
add_perm("rounds.see_draft", makers)
add_perm("rounds.write_book", writers & before("open_review") & unconcluded)
add_perm("rounds.decide_objection", writers & in_draft & unconcluded)
add_perm("rounds.rework_book", writers & ready("rework") & unconcluded)
add_perm("rounds.publish_book", writers & ready("publish") & unconcluded)
add_perm("rounds.revise_book", writers & ready("revise") & unconcluded)
add_perm("rounds.set_items", writers & in_draft & unconcluded)
add_perm("rounds.review_book", holds(Role.SIDE) & speaks & before("publish") & unconcluded)
add_perm("rounds.read_book", seated & has_edition & running)
add_perm("rounds.see_reading", holds(Role.FACILITATOR) & has_edition)
