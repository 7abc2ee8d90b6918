"""An opinion map in words: what unites, what divides, what each group says more than the others."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import percent, share
from deliberation.opinions.models import OpinionMap, Statement

SMALLEST_PICTURE = 50  # people; below that a dot would point at a person
TABLE_ROWS = 50
LETTERS = "ABCDE"


@dataclass(frozen=True)
class Finding:
    """A statement worth telling, and in ``said`` how many stand on which side of it."""

    text: str
    url: str
    said: str


@dataclass(frozen=True)
class Group:
    index: int
    name: str
    size: int
    says: list[Finding]


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
    text: str
    url: str
    answers: list[Answers]

    @property
    def cells(self) -> list[str]:
        return [one.in_percent for one in self.answers]


@dataclass(frozen=True)
class Reading:
    unites: list[Finding]
    divides: list[Finding]
    groups: list[Group]
    table: list[Row]
    total: int
    doubts: list[str]
    picture: bool
    alt: str


def group_name(index: int) -> str:
    return _("Group %(letter)s") % {"letter": LETTERS[index]}


def read_map(drawn: OpinionMap) -> Reading:
    """The whole map in words, in the reader's language. Runs one query, whatever the size.

    What was hidden after the map was drawn is left out; the next sweep draws the map without it.
    """
    result = drawn.result
    telling = _told(result)
    busiest = sorted(range(len(result["statements"])), key=lambda n: -result["totals"][n][2])[:TABLE_ROWS]
    wanted = [result["statements"][n] for n in {*telling, *busiest}]
    query = Statement.objects.admitted().filter(pk__in=wanted).select_related("item", "stage__process")
    found = {statement.pk: statement for statement in query}
    groups = [
        Group(index, group_name(index), size, _findings(result, result["says"][index], found, index))
        for index, size in enumerate(result["sizes"])
    ]
    return Reading(
        unites=_findings(result, result["unites"], found),
        divides=_findings(result, result["divides"], found, by_group=True),
        groups=groups,
        table=[_row(result, n, found[result["statements"][n]]) for n in busiest if result["statements"][n] in found],
        total=len(result["statements"]),
        doubts=[DOUBTS[doubt]() for doubt in result["doubts"]],
        picture=drawn.people >= SMALLEST_PICTURE,
        alt=_alt(groups),
    )


def answers_to(drawn: OpinionMap, statement: Statement) -> list[Answers]:
    """How everyone and each group answered one statement; empty where nobody has."""
    if statement.pk not in drawn.result["statements"]:
        return []
    return _answers(drawn.result, drawn.result["statements"].index(statement.pk))


def _told(result: dict[str, Any]) -> set[int]:
    lists = [result["unites"], result["divides"], *result["says"]]
    return {n for findings in lists for n, _side in findings}


def _answers(result: dict[str, Any], n: int) -> list[Answers]:
    everyone = Answers(_("All"), *result["totals"][n])
    return [everyone, *(Answers(group_name(g), *counts[n]) for g, counts in enumerate(result["by_group"]))]


def _row(result: dict[str, Any], n: int, statement: Statement) -> Row:
    return Row(statement.item.text, statement.get_absolute_url(), _answers(result, n))


def _findings(result, pairs, found, group: int | None = None, *, by_group: bool = False) -> list[Finding]:
    findings = []
    for n, side in pairs:
        statement = found.get(result["statements"][n])
        if statement is not None:
            answers = _answers(result, n)
            said = _by_group(answers[1:]) if by_group else _said(answers[0 if group is None else group + 1], side)
            findings.append(Finding(statement.item.text, statement.get_absolute_url(), said))
    return findings


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
    "few_people": lambda: _("Few people have answered so far; the groups may change."),
    "unsure_positions": lambda: _("Many have answered only a few statements, so their places are uncertain."),
    "blurred_groups": lambda: _("The groups blend into each other; do not read them as camps."),
}
