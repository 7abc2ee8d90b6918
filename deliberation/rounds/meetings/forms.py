"""Forms for planning meetings, seating people and printing."""

import re
from typing import Any, cast

from django import forms
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.accounts.characteristics import districts
from deliberation.accounts.contacts import parse
from deliberation.accounts.models import User
from deliberation.panels.models import Seat
from deliberation.processes.forms import LocalDateTime
from deliberation.rounds.meetings.hallpack import OF_TABLES, PARTS, POSTER
from deliberation.rounds.meetings.models import Meeting, Table, Tie, Venue
from deliberation.spaces.fields import PlainText

LINK, DAY = 500, 24 * 60
MOST_ROWS = 40  # of a programme, and of venues
PARTS_LABELLED = [(name, label) for name, (label, _sheets) in PARTS.items()]
LANGUAGE, NAME = 40, 80  # of an interpreter


class Link(forms.URLField):
    """A web address; without a scheme it is taken for https."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **options):
        super().__init__(max_length=LINK, assume_scheme="https", required=False, **options)


class MeetingForm(forms.Form):
    title = PlainText(label=_("Title"), limit=120)
    title_en = PlainText(label=_("Title in English"), limit=160, required=False)
    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=Meeting.Kind)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=LocalDateTime)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=LocalDateTime)
    place = PlainText(label=_("Place"), limit=160, required=False, help_text=_("Building, room and how to find it."))
    video_link = Link(label=_("Link to the video meeting"), help_text=_("Whoever can see this page can see the link."))
    closed_to_press = forms.BooleanField(label=_("Closed to the press"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts_at, ends_at = given.get("starts_at"), given.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must lie after the beginning."))
        if not given.get("place") and not given.get("video_link") and "video_link" not in self.errors:
            self.add_error("place", _("Please give a place or a link to a video meeting."))
        return given


class ItemForm(forms.Form):
    """A part of the programme; an empty row is none."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    minutes = forms.IntegerField(label=pgettext_lazy("duration", "Minutes"), min_value=1, max_value=DAY)
    title = PlainText(label=_("What happens"), limit=120)
    title_en = PlainText(label=_("In English"), limit=160, required=False)
    closed_to_press = forms.BooleanField(label=_("Without the press"), required=False)


class VenueForm(forms.Form):
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = PlainText(label=_("Name of the venue"), limit=80)
    address = PlainText(label=_("Street address"), limit=160, required=False)
    video_link = Link(label=_("Link to the video meeting"))
    districts = forms.MultipleChoiceField(
        label=_("Who comes here: districts"),
        choices=districts,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    codes = PlainText(label=_("and people, by code"), limit=2000, required=False)

    def clean_codes(self) -> list[str]:
        return sorted({code.upper() for code in re.split(r"[\s,]+", self.cleaned_data["codes"]) if code})


ProgrammeForms = forms.formset_factory(
    ItemForm, extra=4, can_delete=True, can_order=True, max_num=MOST_ROWS, validate_max=True
)
VenueForms = forms.formset_factory(VenueForm, extra=2, can_delete=True, max_num=MOST_ROWS, validate_max=True)


def entered(rows: forms.BaseFormSet) -> list[dict[str, Any]]:
    """What was entered in a table of forms, in its order, without empty rows and those to be taken away."""
    given = rows.ordered_forms if rows.can_order else rows.forms
    return [
        {name: value for name, value in form.cleaned_data.items() if name not in ("DELETE", "ORDER")}
        for form in given
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class CancelForm(forms.Form):
    reason = PlainText(
        label=_("Reason"), limit=500, lines=3, help_text=_("It is published, and the participants are told.")
    )


class AssignForm(forms.Form):
    tables = forms.IntegerField(label=_("Number of tables"), min_value=1, max_value=500)


class SeatCode(PlainText):
    """A person by the code of their seat, as it stands on badges and lists. The cleaned value is the seat."""

    meeting: Meeting

    def __init__(self, **options):
        super().__init__(limit=12, **options)

    def clean(self, value) -> Seat:
        code = super().clean(value)
        seats = Seat.objects.current().filter(process=self.meeting.process)
        seat = seats.filter(code__iexact=code).first()
        if seat is None:
            raise forms.ValidationError(_("Nobody here has the code “%(code)s”."), params={"code": code})
        return seat


class MoveForm(forms.Form):
    seat = SeatCode(label=_("Person, by code"))
    table = forms.ModelChoiceField(
        label=_("To table"), queryset=Table.objects.none(), required=False, empty_label=_("no table")
    )

    def __init__(self, meeting: Meeting, data: Any = None):
        super().__init__(data)
        cast(SeatCode, self.fields["seat"]).meeting = meeting
        _offer(self, "table", meeting.tables.all())


class TieForm(forms.Form):
    one = SeatCode(label=_("One person, by code"))
    other = SeatCode(label=_("Another person, by code"))
    kind = forms.ChoiceField(label=_("Rule"), choices=Tie.Kind, widget=forms.RadioSelect)
    note = PlainText(
        label=_("Private note"),
        limit=200,
        required=False,
        help_text=_("Only facilitators of this deliberation see it."),
    )

    def __init__(self, meeting: Meeting, data: Any = None):
        super().__init__(data, initial={"kind": Tie.Kind.APART})
        for name in ("one", "other"):
            cast(SeatCode, self.fields[name]).meeting = meeting


class Scribes(forms.ModelChoiceField):
    """Staff by name, the table's own participants by the code of their seat."""

    codes: dict[int, str]

    def label_from_instance(self, obj: User) -> str:
        return self.codes.get(obj.pk) or str(obj)


class TableForm(forms.Form):
    """Who leads a table, writes down and interprets there, and where it stands."""

    moderator = forms.ModelChoiceField(
        label=_("Moderator"), queryset=User.objects.none(), required=False, empty_label=_("nobody")
    )
    scribe = Scribes(
        label=_("Scribe"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
        help_text=_("Writes the table's notes on one device: staff, or somebody who sits at the table."),
    )
    venue = forms.ModelChoiceField(
        label=_("Venue"), queryset=Venue.objects.none(), required=False, empty_label=_("the place of the meeting")
    )
    interpreters = PlainText(
        label=_("Interpreters’ chairs"),
        limit=400,
        lines=2,
        required=False,
        help_text=_("One a line: language, then the name. “Vietnamese: Linh Nguyen”"),
    )

    def __init__(self, *args, meeting: Meeting, table: Table, staff: Any, moderators: Any, **options):
        super().__init__(*args, **options)
        _offer(self, "moderator", moderators)
        codes = {place.seat.user_id: place.seat.code for place in table.places.all()}
        cast(Scribes, self.fields["scribe"]).codes = codes
        _offer(self, "scribe", User.objects.filter(Q(pk__in=staff) | Q(pk__in=codes)).order_by("display_name", "pk"))
        if meeting.venues.exists():
            _offer(self, "venue", meeting.venues.all())
        else:
            del self.fields["venue"]

    def clean_interpreters(self) -> list[tuple[str, str]]:
        chairs = []
        for line in filter(str.strip, self.cleaned_data["interpreters"].splitlines()):
            language, colon, name = (part.strip() for part in line.partition(":"))
            if not colon or not 0 < len(language) <= LANGUAGE or not 0 < len(name) <= NAME:
                raise forms.ValidationError(_("Please write the language, a colon and the name on each line."))
            chairs.append((language, name))
        return chairs


class CaptionerForm(forms.Form):
    """Anybody who sees the meeting, by the code of their seat or by how they sign in. Cleaned it is the person."""

    captioner = PlainText(
        label=_("Who types captions"),
        limit=254,
        help_text=_("The code of a seat, or the e-mail address or mobile number with which somebody signs in."),
    )

    def __init__(self, meeting: Meeting, data: Any = None):
        super().__init__(data)
        self.meeting = meeting

    def clean_captioner(self) -> User:
        known_as = self.cleaned_data["captioner"]
        seat = Seat.objects.current().filter(process=self.meeting.process, code__iexact=known_as).first()
        if seat:
            return seat.user
        contact = parse(known_as)
        person = User.objects.filter(**{contact.provider: contact.subject}, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has signed up with this address or number yet."))
        if not Meeting.objects.visible_to(person).filter(pk=self.meeting.pk).exists():
            raise forms.ValidationError(_("This person cannot see this meeting."))
        return person


class PackForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label=_("What to print"),
        widget=forms.CheckboxSelectMultiple,
        choices=PARTS_LABELLED,
        initial=[name for name in PARTS if name != POSTER],
        help_text=_(
            "Whoever photographs a printed code can check in from anywhere, until you make another code for the door. "
            "Print it only where no screen can show the code that changes by itself."
        ),
    )
    venue = forms.ModelChoiceField(
        label=_("For which venue"), queryset=Venue.objects.none(), required=False, empty_label=_("all")
    )
    why = PlainText(
        label=_("With names: what for"),
        limit=200,
        required=False,
        help_text=_("Without a reason only codes are printed. Each look at a name is logged with the reason."),
    )

    def __init__(self, meeting: Meeting, data: Any = None):
        super().__init__(data)
        if meeting.tables.published().exists():
            _offer(self, "venue", meeting.venues.all())
        else:
            del self.fields["venue"]
            parts = cast(forms.MultipleChoiceField, self.fields["parts"])
            parts.choices = [choice for choice in PARTS_LABELLED if choice[0] not in OF_TABLES]


class NamesForm(forms.Form):
    why = PlainText(label=_("What for"), limit=200)


def _offer(form: forms.Form, name: str, rows) -> None:
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows
