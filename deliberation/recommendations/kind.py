"""Two kinds of stage: drafting the recommendations, and the committee's adoption of the result."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Case, DateTimeField, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import moment, number
from deliberation.documents.blocks import Block, Heading, List, Note, Paragraph, Run, Signature, Signatures
from deliberation.opinions.models import Statement
from deliberation.processes.kinds import NeutralKind, Table
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.adoption import actions as adopting
from deliberation.recommendations.agreement.actions import end_rounds
from deliberation.recommendations.agreement.reading import Standing, standings
from deliberation.recommendations.amendments.actions import lapse_amendments
from deliberation.recommendations.amendments.forms import RuleForm
from deliberation.recommendations.drafting.actions import finalise_recommendations, receive_note
from deliberation.recommendations.exporting import dissent_and_amendments
from deliberation.recommendations.models import Adoption, Dissent, Recommendation, Sentence
from deliberation.recommendations.sentences.models import SOURCES
from deliberation.recommendations.sentences.printing import in_print
from deliberation.recommendations.sentences.reading import with_grounds
from deliberation.spaces.models import Decision, Item, Role, Sitting, Space

WITH_DISSENT = ("bases__statement__item", "versions", Prefetch("dissents", Dissent.objects.signed()))


class DraftingKind(NeutralKind):
    name = "drafting"
    label = _("Drafting recommendations")
    icon = "draft"
    chapter = "texts"
    act = _("Read the recommendations")
    words = {"draft": _("Draft recommendations"), "draft sentence": _("A sentence for the recommendations")}
    receives = {"draft sentence": receive_note}
    prepared_when_convened = True
    settings_form = RuleForm

    def url(self, stage: Stage) -> str:
        return reverse("recommendations:list", args=[stage.process.slug])

    def act_url(self, stage: Stage, what: str) -> str:
        return reverse("recommendations:draft", args=[stage.process.slug, stage.pk])

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        return [(row.title, row.get_absolute_url()) for row in _standing(stage)]

    def missing_before_closed(self, stage: Stage) -> list[str]:
        if stage.recommendations.numbered().exists():
            return []
        return [gettext("There is no recommendation yet. Give the stage more time, and draft one.")]

    def close(self, stage: Stage) -> dict[str, Any]:
        lapse_amendments(stage)
        end_rounds(stage)
        return finalise_recommendations(stage)

    def desk(self, user: Any) -> QuerySet:
        stages = Stage.objects.staffed_by(user, Role.FACILITATOR).filter(kind=self.name).open()
        return stages.values(
            stage_id=F("pk"),
            user_id=Value(user.pk, output_field=IntegerField()),
            since=F("opens_at"),
            due=F("closes_at"),
            what=Value("draft"),
        )

    def summary(self, stage: Stage) -> list[str]:
        n = stage.recommendations.numbered().count()
        if not n:
            return []
        return [ngettext("%(n)d recommendation was drafted.", "%(n)d recommendations were drafted.", n) % {"n": n}]

    def section(self, stage: Stage) -> Iterable[Block]:
        agreed = {row.recommendation.pk: row for row in standings(stage, _standing(stage))}  # of the last round
        rows = list(_standing(stage).prefetch_related(*WITH_DISSENT))
        printed = in_print(rows)
        for row in rows:
            title, text = _as_drafted(row)
            yield Heading(1, title)
            yield from printed[row.pk] if text == row.text else [Paragraph.of(text)]
            yield Note(text=_rests_on(row), title=gettext("What it rests on"))
            yield from _agreement(agreed.get(row.pk))
            for one in row.dissents.all():
                yield from minority(one)

    def tables(self, stage: Stage) -> Iterator[Table]:
        rows = _standing(stage).prefetch_related("bases__statement")
        columns = ["number", "state", "part", "title", "text", "version", "statements"]
        yield (
            "recommendations",
            columns,
            (
                [
                    row.number,
                    row.state,
                    row.part,
                    row.title,
                    row.text,
                    row.version,
                    " ".join(str(statement.number) for statement in _statements(row)),
                ]
                for row in rows
            ),
        )
        sentences = with_grounds().filter(recommendation__in=_standing(stage)).select_related("recommendation")
        placed = sentences.order_by("recommendation__number", "position")
        names = ["recommendation", "sentence", "text", *(f"{source}s" for source in SOURCES)]
        yield "sentences", names, (_sources_of(sentence) for sentence in placed)
        yield from dissent_and_amendments(stage)


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
        adoption = Adoption.objects.filter(stage=stage).first()
        if not adoption or adoption.state in (Adoption.State.WAITING, Adoption.State.RECEIVED):
            return []
        rows = list(_standing_in(stage.process))
        counts = {state: sum(row.state == state for row in rows) for state in Recommendation.State}
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
        rows = list(_standing_in(stage.process))
        printed = in_print(rows)
        for row in rows:
            yield Heading(1, row.title)
            yield from printed[row.pk]
            yield Paragraph.of(f"{row.get_state_display()}. {row.verdict_reason}".strip())
        yield Note(_standing_of(adoption))
        chair, chairs = Role.CHAIR.label, adopting.chairs()
        signatures = adoption.signatures.select_related("user").order_by("at", "pk")
        roles = ((chair if row.user_id in chairs else Role.COMMITTEE.label, row) for row in signatures)
        yield Signatures(tuple(Signature(str(role), str(row.user)) for role, row in roles))


def _meeting(decision: Decision, sitting: Sitting) -> Iterator[Paragraph]:
    """When and where the committee decided, and how the vote went."""
    votes = {name: getattr(decision, name) for name in ("votes_for", "votes_against", "abstentions")}
    votes["n"] = sitting.present.count()
    sentence = gettext(
        "%(n)s members were present: %(votes_for)s for, %(votes_against)s against, %(abstentions)s abstained."
    )
    yield Paragraph.of(f"{moment(sitting.held_at)}, {sitting.place}")
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


def _standing(stage: Stage) -> QuerySet[Recommendation]:
    return stage.recommendations.numbered().select_related("process")


def _standing_in(process: Process) -> QuerySet[Recommendation]:
    return process.recommendations.numbered()


def _as_drafted(row: Recommendation) -> tuple[str, str]:
    """Title and text with which drafting ended and the ballot was held, also of what the committee has amended."""
    n = row.version - (row.state == Recommendation.State.AMENDED)
    version = next(version for version in row.versions.all() if version.n == n)
    return version.title, version.text


def _agreement(last: Standing | None) -> Iterator[Block]:
    """How far the participants agreed in the last round; where some still objected, the other views with numbers."""
    if not last or not last.total:
        return
    counts = List.of(*(f"{label}: {number(n)}" for label, n in last.labelled))
    yield Paragraph.of(Run(gettext("How far the participants agree"), strong=True))
    yield counts
    if last.stays_divided:
        views = last.recommendation.amendments.filter(item__state=Item.State.ADMITTED).exclude(
            state__in=["taken", "merged"]
        )
        said = gettext("Somebody still objected after the second round. Other views, with their numbers:")
        yield Paragraph.of(said)
        told = gettext("%(wording)s (supported by %(n)s)")
        words = {view.pk: view.wording or f"{view.get_act_display()}: {view.before}" for view in views}
        yield List.of(
            gettext("The text above: objected to by %(n)s of %(total)s")
            % {"n": number(last.objections), "total": number(last.total)},
            *(told % {"wording": words[view.pk], "n": number(view.supports)} for view in views),
            ordered=True,
        )


def minority(one: Dissent) -> Iterator[Block]:
    """A minority opinion with its signers; of a hidden one that there was one."""
    yield Heading(2, gettext("Minority opinion"))
    if not one.is_shown:
        yield Paragraph.of(gettext("This text was hidden."))
        return
    yield Paragraph.of(one.reason)
    yield Paragraph.of(Run(gettext("What would change their minds:"), strong=True), f" {one.would_change}")
    yield Paragraph.of(gettext("Signed by: %(names)s") % {"names": ", ".join(one.names)})


def _sources_of(sentence: Sentence) -> list[Any]:
    """A line of the table of sentences; statements and arguments by their number, notes by their key."""
    grounds = sentence.grounds.all()
    resting = (
        " ".join(str(getattr(row.source, "number", row.source.pk)) for row in grounds if row.kind == source)
        for source in SOURCES
    )
    return [sentence.recommendation.number, sentence.position, sentence.text, *resting]


def _statements(row: Recommendation) -> list[Statement]:
    return sorted((basis.statement for basis in row.bases.all()), key=lambda statement: statement.number or 0)


def _rests_on(row: Recommendation) -> str:
    """The statements in words; one that was hidden later is named by its number alone."""
    return "\n".join(
        f"{statement} {statement.item.text}" if statement.item.state == Item.State.ADMITTED else str(statement)
        for statement in _statements(row)
    )
