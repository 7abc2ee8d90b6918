"""The published lists of a ballot, as anyone counts them again."""

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
