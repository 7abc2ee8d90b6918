"""What comes before a deliberation: conflicts, citizens' proposals, agendas."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.characteristics import districts
from deliberation.agendas.categories import Category
from deliberation.agendas.models import Agenda, Proposal, Route
from deliberation.conflicts.casefile.models import Alert, CaseEvent, ConflictCase
from deliberation.conflicts.rulebook import Extent, Grade
from deliberation.portal.api import parameters
from deliberation.portal.api.declaring import UPDATED, Resource, updated
from deliberation.portal.api.shapes import (
    DAY,
    ID,
    MOMENT,
    PAGE,
    TEXT,
    WHOLE,
    Field,
    both,
    code,
    many,
    optional,
    record,
)
from deliberation.portal.searching import LISTED

DISTRICT = Field("district", optional(TEXT), about=_("Null: the whole city."))
CATEGORY = Field("category", optional(code(Category.choices)))
CATEGORIES = parameters.choice("category", Category.choices, _("Only those of this category."))


def _conflicts():
    rows = ConflictCase.objects.visible_to(AnonymousUser()).select_related("space")
    return updated(rows.defer("restricted_note", "triggers_note", "bigrams", "title_grams"), "conflict", "filed_at")


def _with_events(rows):
    events = CaseEvent.objects.visible_to(AnonymousUser()).order_by("on", "pk")
    return rows.prefetch_related(Prefetch("events", queryset=events, to_attr="told"))


CONFLICTS = Resource(
    "conflicts",
    "Conflict",
    _("Public conflicts"),
    _conflicts,
    ("-filed_at", "-id"),
    (
        ID,
        PAGE,
        both("title"),
        both("summary"),
        Field("state", code(ConflictCase.State.choices)),
        Field("grade", optional(code(Grade.choices)), about=_("Decided by the committee; null before.")),
        Field("alert", code(Alert.choices)),
        Field("extent", code(Extent.choices)),
        Field("owning_department", TEXT),
        Field("managing_department", TEXT),
        DISTRICT,
        Field("place", optional(TEXT)),
        Field("starts_on", optional(DAY)),
        Field("decision_expected_on", optional(DAY)),
        Field("filed_at", MOMENT),
        UPDATED,
    ),
    about=_("Files of the conflicts that the city manages, without what is restricted in them."),
    narrowing=(
        parameters.state(ConflictCase.State.choices),
        parameters.district(districts()),
        parameters.choice("grade", Grade.choices, _("Only those of this grade.")),
    ),
    more=(
        Field(
            "events",
            many(record([Field("on", DAY), Field("text", TEXT), Field("source", optional(TEXT))])),
            lambda row: row.told,
            _("What has happened, as far as it is public, the earliest first."),
        ),
    ),
    whole=_with_events,
    searched=True,
)


def _proposals():
    rows = Proposal.objects.visible_to(AnonymousUser()).listed().select_related("route")
    return updated(rows.defer("bigrams", "title_grams"), "proposal", "opens_at")


PROPOSALS = Resource(
    "proposals",
    "Proposal",
    _("Citizens' proposals"),
    _proposals,
    ("-opens_at", "-id"),
    (
        ID,
        PAGE,
        Field("title", TEXT, about=_("As its author wrote it, as are the other texts.")),
        Field("contested", TEXT),
        Field("background", TEXT),
        Field("state", code(LISTED)),
        CATEGORY,
        DISTRICT,
        Field("cosignatures", WHOLE, lambda row: row.cosignature_count, _("How many count towards the threshold.")),
        Field("threshold", WHOLE, lambda row: row.route.threshold),
        Field("opens_at", MOMENT),
        Field("closes_at", MOMENT),
        Field("reached_at", optional(MOMENT), about=_("When the threshold was reached.")),
        Field("screening_due", optional(MOMENT), about=_("Until when the committee should decide.")),
        UPDATED,
    ),
    about=_("Published proposals with the number of their co-signatures, never with who signed."),
    narrowing=(parameters.state(LISTED), CATEGORIES, parameters.district(districts())),
    searched=True,
)


def _agendas():
    rows = Agenda.objects.visible_to(AnonymousUser()).listed().select_related("route", "conflict__space")
    rows = rows.defer("bigrams", "title_grams", "conflict__bigrams", "conflict__title_grams")
    return updated(rows, "agenda", "selected_at")


def _open_conflict(row: Agenda) -> int | None:
    return row.conflict.pk if row.conflict and not row.conflict.space.closed else None


AGENDAS = Resource(
    "agendas",
    "Agenda",
    _("Agendas"),
    _agendas,
    ("-selected_at", "-id"),
    (
        ID,
        PAGE,
        both("title"),
        both("summary"),
        Field("state", code(Agenda.State.choices)),
        Field("route", code(Route.Kind.choices), lambda row: row.route.kind),
        CATEGORY,
        DISTRICT,
        Field("proposal", optional(WHOLE), lambda row: row.proposal_id, _("Number of the proposal it came from.")),
        Field("conflict", optional(WHOLE), _open_conflict, _("Number of the conflict that it is about.")),
        Field("selected_at", MOMENT),
        UPDATED,
    ),
    about=_("What the committee has decided to deliberate."),
    narrowing=(parameters.state(Agenda.State.choices), CATEGORIES, parameters.district(districts())),
    searched=True,
)
