"""Finding text by its words: bigram columns narrow the rows down by index; the text decides about longer words."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from django.db import connection, models
from django.db.models import BooleanField, Case, Q, Value, When

from deliberation.algorithms.text import bigrams, words_of
from deliberation.spaces.paging import COUNTED_UP_TO

Row = TypeVar("Row", bound=models.Model)
WORDS = 8  # of a query; more only slow it down
ENOUGH = COUNTED_UP_TO + 1
MANY = 800  # hits: beyond them the first of a page are met sooner by walking than by collecting all and sorting


class Columns(NamedTuple):
    """Text columns that are searched as one, and the column of their bigrams, if they have one.

    ``singles`` says that the column holds single characters, too (`algorithms.text.grams`).
    """

    texts: tuple[str, ...]
    grams: str = ""
    singles: bool = False

    def settle(self, word: str) -> bool:
        """Whether the bigrams alone tell: the text of a row, which may be long, need not be read."""
        return bool(self.grams) and (len(word) == 2 or (len(word) == 1 and self.singles))  # noqa: PLR2004 - a bigram

    def hold(self, word: str) -> Q:
        if self.settle(word):
            return Q(**{f"{self.grams}__contains": [word]})
        # Hangul has no case, and folding that of a whole text takes three times as long as reading it.
        lookup = "contains" if word.upper() == word.lower() else "icontains"
        held = Q()
        for text in self.texts:
            held |= Q(**{f"{text}__{lookup}": word})
        if self.grams and len(word) > 1:
            held &= Q(**{f"{self.grams}__contains": bigrams(word)})
        return held


class Hits(NamedTuple):
    """What was found, as parts for `page_of`, those in titles first, and how many; counting stops at ENOUGH."""

    parts: list[Any]
    number: int


class SearchQuerySet(models.QuerySet[Row]):
    """Rows that can be searched: a room names the columns of the title, and of everything with the title among it.

    A word of one syllable is looked up in titles alone where they are indexed for it: elsewhere no index could find it.
    """

    TITLE: ClassVar[Columns]
    EVERYTHING: ClassVar[Columns]

    def search(self, query: str) -> Hits:
        """What holds every word of the query; without words everything."""
        if not words_of(query):
            return Hits([self], self.order_by()[:ENOUGH].count())
        return search_all([self], query)[0]

    def matching(self, query: str) -> Self:
        """Rows that hold every word of the query."""
        return self.filter(self.everywhere(query))

    def everywhere(self, query: str) -> Q:
        return self._all(query, lambda word: self._place(word).hold(word))

    def halves(self, query: str) -> list[Q]:
        """The same as two conditions, or one where a row is all title: every word is in the title, and the rest."""
        titled = self._all(query, self.TITLE.hold)
        return [titled] if self.TITLE == self.EVERYTHING else [titled, self.everywhere(query) & ~titled]

    def settled(self, query: str) -> bool:
        return all(self.TITLE.settle(word) and self._place(word).settle(word) for word in words_of(query)[:WORDS])

    def _place(self, word: str) -> Columns:
        return self.TITLE if len(word) == 1 and self.TITLE.singles else self.EVERYTHING

    @staticmethod
    def _all(query: str, hold: Callable[[str], Q]) -> Q:
        every = Q()
        for word in words_of(query)[:WORDS]:
            every &= hold(word)
        return every


def search_all(kinds: Sequence[SearchQuerySet[Any]], query: str) -> list[Hits]:
    """The hits of each kind for a query with words, found and counted in one query for all.

    It asks the indexes, whatever the planner thinks: to it, reading a long text costs nothing. What bigrams settle is
    asked at once, and the planner knows how to read a page of it. Longer words it takes for far rarer than they are, so
    that they are asked half by half: a few hits are known by then; where there are many, the next one is never far.
    """
    asked = [[kind.everywhere(query)] if kind.settled(query) else kind.halves(query) for kind in kinds]
    tables: list[str] = []
    given: list[Any] = []
    for n, (kind, conditions) in enumerate(zip(kinds, asked, strict=True)):
        written = [kind.filter(one).order_by().values("pk").query.sql_with_params() for one in conditions]
        given += chain.from_iterable(params for _text, params in written)
        first, rest = [*(text for text, _params in written), "SELECT 0 WHERE false"][:2]
        tables += [
            f"(SELECT {_keys(first, str(ENOUGH))} OFFSET 0) AS first{n}",
            f"LATERAL (SELECT {_keys(rest, f'{ENOUGH} - cardinality(first{n}.keys)')}) AS rest{n}",
        ]
    columns = ", ".join(f"first{n}.keys, rest{n}.keys" for n in range(len(kinds)))
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_seqscan = off; SELECT {columns} FROM {', '.join(tables)}", given)  # noqa: S608 - written by Django
        found = iter(cursor.fetchone())
    return [
        _settled(kind, query, *keys) if kind.settled(query) else _halved(kind, conditions, keys)
        for kind, conditions, keys in zip(kinds, asked, zip(found, found, strict=True), strict=True)
    ]


def _keys(text: str, limit: str) -> str:
    """As an array, not more than ``limit``: planned as if all were wanted, or it would go through the table."""
    return f"ARRAY(WITH found (key) AS MATERIALIZED ({text}) SELECT key FROM found LIMIT {limit}) AS keys"  # noqa: S608 - written by Django


def _settled(kind: SearchQuerySet[Any], query: str, keys: list[int], _rest: list[int]) -> Hits:
    few = kind.filter(pk__in=keys) if len(keys) < ENOUGH else kind
    return Hits([few.filter(half) for half in kind.halves(query)], len(keys))


def _halved(kind: SearchQuerySet[Any], halves: list[Q], found: tuple[list[int], ...]) -> Hits:
    parts, room = [], ENOUGH
    for half, keys in zip(halves, found, strict=False):
        if len(keys) < room:
            parts.append(kind.filter(pk__in=keys))
        elif room > MANY:
            walked = Case(When(half, then=Value(True)), default=Value(False), output_field=BooleanField())
            parts.append(kind.filter(walked))  # no index knows it, so the page's own order is walked
        else:
            parts.append(kind.filter(half))
        room -= len(keys)
    return Hits(parts, ENOUGH - room)
