"""Deliberations: processes with charter and stages, what is said in them, and their opinion maps."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.maps.reading import group_names, read_map
from deliberation.opinions.models import GroupName, OpinionMap, Statement
from deliberation.panels.models import OPEN_TO_ALL
from deliberation.portal.api import parameters
from deliberation.portal.api.declaring import UPDATED, Resource, of_process, updated, updated_in_book
from deliberation.portal.api.shapes import (
    ADDRESS,
    BOTH,
    ID,
    MOMENT,
    PAGE,
    TEXT,
    TRUTH,
    WHOLE,
    Field,
    both,
    code,
    many,
    named,
    optional,
    record,
)
from deliberation.processes.kinds import KINDS
from deliberation.processes.models import Charter, Process, Stage
from deliberation.processes.presets import PRESETS
from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.models import Answer, Question
from deliberation.spaces.models import Item

PUBLIC_STATES = [choice for choice in Process.State.choices if choice[0] not in Process.UNCONVENED]
CHARTER = record(
    [
        Field("version", WHOLE),
        both("question"),
        Field("sides", many(BOTH), lambda row: [(side["name"], side.get("name_en", "")) for side in row.sides]),
        both("selection", about=_("How participants are drawn.")),
        Field("decides", TEXT, about=_("The stage that decides.")),
        both("rule"),
        Field("announce_at", MOMENT),
        both("promise", about=_("The mayor's promise to answer.")),
        Field("answer_days", WHOLE),
        Field("frozen_at", optional(MOMENT), about=_("Since when it is in force.")),
    ]
)
STAGE = record(
    [
        ID,
        Field("url", ADDRESS, lambda row: row.get_absolute_url()),
        Field("position", WHOLE),
        Field("kind", named(lambda name: KINDS[name].label)),
        both("title"),
        Field("state", code(Stage.State.choices)),
        Field("opens_at", MOMENT),
        Field("closes_at", MOMENT),
    ]
)


def public_processes() -> QuerySet[Process]:
    return Process.objects.visible_to(AnonymousUser())


def _processes():
    charters = Charter.objects.filter(state=Charter.State.FROZEN)
    rows = public_processes().select_related("space").prefetch_related(
        "stages__process", Prefetch("charters", queryset=charters, to_attr="in_force")
    )  # fmt: skip
    return updated_in_book(rows, "space__name", "created_at")


PROCESSES = Resource(
    "processes",
    "Process",
    _("Deliberations"),
    _processes,
    ("-id",),
    (
        ID,
        Field("slug", TEXT),
        PAGE,
        both("title"),
        both("summary"),
        Field("kind", named(lambda name: PRESETS[name].title if name in PRESETS else name), lambda row: row.preset),
        Field("state", code(PUBLIC_STATES)),
        Field("agenda", optional(WHOLE), lambda row: row.agenda_id, _("Number of the agenda that it deliberates.")),
        Field("convened_at", optional(MOMENT)),
        Field("charter", optional(CHARTER), lambda row: next(iter(row.in_force), None), _("The one in force.")),
        Field("stages", many(STAGE), lambda row: row.stages.all()),
        UPDATED,
    ),
    about=_("Deliberations that have been convened, with their charter and their dated stages."),
    narrowing=(
        parameters.state(PUBLIC_STATES),
        parameters.key("agenda", _("Only the one of this agenda, by its number.")),
    ),
    key="slug",
    searched=True,
)


def _statements():
    rows = Statement.objects.visible_to(AnonymousUser()).admitted().select_related("item", "stage__process")
    return updated(rows.prefetch_related("translations"), "item", "created_at", "item")


def _translations(row: Statement) -> list[Any]:
    return [one for one in row.translations.all() if one.version == row.item.version]


STATEMENTS = Resource(
    "statements",
    "Statement",
    _("Statements"),
    _statements,
    ("-id",),
    (
        ID,
        PAGE,
        *of_process(),
        Field("number", optional(WHOLE), about=_("Within the stage.")),
        Field("text", TEXT, lambda row: row.item.text, _("As it was written.")),
        Field(
            "translations",
            many(record([Field("language", TEXT), Field("text", TEXT)])),
            _translations,
            _("By people, not by a machine."),
        ),
        Field("seed", TRUTH, about=_("Put by the facilitator to begin with.")),
        Field("created_at", MOMENT),
        UPDATED,
    ),
    about=_("Statements that people answer in opinion rounds, never what a person answered or who wrote them."),
    narrowing=(parameters.process(), parameters.stage()),
    searched=True,
)


def _maps():
    """The newest map of each round whose map everyone may see: not while a round is sealed (`opinions.rules`)."""
    seen = Stage.objects.visible_to(AnonymousUser())
    chosen_open = Q(settings__sealed=False) | Q(settings__sealed__isnull=True)
    unsealed = seen.filter(Q(state=Stage.State.CLOSED) | Q(process__preset=OPEN_TO_ALL) & chosen_open)
    newest = OpinionMap.objects.filter(stage=OuterRef("stage")).values("pk")[:1]
    rows = OpinionMap.objects.filter(stage__in=unsealed, pk=Subquery(newest))
    return rows.select_related("stage__process").annotate(updated_at=F("as_of"))


def _name_groups(rows: Sequence[Any]) -> None:
    """Give each map its groups' names, all read in one query."""
    given: dict[int, list[GroupName]] = {row.stage_id: [] for row in rows}
    for one in GroupName.objects.filter(stage__in=given):
        given[one.stage_id].append(one)
    for row in rows:
        names = group_names(row, given[row.stage_id])
        row.groups = list(zip(names, row.result["sizes"], strict=True))


FINDING = record([Field("text", TEXT), Field("url", ADDRESS), Field("said", TEXT)])

MAPS = Resource(
    "opinion-maps",
    "OpinionMap",
    _("Opinion maps"),
    _maps,
    ("-stage_id",),
    (
        *of_process(),
        Field("url", ADDRESS, lambda row: row.stage.get_absolute_url()),
        Field("as_of", MOMENT),
        Field("people", WHOLE),
        Field("answers", WHOLE, lambda row: row.votes),
        Field(
            "groups",
            many(record([Field("name", TEXT, lambda group: group[0]), Field("people", WHOLE, lambda group: group[1])])),
        ),
        UPDATED,
    ),
    about=_("The newest map of each opinion round, known by the number of its stage; none while a round is sealed."),
    narrowing=(parameters.process(),),
    more=(
        Field("unites", many(FINDING), lambda row: _reading(row).unites, _("Statements that unite the groups.")),
        Field("divides", many(FINDING), lambda row: _reading(row).divides, _("Statements that divide the groups.")),
        Field("doubts", many(TEXT), lambda row: _reading(row).doubts, _("Why the map is to be read with care.")),
    ),
    complete=_name_groups,
    key="stage",
)


def _reading(row: Any) -> Any:
    if not hasattr(row, "reading"):
        row.reading = read_map(row)
    return row.reading


def _meetings():
    rows = Meeting.objects.visible_to(AnonymousUser()).select_related("stage__process")
    return updated(rows, "meeting", "starts_at")


MEETINGS = Resource(
    "meetings",
    "Meeting",
    _("Meetings"),
    _meetings,
    ("-starts_at", "-id"),
    (
        ID,
        PAGE,
        *of_process(),
        Field("number", WHOLE),
        Field("kind", code(Meeting.Kind.choices)),
        Field("state", code(Meeting.State.choices)),
        both("title"),
        Field("starts_at", MOMENT),
        Field("ends_at", MOMENT),
        Field("place", optional(TEXT)),
        Field("closed_to_press", TRUTH),
        Field("reason", optional(TEXT), about=_("Why it was cancelled.")),
        UPDATED,
    ),
    about=_("When and where people meet."),
    narrowing=(parameters.process(), parameters.stage(), parameters.state(Meeting.State.choices)),
)


def _arguments():
    rows = Argument.objects.visible_to(AnonymousUser()).standing().select_related("item", "issue", "stage__process")
    return updated(rows, "item", "created_at", "item")


ARGUMENTS = Resource(
    "arguments",
    "Argument",
    _("Arguments"),
    _arguments,
    ("-id",),
    (
        ID,
        PAGE,
        *of_process(),
        Field("number", WHOLE, about=_("Within the stage.")),
        both("issue", "issue.title"),
        Field("side", optional(TEXT), about=_("Of a claim: whose it is, as the charter names the side.")),
        Field("parent", optional(WHOLE), lambda row: row.parent_id, _("Of a reply: the claim it is about.")),
        Field("stance", optional(code(Argument.Stance.choices)), about=_("Of a reply.")),
        Field("text", TEXT, lambda row: row.item.text),
        Field("ratings", WHOLE, about=_("How many people said how convincing it is.")),
        Field("mean", optional(TEXT), about=_("How convincing, from 1 to 5; null before there are five ratings.")),
        Field("created_at", MOMENT),
        UPDATED,
    ),
    about=_("Claims of the sides and replies to them."),
    narrowing=(parameters.process(), parameters.stage()),
)


def _questions():
    shown = Q(item__state=Item.State.ADMITTED) & ~Q(state=Question.State.MERGED)
    rows = Question.objects.visible_to(AnonymousUser()).filter(shown).select_related("item", "issue", "stage__process")
    answers = Answer.objects.select_related("expert", "item")
    return updated(rows.prefetch_related(Prefetch("answers", queryset=answers)), "question", "created_at")


def _answers(row: Question) -> list[Answer]:
    """All at once, and none before."""
    given = row.answers.all() if row.state == Question.State.PUBLISHED else []
    return [answer for answer in given if answer.item and answer.item.state == Item.State.ADMITTED]


QUESTION_STATES = [choice for choice in Question.State.choices if choice[0] != Question.State.MERGED]

QUESTIONS = Resource(
    "questions",
    "Question",
    _("Questions to experts"),
    _questions,
    ("-id",),
    (
        ID,
        PAGE,
        *of_process(),
        Field("number", WHOLE, about=_("Within the stage.")),
        Field("state", code(QUESTION_STATES)),
        Field("text", TEXT, lambda row: row.item.text),
        Field("supports", WHOLE, about=_("How many others want to know it, too.")),
        Field("due_at", optional(MOMENT)),
        Field("published_at", optional(MOMENT)),
        Field(
            "answers",
            many(record([Field("side", TEXT), Field("by", TEXT), Field("text", TEXT, lambda row: row.item.text)])),
            _answers,
            _("Of an expert of each side, all shown at the same time."),
        ),
        Field("created_at", MOMENT),
        UPDATED,
    ),
    about=_("What participants ask the experts, and what these answer."),
    narrowing=(parameters.process(), parameters.stage(), parameters.state(QUESTION_STATES)),
)
