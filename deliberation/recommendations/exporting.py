"""The lines of a drafting stage's tables that people wrote; what was hidden or withdrawn has no words there."""

from collections.abc import Iterator
from typing import Any

from deliberation.processes.kinds import Table
from deliberation.processes.models import Stage
from deliberation.recommendations.models import Amendment, Dissent


def dissent_and_amendments(stage: Stage) -> Iterator[Table]:
    amendments = Amendment.objects.filter(recommendation__stage=stage).for_pages().order_by("number")
    yield (
        "amendments",
        ["number", "recommendation", "act", "before", "wording", "reason", "authors", "supports", "state", "answer"],
        (_amendment(row) for row in amendments),
    )
    dissents = Dissent.objects.signed().filter(recommendation__stage=stage).select_related("recommendation")
    yield "dissents", ["recommendation", "reason", "would_change", "signers"], (_dissent(row) for row in dissents)


def _amendment(row: Amendment) -> list[Any]:
    words = [row.before, row.wording, row.reason] if row.is_shown else ["", "", ""]
    state = row.state if row.is_shown else row.item.state
    number = row.recommendation.number
    return [row.number, number, row.act, *words, row.signed, row.supports, state, row.verdict_reason]


def _dissent(row: Dissent) -> list[Any]:
    words = [row.reason, row.would_change] if row.is_shown else ["", ""]
    return [row.recommendation.number, *words, ", ".join(row.names)]
