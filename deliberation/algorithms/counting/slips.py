"""What a voter marks on one question, as one line of text: the form that is sealed, published and counted again.

=========  ======================  ===========================================================
method     example                 meaning
=========  ======================  ===========================================================
decision   ``for`` ``against``     of two sides on one text
choice     ``2``                   the second option
forced     ``1``                   one of two options; nobody abstains
approval   ``1+3`` or ``none``     the first and the third option suit; none of them does
score      ``5/0/3``               0 to 5 for each option, in their order
ranking    ``2>1>3``               every option, best first (Schulze, instant runoff, STV)
=========  ======================  ===========================================================

Everywhere but in a forced choice ``abstain`` says that the voter took part and leaves the decision to others. On
paper alone a question can be ``invalid``: blank or unclear. It has been voted on and counts for no option.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import cast

from deliberation.algorithms.counting.marks import BEST, Scores, approval, check_scores, plurality, score
from deliberation.algorithms.counting.papers import Rankings, Result, check_complete, check_ranking
from deliberation.algorithms.counting.schulze import schulze
from deliberation.algorithms.counting.transfers import instant_runoff, transferable_vote

ABSTAIN, NONE, INVALID = "abstain", "none", "invalid"
SIDES = ("for", "against")


class Method(StrEnum):
    """How a question is asked and counted."""

    DECISION = "decision"
    CHOICE = "choice"
    FORCED = "forced"
    APPROVAL = "approval"
    SCORE = "score"
    SCHULZE = "schulze"
    IRV = "irv"
    STV = "stv"


RANKED = frozenset({Method.SCHULZE, Method.IRV, Method.STV})
SEPARATORS = {Method.APPROVAL: "+", Method.SCORE: "/", **dict.fromkeys(RANKED, ">")}


def may_abstain(method: Method) -> bool:
    """Whether the question can be left to others."""
    return method is not Method.FORCED


def check(mark: str, method: Method, options: int) -> None:
    """Raise a ``ValueError`` in one sentence unless ``mark`` is, to the letter, a vote on a question of ``method``."""
    if (mark == ABSTAIN and may_abstain(method)) or (mark == NONE and method is Method.APPROVAL):
        return
    if method is Method.DECISION:
        if mark not in SIDES:
            raise ValueError(f"{mark!r} is neither for nor against")
        return
    numbers = read(mark, method)
    if not numbers:
        raise ValueError(f"{mark!r} is no vote on this question")
    if method is Method.SCORE:
        check_scores(numbers, options)
    else:
        check_ranking(numbers, options)
        if method in RANKED:
            check_complete(numbers, options)
    if write(numbers, method) != mark:
        raise ValueError(f"{mark!r} is written otherwise than it is counted")


def read(mark: str, method: Method) -> tuple[int, ...]:
    """Return the numbers in ``mark``: options, or scores in their order. ``none`` and ``abstain`` have no numbers."""
    if mark in (ABSTAIN, NONE):
        return ()
    parts = mark.split(SEPARATORS[method]) if method in SEPARATORS else [mark]
    if not all(part.isdecimal() and part.isascii() for part in parts):
        raise ValueError(f"{mark!r} is no vote on this question")
    return tuple(int(part) for part in parts)


def write(numbers: tuple[int, ...], method: Method) -> str:
    """Return the one way to write a vote: approved options ascend, so that equal votes are equal text."""
    if method is Method.APPROVAL:
        return SEPARATORS[method].join(map(str, sorted(numbers))) or NONE
    return SEPARATORS.get(method, "").join(map(str, numbers))


def longest(method: Method, options: int) -> int:
    """Return the length in characters of the longest vote, so that all sealed papers can be made equally long."""
    every = tuple(range(1, options + 1))
    written = write((BEST,) * options if method is Method.SCORE else every, method) if method in SEPARATORS else ""
    return max(len(written), len(ABSTAIN), len(str(options)))


def check_on_paper(mark: str, method: Method, options: int) -> None:
    """The same for what two people have read from a paper, which may be invalid."""
    if mark != INVALID:
        check(mark, method, options)


def tally(marks: Mapping[str, int], method: Method, options: int, seats: int = 1) -> Result | None:
    """Count a question with options: ``marks`` with the number of papers. None if none of them names an option."""
    papers: Counter[tuple[int, ...]] = Counter()
    for mark, weight in marks.items():
        check_on_paper(mark, method, options)
        if mark not in (ABSTAIN, INVALID):
            papers[read(mark, method)] += weight
    if not any(papers):
        return None
    standing = range(1, options + 1)
    if method is Method.SCORE:
        return score(cast(Mapping[Scores, int], papers), standing, seats)
    return _COUNTED[method](cast(Rankings, papers), standing, seats)


_COUNTED: dict[Method, Callable[[Rankings, Iterable[int], int], Result]] = {
    Method.CHOICE: plurality,
    Method.FORCED: plurality,
    Method.APPROVAL: approval,
    Method.SCHULZE: lambda papers, standing, _seats: schulze(papers, standing),
    Method.IRV: lambda papers, standing, _seats: instant_runoff(papers, standing),
    Method.STV: transferable_vote,
}
