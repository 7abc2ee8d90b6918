"""Following the sentences of a text through its versions, and linking each to what it rests on."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.algorithms.sentences import Descent, descent, split
from deliberation.ledger.actions import Refused, record
from deliberation.panels.models import Seat
from deliberation.recommendations.holding import hold_draft, role_of, theme_of, writing_group
from deliberation.recommendations.models import Basis, Ground, RecommendationVersion, Sentence, Wording
from deliberation.recommendations.sentences.search import found_by_key
from deliberation.recommendations.sentences.sources import SOURCES
from deliberation.rounds.floor.notes import Note


def keep_sentences(version: RecommendationVersion, *, instead: tuple[Sentence, int] | None = None) -> list[Sentence]:
    """Let the sentences follow a new version of the text, with what they rest on; the caller holds the text.

    ``instead`` is a sentence and the place of the one that was put in its stead: it continues it, however much of its
    wording is new.
    """
    recommendation = version.recommendation
    before, texts = list(recommendation.sentences.standing()), split(version.text)
    found = descent([sentence.text for sentence in before], texts)
    if instead:
        found = _continuing(found, before.index(instead[0]), instead[1])
    continued = {one.continues for one in found}
    struck = [sentence.pk for place, sentence in enumerate(before) if place not in continued]
    Sentence.objects.filter(pk__in=struck).update(position=None)
    standing, reworded = [], []
    for position, (text, one) in enumerate(zip(texts, found, strict=True), start=1):
        sentence = Sentence(recommendation=recommendation) if one.continues is None else before[one.continues]
        if sentence.text != text:
            reworded.append(sentence)
        sentence.text, sentence.position = text, position
        standing.append(sentence)
    Sentence.objects.bulk_create([sentence for sentence in standing if not sentence.pk])
    Sentence.objects.bulk_update([sentence for sentence in standing if sentence in before], ["text", "position"])
    Wording.objects.bulk_create(
        Wording(sentence=sentence, version=version, text=sentence.text) for sentence in reworded
    )
    _carry(before, standing, found)
    return standing


def _continuing(found: list[Descent], old: int, new: int) -> list[Descent]:
    freed = [Descent(None, one.carries) if one.continues == old else one for one in found]
    return [Descent(old, (old, *one.carries)) if place == new else one for place, one in enumerate(freed)]


def _carry(before: list[Sentence], standing: list[Sentence], found: list[Descent]) -> None:
    """What a sentence rested on goes along with its words, into each part of it."""
    moved = [(before[place], sentence) for sentence, one in zip(standing, found, strict=True) for place in one.carries]
    moved = [(old, new) for old, new in moved if old != new]
    rested: dict[int, list[Ground]] = {}
    for ground in Ground.objects.filter(sentence__in=[old for old, _new in moved]).order_by("pk") if moved else ():
        rested.setdefault(ground.sentence_id, []).append(ground)
    Ground.objects.bulk_create(
        [
            Ground(sentence=new, **{f"{source}_id": getattr(ground, f"{source}_id") for source in SOURCES})
            for old, new in moved
            for ground in rested.get(old.pk, ())
        ],
        ignore_conflicts=True,
    )


def rest_on_statements(version: RecommendationVersion, standing: list[Sentence]) -> None:
    """What the whole text no longer rests on, none of its sentences does; a single sentence rests on all of it.

    A link to a statement that was merged follows it to the other one.
    """
    rests_on = list(version.recommendation.bases.order_by("statement").values_list("statement", flat=True))
    grounds = Ground.objects.filter(sentence__recommendation=version.recommendation, statement__isnull=False)
    merged = grounds.filter(statement__merged_into__in=rests_on).values_list("sentence", "statement__merged_into")
    Ground.objects.bulk_create(
        [Ground(sentence_id=sentence, statement_id=into) for sentence, into in merged], ignore_conflicts=True
    )
    grounds.exclude(statement__in=rests_on).delete()
    if len(standing) == 1:
        Ground.objects.bulk_create(
            [Ground(sentence=standing[0], statement_id=key) for key in rests_on], ignore_conflicts=True
        )


def rest_on_note(standing: list[Sentence], note: Note, text: str) -> None:
    """Link the sentence in which a table's suggestion lives on, or else the first one, to the note it came from."""
    found = descent([text], [sentence.text for sentence in standing])
    taken_up = [sentence for sentence, one in zip(standing, found, strict=True) if one.continues is not None]
    Ground.objects.bulk_create(
        [Ground(sentence=sentence, note=note) for sentence in taken_up or standing[:1]], ignore_conflicts=True
    )


@transaction.atomic
def ground_sentence(sentence: Sentence, keys: Iterable[str], *, by, seat: Seat | None = None) -> None:
    """Say anew what a sentence rests on: ``statement:3``, ``note:5``, ``argument:8``, all of its process and public.

    A statement is then also among what the whole recommendation rests on. Refused when the sentence was struck. A
    member of the group that drafts it says so as ``seat``, while the draft is with the group.
    """
    recommendation = sentence.recommendation
    hold_draft(recommendation)
    if seat:
        writing_group(theme_of(recommendation), seat)
    if not Sentence.objects.filter(pk=sentence.pk, position__isnull=False).exists():
        raise Refused(_("This sentence does not stand in the text any more."))
    wanted, present = set(keys), {ground.key: ground for ground in sentence.grounds.all()}
    sources = found_by_key(recommendation.process, wanted - set(present))
    if set(sources) != wanted - set(present):
        raise Refused(_("Something that you chose is not shown any more. Please choose again."))
    if wanted == set(present):
        return
    sentence.grounds.filter(pk__in=[ground.pk for key, ground in present.items() if key not in wanted]).delete()
    Ground.objects.bulk_create(
        Ground(sentence=sentence, **{key.partition(":")[0]: source}) for key, source in sorted(sources.items())
    )
    statements = [source for key, source in sorted(sources.items()) if key.startswith("statement:")]
    Basis.objects.bulk_create(
        [Basis(recommendation=recommendation, statement=statement) for statement in statements], ignore_conflicts=True
    )
    facts = {"number": recommendation.number, "sentence": sentence.position, "sources": len(wanted)}
    record(recommendation, "ground", by=by, role=role_of(seat), facts=facts)
