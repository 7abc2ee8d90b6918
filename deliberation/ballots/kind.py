from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Case, F, IntegerField, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import share
from deliberation.ballots.checking.lists import published_tables
from deliberation.ballots.checking.reporting import blocks_of
from deliberation.ballots.checking.telling import Told, headings, told
from deliberation.ballots.models import Ballot, RollEntry
from deliberation.ballots.pages import KIND
from deliberation.ballots.preparing.actions import ballot_of, prepare_ballot
from deliberation.ballots.preparing.forms import RuleForm
from deliberation.ballots.station.counting import missing_papers, uncounted
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
    chapter = "results"
    act = _("Vote")
    words = {
        "vote": _("Vote"),
        "announce": _("Announce the result of the ballot"),
        "count": _("Count the papers from the box"),
    }
    decides = True
    settings_form = RuleForm

    def decides_by(self, stage: Stage) -> str:
        if stage.settings.get("on_recommendations", True):
            return gettext("by a ballot on the recommendations")
        return gettext("by a ballot with questions of its own")

    def to_write(self, stage: Stage) -> list[tuple[str, str]]:
        return [(gettext("Questions of the ballot"), reverse("ballots:questions", args=[stage.process.slug, stage.pk]))]

    def url(self, stage: Stage) -> str:
        """As the ballot's own, without asking for it: it ends with its stage."""
        page = "result" if stage.state == Stage.State.CLOSED else "vote"
        return reverse(f"ballots:{page}", args=[stage.process.slug, stage.pk])

    def act_url(self, stage: Stage, what: str) -> str:
        page = {"vote": "vote", "count": "papers"}.get(what, "manage")
        return reverse(f"ballots:{page}", args=[stage.process.slug, stage.pk])

    def missing_before_ready(self, stage: Stage) -> list[str]:
        reasons = []
        ballot = ballot_of(stage)
        if ballot.on_recommendations:
            reasons += _missing_recommendations(stage)
        elif not (ballot.pk and ballot.questions.exists()):
            reasons.append(gettext("The ballot has no question yet. Add one on its page of questions."))
        if not Seat.objects.current().filter(process=stage.process).exists():
            reasons.append(gettext("Nobody has a seat yet, so the roll would be empty."))
        return reasons

    def missing_before_closed(self, stage: Stage) -> list[str]:
        return missing_papers(stage)

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
        """Papers from the box for those who may count them, from the end of voting until they have read theirs; and
        closed ballots for those who may announce them, due at the charter's hour."""
        roles = user.memberships.current()
        announces = roles.filter(space__kind=Space.Kind.CITY, role__in=[Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE])
        closed = Q(state=Ballot.State.CLOSED) if announces.exists() else Q(pk=None)
        counts = Q(stage__in=Stage.objects.staffed_by(user, Role.FACILITATOR).values("pk"))
        if roles.filter(space__kind=Space.Kind.CITY, role=Role.OFFICIAL).exists():
            counts = Q()
        in_force = Q(stage__process__charters__state=Charter.State.FROZEN)
        hour = Min("stage__process__charters__announce_at", filter=in_force)
        return (
            Ballot.objects.filter(closed | (counts & uncounted(user)))
            .values("stage_id")
            .annotate(
                user_id=Value(user.pk, output_field=IntegerField()),
                since=Coalesce(F("closed_at"), F("stage__closes_at")),
                due=Case(
                    When(state=Ballot.State.CLOSED, then=Coalesce(hour, F("closed_at"))), default=F("stage__closes_at")
                ),
                what=Case(When(state=Ballot.State.CLOSED, then=Value("announce")), default=Value("count")),
            )
        )

    def summary(self, stage: Stage) -> list[str]:
        if stage.state != Stage.State.CLOSED:
            return []
        ballot = ballot_of(stage)
        return _summary(ballot, told(ballot)) if ballot.has_ended else []

    def section(self, stage: Stage) -> Iterable[Block]:
        ballot = ballot_of(stage)
        found = told(ballot)
        if found:
            yield Paragraph.of(" ".join(_summary(ballot, found)))
            yield from blocks_of(ballot, found)

    def tables(self, stage: Stage) -> Iterator[Table]:
        return published_tables(stage)


def _summary(ballot: Ballot, found: list[Told]) -> list[str]:
    turnout = gettext("Turnout: %(share)s.") % {"share": share(ballot.turnout, ballot.roll_size)}
    if not found:
        return [turnout, gettext("The result has not been announced yet.")]
    return [*headings(found), turnout]


def _missing_recommendations(stage: Stage) -> list[str]:
    reasons = []
    if not stage.process.recommendations.filter(state=Recommendation.State.FINAL).exists():
        reasons.append(gettext("There is no final recommendation to vote on yet."))
    if stage.process.recommendations.filter(state=Recommendation.State.DRAFT).exists():
        reasons.append(gettext("Some recommendations are still being drafted."))
    return reasons
