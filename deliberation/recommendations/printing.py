"""The drafting stage's part of the report: each text with what it rests on, who agrees, and who does not."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.templatetags.words import number
from deliberation.documents.blocks import Block, Heading, List, Note, Paragraph, Run
from deliberation.processes.models import Stage
from deliberation.recommendations.agreement.reading import Standing, alternatives, standings
from deliberation.recommendations.models import Dissent, Ground, GroupText, Recommendation, RecommendationVersion
from deliberation.recommendations.sentences.printing import in_print, translated
from deliberation.recommendations.themes.reading import texts_of, with_opinions
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Item

WITH_DISSENT = ("bases__statement__item", "versions", Prefetch("dissents", Dissent.objects.signed()))


def section(stage: Stage) -> Iterator[Block]:
    rows = list(stage.recommendations.numbered().select_related("process").prefetch_related(*WITH_DISSENT))
    found = standings(stage, rows)
    agreed = {row.recommendation.pk: row for row in found}  # of the last round
    divided = {row.standing.recommendation.pk: row for row in alternatives(found)}
    printed = in_print(rows)
    themes = {theme.recommendation_id: theme for theme in with_opinions(stage)}
    besides = _besides(rows)
    for row in rows:
        drafted = _as_drafted(row)
        yield Heading(1, in_language(drafted.title, drafted.title_en))
        if drafted.n == row.version:
            yield from printed[row.pk]
        else:
            yield from [*translated(drafted.text_en), Paragraph.of(drafted.text)]
        yield Note(text="\n".join([*_statements(row), *besides[row.pk]]), title=_("What it rests on"))
        if row.pk in themes:
            yield from _groups(themes[row.pk])
        if row.pk in agreed:
            yield from _agreement(agreed[row.pk])
        if row.pk in divided:
            yield Paragraph.of(_("Somebody still objected after the second round. Other views, with their numbers:"))
            yield List.of(*divided[row.pk], ordered=True)
        for one in row.dissents.all():
            yield from minority(one)


def _as_drafted(row: Recommendation) -> RecommendationVersion:
    """The version with which drafting ended and the ballot was held, also of what the committee has amended."""
    n = row.version - (row.state == Recommendation.State.AMENDED)
    return next(version for version in row.versions.all() if version.n == n)


def _statements(row: Recommendation) -> Iterator[str]:
    """The statements on which the whole rests."""
    for statement in sorted((basis.statement for basis in row.bases.all()), key=lambda one: one.number or 0):
        shown = statement.item.state == Item.State.ADMITTED
        yield _quoted(_("Statement %(n)s") % {"n": statement.number}, statement.item.text, shown=shown)


def _besides(rows: list[Recommendation]) -> dict[int, dict[str, None]]:
    """What else the sentences of each rest on, each once, in one query for all of them."""
    told: dict[int, dict[str, None]] = {row.pk: {} for row in rows}
    grounds = Ground.objects.with_sources().filter(sentence__recommendation__in=rows, statement=None)
    for ground in grounds.select_related("sentence").exclude(sentence__position=None):
        words = _quoted(ground.called_in_print, ground.source.item.text, shown=ground.is_shown)
        told[ground.sentence.recommendation_id][words] = None
    return told


def _quoted(called: str, text: str, *, shown: bool) -> str:
    """What was hidden later is named by its number alone."""
    return f"{called}: {text}" if shown else called


def _groups(theme) -> Iterator[Block]:
    """Which group drafted it, and what each said beforehand."""
    if theme.group:
        yield Paragraph.of(_("Drafted by: %(group)s") % {"group": theme.group})
    said = [text for text in texts_of(theme, GroupText.What.OPINION) if text.is_shown]
    if said:
        yield Paragraph.of(Run(_("What the groups said before it was drafted"), strong=True))
        yield List.of(*(f"{text.group}: {text.item.text}" for text in said))


def _agreement(last: Standing) -> Iterator[Block]:
    """How far the participants agreed in the last round."""
    if not last.total:
        return
    answers = (
        ngettext("%(answer)s: %(n)s person", "%(answer)s: %(n)s people", n) % {"answer": label, "n": number(n)}
        for label, n in last.labelled
    )
    told = " · ".join(answers) or last.sentence
    yield Paragraph.of(Run(_("How far the participants agree"), strong=True), f": {told}")


def minority(one: Dissent) -> Iterator[Block]:
    """A minority opinion with its signers; of a hidden one that there was one."""
    yield Heading(2, _("Minority opinion"))
    if not one.is_shown:
        yield Paragraph.of(_("This text was hidden."))
        return
    yield Paragraph.of(one.reason)
    yield Paragraph.of(Run(_("What would change their minds:"), strong=True), f" {one.would_change}")
    yield Paragraph.of(_("Signed by: %(names)s") % {"names": ", ".join(one.names)})
