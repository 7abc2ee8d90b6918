from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.algorithms.counting import slips
from deliberation.ballots import envelope
from deliberation.ballots.models import AT_THE_DESK, Ballot, Paper, Pass
from deliberation.ballots.voting.papers import questions_of, width_of
from deliberation.ballots.voting.roll import hold_taking_votes, lacks_proof, mark, of_the_roll
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat


@transaction.atomic
def cast(ballot: Ballot, seat: Seat, marks: Mapping[int, str], *, code: str, channel: str = Channel.WEB) -> None:
    """Take one seat's vote: ``marks`` by question number as `slips` writes them, under the review page's ``code``.

    The same code again changes nothing, so an interrupted submission can be repeated; another code is refused.
    Process, stage and ballot are held, the clock is read after that, then the roll is marked and the sealed paper laid
    down. Nothing else is written anywhere: no notice, no minute, no log line.
    """
    hold_taking_votes(ballot)
    if channel not in AT_THE_DESK and lacks_proof(ballot, seat.user_id):
        raise Refused(_("This ballot asks for a proof of identity that you have not given yet."))
    questions = questions_of(ballot)
    if set(marks) != {question.number for question in questions}:
        raise Refused(_("This vote does not belong to the questions of this ballot. Please begin again."))
    for question in questions:
        try:
            slips.check(marks[question.number], question.method, question.options)
        except ValueError as error:
            raise Refused(
                _("The vote on question %(n)d is incomplete or not possible. Please choose again.")
                % {"n": question.number}
            ) from error
    paper = envelope.paper_id(code)
    if not mark(ballot, seat, channel):
        _refuse_second(ballot, seat, paper)
        return
    if channel in AT_THE_DESK:
        _use_pass(ballot, seat, channel)
    sealed = envelope.seal(
        code,
        [marks[question.number] for question in questions],
        width=width_of(questions),
        ballot=ballot.pk,
        public_key=ballot.public_key,
    )
    try:
        Paper.objects.create(id=paper, ballot=ballot, sealed=sealed)
    except IntegrityError as error:
        raise Refused(_("This code is in use already. Please go back and check your choices again.")) from error


def _use_pass(ballot: Ballot, seat: Seat, channel: str) -> None:
    """A vote from the desk takes the pass that was opened for it, which then tells no time any more."""
    valid = Pass.objects.filter(ballot=ballot, seat=seat, channel=channel, valid_until__gt=timezone.now())
    if not valid.update(valid_until=None):
        raise Refused(_("This pass is no longer valid. Please ask at the desk for a new one; you have not voted yet."))


def _refuse_second(ballot: Ballot, seat: Seat, paper: str) -> None:
    """Nothing for the same paper again; otherwise say why the roll was not marked."""
    of_the_roll(ballot, seat)
    if not ballot.papers.filter(pk=paper).exists():
        raise Refused(_("You have voted already. Your first vote counts; this one has not been taken."))
