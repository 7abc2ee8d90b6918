from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, F, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import share
from deliberation.ballots.checking.lists import published_tables
from deliberation.ballots.checking.reporting import blocks_of
from deliberation.ballots.checking.telling import headings, told
from deliberation.ballots.models import Ballot, RollEntry
from deliberation.ballots.pages import KIND
from deliberation.ballots.preparing.actions import ballot_of, prepare_ballot
from deliberation.ballots.preparing.forms import RuleForm
from deliberation.ballots.voting.closing import close_ballot
from deliberation.documents.blocks import Block, Paragraph
from deliberation.panels.models import Seat
from deliberation.processes.kinds import NeutralKind, Table
from deliberation.processes.models import Charter, Stage
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.models import Role, Space


class BallotKind(NeutralKind):
    name = KIND
    label = _("Ballot")
    icon = "ballot"
    act = _("Vote")
    words = {
        "vote": _("Vote"),
        "announce": _("Announce the result of the ballot"),
    }
    decides = True
    settings_form = RuleForm

    def url(self, stage: Stage) -> str:
        return ballot_of(stage).get_absolute_url()

    def act_url(self, stage: Stage, what: str) -> str:
        return reverse(f"ballots:{'vote' if what == 'vote' else 'manage'}", args=[stage.process.slug, stage.pk])

    def missing_before_ready(self, stage: Stage) -> list[str]:
        reasons = []
        if not stage.process.recommendations.filter(state=Recommendation.State.FINAL).exists():
            reasons.append(gettext("There is no final recommendation to vote on yet."))
        if stage.process.recommendations.filter(state=Recommendation.State.DRAFT).exists():
            reasons.append(gettext("Some recommendations are still being drafted."))
        if not Seat.objects.current().filter(process=stage.process).exists():
            reasons.append(gettext("Nobody has a seat yet, so the roll would be empty."))
        return reasons

    def prepare(self, stage: Stage) -> dict[str, Any]:
        return prepare_ballot(stage)

    def close(self, stage: Stage) -> dict[str, Any]:
        return close_ballot(stage)

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Seats on the roll, still taken, that have not voted: whom to remind, never what they would vote."""
        waiting = RollEntry.objects.filter(
            ballot__stage__in=stages, ballot__state=Ballot.State.READY, voted_on=None, seat__until=None
        )
        if user is not None:
            waiting = waiting.filter(seat__user=user)
        return waiting.values(
            stage_id=F("ballot__stage_id"),
            user_id=F("seat__user_id"),
            since=F("ballot__stage__opens_at"),
            due=F("ballot__stage__closes_at"),
            what=Value("vote"),
        )

    def desk(self, user: Any) -> QuerySet:
        """Closed ballots for those who may announce them, due at the charter's hour."""
        announces = user.memberships.current().filter(
            space__kind=Space.Kind.CITY, role__in=[Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE]
        )
        closed = Ballot.objects.filter(state=Ballot.State.CLOSED) if announces.exists() else Ballot.objects.none()
        in_force = Q(stage__process__charters__state=Charter.State.FROZEN)
        hour = Min("stage__process__charters__announce_at", filter=in_force)
        return closed.values("stage_id").annotate(
            user_id=Value(user.pk, output_field=IntegerField()),
            since=F("closed_at"),
            due=Coalesce(hour, F("closed_at")),
            what=Value("announce"),
        )

    def summary(self, stage: Stage) -> list[str]:
        ballot = ballot_of(stage)
        if ballot.state in (Ballot.State.PLANNED, Ballot.State.READY):
            return []
        roll = ballot.roll.aggregate(voted=Count("voted_on"), size=Count("pk"))
        turnout = gettext("Turnout: %(share)s.") % {"share": share(roll["voted"], roll["size"])}
        found = told(ballot)
        if not found:
            return [turnout, gettext("The result has not been announced yet.")]
        return [*headings(found), turnout]

    def section(self, stage: Stage) -> Iterable[Block]:
        ballot = ballot_of(stage)
        found = told(ballot)
        if found:
            yield Paragraph.of(" ".join(self.summary(stage)))
            yield from blocks_of(ballot, found)

    def tables(self, stage: Stage) -> Iterator[Table]:
        return published_tables(stage)
