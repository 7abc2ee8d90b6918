"""The charts that reports and pages share, each with its words and its numbers.

Who needs another chart calls `figure` with a Vega-Lite specification.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .blocks import Column, Figure, Language, Table
from .vegalite import LINE, figure

__all__ = ["Count", "Point", "figure", "opinion_scatter", "percent", "vote_bars"]

WIDTH, HEIGHT = 560, 420
# Told apart in every kind of colour vision and at least 3:1 on white; no red against green. Shapes say the same again.
COLOURS = ("#0b50d0", "#b35900", "#7b3fa0", "#00808a", "#1e2124", "#a3336b")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
OPTION_COLOURS = ("#083891", "#b35900", "#cdd1d5", "#7b3fa0", "#00808a", "#1e2124")
OPTION_INKS = ("#ffffff", "#ffffff", "#1e2124", "#ffffff", "#ffffff", "#ffffff")
ROW, LABEL_LETTERS, LABEL_LINES = 46, 17, 2
ROWS_IN_ALT = 8
NARROWEST_LABELLED = 12  # per cent of the bar
WORDS: dict[str, dict[str, str]] = {
    "ko": {
        "group": "집단",
        "people": "인원(명)",
        "share": "비율(%)",
        "item": "항목",
        "count": "{}(명)",
        "percent": "{}(%)",
        "total": "합계(명)",
        "map": "의견 지도. 참여자 {:,}명을 의견이 비슷할수록 가까운 점으로 나타냈습니다. {}.",
        "bars": "누적 가로 막대그래프. {}.",
        "size": "{} {:,}명({}%)",
        "row": "{}: {}",
        "more": "나머지는 표에 있습니다",
    },
    "en": {
        "group": "Group",
        "people": "People",
        "share": "Share (%)",
        "item": "Item",
        "count": "{}",
        "percent": "{} (%)",
        "total": "Total",
        "map": "Opinion map: {:,} participants as points, closer where their opinions are alike. {}.",
        "bars": "Stacked horizontal bars. {}.",
        "size": "{} {:,} ({}%)",
        "row": "{}: {}",
        "more": "The rest is in the table",
    },
}


@dataclass(frozen=True)
class Point:
    """One participant on the opinion map; `group` is an index into the groups' names."""

    x: float
    y: float
    group: int


@dataclass(frozen=True)
class Count:
    """One bar: what was asked, and how many chose each option, in the options' order."""

    label: str
    counts: tuple[int, ...]


def opinion_scatter(
    points: Sequence[Point], groups: Sequence[str], *, caption: str, language: Language = "ko"
) -> Figure:
    """Participants by opinion, told apart by colour, shape and the group's name at its middle (at most six groups).

    Both axes have one scale and no unit. The table counts people by group.
    """
    _check(groups)
    words = WORDS[language]
    sizes = [sum(point.group == index for point in points) for index in range(len(groups))]
    rows = [(name, size, percent(size, len(points))) for name, size in zip(groups, sizes, strict=True)]
    columns = (Column(words["group"]), Column(words["people"], numeric=True), Column(words["share"], numeric=True))
    said = ", ".join(words["size"].format(*row) for row in rows)
    return figure(
        _scatter(points, groups),
        alt=words["map"].format(len(points), said),
        caption=caption,
        table=Table(caption, columns, tuple(rows)),
    )


def vote_bars(options: Sequence[str], rows: Sequence[Count], *, caption: str, language: Language = "ko") -> Figure:
    """One bar of 100 % for each row, its parts in the options' order with their counts (at most six options)."""
    _check(options)
    words = WORDS[language]
    return figure(
        _bars(options, rows),
        alt=words["bars"].format(_said(options, rows, words)),
        caption=caption,
        table=_counted(options, rows, caption, words),
    )


def percent(part: int, whole: int) -> str:
    """With one decimal, halves up; of nothing it is 0.0."""
    exact = Decimal(100 * part) / whole if whole else Decimal(0)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _check(names: Sequence[str]) -> None:
    if len(names) > len(COLOURS) or len(set(names)) < len(names):
        raise ValueError(f"a chart tells apart at most {len(COLOURS)} different names")


def _scatter(points: Sequence[Point], groups: Sequence[str]) -> dict[str, Any]:
    unit = max([abs(p.x) / WIDTH for p in points] + [abs(p.y) / HEIGHT for p in points], default=0.0) or 1.0
    names = list(groups)
    scale = {"domain": names, "range": list(COLOURS[: len(names)])}
    place = {
        "x": _hidden_axis("x", 1.08 * unit * WIDTH),
        "y": _hidden_axis("y", 1.08 * unit * HEIGHT),
    }
    told = {
        "color": {"field": "group", "type": "nominal", "scale": scale, "title": None},
        "shape": {
            "field": "group",
            "type": "nominal",
            "scale": {"domain": names, "range": list(SHAPES)},
            "title": None,
        },
    }
    dots = [{"x": round(p.x, 4), "y": round(p.y, 4), "group": names[p.group]} for p in points]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": dots},
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 34, "opacity": 0.6}, "encoding": place | told},
            *_names_at_the_middle(place, scale),
        ],
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
    }


def _hidden_axis(field: str, reach: float) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "axis": None, "scale": {"domain": [-reach, reach], "nice": False}}


def _names_at_the_middle(place: dict[str, Any], scale: dict[str, Any]) -> list[dict[str, Any]]:
    middle = {field: encoding | {"aggregate": "mean"} for field, encoding in place.items()}
    text = {"field": "group", "type": "nominal"}
    halo = {
        "type": "text",
        "fontSize": 16,
        "stroke": "white",
        "strokeWidth": 8,
        "strokeJoin": "round",
        "color": "white",
    }
    ink = {"field": "group", "type": "nominal", "scale": scale, "legend": None}
    return [
        {"mark": halo, "encoding": middle | {"text": text, "detail": text}},
        {"mark": {"type": "text", "fontSize": 16}, "encoding": middle | {"text": text, "color": ink}},
    ]


def _bars(options: Sequence[str], rows: Sequence[Count]) -> dict[str, Any]:
    scale = {"domain": list(options), "range": list(OPTION_COLOURS[: len(options)])}
    y = {
        "field": "row", "type": "ordinal", "title": None, "scale": {"domain": list(range(len(rows)))},
        "axis": {"domain": False, "ticks": False, "labelLimit": 400, "labelPadding": 12,
                 "labelExpr": f"{json.dumps([_folded(row.label) for row in rows], ensure_ascii=False)}[datum.value]"},
    }  # fmt: skip
    span = {"field": "from", "type": "quantitative", "title": None, "scale": {"domain": [0, 100]}, "axis": _percents()}
    colour = {"field": "option", "type": "nominal", "scale": scale, "title": None}
    ink = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
    return {
        "width": WIDTH - 120,
        "height": {"step": ROW},
        "data": {"values": [part for index, row in enumerate(rows) for part in _parts(index, row, options)]},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 28, "stroke": "white", "strokeWidth": 1},
                "encoding": {"x": span, "x2": {"field": "to"}, "color": colour},
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {"x": span | {"field": "middle"}, "text": {"field": "label"}, "color": ink},
            },
        ],
        "resolve": {"scale": {"color": "independent"}},
    }


def _percents() -> dict[str, Any]:
    return {"values": [0, 25, 50, 75, 100], "labelExpr": "datum.value + '%'", "grid": True, "gridColor": LINE}


def _parts(index: int, row: Count, options: Sequence[str]) -> list[dict[str, Any]]:
    total, start, parts = sum(row.counts), 0.0, []
    for option, count, ink in zip(options, row.counts, OPTION_INKS, strict=False):
        share = 100 * count / total if total else 0.0
        label = f"{count:,} ({percent(count, total)}%)" if share >= NARROWEST_LABELLED else ""
        spread = {"from": round(start, 4), "to": round(start + share, 4), "middle": round(start + share / 2, 4)}
        if count:
            parts.append({"row": index, "option": option, "ink": ink, "label": label} | spread)
        start += share
    return parts


def _folded(label: str) -> list[str]:
    """At most two lines, broken between words; the table under the figure has the label in full."""
    lines = [""]
    for word in label.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LABEL_LETTERS or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    kept = [line if len(line) <= LABEL_LETTERS else line[: LABEL_LETTERS - 1] + "…" for line in lines[:LABEL_LINES]]
    if len(lines) > LABEL_LINES:
        kept[-1] = kept[-1].rstrip("…")[: LABEL_LETTERS - 1] + "…"
    return kept


def _said(options: Sequence[str], rows: Sequence[Count], words: dict[str, str]) -> str:
    said = [words["row"].format(row.label, ", ".join(_option_said(row, options, words))) for row in rows[:ROWS_IN_ALT]]
    return "; ".join([*said, words["more"]] if len(rows) > ROWS_IN_ALT else said)


def _option_said(row: Count, options: Sequence[str], words: dict[str, str]) -> list[str]:
    total = sum(row.counts)
    return [
        words["size"].format(option, count, percent(count, total))
        for option, count in zip(options, row.counts, strict=True)
    ]


def _counted(options: Sequence[str], rows: Sequence[Count], caption: str, words: dict[str, str]) -> Table:
    counted = (Column(words[unit].format(option), numeric=True) for option in options for unit in ("count", "percent"))
    cells = (
        (row.label, *(cell for n in row.counts for cell in (n, percent(n, sum(row.counts)))), sum(row.counts))
        for row in rows
    )
    return Table(caption, (Column(words["item"]), *counted, Column(words["total"], numeric=True)), tuple(cells))
