"""What is done in rounds of agreement: begin one, answer, close it."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.processes.models import Stage
from deliberation.recommendations.agreement.models import ROUNDS
from deliberation.recommendations.agreement.reading import missing_before_round
from deliberation.recommendations.holding import hold_drafting, role_of
from deliberation.recommendations.models import AgreementRound, Endorsement, Recommendation


class Answer(NamedTuple):
    """How far somebody goes along with a draft, and what they tell the drafters."""

    value: int
    critique: str = ""


@transaction.atomic
def begin_round(stage: Stage, *, by) -> AgreementRound:
    """Ask all participants about the drafts, which stand still until it is closed. Refused while a round is open, after
    the last one, and while a theme waits for its draft or for the group that has it.
    """
    hold_drafting(stage)
    rounds = list(stage.agreement_rounds.all())
    if any(row.state == AgreementRound.State.OPEN for row in rounds):
        raise Refused(_("A round of agreement is under way. Close it first."))
    if len(rounds) >= ROUNDS:
        raise Refused(_("There have been two rounds already. What is still objected to is printed beside the text."))
    missing = missing_before_round(stage)
    if missing:
        raise Refused(" ".join(missing))
    begun = AgreementRound.objects.create(stage=stage, n=len(rounds) + 1)
    record(begun, "begin", by=by, role=role_of(), facts={"number": begun.n})
    return begun


@transaction.atomic
def endorse(asked: AgreementRound, answers: Mapping[int, Answer], *, seat: Seat) -> None:
    """Answer about all drafts, by their key; answering again replaces. Refused once the round is closed."""
    hold_open(asked.stage)
    stage = asked.stage
    hold(asked)
    asked.stage = stage
    if asked.state != AgreementRound.State.OPEN:
        raise Refused(_("This round is closed. What you answered before counts."))
    drafts = stage.recommendations.filter(state=Recommendation.State.DRAFT)
    if set(drafts.values_list("pk", flat=True)) != set(answers):
        raise Refused(_("Please answer about every recommendation."))
    Endorsement.objects.bulk_create(
        [
            Endorsement(round=asked, recommendation_id=key, seat=seat, **answers[key]._asdict())
            for key in sorted(answers)
        ],
        update_conflicts=True,
        unique_fields=["round", "recommendation", "seat"],
        update_fields=["value", "critique"],
    )


@transaction.atomic
def close_round(asked: AgreementRound, *, by) -> None:
    """End a round: its counts are shown to everyone, its critiques to those who draft."""
    hold_drafting(asked.stage)
    advance(asked, "close", by=by, role=role_of(), facts=_facts(asked))


def end_rounds(stage: Stage) -> None:
    """A round that is still open when drafting ends is closed with it; the caller holds the stage."""
    for asked in AgreementRound.objects.filter(stage=stage, state=AgreementRound.State.OPEN):
        advance(asked, "close", facts=_facts(asked))


def _facts(asked: AgreementRound) -> dict[str, int]:
    return {"number": asked.n, "people": asked.endorsements.values("seat").distinct().count()}
