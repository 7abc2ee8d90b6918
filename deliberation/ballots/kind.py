from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Count, F, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import share
from deliberation.algorithms.tally import Outcome
from deliberation.ballots.actions import ballot_of, prepare_ballot
from deliberation.ballots.closing import close_ballot
from deliberation.ballots.forms import RuleForm
from deliberation.ballots.models import Ballot, PublishedReceipt, PublishedVote, Question, RollEntry
from deliberation.ballots.results import outcomes, verdict
from deliberation.documents import charts
from deliberation.documents.blocks import Block, Column, Figure, Language, Paragraph
from deliberation.documents.blocks import Table as TableBlock
from deliberation.panels.models import Seat
from deliberation.processes.kinds import NeutralKind, Table
from deliberation.processes.models import Charter, Stage
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.models import Role, Space

BARS = 10


class BallotKind(NeutralKind):
    name = "ballot"
    label = _("Ballot")
    icon = "ballot"
    chapter = "results"
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
        found = outcomes(ballot)
        if not found:
            return [turnout, gettext("The result has not been announced yet.")]
        met = sum(outcome.met for _question, outcome in found)
        carried = ngettext(
            "%(met)d of %(n)d recommendation was carried.", "%(met)d of %(n)d recommendations were carried.", len(found)
        )
        return [carried % {"met": met, "n": len(found)}, turnout]

    def section(self, stage: Stage) -> Iterable[Block]:
        ballot = ballot_of(stage)
        found = outcomes(ballot)
        if not found:
            return
        yield Paragraph.of(" ".join(self.summary(stage)))
        yield from _pictures(found)
        yield TableBlock(
            caption=gettext("Votes on each recommendation"),
            columns=(
                Column(gettext("Recommendation")),
                Column(pgettext("vote", "For"), numeric=True),
                Column(pgettext("vote", "Against"), numeric=True),
                Column(pgettext("vote", "Abstained"), numeric=True),
                Column(gettext("Result")),
            ),
            rows=tuple(
                (
                    f"{question.number}. {question.title}",
                    outcome.counts.in_favour,
                    outcome.counts.against,
                    outcome.counts.abstained,
                    verdict(outcome),
                )
                for question, outcome in found
            ),
            notes=(
                gettext("Rule: %(rule)s; %(quorum)d%% of the roll must have voted.")
                % {"rule": ballot.get_threshold_display(), "quorum": ballot.quorum_percent},
                gettext("Check value of the published lists: %(root)s") % {"root": ballot.sealed_root},
            ),
        )

    def tables(self, stage: Stage) -> Iterator[Table]:
        """The lists that anyone may count again: empty until the announcement."""
        votes = PublishedVote.objects.filter(question__ballot__stage=stage).order_by("pk")
        rows = votes.values_list("question__number", "receipt", "choice").iterator()
        yield "ballot-votes", ["question", "receipt", "choice"], map(list, rows)
        receipts = PublishedReceipt.objects.filter(question__ballot__stage=stage).order_by("pk")
        pairs = receipts.values_list("question__number", "receipt").iterator()
        yield (
            "ballot-receipts",
            ["question", "receipt"],
            map(list, pairs),
        )


def _pictures(found: list[tuple[Question, Outcome]]) -> Iterator[Figure]:
    """Bars alone, as many as can be read on a page: their numbers stand in the table that follows."""
    caption = gettext("Votes on each recommendation")
    for start in range(0, len(found), BARS):
        part = found[start : start + BARS]
        ends = dict.fromkeys(str(question.number) for question, _outcome in (part[0], part[-1]))
        yield _picture(part, f"{caption} ({'–'.join(ends)})" if len(found) > BARS else caption)


def _picture(found: list[tuple[Question, Outcome]], caption: str) -> Figure:
    rows = [
        charts.Count(
            f"{question.number}. {question.title}",
            (outcome.counts.in_favour, outcome.counts.against, outcome.counts.abstained),
        )
        for question, outcome in found
    ]
    options = (pgettext("vote", "For"), pgettext("vote", "Against"), pgettext("vote", "Abstained"))
    language: Language = "en" if (get_language() or "").startswith("en") else "ko"
    picture = charts.vote_bars(options, rows, caption=caption, language=language)
    return replace(picture, table=None)
