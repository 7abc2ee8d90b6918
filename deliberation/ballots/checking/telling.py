"""A question's outcome as pages and reports show it: sentence, numbers with their base, rule, duels, rounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.templatetags.words import number, percent, share
from deliberation.algorithms.counting.marks import BEST, Totals
from deliberation.algorithms.counting.outcomes import Choosing
from deliberation.algorithms.counting.papers import Weight
from deliberation.algorithms.counting.schulze import Duels
from deliberation.algorithms.counting.slips import RANKED, Method
from deliberation.algorithms.counting.transfers import Round, Transfers
from deliberation.algorithms.tally import Outcome
from deliberation.ballots.checking.results import outcomes, verdict
from deliberation.ballots.models import Ballot, Question

SHORT = 16  # characters of an option's name in a table of many
LISTED = 5  # options that are named; of more the numbers are


@dataclass(frozen=True)
class Bar:
    """One option: what it got out of how much, and whether it is chosen or ties."""

    label: str
    votes: int
    whole: int
    mark: str = ""

    @property
    def told(self) -> str:
        return f"{number(self.votes)} ({percent(self.votes, self.whole)})"


@dataclass(frozen=True)
class Told:
    """One question of an announced ballot."""

    question: Question
    outcome: Outcome | Choosing

    @property
    def sentence(self) -> str:
        return verdict(self.question, self.outcome)

    @property
    def met(self) -> bool:
        return self.outcome.met

    @cached_property
    def names(self) -> dict[int, str]:
        return self.question.names

    @property
    def ranked(self) -> list[str]:
        """The options of a ranking in full, in the order of their numbers."""
        return list(self.names.values()) if self.question.method in RANKED else []

    @property
    def base(self) -> str:
        """How many took part, and of what the numbers are parts."""
        outcome = self.outcome
        if isinstance(outcome, Outcome):
            cast, abstained = outcome.counts.cast, outcome.counts.abstained
        else:
            cast, abstained = outcome.cast, outcome.abstained
        said = [_("Took part: %(share)s.") % {"share": share(cast, outcome.roll)}]
        if abstained:
            said.append(_("Of them %(n)s took no side.") % {"n": number(abstained)})
        if self.approving_of_none:
            said.append(_("For %(n)s no option was suitable.") % {"n": number(self.approving_of_none)})
        return " ".join(said)

    @property
    def approving_of_none(self) -> int:
        found = self.outcome.result if isinstance(self.outcome, Choosing) else None
        return int(found.unclear) if isinstance(found, Totals) and self.question.method == Method.APPROVAL else 0

    @property
    def rules(self) -> list[tuple[str, bool]]:
        """Quorum and threshold in words, each with whether it is met."""
        outcome = self.outcome
        cast = outcome.counts.cast if isinstance(outcome, Outcome) else outcome.cast
        numbers = {"needed": number(outcome.quorum_needed), "cast": number(cast)}
        said = [(_("Quorum: %(needed)s had to vote, %(cast)s did.") % numbers, cast >= outcome.quorum_needed)]
        got: Weight
        if isinstance(outcome, Outcome):
            got, needed = outcome.counts.in_favour, outcome.votes_needed
        elif outcome.support and outcome.votes_needed is not None:
            got, needed = outcome.support.votes, outcome.votes_needed
        else:
            return said
        rule = _("Threshold – %(rule)s: %(needed)s needed, %(got)s reached.")
        threshold = self.question.get_threshold_display()
        if self.question.margin is not None:
            threshold = f"{threshold} (±{number_format(self.question.margin)})"
        words = {"rule": threshold, "needed": number(needed), "got": in_figures(got)}
        return [*said, (rule % words, got >= needed)]

    @property
    def unit(self) -> str:
        """What the numbers of the bars count."""
        return {
            Method.SCORE: _("Points, and their part of all that could be given (five a paper)"),
            Method.APPROVAL: _("Papers on which the option is marked, of those that did not abstain"),
        }.get(Method(self.question.method), _("Votes, of those who chose"))

    @cached_property
    def bars(self) -> list[Bar]:
        """The options of a count that adds up, in their order."""
        outcome = self.outcome
        if not isinstance(outcome, Choosing) or not isinstance(outcome.result, Totals):
            return []
        whole = (outcome.cast - outcome.abstained) * (BEST if outcome.method is Method.SCORE else 1)
        totals = outcome.result.totals
        marks = dict.fromkeys(outcome.result.tied, _("tied")) | dict.fromkeys(outcome.chosen, _("chosen"))
        return [Bar(name, int(totals[n]), whole, marks.get(n, "")) for n, name in self.names.items()]

    @cached_property
    def duels(self) -> list[tuple[str, str, str]]:
        """``(ahead, behind, “61 of 100”)`` of each pair; those of who leads or ties come first."""
        outcome = self.outcome
        if not isinstance(outcome, Choosing) or not isinstance(outcome.result, Duels):
            return []
        result = outcome.result
        pairs = [(a, b) for a, b in result.preferred if result.margin(a, b) > 0 or (result.margin(a, b) == 0 and a < b)]
        leading = {*result.winners, *result.tied}
        pairs.sort(key=lambda pair: (not leading.intersection(pair), -result.margin(*pair), pair))
        return [
            (self.names[a], self.names[b], self._duel(result.preferred[a, b], result.preferred[b, a])) for a, b in pairs
        ]

    def _duel(self, votes: Weight, against: Weight) -> str:
        return _("%(votes)s of %(papers)s") % {"votes": in_figures(votes), "papers": in_figures(votes + against)}

    @property
    def shown_duels(self) -> list[tuple[str, str, str]]:
        """As many as can be read at once."""
        return self.duels[:10]

    @property
    def further_duels(self) -> list[tuple[str, str, str]]:
        return self.duels[10:]

    @cached_property
    def rounds(self) -> list[tuple[int, str, str]]:
        """``(number, votes of each who stands, what came of it)`` of a count by transfers."""
        outcome = self.outcome
        if not isinstance(outcome, Choosing) or not isinstance(outcome.result, Transfers):
            return []
        rounds = enumerate(outcome.result.rounds, start=1)
        return [(n, self._votes(one), " ".join(self._events(one))) for n, one in rounds]

    @property
    def quota(self) -> str:
        """What is needed for a seat, where seats are given by transfers."""
        result = self.outcome.result if isinstance(self.outcome, Choosing) else None
        if not isinstance(result, Transfers):
            return ""
        if result.seats == 1:
            return _("%(quota)s votes are enough in any case.") % {"quota": number(result.quota)}
        told = _("%(quota)s votes are enough for one of %(seats)s seats.")
        return told % {"quota": number(result.quota), "seats": number(result.seats)}

    def _votes(self, one: Round) -> str:
        standing = sorted(one.votes, key=lambda option: (-one.votes[option], option))
        said = [f"{self.short[option]} {in_figures(one.votes[option])}" for option in standing if one.votes[option]]
        if idle := [str(option) for option in standing if not one.votes[option]]:
            said.append(_("without votes: no. %(numbers)s") % {"numbers": ", ".join(idle)})
        return " · ".join(said)

    def _events(self, one: Round) -> Iterator[str]:
        if one.elected:
            yield _("Chosen: %(options)s.") % {"options": self._listed(one.elected)}
        if one.tied:
            tied = {"options": self._listed(one.tied)}
            yield _("A tie for the last place: %(options)s; all ways to go on are counted.") % tied
        if one.excluded:
            yield _("Leaves: %(options)s.") % {"options": self._listed(one.excluded)}

    def _listed(self, options: tuple[int, ...]) -> str:
        return ", ".join(self.short[option] if len(options) <= LISTED else str(option) for option in options)

    @cached_property
    def short(self) -> dict[int, str]:
        """The options by number and the beginning of their names; in full they stand above the rounds."""
        return {n: f"{n}. {Truncator(name).chars(SHORT)}" for n, name in self.names.items()}


def in_figures(votes: Weight) -> str:
    """Whole numbers as they are; parts of a vote, as they come by transfers, with two decimals."""
    if isinstance(votes, Fraction) and votes.denominator > 1:
        return number_format(round(float(votes), 2), decimal_pos=2, force_grouping=True)
    return number(int(votes))


def told(ballot: Ballot) -> list[Told]:
    """Every question of an announced ballot; none before."""
    return [Told(question, outcome) for question, outcome in outcomes(ballot)]


def headings(found: list[Told]) -> list[str]:
    """How many recommendations were carried, and how many further questions are decided, in at most two sentences."""
    drafted = [one for one in found if one.question.recommendation_id]
    others = [one for one in found if not one.question.recommendation_id]
    said = []
    if drafted:
        carried = ngettext(
            "%(met)d of %(n)d recommendation was carried.",
            "%(met)d of %(n)d recommendations were carried.",
            len(drafted),
        )
        said.append(carried % {"met": sum(one.met for one in drafted), "n": len(drafted)})
    if others:
        decided = ngettext(
            "%(met)d of %(n)d question was decided.", "%(met)d of %(n)d questions were decided.", len(others)
        )
        if drafted:
            decided = ngettext(
                "%(met)d of %(n)d further question was decided.",
                "%(met)d of %(n)d further questions were decided.",
                len(others),
            )
        said.append(decided % {"met": sum(one.met for one in others), "n": len(others)})
    return said
