"""The outcome of an announced ballot. Before the announcement its lists are empty for everyone, so there is none."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from deliberation.algorithms.tally import Choice, Counts, Outcome, Reason, Share, Threshold, decide
from deliberation.ballots.models import Ballot, PublishedVote, Question

SENTENCES = {
    Reason.CARRIED: _("Carried: %(for)d votes for, %(needed)d were needed."),
    Reason.TOO_FEW_FOR: _("Not carried: %(for)d votes for, %(needed)d were needed."),
    Reason.TIED: _("Not carried: a tie, %(for)d votes for and as many against."),
    Reason.NO_QUORUM: _("Not carried: %(cast)d took part, %(quorum)d were needed."),
    Reason.NOBODY_DECIDED: _("Not carried: everybody abstained."),
}


def quorum_of(ballot: Ballot) -> Share:
    return Share.at_least(ballot.quorum_percent, 100)


def outcomes(ballot: Ballot) -> list[tuple[Question, Outcome]]:
    """Each question with its outcome, counted from the published list; nothing unless the ballot is announced."""
    if ballot.state != Ballot.State.ANNOUNCED:
        return []
    counted = PublishedVote.objects.filter(question__ballot=ballot).values_list("question", "choice")
    found = {(question, choice): n for question, choice, n in counted.annotate(n=Count("pk"))}
    quorum, threshold, roll = quorum_of(ballot), Threshold(ballot.threshold), ballot.roll_size

    def outcome(question: Question) -> Outcome:
        counts = Counts(*(found.get((question.pk, choice.value), 0) for choice in Choice))
        return decide(counts, roll=roll, quorum=quorum, threshold=threshold)

    questions = ballot.questions.select_related("recommendation__process__space")
    return [(question, outcome(question)) for question in questions]


def verdict(outcome: Outcome) -> str:
    """In one sentence whether the recommendation was carried, and if not, why not."""
    numbers = {
        "for": outcome.counts.in_favour,
        "needed": outcome.votes_needed,
        "cast": outcome.counts.cast,
        "quorum": outcome.quorum_needed,
    }
    return SENTENCES[outcome.reason] % numbers
