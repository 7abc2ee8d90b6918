"""The published lists of a ballot, as anyone counts them again.

A vote on paper has no receipt. Where there is one, choices and receipts stand apart whatever the number of votes, so
that on every question the list of votes is longer than that of receipts by the papers from the box: ``on_paper`` of
the minuted close, whose ``voted`` is the length of the list of votes. ``invalid`` among the choices is a paper that is
blank or unclear on that question: it has taken part and counts for no option.
"""

from collections.abc import Iterator

from deliberation.ballots.models import PublishedReceipt, PublishedVote
from deliberation.processes.kinds import Table
from deliberation.processes.models import Stage


def published_tables(stage: Stage) -> Iterator[Table]:
    """The lists that anyone may count again: empty until the announcement."""
    votes = PublishedVote.objects.filter(question__ballot__stage=stage).order_by("pk")
    rows = votes.values_list("question__number", "receipt", "choice").iterator()
    yield "ballot-votes", ["question", "receipt", "choice"], map(list, rows)
    receipts = PublishedReceipt.objects.filter(question__ballot__stage=stage).order_by("pk")
    pairs = receipts.values_list("question__number", "receipt").iterator()
    yield (
        "ballot-receipts",
        ["question", "receipt"],
        map(list, pairs),
    )
