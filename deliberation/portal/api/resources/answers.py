"""The city's answers: what it answered, its milestones, who contests them, the committee's checks. Never a draft."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from deliberation.portal.api import parameters
from deliberation.portal.api.declaring import UPDATED, Resource, updated
from deliberation.portal.api.shapes import (
    ADDRESS,
    BOTH,
    DAY,
    ID,
    MOMENT,
    PAGE,
    TEXT,
    TRUTH,
    WHOLE,
    Field,
    Shape,
    both,
    code,
    many,
    optional,
    record,
)
from deliberation.responses.models import Check, Contest, Finding, Milestone, Report, Response

PROCESS = Field("process", TEXT, lambda row: row.process.slug, _("Slug of the deliberation."))
FILE = record([Field("name", TEXT), Field("url", ADDRESS, lambda row: row.get_absolute_url())])
FILES = Field("files", many(FILE), lambda row: row.attachments.all(), _("Evidence."))
LINK = Field("link", optional(TEXT), about=_("Evidence on another site."))
BUDGET = record([Field("year", WHOLE), Field("million", WHOLE, about=_("Million won."))])
OPINION = record(
    [
        Field("department", TEXT),
        Field("text", TEXT, about=_("Empty where none came.")),
        Field("given_at", optional(MOMENT)),
        Field("withdrawn_at", optional(MOMENT), about=_("When the city gave up waiting for it.")),
        Field("withdrawal_reason", TEXT),
    ]
)


def _published(name: str, shape: Shape, about: Any = "", many_of: bool = False) -> Field:
    """A column of the answer: until it is published its draft stands there, which is nobody's to read."""
    nothing: list[Any] | None = [] if many_of else None

    def read(row: Response) -> Any:
        value = getattr(row, name)
        return nothing if not row.is_answered else value.all() if many_of else value

    return Field(name, shape if many_of else optional(shape), read, about)


def _published_both(name: str, about: Any = "") -> Field:
    """The same of a column with its English twin; null, too, where both are empty."""

    def read(row: Response) -> tuple[str, str] | None:
        texts = (getattr(row, name), getattr(row, f"{name}_en"))
        return texts if row.is_answered and any(texts) else None

    return Field(name, optional(BOTH), read, about)


def _responses():
    rows = Response.objects.visible_to(AnonymousUser()).select_related("recommendation__process").defer("bigrams")
    rows = rows.prefetch_related("budget", "opinions").annotate(begun_at=Cast("begun_on", DateTimeField()))
    return updated(rows, "response", "begun_at")


RESPONSES = Resource(
    "responses",
    "Response",
    _("The city's answers"),
    _responses,
    ("-id",),
    (
        ID,
        PAGE,
        PROCESS,
        Field("recommendation", WHOLE, lambda row: row.recommendation_id, _("Number of the recommendation.")),
        Field("number", WHOLE, lambda row: row.recommendation.number, _("Of the recommendation, as it is printed.")),
        Field("state", code(Response.State.choices)),
        Field("begun_on", DAY, about=_("When the recommendation was handed to the mayor.")),
        Field("due_at", MOMENT, about=_("Deadline of the answer, not included.")),
        both("basis", about=_("What the deadline rests on.")),
        Field("extended_from", optional(MOMENT), about=_("Deadline before its extension.")),
        Field("extension_reason", optional(TEXT)),
        _published("verdict", code(Response.Verdict.choices)),
        _published_both("reason"),
        _published_both("plan", _("What the city will do.")),
        _published("department", TEXT, _("In charge.")),
        _published("done_by", DAY),
        _published("budget", many(BUDGET), many_of=True),
        _published("budget_source", TEXT),
        _published("opinions", many(OPINION), _("Of other departments, before the answer."), many_of=True),
        _published("signed_by", TEXT, _("In whose name the city answers.")),
        _published("answered_at", MOMENT),
        UPDATED,
    ),
    about=_(
        "What the city answers to each recommendation that was handed to it, and by when; null before it is public."
    ),
    narrowing=(
        parameters.process("recommendation__process__slug"),
        parameters.state(Response.State.choices),
        parameters.key("recommendation", _("Only the one to this recommendation, by its number.")),
    ),
)

REPORT = record(
    [
        Field("at", MOMENT),
        Field("act", code(Report.Act.choices)),
        Field("percent", WHOLE),
        Field("text", TEXT),
        LINK,
        FILES,
        Field("title_before", optional(TEXT), about=_("Title before a change.")),
        Field("due_before", optional(DAY), about=_("Day before a change.")),
    ]
)


def _milestones():
    rows = Milestone.objects.visible_to(AnonymousUser()).select_related("response__recommendation__process")
    return updated(rows.defer("response__bigrams"), "milestone", "planned_at")


MILESTONES = Resource(
    "milestones",
    "Milestone",
    _("Milestones"),
    _milestones,
    ("-id",),
    (
        ID,
        PAGE,
        PROCESS,
        Field("response", WHOLE, lambda row: row.response_id, _("Number of the city's answer.")),
        Field("number", WHOLE, lambda row: row.n, _("Within the answer.")),
        Field("state", code(Milestone.State.choices)),
        Field("title", TEXT),
        Field("due_on", DAY),
        Field("percent", WHOLE),
        Field("planned_at", MOMENT),
        UPDATED,
    ),
    about=_("What the city has promised to do about a recommendation, and what it reports about it."),
    narrowing=(
        parameters.process("response__recommendation__process__slug"),
        parameters.state(Milestone.State.choices),
        parameters.key("response", _("Only those of this answer of the city, by its number.")),
    ),
    more=(Field("reports", many(REPORT), lambda row: row.progress.all(), _("What the city reported, in order.")),),
    whole=lambda rows: rows.prefetch_related("progress__attachments"),
)


def _contests():
    rows = Contest.objects.visible_to(AnonymousUser()).counting()
    rows = rows.select_related("item", "claim__milestone__response__recommendation__process")
    rows = rows.defer("claim__milestone__response__bigrams").prefetch_related("attachments")
    return updated(rows, "item", "at", "item")


CONTESTS = Resource(
    "contests",
    "Contest",
    _("Contests"),
    _contests,
    ("-id",),
    (
        ID,
        PAGE,
        Field("process", TEXT, lambda row: row.claim.milestone.process.slug, _("Slug of the deliberation.")),
        Field("milestone", WHOLE, lambda row: row.claim.milestone_id, _("Number of the milestone.")),
        Field("text", TEXT, lambda row: row.item.text),
        LINK,
        FILES,
        Field("at", MOMENT),
        UPDATED,
    ),
    about=_("Where citizens say with evidence that something is not done; never who said it."),
    narrowing=(
        parameters.process("claim__milestone__response__recommendation__process__slug"),
        parameters.key("milestone", _("Only those of this milestone, by its number."), "claim__milestone"),
    ),
)

FINDING = record(
    [
        Field("response", WHOLE, lambda row: row.response_id, _("Number of the city's answer.")),
        Field("grade", code(Finding.Grade.choices)),
        Field("text", optional(TEXT)),
    ]
)
RULING = record(
    [
        Field("milestone", WHOLE, lambda row: row.milestone_id, _("Number of the milestone.")),
        Field("stands", TRUTH, about=_("Whether the report stands that it is done.")),
        Field("text", TEXT),
    ]
)


def _checks():
    return Check.objects.visible_to(AnonymousUser()).select_related("process")


CHECKS = Resource(
    "checks",
    "Check",
    _("Checks of the city's answers"),
    _checks,
    ("-id",),
    (
        ID,
        PAGE,
        PROCESS,
        Field("number", WHOLE, lambda row: row.n, _("Within the deliberation.")),
        Field("state", code(Check.State.choices)),
        Field("due_on", DAY),
        Field("checked_at", optional(MOMENT)),
        Field("decision", optional(WHOLE), lambda row: row.decision_id, _("Number of the committee's decision.")),
    ),
    about=_("What the committee finds every half-year about the city's answers."),
    narrowing=(parameters.process("process__slug"), parameters.state(Check.State.choices)),
    more=(
        Field("findings", many(FINDING), lambda row: row.findings.all()),
        Field("rulings", many(RULING), lambda row: row.rulings.all(), _("About contested milestones.")),
    ),
    whole=lambda rows: rows.prefetch_related("findings", "rulings"),
)
