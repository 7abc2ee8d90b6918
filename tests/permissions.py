"""Rules as a text table: who (rows) × state (columns) → the exact set of rights, as a reader would draw it.

            draft       collecting
  author    edit,show   withdraw
  stranger  -           show

A test builds one object per state and one person per row and compares ``written(TABLE)`` with ``actual(…)`` whole.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied

from deliberation.spaces.access import TooLate, allowed, demand

Table = dict[tuple[str, str], frozenset[str]]


def written(table: str) -> Table:
    """The cells of the table by (person, state); ``-`` is no right, several rights are joined by commas."""
    header, *rows = [line.split() for line in table.strip().splitlines() if line.strip()]
    cells: Table = {}
    for person, *columns in rows:
        for state, rights in zip(header, columns, strict=True):
            cells[person, state] = frozenset() if rights == "-" else frozenset(rights.split(","))
    return cells


def actual(
    room: str,
    rights: Iterable[str],
    people: Mapping[str, object],
    objects: Mapping[str, object],
    *,
    apart: Iterable[str] = (),
) -> Table:
    """What the rules of a room answer for each person and object: ``allowed(person, "room.right", object)``.

    Each answer is demanded, too: whoever never has a right is shut out, whoever only comes at the wrong time is told
    so and led to a page. The latter are those who have the right in another of these states, besides whoever stands
    ``apart``: they are somebody else to each object.
    """
    cells: dict[tuple[str, str], set[str]] = {(person, state): set() for person in people for state in objects}
    for name, user in people.items():
        for right in rights:
            answers = {state: _answer(user, f"{room}.{right}", obj) for state, obj in objects.items()}
            for state, answer in answers.items():
                assert allowed(user, f"{room}.{right}", objects[state]) == (answer == "may")
                if answer == "may":
                    cells[name, state].add(right)
            told = f"{name}: {right} {answers}"
            assert name in apart or set(answers.values()) <= {"may", "late"} or "may" not in answers.values(), told
    return {cell: frozenset(found) for cell, found in cells.items()}


def _answer(user, right: str, obj) -> str:
    try:
        demand(user, right, obj)
    except PermissionDenied:
        return "shut out"
    except TooLate as late:
        return "late" if str(late) and late.address.startswith("/") else "late without words or page"
    return "may"
