"""What the facilitator learns from the map: whether more answers would change it, and what could be asked next."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.accounts.templatetags.words import share
from deliberation.algorithms.opinion_bridging import Camp
from deliberation.algorithms.opinion_gaps import FEW_STATEMENTS, Need
from deliberation.opinions.maps.reading import CONVERGENCE, change_in_words, group_names
from deliberation.opinions.models import OpinionMap, Statement
from deliberation.opinions.statements.forms import StatementForm

EARLIER = {
    "0.9": gettext_lazy("Without the last tenth of the answers: %(change)s"),
    "0.8": gettext_lazy("Without the last fifth of the answers: %(change)s"),
}


class Suggestion(NamedTuple):
    """Why something could be added, the statement that it is about, where there is one, and the form that adds it."""

    reason: str
    statement: Statement | None
    form: StatementForm


class _Need(NamedTuple):
    """A row of ``needs`` in a map's result; ``camp`` is where agreement is lowest."""

    kind: str
    group: int | None
    position: int | None
    camp: tuple[str, int, int, int] | None


def convergence_in_words(drawn: OpinionMap) -> list[str]:
    """The verdict, then the figures that it rests on; empty where that has not been computed."""
    found = (drawn.checks or {}).get("convergence")
    if not found:
        return []
    steps = [str(told) % {"change": change_in_words(found["steps"][earlier])} for earlier, told in EARLIER.items()]
    return [str(CONVERGENCE[found["verdict"]]), *steps]


def suggestions(drawn: OpinionMap | None, statements: int) -> list[Suggestion]:
    """What could be added next. Without a map that may be seen, only what follows from the number of statements."""
    told: list[tuple[str, Statement | None]] = []
    if statements < FEW_STATEMENTS:
        told.append((_few(statements), None))
    if drawn is not None:
        told += _from_map(drawn)
    return [
        Suggestion(
            reason, about, StatementForm(auto_id=f"add-{n}-%s", initial={"text": about.item.text if about else ""})
        )
        for n, (reason, about) in enumerate(told)
    ]


def _from_map(drawn: OpinionMap) -> Iterator[tuple[str, Statement | None]]:
    """What has been taken out since the map was drawn is left out."""
    needs, names = [_Need(*row) for row in drawn.result["needs"]], group_names(drawn)
    ids = {need.position: drawn.result["statements"][need.position] for need in needs if need.position is not None}
    known = Statement.objects.admitted().select_related("item", "stage__process").in_bulk(ids.values())
    for need in needs:
        about = known.get(ids[need.position]) if need.position is not None else None
        if about or need.position is None:
            yield _reason(drawn.result, need, names), about


def _few(statements: int) -> str:
    return ngettext(
        "There is only %(n)d statement to answer. With fewer than %(enough)d the groups rest on very little.",
        "There are only %(n)d statements to answer. With fewer than %(enough)d the groups rest on very little.",
        statements,
    ) % {"n": statements, "enough": FEW_STATEMENTS}


def _reason(result: dict[str, Any], need: _Need, names: list[str]) -> str:
    if need.camp is not None:
        kind, number, agree, seen = need.camp
        camp = result["parties"][number] if kind == Camp.PARTY else names[number]
        words = _("This nearly holds for everyone. Agreement is lowest in “%(camp)s”: %(share)s. Try other words.")
        return words % {"camp": camp, "share": share(agree, seen)}
    if need.position is not None:
        agree, disagree, seen = result["totals"][need.position]
        words = _("More than usual are not sure: %(share)s. Ask it more simply, or put what people may need to know.")
        return words % {"share": share(seen - agree - disagree, seen)}
    words = {
        Need.DISTINCTIVE: _("Nothing tells “%(group)s” from the others. Put into words what these people may want."),
        Need.AUTHOR: _("Nobody in “%(group)s” has written a statement. Put one that could come from there."),
    }[Need(need.kind)]
    return words % {"group": names[need.group or 0]}
