"""One search over everything that is public: what each room lends to it, and how a hit is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.characteristics import area, districts
from deliberation.agendas.categories import Category
from deliberation.agendas.models import Agenda, Proposal
from deliberation.agendas.proposals.forms import LISTED
from deliberation.algorithms.text import words_of
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.opinions.models import Statement
from deliberation.processes.models import Process
from deliberation.recommendations.models import Recommendation
from deliberation.responses.models import Response
from deliberation.spaces.fields import PlainText
from deliberation.spaces.forms import ALL, FilterForm, last_years
from deliberation.spaces.paging import figure
from deliberation.spaces.searching import SearchQuerySet, search_all

FEW = 3  # hits of each kind on the first page
LONGEST_QUERY = 60  # characters


@dataclass(frozen=True)
class Hit:
    """A row as the list of hits shows it; ``text`` is cut to where the words stand in it."""

    title: str
    address: str
    text: str
    facts: Sequence[Any]
    on: datetime | None


@dataclass(frozen=True)
class Shelf:
    """One kind of thing that is found: its rows for a reader, their order, columns to narrow them by."""

    label: Any
    rows: Callable[[Any], SearchQuerySet]
    order: tuple[str, ...]
    show: Callable[[Any], Hit]
    year: str
    columns: Mapping[str, list[tuple[Any, Any]]] = field(default_factory=dict)

    def found(self, user, chosen: Mapping[str, str]) -> SearchQuerySet:
        """Rows narrowed down, not yet searched; a column that this kind does not have is passed over."""
        rows = self.rows(user).filter(**{name: chosen[name] for name in self.columns if chosen.get(name)})
        return rows.filter(**{f"{self.year}__year": chosen["year"]}) if chosen.get("year") else rows


def conflicts(user) -> SearchQuerySet:
    return ConflictCase.objects.visible_to(user).defer("bigrams", "title_grams", "restricted_note", "triggers_note")


def proposals(user) -> SearchQuerySet:
    return Proposal.objects.visible_to(user).listed().defer("bigrams", "title_grams")


def agendas(user) -> SearchQuerySet:
    return Agenda.objects.visible_to(user).listed().select_related("route").defer("bigrams", "title_grams")


def processes(user) -> SearchQuerySet:
    return Process.objects.visible_to(user)


def statements(user) -> SearchQuerySet:
    return Statement.objects.visible_to(user).admitted().select_related("item", "stage__process")


def recommendations(user) -> SearchQuerySet:
    return Recommendation.objects.visible_to(user).filter(number__isnull=False).select_related("process")


def responses(user) -> SearchQuerySet:
    rows = Response.objects.visible_to(user).answered()
    return rows.select_related("recommendation__process").defer("bigrams", "recommendation__bigrams")


def conflict_hit(row: ConflictCase) -> Hit:
    facts = [row.get_grade_display() if row.grade else "", row.get_state_display(), row.owning_department]
    facts += [row.managing_department, area(row.district), row.place]
    text = in_both(row, row.about, row.title, row.title_en, row.summary, row.summary_en)
    return Hit(str(row), row.get_absolute_url(), text, list(dict.fromkeys(filter(None, facts))), row.filed_at)


def proposal_hit(row: Proposal) -> Hit:
    facts = [row.get_state_display(), row.get_category_display(), area(row.district)]
    return Hit(row.title, row.get_absolute_url(), f"{row.contested} {row.background}", facts, row.opens_at)


def agenda_hit(row: Agenda) -> Hit:
    facts = [row.get_state_display(), row.route.get_kind_display(), row.get_category_display()]
    facts.append(area(row.district))
    text = in_both(row, row.about, row.title, row.title_en, row.summary, row.summary_en)
    return Hit(str(row), row.get_absolute_url(), text, list(filter(None, facts)), row.selected_at)


def in_both(row: Model, *texts: str) -> str:
    """The text in the reader's language, then what else is found: it shows when the words are there."""
    return " · ".join(text for text in dict.fromkeys(texts) if text not in ("", str(row)))


def process_hit(row: Process) -> Hit:
    return Hit(
        str(row), row.get_absolute_url(), row.about, [row.get_state_display()], row.convened_at or row.created_at
    )


def statement_hit(row: Statement) -> Hit:
    return Hit(row.item.text, row.get_absolute_url(), "", [str(row.stage.process)], row.created_at)


def recommendation_hit(row: Recommendation) -> Hit:
    facts = [row.get_state_display(), str(row.process)]
    text = in_both(row, row.recommended, row.title, row.title_en, row.text, row.text_en)
    return Hit(f"{row.number}. {row}", row.get_absolute_url(), text, facts, row.created_at)


def response_hit(row: Response) -> Hit:
    facts = [row.get_verdict_display(), row.department, str(row.process)]
    text = in_both(row, row.explained, row.intended, row.reason, row.reason_en, row.plan, row.plan_en)
    return Hit(str(row), row.get_absolute_url(), text, facts, row.answered_at)


SHELVES = {
    "conflicts": Shelf(
        _("Public conflicts"),
        conflicts,
        ("-filed_at", "-id"),
        conflict_hit,
        "filed_at",
        {"state": list(ConflictCase.State.choices), "district": districts()},
    ),
    "agendas": Shelf(
        _("Agendas"),
        agendas,
        ("-selected_at", "-id"),
        agenda_hit,
        "selected_at",
        {"state": list(Agenda.State.choices), "district": districts(), "category": list(Category.choices)},
    ),
    "processes": Shelf(
        _("Deliberations"), processes, ("-id",), process_hit, "created_at", {"state": list(Process.State.choices)}
    ),
    "proposals": Shelf(
        _("Citizens' proposals"),
        proposals,
        ("-opens_at", "-id"),
        proposal_hit,
        "opens_at",
        {
            "state": LISTED,
            "district": districts(),
            "category": list(Category.choices),
        },
    ),
    "recommendations": Shelf(
        _("Recommendations"),
        recommendations,
        ("-id",),
        recommendation_hit,
        "created_at",
        {"state": [choice for choice in Recommendation.State.choices if choice[0] != Recommendation.State.WITHDRAWN]},
    ),
    "responses": Shelf(
        _("The city's answers"),
        responses,
        ("-answered_at", "-id"),
        response_hit,
        "answered_at",
        {"verdict": list(Response.Verdict.choices)},
    ),
    "statements": Shelf(_("Statements"), statements, ("-id",), statement_hit, "created_at"),
}


class SearchForm(FilterForm):
    q = PlainText(label=_("Words to look for"), limit=LONGEST_QUERY, required=False)

    def __init__(self, data, shelf: Shelf | None):
        super().__init__(data)
        labels = {"state": _("State"), "district": _("Area"), "category": _("Category")}
        labels["verdict"] = _("The city's answer")
        for name, choices in (shelf.columns if shelf else {}).items():
            self.fields[name] = forms.ChoiceField(label=labels[name], required=False, choices=[ALL, *choices])
        if shelf:
            self.fields["year"] = forms.ChoiceField(label=_("Year"), required=False, choices=last_years)


def few_of_each(user, query: str) -> list[dict[str, Any]]:
    """The first hits of every kind that has any, with their number; titles first."""
    if not words_of(query):
        return []
    shelves = []
    found = search_all([shelf.rows(user) for shelf in SHELVES.values()], query)
    for (name, shelf), (parts, number) in zip(SHELVES.items(), found, strict=True):
        if number:
            rows = islice(chain.from_iterable(part.order_by(*shelf.order)[:FEW] for part in parts), FEW)
            hits = [shelf.show(row) for row in rows]
            shelves.append({"name": name, "label": shelf.label, "number": figure(number), "hits": hits})
    return shelves
