"""An opinion map in words: what unites, what would hold for everyone, what divides, and how sure all that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.accounts.templatetags.words import number, percent, share
from deliberation.algorithms.opinion_bridging import Camp
from deliberation.opinions.maps.picture import LETTERS, outline
from deliberation.opinions.models import GroupName, OpinionMap, Statement

SMALLEST_PICTURE = 50  # people; below that a dot would point at a person
TABLE_ROWS = 50
KEY_SIZE = 7
SORTS = {
    "answers": gettext_lazy("Most answered"),
    "unites": gettext_lazy("Uniting first"),
    "divides": gettext_lazy("Dividing first"),
    "number": gettext_lazy("By number"),
}


@dataclass(frozen=True)
class Finding:
    """A statement worth telling, and in ``said`` how many stand on which side of it."""

    text: str
    url: str
    said: str


@dataclass(frozen=True)
class Part:
    """One line of a hand calculation: a party or group, its counts, and the share that they make.

    ``agree`` is None where fewer than five are on one side: the other one, since the statement holds everywhere.
    """

    name: str
    agree: int | None
    seen: int

    @property
    def smoothed(self) -> float | None:
        return None if self.agree is None else (self.agree + 1) / (self.seen + 2)


@dataclass(frozen=True)
class Bridge:
    """A statement that would hold for everyone, with its hand calculation; ``doubted`` by the second opinion."""

    text: str
    url: str
    parts: list[Part]
    weakest: Part
    doubted: bool

    @property
    def said(self) -> str:
        weakest = self.weakest
        if weakest.agree is None:
            return _("least agreement: %(name)s, all but fewer than five") % {"name": weakest.name}
        return _("least agreement: %(name)s, %(share)s") % {
            "name": weakest.name,
            "share": share(weakest.agree, weakest.seen),
        }


@dataclass(frozen=True)
class Group:
    index: int
    name: str
    size: int
    says: list[Finding]

    @property
    def mark(self) -> str:
        """Its shape on the picture, around the point 0, 0."""
        return outline(0, 0, self.index, KEY_SIZE)


@dataclass(frozen=True)
class Answers:
    """How one group, or everyone, answered one statement."""

    name: str
    agree: int
    disagree: int
    seen: int

    @property
    def passed(self) -> int:
        return self.seen - self.agree - self.disagree

    @property
    def in_percent(self) -> str:
        """Agree · disagree · not sure; a dash where nobody answered."""
        if not self.seen:
            return "–"
        return " · ".join(f"{100 * count / self.seen:.0f}" for count in (self.agree, self.disagree, self.passed))


@dataclass(frozen=True)
class Row:
    number: int | None
    text: str
    url: str
    answers: list[Answers]

    @property
    def cells(self) -> list[str]:
        """Each kept on one line of a narrow column."""
        return [one.in_percent.replace(" ", "\N{NO-BREAK SPACE}") for one in self.answers]


@dataclass(frozen=True)
class Table:
    """A page of the statements, sorted."""

    rows: list[Row]
    sort: str
    page: int
    pages: int
    first: int
    total: int

    @property
    def last(self) -> int:
        return min(self.first + TABLE_ROWS - 1, self.total)


@dataclass(frozen=True)
class Reading:
    unites: list[Finding]
    bridges: list[Bridge]
    parties: list[str]
    divides: list[Finding]
    unknown: list[Finding]
    groups: list[Group]
    table: Table
    doubts: list[str]
    sureness: list[str]
    picture: bool
    alt: str
    translated: bool

    @property
    def grouped(self) -> int:
        """People in any group."""
        return sum(group.size for group in self.groups)


class _Told:
    """A map's result with its statements' texts and its groups' names, in the reader's language."""

    def __init__(self, drawn: OpinionMap, wanted: set[int]) -> None:
        self.result = drawn.result
        self.names = group_names(drawn)
        ids = [self.result["statements"][position] for position in wanted]
        query = Statement.objects.admitted().worded().filter(pk__in=ids).select_related("item", "stage__process")
        self.found: dict[int, Any] = {statement.pk: statement for statement in query}

    def statement(self, position: int) -> Any:
        """A statement with its ``words``; None where it has been taken out since the map was drawn."""
        return self.found.get(self.result["statements"][position])

    def answers(self, position: int) -> list[Answers]:
        return _answers(self.result, position, self.names)

    def findings(self, pairs, group: int | None = None, *, by_group: bool = False) -> list[Finding]:
        findings = []
        for position, side in pairs:
            statement = self.statement(position)
            if statement is not None:
                answers = self.answers(position)
                said = _by_group(answers[1:]) if by_group else _said(answers[0 if group is None else group + 1], side)
                findings.append(Finding(statement.words, statement.get_absolute_url(), said))
        return findings

    def unknown(self) -> list[Finding]:
        findings = []
        for position, reason, passed, seen in self.result["unknown"]:
            statement = self.statement(position)
            if statement is not None:
                few = ngettext("only %(n)d person has answered", "only %(n)d people have answered", seen) % {"n": seen}
                said = few if reason == "few_answers" else _("not sure: %(share)s") % {"share": share(passed, seen)}
                findings.append(Finding(statement.words, statement.get_absolute_url(), said))
        return findings

    def bridges(self, doubted: list[int]) -> list[Bridge]:
        bridges = []
        camps = {Camp.PARTY: self.result["parties"], Camp.GROUP: self.names}
        for position, shares, weakest in self.result["bridges"]:
            statement = self.statement(position)
            if statement is not None:
                parts = [Part(camps[Camp(camp)][number], agree, seen) for camp, number, agree, seen in shares]
                text, url = statement.words, statement.get_absolute_url()
                bridges.append(Bridge(text, url, parts, parts[weakest], position in doubted))
        return bridges

    def rows(self, positions: list[int]) -> list[Row]:
        found = [(position, self.statement(position)) for position in positions]
        return [
            Row(statement.number, statement.words, statement.get_absolute_url(), self.answers(position))
            for position, statement in found
            if statement is not None
        ]


def read_map(drawn: OpinionMap, *, sort: str = "answers", page: int = 1) -> Reading:
    """The whole map in words, in the reader's language, with one page of its statements. Runs two queries.

    What was taken out after the map was drawn is left out; the next sweep draws the map without it.
    """
    result, checks = drawn.result, drawn.checks or {}
    order = _sorted(result, sort)
    pages = max(-(-len(order) // TABLE_ROWS), 1)
    page = min(max(page, 1), pages)
    first = (page - 1) * TABLE_ROWS
    shown = order[first : first + TABLE_ROWS]
    told = _Told(drawn, {*_positions(result), *shown})
    groups = [
        Group(index, told.names[index], size, told.findings(result["says"][index], index))
        for index, size in enumerate(result["sizes"])
    ]
    return Reading(
        unites=told.findings(result["unites"]),
        bridges=told.bridges(checks.get("doubted", [])),
        parties=result["parties"],
        divides=told.findings(result["divides"], by_group=True),
        unknown=told.unknown(),
        groups=groups,
        table=Table(told.rows(shown), sort, page, pages, first + 1, len(order)),
        doubts=[str(DOUBTS[doubt]) for doubt in [*result["doubts"], *_noise(checks)]],
        sureness=_sureness(checks, told.names),
        picture=drawn.people >= SMALLEST_PICTURE,
        alt=_alt(groups),
        translated=any(one.words != one.item.text for one in told.found.values()),
    )


def group_names(drawn: OpinionMap, rows: Iterable[GroupName] | None = None) -> list[str]:
    """By number: the name that the facilitator gave with the letter on the picture, or a neutral one.

    ``rows`` are the names of the round where they are read already.
    """
    if rows is None:
        rows = GroupName.objects.filter(stage=drawn.stage_id)
    given = {row.group: str(row) for row in rows}
    return [
        _("%(name)s (%(letter)s)") % {"name": given[index], "letter": LETTERS[index]}
        if index in given
        else _("Group %(letter)s") % {"letter": LETTERS[index]}
        for index in range(drawn.result["k"])
    ]


def answers_to(drawn: OpinionMap, statement: Statement) -> list[Answers]:
    """How everyone and each group answered one statement; empty where nobody has."""
    if statement.pk not in drawn.result["statements"]:
        return []
    return _answers(drawn.result, drawn.result["statements"].index(statement.pk), group_names(drawn))


def _positions(result: dict[str, Any]) -> set[int]:
    """Of all statements that are told in words."""
    lists = [result["unites"], result["divides"], *result["says"], result["bridges"], result["unknown"]]
    return {found[0] for findings in lists for found in findings}


def _sorted(result: dict[str, Any], sort: str) -> list[int]:
    """Positions of the statements to show, in an order of ``SORTS``; of equals the lower number first."""
    shown = np.setdiff1d(np.arange(len(result["statements"])), result["hidden"])
    if sort == "number":
        return shown.tolist()
    counts = np.array(result["by_group"])[:, shown]
    share = (counts[:, :, 0] + 1) / (counts[:, :, 2] + 2)
    strength = {
        "answers": np.array(result["totals"])[shown, 2],
        "unites": share.prod(axis=0),
        "divides": np.ptp(share, axis=0),
    }[sort]
    return shown[np.argsort(-strength, kind="stable")].tolist()


def _answers(result: dict[str, Any], position: int, names: list[str]) -> list[Answers]:
    everyone = Answers(_("All"), *result["totals"][position])
    return [
        everyone,
        *(Answers(name, *counts[position]) for name, counts in zip(names, result["by_group"], strict=True)),
    ]


def _said(one: Answers, side: str) -> str:
    if side == "agree":
        return _("agree: %(share)s") % {"share": share(one.agree, one.seen)}
    return _("disagree: %(share)s") % {"share": share(one.disagree, one.seen)}


def _by_group(answers: list[Answers]) -> str:
    return ", ".join(
        _("%(group)s %(percent)s agree") % {"group": one.name, "percent": percent(one.agree, one.seen)}
        for one in answers
    )


def _alt(groups: list[Group]) -> str:
    sizes = ", ".join(_("%(name)s with %(size)d people") % {"name": g.name, "size": g.size} for g in groups)
    return _("Map of opinions: %(sizes)s. The words and tables on this page say the same.") % {"sizes": sizes}


DOUBTS = {
    "few_people": gettext_lazy("Few people have answered so far; the groups may change."),
    "unsure_positions": gettext_lazy("Many have answered only a few statements, so their places are uncertain."),
    "blurred_groups": gettext_lazy("The groups blend into each other; do not read them as camps."),
    "noise": gettext_lazy("Drawn again from part of the answers, none of these groups comes back; they may be chance."),
}
STABILITY = {
    "sure": gettext_lazy("Found again in almost the same way when people and statements are left out: %(groups)s."),
    "doubtful": gettext_lazy("Found again only roughly when people and statements are left out: %(groups)s."),
    "unsure": gettext_lazy(
        "Often not found again when people and statements are left out, so do not rely on it: %(groups)s."
    ),
}
CONVERGENCE = {
    "settled": gettext_lazy("The last answers hardly changed the picture; more answers would hardly change it either."),
    "moving": gettext_lazy("The last answers still changed the picture; more answers may change it again."),
    "too_early": gettext_lazy("It is too early to say whether more answers would change the picture."),
}
SUSPECTS = {
    "identical": (
        gettext_lazy("Nobody answered ten or more statements exactly like somebody else."),
        lambda n: ngettext(
            "Without %(n)s person who answered exactly like somebody else:",
            "Without %(n)s people who answered exactly like somebody else:",
            n,
        ),
    ),
    "burst": (
        gettext_lazy("At no time did unusually many people come at once."),
        lambda n: ngettext(
            "Without %(n)s person who came when unusually many came at once:",
            "Without %(n)s people who came when unusually many came at once:",
            n,
        ),
    ),
    "newcomers": (
        gettext_lazy("Nobody came only at the very end."),
        lambda n: ngettext(
            "Without %(n)s person who came only in the last tenth of the time:",
            "Without %(n)s people who came only in the last tenth of the time:",
            n,
        ),
    ),
}


def _sureness(checks: dict[str, Any], names: list[str]) -> list[str]:
    """How sure the map is, in sentences; none where that is not computed."""
    if not checks:
        return []
    verdicts: dict[str, list[str]] = {verdict: [] for verdict in STABILITY}
    for name, (verdict, _jaccard) in zip(names, checks["stability"], strict=True):
        verdicts[verdict].append(name)
    said = [str(STABILITY[verdict]) % {"groups": ", ".join(found)} for verdict, found in verdicts.items() if found]
    said.append(str(CONVERGENCE[checks["convergence"]["verdict"]]))
    return said + [_without(kind, difference) for kind, difference in checks["suspects"].items()]


def _noise(checks: dict[str, Any]) -> list[str]:
    verdicts = {verdict for verdict, _jaccard in checks.get("stability", [])}
    return ["noise"] if verdicts == {"unsure"} else []


def _without(kind: str, difference: dict[str, Any]) -> str:
    nobody, some = SUSPECTS[kind]
    if not difference["people"]:
        return str(nobody)
    return f"{some(difference['people']) % {'n': number(difference['people'])}} {change_in_words(difference)}"


def change_in_words(difference: dict[str, Any]) -> str:
    """What becomes of the map without some people."""
    if difference["missing"]:
        return _("there would not be enough answers for a map.")
    told = difference["unites"] + difference["divides"]
    if not difference["moved"] and not told:
        return _("the map stays the same.")
    return _(
        "%(moved)s would be in another group, and %(told)d of the statements that unite or divide would change."
    ) % {
        "moved": share(difference["moved"], difference["compared"]),
        "told": told,
    }
