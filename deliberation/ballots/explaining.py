"""How a question is counted and what carries it, in words for those who vote."""

from django.utils.translation import gettext_lazy as _

from deliberation.ballots.models import Ballot, Question, Threshold

Method = Question.Method

KINDS = {
    Method.DECISION: _("You vote for or against. You can also abstain."),
    Method.CHOICE: _("You choose one option. The option that most people choose is ahead."),
    Method.FORCED: _(
        "You choose one of the two; nobody can abstain here. The option that more people choose is ahead."
    ),
    Method.APPROVAL: _(
        "You mark each option that suits you, one or several. The option that suits most people is ahead."
    ),
    Method.SCORE: _("You give each option 0 to 5 points. The option with the most points is ahead."),
    Method.SCHULZE: _(
        "You put the options in order, the best first. Then each option is compared with each other one: "
        "ahead is the one that more people prefer in these comparisons."
    ),
    Method.IRV: _(
        "You put the options in order, the best first. As long as no option has more than half of the papers, "
        "the weakest leaves, and its papers go to the option that comes next on them."
    ),
    Method.STV: _(
        "You put the options in order, the best first; several are chosen. An option with enough papers is chosen. "
        "What it has too many, and the papers of the weakest, go to the option that comes next on them."
    ),
}
CARRIED = {
    Threshold.SIMPLE: _("It is carried if more people are for it than against it."),
    Threshold.ABSOLUTE: _("It is carried if more than half of all people on the roll are for it."),
    Threshold.TWO_THIRDS: _("It is carried if at least two thirds of those who vote for or against are for it."),
    Threshold.OUTSIDE_MARGIN: _(
        "It is carried if the share for it is more than %(margin)s percentage points above the share against it. "
        "This is the margin of error that was published beforehand."
    ),
}
CHOSEN = {
    Threshold.SIMPLE: _("The option that is ahead is chosen."),
    Threshold.ABSOLUTE: _("It is chosen if it has more than half of all people on the roll behind it."),
    Threshold.TWO_THIRDS: _("It is chosen if it has at least two thirds of the votes."),
    Threshold.OUTSIDE_MARGIN: _(
        "It is chosen if it is more than %(margin)s percentage points ahead of the next one. "
        "This is the margin of error that was published beforehand."
    ),
}
COUNTED_AS = {
    Method.SCORE: _("What counts is the points, of five that each person can give."),
    Method.SCHULZE: _("What counts is its narrowest comparison."),
    Method.IRV: _("What counts is the last round."),
}
SEATS = _("%(seats)d options are chosen.")
TIED = {
    Method.FORCED: _("If both are level, this is made public as a tie; no lot is drawn."),
    Method.DECISION: _("With as many votes for as against, it is not carried."),
    Method.STV: _("If two are level for a seat, this is made public as a tie; no lot is drawn."),
}
LEVEL = _("If several are ahead with equal strength, this is made public as a tie; no lot is drawn.")


def how_counted(question: Question) -> list[str]:
    """Two to five short sentences in the reader's language; the quorum is the ballot's and stands beside its times."""
    method, threshold = Method(question.method), Threshold(question.threshold)
    said = [str(KINDS[method])]
    if method is Method.STV:
        said.append(SEATS % {"seats": question.seats})
    else:
        carried = CARRIED if method is Method.DECISION else CHOSEN
        margin = f"{question.margin or 0:.1f}".removesuffix(".0")
        said.append(carried[threshold] % {"margin": margin})
        if threshold is not Threshold.SIMPLE and method in COUNTED_AS:
            said.append(str(COUNTED_AS[method]))
    return [*said, str(TIED.get(method, LEVEL))]


def how_recommendations_are_counted(ballot: Ballot) -> list[str]:
    """What carries each recommendation of a ballot; empty where it asks nothing about them."""
    if not ballot.on_recommendations:
        return []
    return how_counted(Question(method=Method.DECISION, threshold=ballot.threshold, margin=ballot.margin))[1:]
