from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.contacts import parse
from deliberation.accounts.models import User
from deliberation.agendas.agenda.advised import Advised
from deliberation.agendas.models import Agenda
from deliberation.conflicts.mediation.models import Council
from deliberation.processes.convening import departs
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Charter, Endorsement, Process, Stage
from deliberation.processes.presets import PRESETS, Preset, preset_for
from deliberation.spaces.fields import PlainText
from deliberation.spaces.models import Role

SIDES = 3  # as many as the form offers
LEAST_SIDES = 2
RESERVED = {"new"}
AHEAD = timedelta(days=42)  # what agreeing on a charter and seating a panel take
SATURDAY = 5


class LocalDateTime(forms.DateTimeInput):
    """The browser's own picker, to the minute."""

    input_type = "datetime-local"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class EventForm(forms.Form):
    """The settings of an event stage."""

    place = PlainText(label=_("Place"), limit=120, required=False)
    text = PlainText(label=_("What happens there"), limit=1000, lines=4, required=False)


class ProcessForm(forms.Form):
    """What an official decides when a process is set up; everything else comes from the preset."""

    preset = forms.ChoiceField(
        label=_("Kind of deliberation"),
        widget=forms.RadioSelect,
        choices=[(name, preset.title) for name, preset in PRESETS.items() if not preset.closed],
    )
    title = PlainText(label=_("Title"), limit=120)
    title_en = PlainText(label=_("Title in English"), limit=160, required=False)
    summary = PlainText(label=_("What it is about"), limit=1000, lines=4, required=False)
    summary_en = PlainText(label=_("What it is about, in English"), limit=1500, lines=4, required=False)
    slug = forms.CharField(
        label=_("Address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, such as hydrogen-2026. It stays for good."),
        validators=[RegexValidator(r"^[a-z0-9-]+$", _("Use small letters, digits and hyphens only."))],
    )
    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("All stages are placed from this day on; you can change each of them afterwards."),
    )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug in RESERVED or Process.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another process has this address. Please choose another."))
        return slug


class AgendaProcessForm(ProcessForm):
    """Of an agenda: begun with what is advised and known; another kind than the advised one takes a reason."""

    reason = PlainText(
        label=_("Why another kind than the recommended one"),
        limit=1000,
        lines=3,
        required=False,
        help_text=_("Needed only then. Published with the process."),
    )
    field_order = ["preset", "reason"]

    def __init__(self, agenda: Agenda, advised: Advised, data: Any = None):
        super().__init__(data, initial=_known(agenda) | {"preset": preset_for(advised.track)})
        self.advised = advised
        choices = [(name, self._labelled(name, preset)) for name, preset in PRESETS.items()]
        cast(forms.ChoiceField, self.fields["preset"]).choices = choices

    def _labelled(self, name: str, preset: Preset) -> Any:
        recommended = name == preset_for(self.advised.track)
        return _("%(preset)s (recommended)") % {"preset": preset.title} if recommended else preset.title

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        preset = given.get("preset")
        if preset and departs(preset, self.advised) and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Please say why another kind of deliberation is chosen."))
        return given


class CouncilProcessForm(ProcessForm):
    """The meetings of a mediation council: of which kind they are is settled."""

    preset = None  # type: ignore[assignment]

    def __init__(self, council: Council, data: Any = None):
        first_day = timezone.localdate() + timedelta(days=1)
        given = {"title": council.conflict.title, "slug": f"council-{council.pk}", "first_day": first_day}
        super().__init__(data, initial=given)


def _known(agenda: Agenda) -> dict[str, Any]:
    """What a process takes over from its agenda until an official words it otherwise; it begins on a weekend."""
    first_day = timezone.localdate() + AHEAD
    return {
        "title": agenda.title,
        "title_en": agenda.title_en,
        "summary": agenda.summary or (agenda.proposal.contested[:1000] if agenda.proposal else ""),
        "summary_en": agenda.summary_en,
        "slug": f"agenda-{agenda.pk}",
        "first_day": first_day + timedelta(days=(SATURDAY - first_day.weekday()) % 7),
    }


class NameForm(ProcessForm):
    """Title and address alone, by the same rules: for a process that comes with its stages from elsewhere."""

    preset = summary = summary_en = title_en = first_day = None  # type: ignore[assignment]


class WindowForm(forms.Form):
    """Opening and closing of a stage, half-open; a stage that ends at 24:00 closes at 00:00 of the next day."""

    opens_at = forms.DateTimeField(label=_("Opens"), widget=LocalDateTime)
    closes_at = forms.DateTimeField(
        label=_("Closes"),
        widget=LocalDateTime,
        help_text=_("To end a day at 24:00, enter 00:00 of the next day."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("The end must lie after the beginning."))
        return given


class StageForm(WindowForm):
    title = PlainText(label=_("Title"), limit=80)
    title_en = PlainText(label=_("Title in English"), limit=100, required=False)
    field_order = ["title", "title_en"]


class NewStageForm(StageForm):
    """One more stage; its settings, if its kind has any, are edited afterwards."""

    kind = forms.ChoiceField(label=_("What happens in it"), widget=forms.RadioSelect)
    field_order = ["kind", "title", "title_en"]

    def __init__(self, *args, kinds: list[tuple[str, Any]], **options):
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds


class ReasonForm(forms.Form):
    reason = PlainText(
        label=_("Reason"), limit=1000, lines=3, help_text=_("It is published, and the participants are told.")
    )


class RescheduleForm(WindowForm, ReasonForm):
    field_order = ["opens_at", "closes_at", "reason"]


class CharterForm(forms.Form):
    """The terms of a charter; each side by the name that it gives itself."""

    question = PlainText(label=_("The question"), limit=300, lines=2)
    question_en = PlainText(label=_("The question in English"), limit=400, lines=2, required=False)
    selection = PlainText(label=_("How participants are drawn"), limit=1000, lines=4)
    selection_en = PlainText(label=_("How participants are drawn, in English"), limit=1500, lines=4, required=False)
    decides = forms.ChoiceField(label=_("What decides"), help_text=_("The stage whose result counts."))
    rule = PlainText(label=_("By which rule"), limit=600, lines=3)
    rule_en = PlainText(label=_("By which rule, in English"), limit=900, lines=3, required=False)
    announce_at = forms.DateTimeField(label=_("Hour of announcement"), widget=LocalDateTime)
    promise = PlainText(label=_("The mayor's promise to answer"), limit=600, lines=3)
    promise_en = PlainText(label=_("The mayor's promise to answer, in English"), limit=900, lines=3, required=False)
    answer_days = forms.IntegerField(label=_("Days in which the mayor answers"), min_value=1, max_value=365)

    def __init__(self, data: Any = None, *, charter: Charter):
        named = {f"side_{n}{end}": side[f"name{end}"] for n, side in enumerate(charter.sides, 1) for end in ("", "_en")}
        terms = {name: getattr(charter, name) for name in self.base_fields}
        super().__init__(data, initial=terms | named)
        stages = [(stage.title, _deciding(stage)) for stage in charter.process.stages.all()]
        open_choice = [] if charter.decides else [("", "–")]  # nothing is taken for decided that nobody chose
        cast(forms.ChoiceField, self.fields["decides"]).choices = open_choice + stages
        for n in range(1, SIDES + 1):
            label, label_en = _("Name of side %(n)d") % {"n": n}, _("Name of side %(n)d in English") % {"n": n}
            self.fields[f"side_{n}"] = PlainText(label=label, limit=60, required=n <= LEAST_SIDES)
            self.fields[f"side_{n}_en"] = PlainText(label=label_en, limit=80, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        names = [given[f"side_{n}"] for n in range(1, SIDES + 1) if given.get(f"side_{n}")]
        if len(set(names)) < len(names):
            raise ValidationError(_("Two sides have the same name."))
        return given

    def terms(self) -> dict[str, Any]:
        """What ``amend_charter`` takes."""
        given = self.cleaned_data
        sides = [
            {"name": given[f"side_{n}"], "name_en": given[f"side_{n}_en"]}
            for n in range(1, SIDES + 1)
            if given[f"side_{n}"]
        ]
        return {name: given[name] for name in self.base_fields} | {"sides": sides}


def _deciding(stage: Stage) -> str:
    """A stage by its title and how it decides; the charter keeps the title alone."""
    by = kind_of(stage).decides_by(stage)
    return f"{stage} ({by})" if by else str(stage)


class EndorsementForm(forms.Form):
    stand = forms.ChoiceField(label=_("Our position"), choices=Endorsement.Stand, widget=forms.RadioSelect)
    text = PlainText(
        label=_("Remark or objection"), limit=1000, lines=3, required=False, help_text=_("Published with the charter.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("stand") == Endorsement.Stand.OBJECT and not given.get("text"):
            self.add_error("text", _("Please say what you object to: it is published with the charter."))
        return given


class AppointmentForm(forms.Form):
    """Who gets a role in a process: found by the e-mail address or mobile number with which they sign in."""

    ROLES = (
        (Role.FACILITATOR.value, Role.FACILITATOR.label),
        (Role.SIDE.value, Role.SIDE.label),
        (Role.EXPERT.value, _("expert who answers questions")),
        (Role.OBSERVER.value, Role.OBSERVER.label),
    )

    contact = PlainText(label=_("E-mail address or mobile number"), limit=254)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    label = forms.ChoiceField(
        label=_("Side"),
        required=False,
        help_text=_("For a side representative, and for an expert whom a side has named."),
    )

    def __init__(self, *args, sides: list[str], **options):
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["label"]).choices = [("", "–"), *((name, name) for name in sides)]

    def clean_contact(self) -> str:
        contact = parse(self.cleaned_data["contact"])
        self.person = User.objects.filter(**{contact.provider: contact.subject}, is_active=True).first()
        if not self.person:
            raise ValidationError(_("Nobody has signed up with this address or number yet."))
        return contact.subject

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("role") == Role.SIDE and not given.get("label"):
            self.add_error("label", _("Please choose the side that the person speaks for."))
        return given
