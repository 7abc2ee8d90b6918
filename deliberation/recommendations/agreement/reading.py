"""What is told of rounds of agreement. Counts of an open one are nobody's, so that nobody follows the others, and those
of few people nobody's either, so that nobody is recognised in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from deliberation.accounts.templatetags.words import number
from deliberation.algorithms.disclosure import LEAST
from deliberation.processes.models import Stage
from deliberation.recommendations.agreement.models import ROUNDS
from deliberation.recommendations.models import (
    AgreementRound,
    Amendment,
    DraftingGroup,
    Endorsement,
    Recommendation,
    Theme,
)
from deliberation.spaces.models import Item

ENOUGH = 10  # from so many answers on, all numbers are told; of LEAST and more only whether somebody objects
# For tables, in the order of the values: a phone shows them beside the numbers.
LABELS = (
    pgettext_lazy("agreement", "fully"),
    pgettext_lazy("agreement", "mostly"),
    pgettext_lazy("agreement", "acceptable"),
    pgettext_lazy("agreement", "object"),
)


@dataclass(frozen=True)
class Standing:
    """How many gave each answer about one recommendation in one closed round, from full agreement to objection.

    ``counts`` are for the rules here; pages, tables and reports show `labelled` or `sentence`.
    """

    round: AgreementRound
    recommendation: Recommendation
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def labelled(self) -> list[tuple[str, int]]:
        """Each answer with its number; nothing when too few have answered."""
        return list(zip(map(str, LABELS), self.counts, strict=True)) if self.total >= ENOUGH else []

    @property
    def sentence(self) -> str:
        """What is told instead of numbers when few have answered; of fewer than LEAST not even whether one objects."""
        if self.total >= ENOUGH:
            return ""
        if self.total < LEAST:
            return _("So few have answered that nothing is told about it, so that nobody can be recognised.")
        few = _("Fewer than %(n)s have answered, so no numbers are told.") % {"n": number(ENOUGH)}
        return f"{few} {_('Somebody objects.') if self.counts[-1] else _('Nobody objects.')}"

    @property
    def objections(self) -> str:
        """How many object, in words; empty where that is not told, and where nobody does."""
        if self.total < LEAST or not self.counts[-1]:
            return ""
        if self.total < ENOUGH:
            return _("somebody objects")
        numbers = {"n": number(self.counts[-1]), "total": number(self.total)}
        return _("objected to by %(n)s of %(total)s") % numbers

    @property
    def stays_divided(self) -> bool:
        """After the last round somebody still objects: the text is printed with the other views and their numbers."""
        return self.round.n == ROUNDS and bool(self.objections)


def standings(stage: Stage, recommendations: Iterable[Recommendation]) -> list[Standing]:
    """By round and recommendation, in the order of both."""
    closed = [row for row in stage.agreement_rounds.all() if row.state == AgreementRound.State.CLOSED]
    counted = Endorsement.objects.filter(round__in=closed).values_list("round", "recommendation", "value")
    found = {(asked, row, value): n for asked, row, value, n in counted.annotate(n=Count("pk")).order_by()}
    rows = list(recommendations)
    return [
        Standing(asked, row, tuple(found.get((asked.pk, row.pk, value), 0) for value in Endorsement.Value.values))
        for asked in closed
        for row in rows
    ]


@dataclass(frozen=True)
class Alternatives:
    """복수안: a text that stays divided, how many object to it, and the other views with how many support each."""

    standing: Standing
    others: list[Amendment]

    def __iter__(self) -> Iterator[str]:
        """Each view in words, the text itself first."""
        yield _("The text above: %(objections)s") % {"objections": self.standing.objections}
        for view in self.others:
            changed = view.act == Amendment.Act.CHANGE
            wording = view.wording if changed else f"{view.get_act_display()}: {view.wording or view.before}"
            yield _("%(wording)s (supported by %(n)s)") % {"wording": wording, "n": number(view.supports)}


def alternatives(rows: Iterable[Standing]) -> list[Alternatives]:
    """Of those that stay divided: what was proposed and not taken in, the most supported first."""
    divided = [row for row in rows if row.stays_divided]
    views = Amendment.objects.filter(recommendation__in=[row.recommendation for row in divided])
    views = views.filter(item__state=Item.State.ADMITTED).exclude(state__in=["taken", "merged"])
    others: dict[int, list[Amendment]] = {}
    for view in views.order_by("-supports", "number") if divided else ():
        others.setdefault(view.recommendation_id, []).append(view)
    return [Alternatives(row, others.get(row.recommendation.pk, [])) for row in divided]


def critiques_for(stage: Stage, *, group: DraftingGroup | None, facilitates: bool) -> QuerySet[Endorsement]:
    """What drafters may read: the facilitator everything, a group what is about its own drafts; after a round's end.

    In the order of their words, which tells nothing about who answered when.
    """
    rows = Endorsement.objects.filter(round__stage=stage, round__state=AgreementRound.State.CLOSED)
    if not facilitates:
        rows = rows.filter(recommendation__theme__group=group) if group else rows.none()
    rows = rows.exclude(critique="").select_related("round", "recommendation")
    return rows.order_by("round", "recommendation__number", "critique")


def missing_before_round(stage: Stage) -> list[str]:
    """What must be done before the participants can be asked: the page shows it, the act enforces it."""
    themes = stage.themes.filter(state__in=[Theme.State.HEARING, Theme.State.DRAFTING]).select_related("group")
    reasons = [
        _("“%(theme)s” is still with %(group)s.") % {"theme": theme, "group": str(theme.group)}
        if theme.group
        else _("“%(theme)s” has not been given to a group yet.") % {"theme": theme}
        for theme in themes
    ]
    if not stage.recommendations.filter(state=Recommendation.State.DRAFT).exists():
        reasons.append(_("There is no recommendation yet."))
    return reasons


def steps(themes: list[Theme], rounds: list[AgreementRound]) -> tuple[list[str], int]:
    """The names of the steps towards agreement, and the number of the present one.

    Where the facilitator drafts alone there are no opinions of groups beforehand.
    """
    names = [_("Opinions of the groups")] if themes else []
    names += [_("Draft"), _("Private critique"), _("Revised draft"), _("Endorsement")]
    if not rounds and any(theme.state == Theme.State.HEARING for theme in themes):
        return names, 1
    over = sum(row.state == AgreementRound.State.CLOSED for row in rounds)
    return names, min(len(names), len(names) - 3 + len(rounds) + over)
