"""The questions on a paper as casting and opening need them: one query, and a length that all papers share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from deliberation.algorithms.counting import slips
from deliberation.algorithms.counting.slips import Method
from deliberation.ballots.models import Ballot


@dataclass(frozen=True)
class Asked:
    """One question: its key, its number on the paper, how it is marked, and among how many options."""

    pk: int
    number: int
    method: Method
    options: int


def questions_of(ballot: Ballot) -> list[Asked]:
    """In the order in which their marks stand on a paper."""
    rows = ballot.questions.annotate(n=Count("options")).order_by("number").values_list("pk", "number", "method", "n")
    return [Asked(pk, number, Method(method), n) for pk, number, method, n in rows]


def width_of(questions: Sequence[Asked]) -> int:
    """Characters of the longest paper, the marks apart by one: shorter ones are filled up to it."""
    return sum(slips.longest(question.method, question.options) + 1 for question in questions)
