"""The argument map of an issue as columns, as an outline and as a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import HANGUL
from deliberation.processes.models import Stage
from deliberation.rounds.arguments.models import Argument, Rating
from deliberation.rounds.issues import Issue
from deliberation.rounds.participants import Side, sides_of, turned
from deliberation.spaces.models import Item

STRONGEST = 5  # of each side in its column
IN_PICTURE = 6  # of each side
REPLIES = 3  # of each stance below a claim of the outline
ORDER = ("-strength", "-pk")  # the most convincing first; among equals the newest, which fewer people have read
WIDTH, LINE, GAP = 720, 84, 8  # of the picture
LETTER, LATIN, STEP = 28, 15, 34  # width of a syllable and of a Latin letter, height of a line
CLAIM, PRO, CON, END = 220, 480, 604, 720  # where its columns begin


@dataclass(frozen=True)
class Column:
    """The strongest claims of one side, and how many it has."""

    side: Side
    rows: list[Argument]
    total: int


def read(arguments: QuerySet) -> QuerySet:
    """With all that a list shows of each, in one query."""
    return arguments.select_related("item", "seat__user", "stage__process", "parent__item", "answers", "merged_into")


def sides_used(stage: Stage) -> list[Side]:
    """The sides for which something was claimed, whatever the charter calls them by now, and the charter's own."""
    used = Argument.objects.filter(stage=stage).claims().order_by().values_list("side", flat=True).distinct()
    return sides_of(stage.process, used)


def strongest(arguments: QuerySet, by: Sequence[Any], most: int) -> QuerySet:
    """Of each group the strongest: a large group takes no more room than a small one."""
    order = [F("strength").desc(), F("pk").desc()]
    ranked = arguments.annotate(rank=Window(RowNumber(), partition_by=by, order_by=order))
    return ranked.filter(rank__lte=most).order_by(*ORDER)


def with_replies(claims: QuerySet) -> QuerySet:
    """``for_it`` and ``against_it`` count the replies that stand."""
    standing = Q(replies__state=Argument.State.STANDING, replies__item__state=Item.State.ADMITTED)
    return claims.annotate(
        for_it=Count("replies", filter=standing & Q(replies__stance=Argument.Stance.SUPPORTS)),
        against_it=Count("replies", filter=standing & Q(replies__stance=Argument.Stance.CONTRADICTS)),
    )


def columns(stage: Stage, issue: Issue, most: int = STRONGEST) -> list[Column]:
    """One column for each side, begun by another side at each issue."""
    claims = Argument.objects.filter(stage=stage, issue=issue).claims().standing()
    totals = dict(claims.order_by().values_list("side").annotate(n=Count("pk")))
    top = strongest(claims, ["side"], most).values("pk")
    found = list(with_replies(read(Argument.objects.filter(pk__in=top))).order_by(*ORDER))
    sides = turned(sides_of(stage.process, totals), issue.number)
    return [Column(side, [row for row in found if row.side == side.key], totals.get(side.key, 0)) for side in sides]


def replies_below(claims: Sequence[Argument], most: int = REPLIES) -> dict[tuple[int, int], list[Argument]]:
    """By claim and stance the strongest replies. One query."""
    standing = Argument.objects.filter(parent__in=[claim.pk for claim in claims]).standing()
    top = strongest(standing, ["parent", "stance"], most).values("pk")
    below: dict[tuple[int, int], list[Argument]] = {}
    for row in read(Argument.objects.filter(pk__in=top)).order_by(*ORDER):
        below.setdefault((row.parent_id, row.stance), []).append(row)
    return below


def counts_below(claims: Sequence[Argument]) -> dict[int, int]:
    """By claim how many replies stand. Counted for a page's rows alone: a thread may be long. One query."""
    counted = with_replies(Argument.objects.filter(pk__in=[claim.pk for claim in claims]))
    return {pk: n + m for pk, n, m in counted.values_list("pk", "for_it", "against_it")}


def mark_rated(arguments: Iterable[Any], seat) -> None:
    """``mine`` of each is how this seat has rated it."""
    shown = list(arguments)
    rated = Rating.objects.filter(seat=seat, argument__in=[one.pk for one in shown]) if seat else Rating.objects.none()
    values = dict(rated.values_list("argument", "value"))
    for one in shown:
        one.mine = values.get(one.pk)


@dataclass(frozen=True)
class Box:
    """One field of the picture; its link is reached by keyboard like any other."""

    x: int
    y: int
    width: int
    height: int
    label: str
    told: str
    url: str
    mark: str = ""  # of the side; replies bear none
    share: int = 0  # of the width that is filled, in pixels

    @property
    def round(self) -> int:
        """The first side has corners, the others are rounded more and more: told apart by shape as well as by hue."""
        return {"a": 0, "b": 16, "c": 32}.get(self.mark, 0)

    @property
    def lines(self) -> list[tuple[int, str]]:
        """Each line of the label with its place; an SVG breaks none by itself."""
        wide = sum(LETTER if HANGUL.match(letter) else LATIN for letter in self.label) / len(self.label)
        lines = wrap(self.label, int((self.width - 24) / wide))[: self.height // STEP]
        top = self.y + (self.height - STEP * len(lines)) // 2 + LETTER
        return [(top + n * STEP, line) for n, line in enumerate(lines)]


@dataclass(frozen=True)
class Tree:
    """Sides, their strongest claims, and how many replies support and contradict each: read from left to right.

    Every side has the same height, however much its people wrote.
    """

    boxes: list[Box]
    height: int
    width: int = WIDTH


def tree(drawn: list[Column]) -> Tree | None:
    """None where there is nothing to draw yet."""
    most = max((len(column.rows) for column in drawn), default=0)
    if not most:
        return None
    boxes, high = [], most * LINE
    for n, column in enumerate(drawn):
        top = n * (high + 3 * GAP)
        told = _("%(side)s: %(n)d arguments") % {"side": column.side, "n": column.total}
        boxes.append(Box(0, top, CLAIM - GAP, high - GAP, column.side.name, told, "", column.side.mark))
        for m, row in enumerate(column.rows):
            boxes += _branch(row, column.side, top + m * high // len(column.rows), high // len(column.rows) - GAP)
    return Tree(boxes, len(drawn) * (high + 3 * GAP) - 3 * GAP)


def _branch(row: Any, side: Side, y: int, height: int) -> Iterable[Box]:
    """A claim and beside it its replies. ``row`` comes from `with_replies`."""
    url, width = row.get_absolute_url(), PRO - CLAIM - GAP
    name = _("No. %(n)d") % {"n": row.number}
    found = _("convincing: %(mean)s of 5") % {"mean": row.mean} if row.mean else _("not yet rated by five people")
    share = (width - 24) * (row.strength - 100) // 400
    label = f"{name} · {row.mean}" if row.mean else name
    yield Box(CLAIM, y, width, height, label, f"{name}, {found}", url, side.mark, share)
    supports = _("%(name)s: %(count)d replies support it") % {"name": name, "count": row.for_it}
    contradicts = _("%(name)s: %(count)d replies contradict it") % {"name": name, "count": row.against_it}
    yield Box(PRO, y, CON - PRO - GAP, height, f"+ {row.for_it}", supports, f"{url}#replies")
    yield Box(CON, y, END - CON, height, f"− {row.against_it}", contradicts, f"{url}#replies")
