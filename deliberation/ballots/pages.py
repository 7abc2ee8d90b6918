"""The ballot of an address, and what every page of the room shows about it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliberation.ballots.checking.results import quorum_of
from deliberation.ballots.explaining import how_recommendations_are_counted
from deliberation.ballots.models import Ballot
from deliberation.ballots.preparing.actions import ballot_of
from deliberation.processes.models import Stage
from deliberation.spaces.access import demand, reach, roles_in

KIND = "ballot"
BALLOT = "<slug:slug>/stages/<int:pk>/ballot/"  # the address of each of its pages begins so


def ballot_at(request, slug: str, pk: int, right: str | None = None) -> Ballot:
    """The ballot of the address: 404 for those who may not see its process, 403 for those who may not do this."""
    stages = Stage.objects.select_related("process__space")
    stage = reach(stages, request.user, process__slug=slug, pk=pk, kind=KIND)
    ballot = ballot_of(stage)
    if right:
        demand(request.user, right, ballot)
    return ballot


def page_of(ballot: Ballot, **more) -> dict:
    """What every page of a ballot shows about it: process, stage, and the steps of a vote."""
    page = {"ballot": ballot, "stage": ballot.stage, "process": ballot.stage.process}
    return page | {"steps": [_("Choose"), _("Check"), pgettext("step", "Done")]} | more


def rule_of(ballot: Ballot) -> dict[str, Any]:
    """What the pages with its rule show besides: how recommendations are counted, roll, turnout and quorum."""
    rule: dict[str, Any] = {"counted": how_recommendations_are_counted(ballot)}
    if ballot.pk:
        roll_size, turnout = ballot.attendance()
        rule |= {"roll_size": roll_size, "turnout": turnout, "quorum_needed": quorum_of(ballot).needed(roll_size)}
    return rule


def city_role(user, ballot: Ballot) -> str:
    """As what somebody of the city acts in the minutes of a ballot."""
    return "official" if "city:official" in roles_in(user, ballot.space) else "committee"
