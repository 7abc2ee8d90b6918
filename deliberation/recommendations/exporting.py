"""The tables of a drafting stage. What was hidden or withdrawn has no words there, and nobody's answer can be read."""

from collections.abc import Iterator
from typing import Any

from deliberation.processes.kinds import Table
from deliberation.processes.models import Stage
from deliberation.recommendations.agreement.reading import LABELS, Standing, standings
from deliberation.recommendations.models import Amendment, Dissent, GroupText, Sentence
from deliberation.recommendations.sentences.reading import with_grounds
from deliberation.recommendations.sentences.sources import SOURCES


def tables(stage: Stage) -> Iterator[Table]:
    rows = stage.recommendations.numbered()
    resting = rows.prefetch_related("bases__statement")
    columns = ["number", "state", "part", "title", "title_en", "text", "text_en", "version", "statements"]
    yield "recommendations", columns, (_recommendation(row) for row in resting)
    placed = with_grounds().filter(recommendation__in=rows).select_related("recommendation")
    placed = placed.order_by("recommendation__number", "position")
    names = ["recommendation", "sentence", "text", *(f"{source}s" for source in SOURCES)]
    yield "sentences", names, (_sources_of(sentence) for sentence in placed)
    amendments = Amendment.objects.filter(recommendation__stage=stage).for_pages().order_by("number")
    yield (
        "amendments",
        ["number", "recommendation", "act", "before", "wording", "reason", "authors", "supports", "state", "answer"],
        (_amendment(row) for row in amendments),
    )
    dissents = Dissent.objects.signed().filter(recommendation__stage=stage).select_related("recommendation")
    yield "dissents", ["recommendation", "reason", "would_change", "signers"], (_dissent(row) for row in dissents)
    said = GroupText.objects.filter(theme__stage=stage).select_related("theme__recommendation", "group", "item")
    names = ["theme", "title", "recommendation", "group", "what", "text"]
    yield "group_texts", names, (_group_text(row) for row in said.order_by("theme__number", "what", "group__number"))
    columns = ["round", "recommendation", "answers", "fully", "mostly", "acceptable", "object", "told"]
    yield "agreement", columns, (_standing(row) for row in standings(stage, rows))


def _recommendation(row) -> list[Any]:
    numbers = sorted(basis.statement.number or 0 for basis in row.bases.all())
    words = [row.title, row.title_en, row.text, row.text_en]
    return [row.number, row.state, row.part, *words, row.version, " ".join(map(str, numbers))]


def _sources_of(sentence: Sentence) -> list[Any]:
    """A line of the table of sentences; statements and arguments by their number, notes by their key."""
    grounds = sentence.grounds.all()
    resting = (
        " ".join(str(getattr(row.source, "number", row.source.pk)) for row in grounds if row.kind == kind)
        for kind in SOURCES
    )
    return [sentence.recommendation.number, sentence.position, sentence.text, *resting]


def _amendment(row: Amendment) -> list[Any]:
    words = [row.before, row.wording, row.reason] if row.is_shown else ["", "", ""]
    state = row.state if row.is_shown else row.item.state
    number = row.recommendation.number
    return [row.number, number, row.act, *words, row.signed, row.supports, state, row.verdict_reason]


def _dissent(row: Dissent) -> list[Any]:
    words = [row.reason, row.would_change] if row.is_shown else ["", ""]
    return [row.recommendation.number, *words, ", ".join(row.names)]


def _group_text(row: GroupText) -> list[Any]:
    theme, text = row.theme, row.item.text if row.is_shown else ""
    number = theme.recommendation.number if theme.recommendation else None
    return [theme.number, theme.title, number, row.group.number, row.what, text]


def _standing(row: Standing) -> list[Any]:
    """Numbers where they are told; else the sentence that is told instead, and not even how many have answered."""
    told = [row.total, *row.counts] if row.labelled else [None] * (1 + len(LABELS))
    return [row.round.n, row.recommendation.number, *told, row.sentence]
