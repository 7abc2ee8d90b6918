"""Rights in the briefing book. The object is the book, of `begin_book` and `see_book` the process."""

from django.utils.translation import gettext as _
from rules import add_perm, predicate

from deliberation.panels.rules import seated
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


@predicate
def steers(user, book):
    """A member of the steering committee of its agenda."""
    if not user.is_authenticated or book.steering is None:
        return False
    return bool(roles_in(user, book.steering) & {Role.COMMITTEE, Role.CHAIR})


@predicate
def steered_by_nobody(user, book):
    return book.steering is None


# Whose resolution publishes the book.
decides = steers | (holds_in_city(Role.COMMITTEE, Role.CHAIR) & steered_by_nobody)


@predicate
def speaks(user, book):
    return side_of(user, book) > 0


def _process_stands(book) -> str:
    return where_it_stands(book.process, (), takes=False)


unconcluded = when(lambda user, book: book.process.state != Process.State.CONCLUDED, _process_stands)
running = when(lambda user, book: book.process.state == Process.State.RUNNING, _process_stands)
has_edition = when(
    lambda user, book: book.publications.exists(), lambda book: _("The briefing book has not been published yet.")
)
in_draft = before("open_review", "submit")


def _may_begin(_user, process) -> bool:
    if process.state == Process.State.CONCLUDED or Book.objects.filter(process=process).exists():
        return False
    return process.charter is not None and process.charter.state == Charter.State.FROZEN


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
add_perm("rounds.see_draft", makers | steers)
add_perm("rounds.write_book", writers & before("open_review") & unconcluded)
add_perm("rounds.decide_objection", writers & in_draft & unconcluded)
add_perm("rounds.rework_book", writers & ready("rework") & unconcluded)
add_perm("rounds.submit_book", writers & ready("submit") & unconcluded)
add_perm("rounds.enter_book", (writers | decides) & before("publish") & unconcluded)
add_perm("rounds.decide_book", decides & ready("publish") & unconcluded)
add_perm("rounds.revise_book", writers & ready("revise") & unconcluded)
add_perm("rounds.set_items", writers & in_draft & unconcluded)
add_perm("rounds.review_book", holds(Role.SIDE) & speaks & before("submit") & unconcluded)
add_perm("rounds.read_book", seated & has_edition & running)
add_perm("rounds.see_reading", holds(Role.FACILITATOR) & has_edition)
