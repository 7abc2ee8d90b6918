"""The map of a conflict as pictures: parties by influence and stake, and where each stands on each issue.

A picture is drawn by the same engine as those of reports; its words and its table are made without drawing it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from deliberation.conflicts.stakeholders.models import Issue, Party, Related, Relation, Shown, Stance
from deliberation.documents.blocks import Column, Figure, Table
from deliberation.documents.charts import COLOURS, SHAPES, figure

SIDE, ROW, COLUMN = 640, 30, 104  # pixels of the grid, of a party's row and of an issue's column
CALLED = 2  # so many parties in one place are called by name, more by number alone
INK, WHITE, LINE = "#1e2124", "#ffffff", "#b1b8be"
# Fill and ink of a side: two hues of equal weight, a grey and white; the word says the same again.
SIDES = {
    Stance.Side.SUPPORTS: ("#083891", WHITE),
    Stance.Side.OPPOSES: ("#8a4500", WHITE),
    Stance.Side.MIXED: ("#cdd1d5", INK),
    Stance.Side.OPEN: (WHITE, INK),
}
# Relations as lines: whole, in long dashes, in dots.
DASHES = {Relation.Kind.ALLIED: [1, 0], Relation.Kind.OPPOSED: [8, 5], Relation.Kind.DEPENDS: [2, 3]}
LINES, MOST_LINES = "#58616a", 12
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Chart:
    """A picture that is drawn when somebody asks for it, with its words and its numbers."""

    spec: dict[str, Any]
    alt: str
    caption: str
    table: Table

    def drawn(self) -> Figure:
        return figure(self.spec, alt=self.alt, caption=self.caption, table=self.table)

    def svg(self) -> str:
        """Kept by its content, so that the same picture is drawn once a day."""
        content = json.dumps(self.spec, sort_keys=True).encode()
        key = f"conflict-chart:{hashlib.sha256(content).hexdigest()}"
        kept = cache.get(key)
        if kept is None:
            kept = self.drawn().svg
            cache.set(key, kept, A_DAY)
        return kept


def grid(parties: Sequence[Shown], relations: Sequence[Related] = ()) -> Chart | None:
    """Parties by influence and stake; None where no place is known. Those in one place stand beside each other.

    Lines show how they stand to each other, as long as they are few enough to be followed; the table has them all.
    """
    placed = [party for party in parties if party.influence and party.stake]
    if not placed:
        return None
    columns = (
        *(Column(_("Number")), Column(_("Party")), Column(_("Kind"))),
        *(Column(_("Influence"), numeric=True), Column(_("Stake"), numeric=True)),
    )
    rows = tuple((str(p.n), p.name, p.kind_label, p.influence or 0, p.stake or 0) for p in placed)
    pressing = [p.name for p in placed if min(p.influence or 0, p.stake or 0) > 3]  # noqa: PLR2004 - the upper right
    alt = _("Grid of %(number)d parties: influence to the right, stake upwards, each from 1 to 5.") % {
        "number": len(placed)
    }
    if pressing:
        alt = f"{alt} {_('Great influence and a great stake have: %(names)s.') % {'names': ', '.join(pressing)}}"
    caption = _("Parties by influence and stake")
    keys = {party.key for party in placed}
    lines = [one for one in relations if {one.party.key, one.other.key} <= keys]
    lines = lines if len(lines) <= MOST_LINES else []
    if lines:
        told = "; ".join(f"{one.party.name} {one.kind.label} {one.other.name}" for one in lines)
        alt = f"{alt} {_('Lines: %(told)s.') % {'told': told}}"
    return Chart(_grid_spec(placed, lines), alt, caption, Table(caption, columns, rows))


def matrix(parties: Sequence[Shown], issues: Sequence[Issue]) -> Chart | None:
    """Where each party stands on each issue, in words; None where nothing is known."""
    asked = [party for party in parties if any(issue.pk in party.stances for issue in issues)]
    if not asked:
        return None
    caption = _("Where the parties stand on the issues")
    columns = (Column(_("Party")), *(Column(issue.title) for issue in issues))
    rows = tuple((party.name, *(word(party.stances.get(issue.pk)) for issue in issues)) for party in asked)
    told = "; ".join(_on_issue(issue, asked) for issue in issues)
    alt = _("Table of issues and parties. %(told)s.") % {"told": told}
    return Chart(_matrix_spec(asked, issues), alt, caption, Table(caption, columns, rows))


def word(stance: Stance | None) -> str:
    return str(stance.get_side_display()) if stance else _("not asked")


def _on_issue(issue: Issue, parties: Sequence[Shown]) -> str:
    counts = {side: sum(1 for p in parties if _side(p, issue) == side) for side in Stance.Side}
    return f"{issue.title}: " + ", ".join(f"{side.label} {n}" for side, n in counts.items() if n)


def _side(party: Shown, issue: Issue) -> str:
    stance = party.stances.get(issue.pk)
    return stance.side if stance else ""


def _grid_spec(parties: Sequence[Shown], lines: Sequence[Related]) -> dict[str, Any]:
    kinds = [kind for kind in Party.Kind if any(party.kind == kind for party in parties)]
    names = [str(kind.label) for kind in kinds]
    order = list(Party.Kind)
    told = {
        name: {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": names, "range": values}}
        for name, values in (
            ("color", [COLOURS[order.index(kind)] for kind in kinds]),
            ("shape", [SHAPES[order.index(kind)] for kind in kinds]),
        )
    }
    points = _points(parties)
    place = {"x": _axis("x", _("Influence")), "y": _axis("y", _("Stake"))}
    halo = {"type": "text", "dy": 24, "fontSize": 13, "stroke": "white", "strokeWidth": 4, "color": "white"}
    return {
        "width": SIDE,
        "height": SIDE * 3 // 4,
        "data": {"values": points},
        "encoding": place,
        "layer": [
            *([_line_layer(parties, points, lines)] if lines else []),
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1}, "encoding": told},
            {"mark": {"type": "text", "dy": -13, "fontSize": 12, "color": INK}, "encoding": {"text": {"field": "n"}}},
            {"mark": halo | {"dy": 16}, "encoding": {"text": {"field": "name"}}},
            {"mark": {"type": "text", "dy": 16, "fontSize": 13, "color": INK}, "encoding": {"text": {"field": "name"}}},
        ],
    }


def _line_layer(parties: Sequence[Shown], points: Sequence[dict[str, Any]], lines: Sequence[Related]) -> dict[str, Any]:
    """A line for each relation, told apart by its dashes; the table says which party depends on which."""
    places = {point["n"]: point for point in points}
    values = [
        {"x": start["x"], "y": start["y"], "x2": end["x"], "y2": end["y"], "kind": str(one.kind.label)}
        for one in lines
        for start, end in [(places[str(one.party.n)], places[str(one.other.n)])]
    ]
    names = [str(kind.label) for kind in DASHES if any(one.kind == kind for one in lines)]
    dashes = [dash for kind, dash in DASHES.items() if any(one.kind == kind for one in lines)]
    dash: dict[str, Any] = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": dashes},
    }
    dash["legend"] = {"symbolType": "stroke", "symbolSize": 900}
    encoding = {"x2": {"field": "x2"}, "y2": {"field": "y2"}, "strokeDash": dash}
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": LINES, "strokeWidth": 1.5},
        "encoding": encoding,
    }


def _points(parties: Sequence[Shown]) -> list[dict[str, Any]]:
    """Each party a little apart from those with the same numbers, in rows around the place itself."""
    places: dict[tuple[int, int], list[Shown]] = {}
    for party in parties:
        places.setdefault((party.influence or 0, party.stake or 0), []).append(party)
    points = []
    for (x, y), here in places.items():
        wide = 1 if len(here) <= CALLED else ceil(sqrt(len(here)))
        high = ceil(len(here) / wide)
        for at, party in enumerate(here):
            points.append(
                {
                    "x": round(x + (at % wide - (wide - 1) / 2) * 0.8 / wide, 3),
                    "y": round(y - (at // wide - (high - 1) / 2) * 0.8 / max(high, CALLED), 3),
                    "n": str(party.n),
                    "kind": party.kind_label,
                    "name": _cut(party.name, 11) if len(here) <= CALLED else "",
                }
            )
    return points


def _axis(field: str, title: str) -> dict[str, Any]:
    ends = {"1": _("1 little"), "5": _("5 great")}
    labels = f"{json.dumps(ends, ensure_ascii=False)}[datum.value] || datum.value"
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0.5, 5.5], "nice": False},
        "axis": {"values": [1, 2, 3, 4, 5], "labelExpr": labels, "grid": True, "gridColor": "#e6e8ea", "ticks": False},
    }


def _matrix_spec(parties: Sequence[Shown], issues: Sequence[Issue]) -> dict[str, Any]:
    cells = [
        {"party": row, "issue": column, "word": word(stance) if stance else "", "fill": fill, "ink": ink}
        for row, party in enumerate(parties)
        for column, issue in enumerate(issues)
        for stance in [party.stances.get(issue.pk)]
        for fill, ink in [SIDES[Stance.Side(stance.side)] if stance else ("#f4f5f6", INK)]
    ]
    return {
        "width": {"step": COLUMN},
        "height": {"step": ROW},
        "data": {"values": cells},
        "encoding": {
            "x": _names("issue", [_lines(issue.title) for issue in issues]) | {"axis": _heads(issues)},
            "y": _names("party", [f"{party.n}. {_cut(party.name, 16)}" for party in parties]),
        },
        "layer": [
            {"mark": {"type": "rect", "stroke": LINE}, "encoding": {"color": _as_given("fill")}},
            {
                "mark": {"type": "text", "fontSize": 13},
                "encoding": {"text": {"field": "word"}, "color": _as_given("ink")},
            },
        ],
    }


def _names(field: str, labels: list[Any]) -> dict[str, Any]:
    axis = {"domain": False, "ticks": False, "labelLimit": 300, "labelPadding": 8, "labelFontSize": 13}
    expression = f"{json.dumps(labels, ensure_ascii=False)}[datum.value]"
    return {"field": field, "type": "ordinal", "title": None, "axis": axis | {"labelExpr": expression}}


def _heads(issues: Sequence[Issue]) -> dict[str, Any]:
    axis = _names("issue", [_lines(issue.title) for issue in issues])["axis"]
    return axis | {"orient": "top", "labelAngle": 0, "labelLimit": COLUMN - 4}


def _as_given(field: str) -> dict[str, Any]:
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def _lines(text: str, letters: int = 8, most: int = 3) -> list[str]:
    """A head of at most three short lines, broken between words where that is possible; the table has it in full."""
    lines: list[str] = [""]
    for part in text.split():
        joined = f"{lines[-1]} {part}".strip()
        if len(joined) <= letters:
            lines[-1] = joined
        else:
            lines = [*lines, part] if lines[-1] else [part]
    shown = [_cut(line, letters) for line in lines[:most]]
    if len(lines) > most:
        shown[-1] = _cut(f"{shown[-1]}……", letters)
    return shown
