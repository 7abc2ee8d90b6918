"""The outcome of an announced ballot. Before the announcement its lists are empty for everyone, so there is none."""

from collections import defaultdict
from fractions import Fraction

from django.db.models import Count, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from deliberation.algorithms.counting.outcomes import Choosing, choose
from deliberation.algorithms.counting.slips import ABSTAIN, INVALID, Method, tally
from deliberation.algorithms.tally import Choice, Counts, Outcome, Reason, Share, Threshold, decide
from deliberation.ballots.models import Ballot, PublishedVote, Question

SENTENCES = {
    Reason.CARRIED: _("Carried: %(for)d votes for, %(needed)d were needed."),
    Reason.TOO_FEW_FOR: _("Not carried: %(for)d votes for, %(needed)d were needed."),
    Reason.TIED: _("Not carried: a tie, %(for)d votes for and as many against."),
    Reason.INSIDE_MARGIN: _("Not carried: for and against lie within the margin of error (%(needed)d were needed)."),
    Reason.NO_QUORUM: _("Not carried: %(cast)d took part, %(quorum)d were needed."),
    Reason.NOBODY_DECIDED: _("Not carried: everybody abstained."),
}
CHOSEN = {
    Reason.CARRIED: _("Chosen: %(options)s."),
    Reason.TOO_FEW_FOR: _("Nothing is chosen: %(leader)s is ahead with %(votes)d, but %(needed)d were needed."),
    Reason.TIED: _("Nothing is chosen by the ballot alone: a tie between %(options)s. It is not broken by lot."),
    Reason.INSIDE_MARGIN: _("Nothing is chosen: %(leader)s is ahead, but within the margin of error."),
    Reason.NO_QUORUM: _("Nothing is chosen: %(cast)d took part, %(quorum)d were needed."),
    Reason.NOBODY_DECIDED: _("Nothing is chosen: no paper names an option."),
}


PARTLY = _("Sure of a seat: %(sure)s. Not decided by the ballot alone: a tie between %(options)s, not broken by lot.")


def quorum_of(ballot: Ballot) -> Share:
    return Share.at_least(ballot.quorum_percent, 100)


def outcomes(ballot: Ballot) -> list[tuple[Question, Outcome | Choosing]]:
    """Each question with its outcome, counted from the published list; nothing unless the ballot is announced."""
    if ballot.state != Ballot.State.ANNOUNCED:
        return []
    marks: dict[int, dict[str, int]] = defaultdict(dict)
    counted = PublishedVote.objects.filter(question__ballot=ballot).values_list("question", "choice")
    for question, mark, n in counted.annotate(n=Count("pk")).order_by():
        marks[question][mark] = n
    quorum, roll = quorum_of(ballot), ballot.roll_size
    questions = list(ballot.questions.select_related("recommendation__process__space"))
    prefetch_related_objects([one for one in questions if one.method != Question.Method.DECISION], "options")
    return [(question, outcome_of(question, marks[question.pk], roll=roll, quorum=quorum)) for question in questions]


def outcome_of(question: Question, marks: dict[str, int], *, roll: int, quorum: Share) -> Outcome | Choosing:
    """Count ``marks``, the papers by what they say on the question.

    One that is invalid on it has taken part and counts for nothing else, so it stands with those who abstained.
    """
    abstained = marks.get(ABSTAIN, 0) + marks.get(INVALID, 0)
    margin = None if question.margin is None else Fraction(question.margin)
    threshold, method = Threshold(question.threshold), Method(question.method)
    if method is Method.DECISION:
        counts = Counts(marks.get(Choice.FOR, 0), marks.get(Choice.AGAINST, 0), abstained)
        return decide(counts, roll=roll, quorum=quorum, threshold=threshold, margin=margin)
    return choose(
        tally(marks, method, len(question.options.all()), question.seats),
        method=method,
        cast=sum(marks.values()),
        abstained=abstained,
        roll=roll,
        quorum=quorum,
        threshold=threshold,
        margin=margin,
    )


def verdict(question: Question, outcome: Outcome | Choosing) -> str:
    """In one sentence whether the question is decided and how, and if not, why not."""
    if isinstance(outcome, Outcome):
        numbers = {
            "for": outcome.counts.in_favour,
            "needed": outcome.votes_needed,
            "cast": outcome.counts.cast,
            "quorum": outcome.quorum_needed,
        }
        return SENTENCES[outcome.reason] % numbers
    names = question.names
    told = outcome.result.tied if outcome.result and outcome.result.tied else outcome.chosen
    words = {
        "options": ", ".join(f"“{names[number]}”" for number in told),
        "leader": f"“{names[outcome.support.leader]}”" if outcome.support else "",
        "votes": outcome.support.votes if outcome.support else 0,
        "needed": outcome.votes_needed or 0,
        "cast": outcome.cast,
        "quorum": outcome.quorum_needed,
    }
    if outcome.reason is Reason.TIED and outcome.result and outcome.result.winners:
        sure = ", ".join(f"“{names[number]}”" for number in outcome.result.winners)
        return PARTLY % (words | {"sure": sure})
    return CHOSEN[outcome.reason] % words
