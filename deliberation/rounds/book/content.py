"""What a briefing book says, as plain data, and as its pages and prints read it.

``compose`` takes the draft's rows; an edition keeps the result. ``read`` makes of either the same `Reading`, so that a
draft looks like what it will become, and nothing of an edition is asked of the tables again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from deliberation.rounds.book.models import Assertion, Book, Chapter, Objection, Passage
from deliberation.spaces.bilingual import in_language

Kind = Passage.Kind
OF_SIDES = (Kind.SUMMARY, Kind.CASE, Kind.REBUTTAL)
TOLERANCE = 10  # percent of the longest text by which the shortest of the same kind may be shorter
SUMMARY_MOST = 350  # characters without spaces: two of them fill half a printed page


def letters(text: str) -> int:
    """The length of a text as the rule measures it: characters without spaces and line ends."""
    return len("".join(text.split()))


@dataclass(frozen=True)
class Measure:
    """How long the sides' texts of one kind are in one chapter, in the chapter's order of sides."""

    kind: str
    lengths: tuple[tuple[str, int], ...]

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def longest(self) -> int:
        return max(length for _side, length in self.lengths)

    @property
    def difference(self) -> int:
        return self.longest - min(length for _side, length in self.lengths)

    @property
    def even(self) -> bool:
        return self.difference * 100 <= TOLERANCE * self.longest

    @property
    def short_enough(self) -> bool:
        return self.kind != Kind.SUMMARY or self.longest <= SUMMARY_MOST


@dataclass(frozen=True)
class Side:
    number: int
    name: str

    @property
    def mark(self) -> str:
        """The name of its shape and hue in the style sheet; beyond two sides the name alone tells them apart."""
        return {1: "a", 2: "b"}.get(self.number, "")


@dataclass(frozen=True)
class Claim:
    """An assertion with its source, and the sides by what they say of it."""

    id: int
    number: int
    text: str
    source: str
    publisher: str
    dated: str
    url: str
    file: str
    accepted: tuple[Side, ...]
    contested: tuple[Side, ...]
    silent: tuple[Side, ...]


@dataclass(frozen=True)
class Text:
    """A passage: side None is nobody's. ``notes`` are other views that a review has put beside it."""

    id: int
    kind: str
    side: Side | None
    text: str
    claims: tuple[Claim, ...]
    notes: tuple[tuple[Side, str], ...]

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def length(self) -> int:
        return letters(self.text)


@dataclass(frozen=True)
class ChapterRead:
    id: int
    number: int
    title: str
    issue: int
    order: tuple[Side, ...]
    texts: tuple[Text, ...]

    @cached_property
    def neutral(self) -> Text:
        return next(text for text in self.texts if text.side is None)

    @cached_property
    def parts(self) -> list[tuple[str, list[Text]]]:
        """The sides' texts by kind, each kind in the chapter's order of sides."""
        return [(str(kind.label), self._of(kind)) for kind in OF_SIDES if self.issue]

    @property
    def summaries(self) -> list[Text]:
        return self._of(Kind.SUMMARY)

    @property
    def minutes(self) -> int:
        """How long reading takes, at 500 characters a minute."""
        return max(1, round(sum(text.length for text in self.texts) / 500))

    @property
    def measures(self) -> list[Measure]:
        texts = [(kind, self._of(kind)) for kind in OF_SIDES if self.order]
        return [Measure(kind, tuple((text.side.name, text.length) for text in row if text.side)) for kind, row in texts]

    def _of(self, kind: str) -> list[Text]:
        return [text for text in self.texts if text.kind == kind]


@dataclass(frozen=True)
class ObjectionRead:
    chapter: int
    label: str
    about: Side | None
    by: Side
    round: int
    text: str
    state: str
    reason: str
    view: str

    @property
    def verdict(self) -> str:
        return str(Objection.State(self.state).label)


@dataclass(frozen=True)
class Reading:
    title: str
    question: str
    demo: bool
    sides: tuple[Side, ...]
    chapters: tuple[ChapterRead, ...]
    objections: tuple[ObjectionRead, ...]
    reviews: tuple[tuple[int, Side], ...]

    @property
    def issues(self) -> list[ChapterRead]:
        return [chapter for chapter in self.chapters if chapter.issue]

    @property
    def claims(self) -> list[Claim]:
        return [claim for chapter in self.chapters for text in chapter.texts for claim in text.claims]

    @property
    def contested(self) -> int:
        return sum(bool(claim.contested) for claim in self.claims)

    @property
    def verdicts(self) -> list[tuple[str, str, int]]:
        """How many objections of each state there are: code, words, number."""
        states = [objection.state for objection in self.objections]
        return [(state.value, str(state.label), states.count(state)) for state in Objection.State]

    @property
    def even(self) -> bool:
        return all(measure.even and measure.short_enough for row in self.issues for measure in row.measures)

    def chapter(self, key: int) -> ChapterRead | None:
        return next((chapter for chapter in self.chapters if chapter.id == key), None)


def compose(book: Book) -> dict[str, Any]:
    """The draft as it stands, as plain data of strings and whole numbers. Eight queries, whatever its size."""
    process, charter, sides = book.process, book.process.charter, book.sides
    claims = Assertion.objects.select_related("attachment").prefetch_related("stands")
    passages = Passage.objects.prefetch_related(Prefetch("assertions", claims), "objections")
    chapters = list(book.chapters.select_related("issue").prefetch_related(Prefetch("passages", passages)))
    numbers = {chapter.pk: n for n, chapter in enumerate(chapters, start=1)}
    reviews = book.reviews.order_by("round", "side").values_list("round", "side")
    return {
        "title": process.title,
        "title_en": process.title_en,
        "question": charter.question if charter else "",
        "question_en": charter.question_en if charter else "",
        "demo": process.demo,
        "sides": [{"name": side["name"], "name_en": side.get("name_en", "")} for side in sides],
        "chapters": [_chapter(chapter, numbers[chapter.pk], len(sides)) for chapter in chapters],
        "objections": [
            _objection(row, numbers[chapter.pk], passage)
            for chapter in chapters
            for passage in chapter.passages.all()
            for row in sorted(passage.objections.all(), key=lambda objection: objection.pk)
        ],
        "reviews": [list(review) for review in reviews],
    }


def _chapter(chapter: Chapter, number: int, sides: int) -> dict[str, Any]:
    issue = chapter.issue
    order = order_of(issue.number, sides) if issue else []
    passages = {(passage.kind, passage.side): passage for passage in chapter.passages.all()}
    places = [(Kind.NEUTRAL, 0), *((kind, side) for kind in OF_SIDES for side in order)]
    return {
        "id": chapter.pk,
        "number": number,
        "title": issue.title if issue else chapter.title,
        "title_en": issue.title_en if issue else "",
        "issue": issue.number if issue else 0,
        "order": order,
        "passages": [_passage(passages[place]) for place in places if place in passages],
    }


def order_of(issue: int, sides: int) -> list[int]:
    """Who comes first takes turns: with the first issue side 1, with the second side 2, and so on."""
    return [(issue - 1 + n) % sides + 1 for n in range(sides)]


def _passage(passage: Passage) -> dict[str, Any]:
    annotated = [row for row in passage.objections.all() if row.state == Objection.State.ANNOTATED]
    return {
        "id": passage.pk,
        "kind": passage.kind,
        "side": passage.side,
        "text": passage.text,
        "claims": [_claim(claim) for claim in passage.assertions.all()],
        "notes": [[row.side, row.view] for row in annotated],
    }


def _claim(claim: Assertion) -> dict[str, Any]:
    stands = sorted((stand.side, stand.accepts) for stand in claim.stands.all())
    return {
        **{name: getattr(claim, name) for name in ("text", "source", "publisher", "dated", "url")},
        "id": claim.pk,
        "file": claim.attachment.get_absolute_url() if claim.attachment else "",
        "accepted": [side for side, accepts in stands if accepts],
        "contested": [side for side, accepts in stands if not accepts],
    }


def _objection(row: Objection, chapter: int, passage: Passage) -> dict[str, Any]:
    told = {name: str(getattr(row, name)) for name in ("text", "state", "reason", "view")}
    about = {"kind": passage.kind, "about": passage.side}
    return {"chapter": chapter, **about, "by": row.side, "round": row.round, **told}


def read(content: dict[str, Any]) -> Reading:
    """The content in the reader's language."""
    named = enumerate(content["sides"], start=1)
    sides = {n: Side(n, in_language(side["name"], side["name_en"])) for n, side in named}
    for n in {row["by"] for row in content["objections"]} - sides.keys():
        sides[n] = Side(n, _("side %(n)d") % {"n": n})  # of an earlier charter
    return Reading(
        title=in_language(content["title"], content["title_en"]),
        question=in_language(content["question"], content["question_en"]),
        demo=content["demo"],
        sides=tuple(sides.values()),
        chapters=tuple(_read_chapters(content["chapters"], sides)),
        objections=tuple(_read_objection(row, sides) for row in content["objections"]),
        reviews=tuple((round_, sides[side]) for round_, side in content["reviews"] if side in sides),
    )


def _read_chapters(rows: list[dict[str, Any]], sides: dict[int, Side]) -> Iterable[ChapterRead]:
    for row in rows:
        texts, claims = [], 0
        for passage in row["passages"]:
            texts.append(_read_text(passage, sides, claims))
            claims += len(passage["claims"])
        order = tuple(sides[n] for n in row["order"])
        title = in_language(row["title"], row["title_en"])
        yield ChapterRead(row["id"], row["number"], title, row["issue"], order, tuple(texts))


def _read_text(row: dict[str, Any], sides: dict[int, Side], before: int) -> Text:
    claims = (_read_claim(claim, n, sides) for n, claim in enumerate(row["claims"], start=before + 1))
    notes = tuple((sides[side], view) for side, view in row["notes"])
    return Text(row["id"], row["kind"], sides.get(row["side"]), row["text"], tuple(claims), notes)


def _read_claim(row: dict[str, Any], number: int, sides: dict[int, Side]) -> Claim:
    said = {*row["accepted"], *row["contested"]}
    return Claim(
        number=number,
        accepted=tuple(side for n, side in sides.items() if n in row["accepted"]),
        contested=tuple(side for n, side in sides.items() if n in row["contested"]),
        silent=tuple(side for n, side in sides.items() if n not in said),
        **{name: row[name] for name in ("id", "text", "source", "publisher", "dated", "url", "file")},
    )


def _read_objection(row: dict[str, Any], sides: dict[int, Side]) -> ObjectionRead:
    told = {name: row[name] for name in ("chapter", "round", "text", "state", "reason", "view")}
    label = str(Kind(row["kind"]).label)
    return ObjectionRead(label=label, about=sides.get(row["about"]), by=sides[row["by"]], **told)
