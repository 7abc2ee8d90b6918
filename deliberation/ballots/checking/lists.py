"""The published lists of a ballot, as anyone counts them again, and what was asked, by which rule.

A vote on paper has no receipt. Where there is one, choices and receipts stand apart whatever the number of votes, so
that on every question the list of votes is longer than that of receipts by the papers from the box: ``on_paper`` of
the minuted close, whose ``voted`` is the length of the list of votes. ``invalid`` among the choices is a paper that is
blank or unclear on that question: it has taken part and counts for no option.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from deliberation.ballots.models import Ballot, Option, PublishedReceipt, PublishedVote, Question
from deliberation.processes.kinds import Table
from deliberation.processes.models import Stage


def published_tables(stage: Stage) -> Iterator[Table]:
    """The lists that anyone may count again, then questions and options by which they are read.

    Empty until the announcement.
    """
    votes = PublishedVote.objects.filter(question__ballot__stage=stage).order_by("pk")
    rows = votes.values_list("question__number", "receipt", "choice").iterator()
    yield "ballot-votes", ["question", "receipt", "choice"], map(list, rows)
    receipts = PublishedReceipt.objects.filter(question__ballot__stage=stage).order_by("pk")
    pairs = receipts.values_list("question__number", "receipt").iterator()
    yield "ballot-receipts", ["question", "receipt"], map(list, pairs)
    announced = {"ballot__stage": stage, "ballot__state": Ballot.State.ANNOUNCED}
    asked = ["number", "method", "title", "title_en", "seats", "threshold", "margin"]
    questions = Question.objects.filter(**announced).order_by("number").values_list(*asked)
    yield "ballot-questions", ["question", *asked[1:]], map(_blank_for_none, questions)
    options = Option.objects.filter(**{f"question__{name}": value for name, value in announced.items()})
    named = options.order_by("question__number", "number")
    cells = named.values_list("question__number", "number", "title", "title_en")
    yield "ballot-options", ["question", "option", "title", "title_en"], map(list, cells)


def found_in_lists(question: Question, receipts: Iterable[str]) -> bool:
    """Whether one of the receipts stands in a published list."""
    given = {"question": question, "receipt__in": list(receipts)}
    return any(model.objects.filter(**given).exists() for model in (PublishedVote, PublishedReceipt))


def _blank_for_none(row: tuple[Any, ...]) -> list[Any]:
    return ["" if cell is None else cell for cell in row]
