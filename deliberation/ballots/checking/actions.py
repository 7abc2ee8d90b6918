from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.algorithms.counting.outcomes import Choosing
from deliberation.algorithms.tally import Outcome
from deliberation.ballots.checking.results import outcomes
from deliberation.ballots.models import Ballot
from deliberation.ledger.actions import Refused, advance, record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.recommendations.drafting.actions import publish_result
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.models import Membership, Role, Space
from deliberation.spaces.sittings import members_of


@transaction.atomic
def announce(ballot: Ballot, *, by, role: str) -> None:
    """Make the result public, not before the hour in the charter: counts are minuted and written to what they decide.

    Participants and the committee are told. Until now nobody could see a count, whatever their role.
    """
    Ballot.objects.select_for_update().get(pk=ballot.pk)
    hour = ballot.announce_at
    if hour and timezone.now() < hour:
        raise Refused(_("The hour of announcement that the charter names has not come yet."))
    # Held before the chain's head: what follows writes to them.
    list(Recommendation.objects.select_for_update().filter(questions__ballot=ballot).order_by("pk"))
    _tell(ballot)
    advance(ballot, "announce", by=by, role=role, facts={"root": ballot.sealed_root}, announced_at=timezone.now())
    for question, outcome in outcomes(ballot):
        result = facts_of(outcome)
        if question.recommendation:
            publish_result(question.recommendation, result, by=by, role=role)
        else:
            record(ballot, "result", by=by, role=role, facts={"number": question.number, **result})


def facts_of(outcome: Outcome | Choosing) -> dict[str, Any]:
    """The outcome of a question as minuted; options by their numbers."""
    reached = {"roll": outcome.roll, "met": outcome.met, "reason": outcome.reason.value}
    if isinstance(outcome, Outcome):
        counts = {"for": outcome.counts.in_favour, "against": outcome.counts.against}
        return {
            **counts,
            "abstain": outcome.counts.abstained,
            "voted": outcome.counts.cast,
            "needed": outcome.votes_needed,
            **reached,
        }
    return {
        "chosen": list(outcome.chosen),
        "tied": list(outcome.result.tied) if outcome.result else [],
        "abstain": outcome.abstained,
        "voted": outcome.cast,
        "needed": outcome.votes_needed,
        **reached,
    }


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
