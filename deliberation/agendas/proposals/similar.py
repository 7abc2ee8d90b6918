"""Proposals and agendas with a title like another one: shown to people, who decide; nothing is merged by machine."""

from typing import NamedTuple

from django.db import connection

from deliberation.agendas.models import Agenda, Proposal, TitleBigram
from deliberation.algorithms.text import bigrams, likeness, rarest

CANDIDATES = 300
RAREST = 6
COMMON = 2000  # a pair in more titles than this tells little by itself, and reading them all takes its time
LEAST = 0.3  # what is less alike than this shares a word or two and no matter
SHOWN = 5


class Similar(NamedTuple):
    title: str
    likeness: float
    proposal: Proposal | None = None
    agenda: Agenda | None = None  # one that came without a proposal


def note_title(pairs: list[str]) -> None:
    """Count bigrams that a published title has now. In their order, so that two at once do not deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agendas_titlebigram AS known (bigram, documents)"
            " SELECT pair, 1 FROM unnest(%s::text[]) AS pair ORDER BY pair"
            " ON CONFLICT (bigram) DO UPDATE SET documents = known.documents + 1",
            [sorted(pairs)],
        )


def similar_to(title: str, *, besides: Proposal | None = None) -> list[Similar]:
    """What was proposed or is an agenda already under a similar title, the most alike first.

    Candidates share the rarest bigrams of the title: all six, the rarest few, then any of them that is not common. They
    are scored by their titles; only what is shown is read whole.
    """
    pairs = set(bigrams(title))
    documents = dict(TitleBigram.objects.filter(pk__in=pairs).values_list("bigram", "documents"))
    rare = rarest(pairs, documents, RAREST)
    few = [pair for pair in rare if documents[pair] <= COMMON]
    titles = _proposals(rare, few, besides)
    found = [*((text, key, None) for key, text in titles.items()), *((one.title, None, one) for one in _agendas())]
    scored = [(likeness(pairs, set(bigrams(one[0])), documents), *one) for one in found]
    best = sorted((one for one in scored if one[0] >= LEAST), key=lambda one: -one[0])[:SHOWN]
    shown = Proposal.objects.for_list().in_bulk([key for _score, _text, key, _agenda in best if key])
    similar = [Similar(text, score, shown.get(key), agenda) for score, text, key, agenda in best]
    return [one for one in similar if one.proposal or one.agenda]


def _proposals(rare: list[str], few: list[str], besides: Proposal | None) -> dict[int, str]:
    """The titles of the candidates by key."""
    if not rare:
        return {}
    held = Proposal.objects.listed().exclude(pk=besides.pk if besides else None).order_by().values_list("pk", "title")
    found: dict[int, str] = {}
    for wanted in (rare, rare[:3], rare[:2]):
        found |= held.filter(title_grams__contains=wanted).exclude(pk__in=found)[: CANDIDATES - len(found)]
        if len(found) == CANDIDATES:
            return found
    if few:
        found |= held.filter(title_grams__overlap=few).exclude(pk__in=found)[: CANDIDATES - len(found)]
    return found


def _agendas() -> list[Agenda]:
    """Agendas of the other routes: a city has a handful a year."""
    return list(Agenda.objects.filter(proposal=None).for_list().order_by("-pk")[:CANDIDATES])
