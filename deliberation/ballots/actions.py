from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel, User
from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot, Paper, Question, RollEntry
from deliberation.ballots.results import outcomes
from deliberation.ledger.actions import Refused, advance, hold
from deliberation.ledger.canonical import digest
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.processes.models import Charter, Stage
from deliberation.recommendations.drafting.actions import publish_result, put_to_ballot
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.models import Membership, Role, Space
from deliberation.spaces.sittings import members_of


def ballot_of(stage: Stage) -> Ballot:
    """The stage's ballot; before its preparation an unsaved one under the rule in the stage's settings."""
    found = Ballot.objects.filter(stage=stage).first()
    if found:
        found.stage = stage
        return found
    rule = {name: stage.settings[name] for name in ("threshold", "quorum_percent") if name in stage.settings}
    return Ballot(stage=stage, **rule)


@transaction.atomic
def prepare_ballot(stage: Stage) -> dict[str, Any]:
    """Freeze questions and roll and make the key pair. The caller holds the stage; repeating it changes nothing.

    The private key reaches the vault before the transaction ends: should that fail, a key is left that opens nothing.
    """
    ballot = ballot_of(stage)
    if ballot.state == Ballot.State.PLANNED:
        ballot.save()
        questions = put_to_ballot(stage.process)
        seats = list(Seat.objects.current().filter(process=stage.process).order_by("pk"))
        Question.objects.bulk_create(
            Question(ballot=ballot, number=row.number or 0, recommendation=row, title=row.title, text=row.text)
            for row in questions
        )
        RollEntry.objects.bulk_create(RollEntry(ballot=ballot, seat=seat) for seat in seats)
        roll = digest({"ballot": ballot.subject, "seats": sorted(seat.code for seat in seats)})
        advance(
            ballot,
            "prepare",
            facts={"roll": len(seats), "roll_digest": roll, "questions": len(questions), **_rule(ballot)},
            public_key=envelope.make_key(),
            roll_digest=roll,
            prepared_at=timezone.now(),
        )
    return {"roll": ballot.roll_size, "roll_digest": ballot.roll_digest}


@transaction.atomic
def cast(ballot: Ballot, seat: Seat, choices: Mapping[int, str], *, code: str, channel: str = Channel.WEB) -> None:
    """Take one seat's vote: ``choices`` by question number, under the ``code`` that its review page made.

    The same code again changes nothing, so an interrupted submission can be repeated; another code is refused.
    Process, stage and ballot are held, the clock is read after that, then the roll is marked and the sealed paper laid
    down. Nothing else is written anywhere: no notice, no minute, no log line.
    """
    hold_open(ballot.stage)
    hold(ballot)
    if ballot.state != Ballot.State.READY:
        raise Refused(_("This ballot does not take votes now."))
    numbers = list(ballot.questions.values_list("number", flat=True))
    if set(choices) != set(numbers):
        raise Refused(_("This vote does not belong to the questions of this ballot. Please begin again."))
    paper = envelope.paper_id(code)
    if not _mark(ballot, seat, channel):
        _refuse_second(ballot, seat, paper)
        return
    sealed = envelope.seal(code, [choices[n] for n in numbers], ballot=ballot.pk, public_key=ballot.public_key)
    try:
        with transaction.atomic():
            Paper.objects.create(id=paper, ballot=ballot, sealed=sealed)
    except IntegrityError as error:
        raise Refused(_("This code is in use already. Please go back and check your choices again.")) from error


def _mark(ballot: Ballot, seat: Seat, channel: str) -> bool:
    unmarked = RollEntry.objects.filter(ballot=ballot, seat=seat, voted_on=None)
    return bool(unmarked.update(voted_on=timezone.localdate(), channel=channel))


def _refuse_second(ballot: Ballot, seat: Seat, paper: str) -> None:
    """Nothing for the same paper again; otherwise say why the roll was not marked."""
    if not ballot.roll.filter(seat=seat).exists():
        raise Refused(_("You are not on the roll of this ballot: it was fixed before you joined."))
    if not ballot.papers.filter(pk=paper).exists():
        raise Refused(_("You have voted already. Your first vote counts; this one has not been taken."))


@transaction.atomic
def announce(ballot: Ballot, *, by, role: str) -> None:
    """Make the result public, not before the hour in the charter: counts are minuted and written to what they decide.

    Participants and the committee are told. Until now nobody could see a count, whatever their role.
    """
    Ballot.objects.select_for_update().get(pk=ballot.pk)
    charter = ballot.stage.process.charters.filter(state=Charter.State.FROZEN).first()
    if charter and timezone.now() < charter.announce_at:
        raise Refused(_("The hour of announcement that the charter names has not come yet."))
    # Held before the chain's head: what follows writes to them.
    list(Recommendation.objects.select_for_update().filter(questions__ballot=ballot).order_by("pk"))
    _tell(ballot)
    advance(ballot, "announce", by=by, role=role, facts={"root": ballot.sealed_root}, announced_at=timezone.now())
    for question, outcome in outcomes(ballot):
        counts = {"for": outcome.counts.in_favour, "against": outcome.counts.against}
        publish_result(
            question.recommendation,
            {
                **counts,
                "abstain": outcome.counts.abstained,
                "voted": outcome.counts.cast,
                "roll": outcome.roll,
                "needed": outcome.votes_needed,
                "met": outcome.met,
                "reason": outcome.reason.value,
            },
            by=by,
            role=role,
        )


def _tell(ballot: Ballot) -> None:
    process = ballot.stage.process
    seated = User.objects.filter(
        memberships__space=process.space_id,
        memberships__role=Role.PARTICIPANT,
        memberships__in=Membership.objects.current(),
    )
    people = [*seated.distinct(), *members_of(Space.objects.city())]
    facts = titles(process=process)
    notify(people, "ballot_announced", occasion=ballot.subject, url=ballot.get_absolute_url(), facts=facts)


def _rule(ballot: Ballot) -> dict[str, Any]:
    return {"threshold": ballot.threshold, "quorum_percent": ballot.quorum_percent}
