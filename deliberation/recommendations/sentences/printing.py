"""Recommendations in print: each sentence with references to what it rests on, which are links on a screen."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from deliberation.documents.blocks import Block, Paragraph, Reference, Run
from deliberation.recommendations.models import Recommendation, Sentence
from deliberation.recommendations.sentences.models import Wording
from deliberation.recommendations.sentences.reading import with_grounds
from deliberation.spaces.bilingual import printed_language


def in_print(rows: Iterable[Recommendation]) -> dict[int, list[Block]]:
    """Each recommendation's present text by its key, in four queries for all of them: in English documents its English,
    where it has one, before the Korean, whose sentences tell what they rest on."""
    made = Wording.objects.filter(version__amendment__isnull=False).select_related(
        "version__amendment__recommendation__process"
    )
    known = {row.pk: row for row in rows}
    sentences = (
        with_grounds()
        .filter(recommendation__in=known)
        .prefetch_related(Prefetch("wordings", queryset=made.order_by("pk"), to_attr="amended"))
    )
    standing: dict[int, list[Sentence]] = {key: [] for key in known}
    for sentence in sentences:
        standing[sentence.recommendation_id].append(sentence)
    return {key: [*translated(row.text_en), *_paragraphs(row.text, standing[key])] for key, row in known.items()}


def translated(text_en: str) -> Iterator[Block]:
    """In English documents what goes before the Korean text; nothing where there is no English."""
    if text_en and printed_language() == "en":
        yield from (Paragraph.of(line) for line in text_en.splitlines() if line.strip())
        yield Paragraph.of(Run(_("The above is a translation. The authentic text:"), strong=True))


def _paragraphs(text: str, sentences: list[Sentence]) -> Iterator[Paragraph]:
    """Sentences know no paragraphs: a new one begins where the text has a new line between two of them."""
    runs: list[Run] = []
    place = 0
    for sentence in sentences:
        found = text.find(sentence.text, place)
        if runs and "\n" in text[place : max(found, place)]:
            yield Paragraph(tuple(runs))
            runs = []
        place = max(found, place) + len(sentence.text)
        runs.append(Run(f" {sentence.text}" if runs else sentence.text, references=tuple(_references(sentence))))
    if runs:
        yield Paragraph(tuple(runs))


def _references(sentence: Sentence) -> Iterator[Reference]:
    for ground in sentence.grounds.all():
        yield Reference(ground.called_in_print, settings.SITE_URL + ground.source.get_absolute_url())
    for wording in sentence.amended:  # type: ignore[attr-defined]  # in_print reads them along
        amendment = wording.version.amendment
        label = _("Amendment %(n)s") % {"n": amendment.number}
        yield Reference(label, settings.SITE_URL + amendment.get_absolute_url())
