"""Two kinds of stage: drafting the recommendations, and the committee's adoption of the result."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import day, moment
from deliberation.documents.blocks import Block, Column, Heading, Note, Paragraph, Signature, Signatures
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.processes.kinds import DUTY_COLUMNS, NeutralKind, Table
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.adoption import actions as adopting
from deliberation.recommendations.agreement.actions import end_rounds
from deliberation.recommendations.amendments.actions import lapse_amendments
from deliberation.recommendations.amendments.forms import RuleForm
from deliberation.recommendations.drafting.actions import finalise_recommendations, receive_note
from deliberation.recommendations.exporting import tables
from deliberation.recommendations.models import (
    Adoption,
    AgreementRound,
    Amendment,
    Endorsement,
    GroupMember,
    GroupText,
    Recommendation,
    Theme,
)
from deliberation.recommendations.printing import section
from deliberation.recommendations.sentences.printing import in_print
from deliberation.spaces.models import Decision, Role, Sitting, Space


class DraftingKind(NeutralKind):
    name = "drafting"
    label = _("Drafting recommendations")
    icon = "draft"
    chapter = "texts"
    act = _("Read the recommendations")
    words = {
        "draft": _("Draft recommendations"),
        "amendments": _("Decide about amendments"),
        "agree": _("Say how far you agree with the drafts"),
        "opine": _("Say what your group thinks"),
        "write": _("Draft with your group"),
        "draft sentence": _("A sentence for the recommendations"),
    }
    receives = {"draft sentence": receive_note}
    prepared_when_convened = True
    settings_form = RuleForm

    def decides_by(self, stage: Stage) -> str:
        return gettext("by agreement of the participants")

    def url(self, stage: Stage) -> str:
        return reverse("recommendations:list", args=[stage.process.slug])

    def act_url(self, stage: Stage, what: str) -> str:
        page = {"agree": "agreement", "opine": "groups", "write": "groups"}.get(what, "draft")
        return reverse(f"recommendations:{page}", args=[stage.process.slug, stage.pk])

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        return [
            (str(row), row.get_absolute_url()) for row in stage.recommendations.numbered().select_related("process")
        ]

    def missing_before_closed(self, stage: Stage) -> list[str]:
        if stage.recommendations.numbered().exists():
            return []
        return [gettext("There is no recommendation yet. Give the stage more time, and draft one.")]

    def close(self, stage: Stage) -> dict[str, Any]:
        lapse_amendments(stage)
        end_rounds(stage)
        return finalise_recommendations(stage)

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Who is asked how far they agree, whose group has not said what it thinks, or has a draft to write."""
        seated = FilteredRelation("process__seats", condition=Q(process__seats__until=None))
        rows = stages.order_by().annotate(seat=seated, seat_key=F("seat__pk"), user_id=F("seat__user"))
        if user is not None:
            rows = rows.filter(user_id=user.pk)
        asked = AgreementRound.objects.filter(stage=OuterRef("pk"), state=AgreementRound.State.OPEN)
        answered = Endorsement.objects.filter(
            round__stage=OuterRef("pk"), round__state=AgreementRound.State.OPEN, seat=OuterRef("seat_key")
        )
        group = GroupMember.objects.filter(stage=OuterRef("pk"), seat=OuterRef("seat_key")).values("group")
        said = GroupText.objects.filter(theme=OuterRef("pk"), what="opinion", group=OuterRef(OuterRef("group_key")))
        heard = Theme.objects.filter(stage=OuterRef("pk"), state=Theme.State.HEARING).exclude(Exists(said))
        drafted = Theme.objects.filter(group=OuterRef("group_key"), state=Theme.State.DRAFTING)
        what: Case = Case(
            When(Exists(asked) & ~Exists(answered), then=Value("agree")),
            When(Q(group_key__isnull=False) & Exists(heard), then=Value("opine")),
            When(Exists(drafted), then=Value("write")),
            output_field=CharField(),
        )
        rows = rows.exclude(seat_key=None).annotate(group_key=Subquery(group))
        rows = rows.annotate(stage_id=F("pk"), since=F("opens_at"), due=F("closes_at"), what=what)
        return rows.exclude(what=None).values(*DUTY_COLUMNS)

    def desk(self, user: Any) -> QuerySet:
        """The drafting itself; amendments that wait for a decision come first, since the day on which they came."""
        waiting = Amendment.objects.open().filter(recommendation__stage=OuterRef("pk")).order_by("created_at")
        stages = Stage.objects.staffed_by(user, Role.FACILITATOR).filter(kind=self.name).open().order_by()
        return stages.annotate(waits_since=Subquery(waiting.values("created_at")[:1])).values(
            stage_id=F("pk"),
            user_id=Value(user.pk, output_field=IntegerField()),
            since=Coalesce("waits_since", "opens_at"),
            due=F("closes_at"),
            what=Case(When(waits_since__isnull=True, then=Value("draft")), default=Value("amendments")),
        )

    def summary(self, stage: Stage) -> list[str]:
        n = stage.recommendations.numbered().count()
        if not n:
            return []
        return [ngettext("%(n)d recommendation was drafted.", "%(n)d recommendations were drafted.", n) % {"n": n}]

    def section(self, stage: Stage) -> Iterable[Block]:
        return section(stage)

    def tables(self, stage: Stage) -> Iterator[Table]:
        return tables(stage)


class AdoptionKind(NeutralKind):
    name = "adoption"
    label = _("Adoption by the committee")
    icon = "committee"
    chapter = "texts"
    words = {
        "receive": _("Receive the result report"),
        "decide": _("Record the committee's decision"),
        "sign": _("Sign the recommendation"),
        "deliver": _("Record the handing over"),
    }

    def url(self, stage: Stage) -> str:
        return reverse("recommendations:adoption", args=[stage.process.slug, stage.pk])

    def missing_before_ready(self, stage: Stage) -> list[str]:
        reasons = []
        if not stage.process.recommendations.filter(state=Recommendation.State.FINAL).exists():
            reasons.append(gettext("There is no final recommendation yet."))
        earlier = stage.process.stages.filter(position__lt=stage.position).exclude(state=Stage.State.CLOSED)
        reasons += [gettext("“%(stage)s” is not closed yet.") % {"stage": row} for row in earlier]
        return reasons

    def missing_before_closed(self, stage: Stage) -> list[str]:
        if Adoption.objects.filter(stage=stage, state=Adoption.State.DELIVERED).exists():
            return []
        return [gettext("The adopted recommendation has not been handed to the mayor yet.")]

    def prepare(self, stage: Stage) -> dict[str, Any]:
        Adoption.objects.get_or_create(stage=stage)
        final = stage.process.recommendations.filter(state=Recommendation.State.FINAL)
        return {"recommendations": final.count()}

    def close(self, stage: Stage) -> dict[str, Any]:
        on = Adoption.objects.get(stage=stage).delivered_on
        return {"delivered_on": on.isoformat() if on else None}

    def desk(self, user: Any) -> QuerySet:
        """What the adoption waits for, in the desk of those whose act it is. A late committee is still due."""
        waiting = Adoption.objects.filter(stage__state=Stage.State.READY, stage__process__state=Process.State.RUNNING)
        return waiting.filter(_due_from(user)).values(
            "stage_id",
            user_id=Value(user.pk, output_field=IntegerField()),
            since=Coalesce("received_at", "stage__opens_at", output_field=DateTimeField()),
            due=F("stage__closes_at"),
            what=Case(
                When(state=Adoption.State.WAITING, then=Value("receive")),
                When(state=Adoption.State.RECEIVED, then=Value("decide")),
                When(state=Adoption.State.DECIDED, then=Value("sign")),
                default=Value("deliver"),
            ),
        )

    def summary(self, stage: Stage) -> list[str]:
        decisions = [Recommendation.State.ADOPTED, Recommendation.State.AMENDED, Recommendation.State.DROPPED]
        rows = "stage__process__recommendations"
        numbers = {state.value: Count(rows, filter=Q(**{f"{rows}__state": state})) for state in decisions}
        adoption = Adoption.objects.filter(stage=stage).annotate(**numbers).first()
        if not adoption or adoption.state in (Adoption.State.WAITING, Adoption.State.RECEIVED):
            return []
        counts = {name: getattr(adoption, name) for name in numbers}
        sentence = gettext(
            "Adopted by the committee: %(adopted)d as they were, %(amended)d amended; not adopted: %(dropped)d."
        )
        sentences = [sentence % counts]
        if adoption.delivered_on:
            sentences.append(
                gettext("The recommendation was handed to the mayor on %(day)s.")
                % {"day": date_format(adoption.delivered_on)}
            )
        return sentences

    def section(self, stage: Stage) -> Iterable[Block]:
        adoption = Adoption.objects.select_related("decision__sitting").filter(stage=stage).first()
        if not adoption or not adoption.decision or not adoption.decision.sitting:
            return
        yield from _meeting(adoption.decision, adoption.decision.sitting)
        yield Paragraph.of(adoption.decision.reason)
        yield from _decided(list(stage.process.recommendations.numbered()))
        yield Note(_standing_of(adoption))
        chair, chairs = Role.CHAIR.label, adopting.chairs()
        signatures = adoption.signatures.select_related("user").order_by("at", "pk")
        roles = ((chair if row.user_id in chairs else Role.COMMITTEE.label, row) for row in signatures)
        yield Signatures(tuple(Signature(str(role), str(row.user), _signed(row)) for role, row in roles))


def _decided(rows: list[Recommendation]) -> Iterator[Block]:
    """What became of each; the new wording of what was amended, since the others stand as they were drafted."""
    decisions = tuple(
        (f"{row.number}. {row}", f"{row.get_state_display()}. {row.verdict_reason}".strip()) for row in rows
    )
    columns = (Column(gettext("Recommendation")), Column(gettext("Decision and reason")))
    yield DocumentTable(pgettext("table", "What the committee decided"), columns, decisions)
    amended = [row for row in rows if row.state == Recommendation.State.AMENDED]
    printed = in_print(amended)
    for row in amended:
        yield Heading(1, gettext("As adopted: %(title)s") % {"title": row})
        yield from printed[row.pk]


def _signed(row: Any) -> str:
    return gettext("Signed on %(day)s") % {"day": day(row.at)}


def _meeting(decision: Decision, sitting: Sitting) -> Iterator[Paragraph]:
    """When and where the committee decided, and how the vote went."""
    votes = {name: getattr(decision, name) for name in ("votes_for", "votes_against", "abstentions")}
    votes["n"] = sitting.present.count()
    sentence = gettext(
        "%(n)s members were present: %(votes_for)s for, %(votes_against)s against, %(abstentions)s abstained."
    )
    where = {"moment": moment(sitting.held_at), "place": sitting.place}
    yield Paragraph.of(gettext("The committee met: %(moment)s, %(place)s") % where)
    yield Paragraph.of(sentence % votes)


def _standing_of(adoption: Adoption) -> str:
    """In one sentence whether the text is signed and handed over: only then is it more than a draft."""
    if adoption.delivered_on:
        on = {"on": date_format(adoption.delivered_on)}
        return gettext("Signed by the committee and handed to the mayor on %(on)s.") % on
    if adoption.signed_at:
        return gettext("Signed by the committee.")
    return gettext("The committee has not signed it yet; until then it is a draft.")


def _due_from(user: Any) -> Q:
    """Adoptions whose next act is this person's, by their roles in the city."""
    held = user.memberships.current().filter(space__kind=Space.Kind.CITY).values_list("role", flat=True)
    roles, due = set(held), Q(pk__in=[])
    if roles & {Role.COMMITTEE, Role.CHAIR}:
        signs = Q() if Role.CHAIR in roles else Q(decision__sitting__present=user)
        mine = Q(state=Adoption.State.DECIDED) & signs & ~Q(signatures__user=user)
        due |= Q(state__in=[Adoption.State.WAITING, Adoption.State.RECEIVED]) | mine
    if roles & {Role.OFFICIAL, Role.CHAIR}:
        due |= Q(state=Adoption.State.SIGNED)
    return due
