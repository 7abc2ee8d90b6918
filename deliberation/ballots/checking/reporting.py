"""A ballot's part of the report: pictures and tables of every kind of question."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from deliberation.algorithms.tally import Counts, Outcome
from deliberation.ballots.checking.telling import Told
from deliberation.ballots.models import Ballot
from deliberation.documents import charts
from deliberation.documents.blocks import Block, Column, Figure, Heading, Paragraph, Table
from deliberation.spaces.bilingual import printed_language

BARS = 10


def blocks_of(ballot: Ballot, found: list[Told]) -> Iterator[Block]:
    """Decisions together, since they compare; then each question with options under a heading of its own."""
    decisions = [(one, one.outcome.counts) for one in found if isinstance(one.outcome, Outcome)]
    rule = gettext("%(quorum)d%% of the roll must have voted.") % {"quorum": ballot.quorum_percent}
    notes = (rule, gettext("Check value of the published lists: %(root)s") % {"root": ballot.sealed_root})
    if decisions:
        yield from _pictures(decisions)
        yield _decided(decisions, notes)
    for one in found:
        if not isinstance(one.outcome, Outcome):
            yield from _chosen(one)
    if not decisions:
        yield Paragraph.of(" ".join(notes))


def _decided(found: list[tuple[Told, Counts]], notes: tuple[str, ...]) -> Table:
    rows = tuple(
        (_title(one), counts.in_favour, counts.against, counts.abstained, one.sentence) for one, counts in found
    )
    titles = [pgettext("vote", "For"), pgettext("vote", "Against"), pgettext("vote", "Abstained")]
    columns = (Column(gettext("Question")), *(Column(title, numeric=True) for title in titles))
    rules = dict.fromkeys(one.question.get_threshold_display() for one, _counts in found)
    said = gettext("Rule: %(rule)s") % {"rule": "; ".join(map(str, rules))}
    return Table(gettext("Votes for and against"), (*columns, Column(gettext("Result"))), rows, (f"{said}.", *notes))


def _chosen(one: Told) -> Iterator[Block]:
    title = gettext("Question %(n)s: %(question)s") % {"n": one.question.number, "question": one.question}
    yield Heading(3, title)
    rules = " ".join(text for text, _met in one.rules)
    kind = f"{capfirst(one.question.get_method_display())}."
    yield Paragraph.of(" ".join(filter(None, [kind, one.sentence, one.base, rules, one.quota])))
    if one.bars:
        yield _bars(one, title)
        rows = tuple((f"{n}. {bar.label}", bar.told, bar.mark or "–") for n, bar in enumerate(one.bars, start=1))
        columns = (Column(gettext("Option")), Column(gettext("Counted"), numeric=True), Column(gettext("Result")))
        yield Table(title, columns, rows, (one.unit,))
    if one.duels:
        caption = gettext("The options in pairs: on how many papers one stands before the other")
        columns = (
            Column(gettext("Ahead")),
            Column(gettext("Behind")),
            Column(pgettext("count", "Papers"), numeric=True),
        )
        yield Table(caption, columns, tuple(one.duels))
    if one.rounds:
        columns = (Column(gettext("Round")), Column(pgettext("count", "Votes")), Column(gettext("What follows")))
        rows = tuple((str(n), votes, event or "–") for n, votes, event in one.rounds)
        yield Table(gettext("The rounds of the count"), columns, rows)


def _title(one: Told) -> str:
    return f"{one.question.number}. {one.question}"


def _pictures(found: list[tuple[Told, Counts]]) -> Iterator[Figure]:
    """Bars alone, as many as can be read on a page: their numbers stand in the table that follows."""
    caption = gettext("Votes for and against")
    options = (pgettext("vote", "For"), pgettext("vote", "Against"), pgettext("vote", "Abstained"))
    for start in range(0, len(found), BARS):
        part = found[start : start + BARS]
        ends = dict.fromkeys(str(one.question.number) for one, _counts in (part[0], part[-1]))
        rows = [charts.Count(_title(one), (counts.in_favour, counts.against, counts.abstained)) for one, counts in part]
        told = f"{caption} ({'–'.join(ends)})" if len(found) > BARS else caption
        yield replace(charts.vote_bars(options, rows, caption=told, language=printed_language()), table=None)


def _bars(one: Told, caption: str) -> Figure:
    """Each option's part of the whole; the rest of the bar is what it did not get."""
    options = (gettext("Counted for the option"), gettext("Not counted for it"))
    rows = [
        charts.Count(f"{n}. {bar.label}", (bar.votes, bar.whole - bar.votes)) for n, bar in enumerate(one.bars, start=1)
    ]
    return replace(charts.vote_bars(options, rows, caption=caption, language=printed_language()), table=None)
