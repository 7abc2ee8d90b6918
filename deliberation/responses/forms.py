"""Forms of the room: the answer, what comes before and after it, contests, the committee's check."""

from copy import copy
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from deliberation.responses.answering.actions import last_day_of_extension, missing_in_answer, wrong_in_extension
from deliberation.responses.checking.actions import NEED_WORDS, Found, Ruled
from deliberation.responses.models import Check, Finding, Milestone, Report, Response
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.fields import Day, Files, PlainText
from deliberation.spaces.forms import FilterForm
from deliberation.spaces.models import Space
from deliberation.spaces.sitting_forms import ResolutionForm

YEARS = 5  # of a budget, this one included
MOST = 5  # files
MAYOR = gettext_noop("Mayor of %(city)s")
EVERYONE_READS = _("Everyone reads it.")


def refuse_past(day: date | None) -> date | None:
    if day and day < timezone.localdate():
        raise forms.ValidationError(_("This day has passed. Please give a later one."))
    return day


class AnswerForm(forms.Form):
    """A draft of the answer; with ``complete`` it must be ready to be submitted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Does the city accept the recommendation?"),
        choices=Response.Verdict.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = PlainText(
        label=_("Reason"),
        limit=2000,
        lines=5,
        required=False,
        help_text=_("Needed unless it is accepted as it is. Say which part is not, and why."),
    )
    reason_en = PlainText(label=_("Reason in English"), limit=5000, lines=4, required=False)
    plan = PlainText(
        label=_("What the city will do"),
        limit=4000,
        lines=6,
        required=False,
        help_text=_("In words that a citizen understands. Milestones with their days follow after the publication."),
    )
    plan_en = PlainText(label=_("What the city will do, in English"), limit=10_000, lines=4, required=False)
    department = PlainText(label=_("Department in charge"), limit=80, required=False)
    done_by = forms.DateField(label=_("Done by"), widget=Day, required=False)
    budget_source = PlainText(
        label=_("Where the money comes from"),
        limit=200,
        required=False,
        help_text=_("Such as a budget title, national funds, or that no money is needed."),
    )
    signed_by = PlainText(
        label=_("Answered in the name of"),
        limit=80,
        required=False,
        help_text=_("Whoever signed the paper on which this answer rests."),
    )

    def __init__(self, response: Response, data: Any = None):
        known = {line.year: line.million for line in response.budget.all()}
        initial = {name: getattr(response, name) for name in ("version", *Response.WRITTEN)}
        initial["signed_by"] = response.signed_by or city_words(MAYOR, city=settings.CITY["name"])
        super().__init__(data, initial=initial)
        self.response, self.complete = response, "submit" in (data or {})
        this_year = timezone.localdate().year
        self.years = sorted({*known, *range(this_year, this_year + YEARS)})
        for year in self.years:
            self.fields[f"budget_{year}"] = forms.IntegerField(
                label=_("Budget of %(year)d, in million won") % {"year": year},
                min_value=0,
                max_value=100_000_000,
                required=False,
                initial=known.get(year),
            )

    def clean_done_by(self) -> date | None:
        return refuse_past(self.cleaned_data["done_by"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.complete:
            draft = copy(self.response)
            for name in Response.WRITTEN:
                setattr(draft, name, given.get(name))
            for name, words in missing_in_answer(draft).items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, words)
        return given

    @property
    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Response.WRITTEN}

    @property
    def budget(self) -> dict[int, int]:
        amounts = {year: self.cleaned_data[f"budget_{year}"] for year in self.years}
        return {year: million for year, million in amounts.items() if million}

    @property
    def money(self) -> list[forms.BoundField]:
        return [self[f"budget_{year}"] for year in self.years]


class DepartmentForm(forms.Form):
    department = PlainText(label=_("Department to be asked"), limit=80)


class OpinionForm(forms.Form):
    text = PlainText(
        label=_("Opinion of the department"), limit=2000, lines=4, help_text=_("Published with the answer.")
    )


class WithdrawalForm(forms.Form):
    reason = PlainText(
        label=_("Why the city waits no longer"), limit=1000, lines=3, help_text=_("Published with the answer.")
    )


class ExtensionForm(forms.Form):
    """Another deadline for some of the answers that are still waited for."""

    responses = forms.ModelMultipleChoiceField(
        label=_("Recommendations"), queryset=Response.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(label=_("Will be answered until"), widget=Day)
    reason = PlainText(label=_("Reason"), limit=1000, lines=4, help_text=EVERYONE_READS)

    def __init__(self, rows: list[Response], data: Any = None):
        super().__init__(data, initial={"responses": [row.pk for row in rows]})
        field = cast(forms.ModelMultipleChoiceField, self.fields["responses"])
        field.queryset = Response.objects.filter(pk__in=[row.pk for row in rows]).for_list()
        self.fields["until"].initial = min(map(last_day_of_extension, rows))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        rows = given.get("responses", ()) if given.get("until") else ()
        wrong = next(filter(None, (wrong_in_extension(row, given["until"]) for row in rows)), "")
        if wrong:
            self.add_error("until", wrong)
        return given

    @property
    def keys(self) -> list[int]:
        return [row.pk for row in self.cleaned_data["responses"]]


class MilestoneForm(forms.Form):
    title = PlainText(label=_("What will be done"), limit=160)
    due_on = forms.DateField(label=_("Done by"), widget=Day)

    def clean_due_on(self) -> date | None:
        return refuse_past(self.cleaned_data["due_on"])


class EvidenceForm(forms.Form):
    """Words with what shows them to be true: a file, a link, or both."""

    link = forms.URLField(label=_("Link to the evidence"), max_length=500, required=False, assume_scheme="https")
    uploads = Files(label=_("Files as evidence"), most=MOST, required=False)

    def refuse_unproven(self, given: dict[str, Any]) -> None:
        if not (given.get("link") or given.get("uploads")) and not {"link", "uploads"} & self.errors.keys():
            self.add_error("uploads", _("Please give evidence: a file or a link."))


class ReportForm(EvidenceForm):
    """What the city reports about a milestone."""

    act = forms.ChoiceField(
        label=_("What do you report?"),
        choices=[
            (Report.Act.PROGRESS, _("Progress")),
            (Report.Act.FINISH, _("It is done, with evidence")),
            (Report.Act.CHANGE, _("It is changed, for a reason")),
            (Report.Act.STOP, _("It is stopped, for a reason")),
        ],
        initial=Report.Act.PROGRESS,
        widget=forms.RadioSelect,
    )
    text = PlainText(label=_("What was done, or the reason"), limit=2000, lines=5, help_text=EVERYONE_READS)
    percent = forms.IntegerField(label=_("Percent done"), min_value=0, max_value=100, required=False)
    title = PlainText(label=_("If changed: what will be done instead"), limit=160, required=False)
    due_on = forms.DateField(label=_("If changed: done by"), widget=Day, required=False)
    field_order = ["act", "text", "percent", "link", "uploads", "title", "due_on"]

    def __init__(self, milestone: Milestone, data: Any = None, files: Any = None):
        initial = {"percent": milestone.percent, "title": milestone.title, "due_on": milestone.due_on}
        super().__init__(data, files, initial=initial)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("act") == Report.Act.FINISH:
            self.refuse_unproven(given)
        if given.get("act") == Report.Act.CHANGE:
            for name in ("title", "due_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Please say what will be done instead, and by when."))
            if given.get("due_on") and given["due_on"] < timezone.localdate():
                self.add_error("due_on", _("This day has passed. Please give a later one."))
        return given

    @property
    def changing(self) -> list[forms.BoundField]:
        return [self["title"], self["due_on"]]


class ContestForm(EvidenceForm):
    text = PlainText(
        label=_("What is not done, and how you know"),
        limit=2000,
        lines=6,
        help_text=_("Say where and when you saw it. Do not name private persons."),
    )
    field_order = ["text", "link", "uploads"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.refuse_unproven(given)
        return given


class CheckForm(ResolutionForm):
    """What a sitting found about each answer, and about each milestone that citizens contest."""

    template_name = "responses/check_form.html"

    def __init__(
        self, check: Check, answers: list[Response], contested: list[Milestone], space: Space, data: Any = None
    ):
        super().__init__(space, data, about=check.subject)
        self.answers, self.contested = answers, contested
        for row in answers:
            self.fields[f"grade_{row.pk}"] = forms.ChoiceField(
                label=_("What the committee found"), choices=Finding.Grade.choices, widget=forms.RadioSelect
            )
            self.fields[f"text_{row.pk}"] = PlainText(
                label=_("In words"),
                limit=1000,
                lines=3,
                required=False,
                help_text=_("Needed where the city is behind."),
            )
        for milestone in contested:
            self.fields[f"stands_{milestone.pk}"] = forms.TypedChoiceField(
                label=_("Is it done?"),
                choices=[("yes", _("The report stands: it is done")), ("no", _("It is not done: work goes on"))],
                coerce=lambda value: value == "yes",
                widget=forms.RadioSelect,
            )
            self.fields[f"why_{milestone.pk}"] = PlainText(label=_("Reason"), limit=1000, lines=3)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for row in self.answers:
            if given.get(f"grade_{row.pk}") in NEED_WORDS and not given.get(f"text_{row.pk}"):
                self.add_error(f"text_{row.pk}", _("Please say in words where the city is behind."))
        return given

    @property
    def own(self) -> list[forms.BoundField]:
        return []

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"answer": row, "fields": [self[f"grade_{row.pk}"], self[f"text_{row.pk}"]]} for row in self.answers]

    @property
    def rulings_asked(self) -> list[dict[str, Any]]:
        return [
            {"milestone": row, "fields": [self[f"stands_{row.pk}"], self[f"why_{row.pk}"]]} for row in self.contested
        ]

    @property
    def findings(self) -> dict[int, Found]:
        given = self.cleaned_data
        return {row.pk: Found(given[f"grade_{row.pk}"], given[f"text_{row.pk}"]) for row in self.answers}

    @property
    def rulings(self) -> dict[int, Ruled]:
        given = self.cleaned_data
        return {row.pk: Ruled(given[f"stands_{row.pk}"], given[f"why_{row.pk}"]) for row in self.contested}


class DashboardForm(FilterForm):
    """Which processes the dashboard shows."""

    late = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("all")), ("1", _("with something overdue"))]
    )
