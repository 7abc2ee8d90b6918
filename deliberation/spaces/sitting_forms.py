"""Forms of sittings, and the one by which every room records a committee's decision."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.fields import Files, PlainText
from deliberation.spaces.models import Point, Recusal, Reply, Sitting, Space
from deliberation.spaces.sittings import (
    REJECTED,
    Vote,
    coming,
    hold_sitting,
    last_meeting,
    members_of,
    open_sitting,
    usually_present,
)

CONSENSUS, COUNTED = "consensus", "vote"
TODAY = "today"
TITLES = {
    Sitting.Kind.MEETING: gettext_noop("Meeting of %(year)d-%(month)02d-%(day)02d"),
    Sitting.Kind.WRITTEN: gettext_noop("Written procedure of %(year)d-%(month)02d-%(day)02d"),
}
EVERYONE_READS = _("Everyone reads it.")
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M")


def member_choices(name: str, form: forms.Form, space: Space) -> None:
    field = cast(forms.ModelChoiceField, form.fields[name])
    field.queryset = User.objects.filter(pk__in=[person.pk for person in members_of(space)]).order_by("pk")


class PlanForm(forms.Form):
    """Calls a sitting; its members are invited."""

    title = PlainText(label=_("Name of the sitting"), limit=120)
    kind = forms.ChoiceField(
        label=_("How it is held"), choices=Sitting.Kind.choices, initial=Sitting.Kind.MEETING, widget=forms.RadioSelect
    )
    held_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    place = PlainText(label=_("Place"), limit=120, required=False)
    replies_until = forms.DateTimeField(
        label=_("Replies until"), widget=MOMENT, required=False, help_text=_("In a written procedure only.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        held_at, until = given.get("held_at"), given.get("replies_until")
        if given.get("kind") == Sitting.Kind.MEETING and not given.get("place"):
            self.add_error("place", _("Please say where the committee meets."))
        if given.get("kind") == Sitting.Kind.WRITTEN and held_at and not (until and until > held_at):
            self.add_error("replies_until", _("Please give a time after the beginning."))
        return given

    def clean_held_at(self):
        held_at = self.cleaned_data["held_at"]
        if held_at < timezone.now():
            raise forms.ValidationError(_("This time has passed. Please give a later one."))
        return held_at


class MoveForm(PlanForm):
    """Another date or place of a sitting that has not opened."""

    reason = PlainText(label=_("Reason"), limit=300, lines=2, help_text=EVERYONE_READS)
    field_order = ["held_at", "place", "replies_until", "reason"]

    def __init__(self, sitting: Sitting, data: Any = None):
        initial = {name: getattr(sitting, name) for name in ("held_at", "place", "replies_until")}
        super().__init__(data, initial=initial)
        for name in ("title", "kind") if sitting.kind == Sitting.Kind.WRITTEN else ("title", "kind", "replies_until"):
            del self.fields[name]
        self.held_as = sitting.kind

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["kind"] = self.held_as
        return {"replies_until": None} | {k: v for k, v in super().clean().items() if k != "kind"}


class AttendanceForm(forms.Form):
    """Who is there."""

    present = forms.ModelMultipleChoiceField(
        label=_("Members present"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    attending = PlainText(
        label=_("Attending without being members"),
        limit=1000,
        lines=2,
        required=False,
        help_text=_("Names and offices, separated by commas."),
    )

    def __init__(self, sitting: Sitting, data: Any = None):
        planned = sitting.state == Sitting.State.PLANNED and sitting.kind == Sitting.Kind.MEETING
        here = usually_present(sitting.space, last_meeting(sitting.space)) if planned else sitting.present.all()
        initial = {"present": [person.pk for person in here], "attending": sitting.attending}
        super().__init__(data, initial=initial)
        member_choices("present", self, sitting.space)


class ReasonForm(forms.Form):
    """Why something planned does not take place. ``about`` keeps the fields of one page apart."""

    reason = PlainText(label=_("Reason"), limit=300, lines=2, help_text=EVERYONE_READS)

    def __init__(self, data: Any = None, *, about: str = ""):
        super().__init__(data, auto_id=f"id_{about}_%s" if about else "id_%s")


class PointForm(forms.Form):
    title = PlainText(label=_("Title of the point"), limit=300)


class RecusalForm(forms.Form):
    """Takes the members from the page, which asks for them once and not for each point."""

    user = forms.ChoiceField(label=_("Member"))
    kind = forms.ChoiceField(label=_("Ground"), choices=Recusal.Kind.choices)
    reason = PlainText(label=_("Reason"), limit=300, help_text=_("Stands in the minutes."))

    def __init__(self, point: Point, members: list[User], data: Any = None):
        super().__init__(data, auto_id=f"id_recusal_{point.pk}_%s")
        self.members = {str(person.pk): person for person in members}
        choices = [(key, str(person)) for key, person in self.members.items()]
        cast(forms.ChoiceField, self.fields["user"]).choices = choices

    def clean_user(self) -> User:
        return self.members[self.cleaned_data["user"]]


class RemarksForm(forms.Form):
    remarks = PlainText(label=_("Gist of what was said"), limit=10_000, lines=5, required=False)

    def __init__(self, point: Point, data: Any = None):
        super().__init__(data, initial={"remarks": point.remarks}, auto_id=f"id_remarks_{point.pk}_%s")


class ReplyForm(forms.Form):
    """A member's vote in a written procedure."""

    choice = forms.ChoiceField(label=_("Your vote"), choices=Reply.Choice.choices, widget=forms.RadioSelect)
    remark = PlainText(label=_("Your words on it"), limit=2000, lines=3, required=False)

    def __init__(self, point: Point, data: Any = None, initial: Any = None):
        super().__init__(data, initial=initial, auto_id=f"id_reply_{point.pk}_%s")


class MinutesForm(forms.Form):
    minutes = PlainText(
        label=_("How the sitting went"),
        limit=20_000,
        lines=8,
        required=False,
        help_text=_("Opening, reports, what does not belong to one point, closing."),
    )
    transcript = Files(label=_("Transcript"), most=1, required=False)


class VoteForm(forms.Form):
    """How a decision came about, and its published reason. Short on a phone: counts are asked for when they count."""

    template_name = "spaces/vote_form.html"
    COUNTS = ("votes_for", "votes_against", "abstentions")
    HOW = ("manner", *COUNTS, "reason")
    manner = forms.ChoiceField(
        label=_("How it was decided"),
        choices=[(CONSENSUS, _("by consensus, nobody objecting")), (COUNTED, _("by a counted vote"))],
        initial=CONSENSUS,
        widget=forms.RadioSelect,
    )
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=99, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=99, required=False)
    abstentions = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=99, required=False)
    reason = PlainText(
        label=_("Reason"), limit=2000, lines=6, help_text=_("Published with the decision, in plain words.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("manner") == COUNTED and given.get("votes_for") is None and "votes_for" not in self.errors:
            self.add_error("votes_for", _("Please enter how many voted for it."))
        return given

    @property
    def own(self) -> list[forms.BoundField]:
        """What a room adds: what is decided."""
        return [field for field in self.visible_fields() if field.name not in self.HOW]

    @property
    def counts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.COUNTS if name in self.fields]

    @property
    def vote(self) -> Vote | None:
        given = self.cleaned_data
        if given.get("manner") != COUNTED:
            return None
        return Vote(given["votes_for"], given["votes_against"] or 0, given["abstentions"] or 0)


class BusinessForm(VoteForm):
    """A decision about business of the committee itself."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=[("carried", _("Carried")), (REJECTED, _("Rejected")), ("deferred", _("Deferred"))],
        initial="carried",
        widget=forms.RadioSelect,
    )
    field_order = ["result"]

    def __init__(self, point: Point, data: Any = None):
        super().__init__(data, auto_id=f"id_decision_{point.pk}_%s")


class ResolutionForm(VoteForm):
    """A decision in a sitting of the committee. The open one is taken without asking; without one, it is opened here:
    the one that is planned for today, or a new one, with those who were present last time.

    Rooms above add their own fields. A sitting opened
    here is open whatever becomes of the decision: ``resolution`` commits it before the decision's locks are taken.
    """

    template_name = "spaces/resolution_form.html"
    WHERE = ("sitting", "held", "place", "present")

    def __init__(self, space: Space, data: Any = None, *, about: str = ""):
        super().__init__(data)
        self.space = space
        # A written procedure decides only what its members were asked.
        asked = Q(kind=Sitting.Kind.MEETING) | Q(points__about=about) if about else Q(kind=Sitting.Kind.MEETING)
        rows = Sitting.objects.filter(asked, space=space, state=Sitting.State.OPEN)
        self.open = list(rows.distinct().order_by("held_at"))
        if len(self.open) > 1:
            self._choose_sitting()
        self.sitting = self.open[0] if len(self.open) == 1 else None
        self.planned = None if self.open else coming(space).first()
        if not self.open:
            self._open_sitting()
        if about and Reply.objects.filter(point__sitting__in=self.open, point__about=about).exists():
            self._count_replies()

    def _choose_sitting(self) -> None:
        choices = [(sitting.pk, str(sitting)) for sitting in self.open]
        self.fields["sitting"] = forms.TypedChoiceField(
            label=_("Decided in"), choices=choices, coerce=int, widget=forms.RadioSelect
        )

    def _open_sitting(self) -> None:
        last = last_meeting(self.space)
        self.today = self.planned if self.planned and localdate(self.planned.held_at) == localdate() else None
        choices: list[tuple[str, Any]] = [
            (Sitting.Kind.MEETING, _("a meeting, opened now")),
            (Sitting.Kind.WRITTEN, _("a written procedure whose replies are in")),
        ]
        if self.today:
            choices.insert(0, (TODAY, _("“%(title)s”, planned for today") % {"title": self.today}))
        self.fields["held"] = forms.ChoiceField(
            label=_("The sitting that decides"), choices=choices, initial=choices[0][0], widget=forms.RadioSelect
        )
        self.usual_place = self.today.place if self.today else last.place if last else ""
        self.fields["place"] = PlainText(label=_("Place"), limit=120, required=False, initial=self.usual_place)
        self.usual = usually_present(self.space, last)
        self.fields["present"] = forms.ModelMultipleChoiceField(
            label=_("Members present, or who have replied"),
            queryset=User.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            initial=[person.pk for person in self.usual],
        )
        member_choices("present", self, self.space)

    def _count_replies(self) -> None:
        for name in ("manner", *self.COUNTS):
            del self.fields[name]

    @property
    def own(self) -> list[forms.BoundField]:
        return [field for field in super().own if field.name not in self.WHERE]

    @property
    def where(self) -> list[forms.BoundField]:
        """What is asked of a sitting that opens with the decision."""
        return [self[name] for name in self.WHERE if name in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("held") == Sitting.Kind.MEETING and not given.get("place"):
            self.add_error("place", _("Please say where the committee meets."))
        return given

    def carried_out(self, act: Callable[[dict[str, Any]], object], *, by) -> bool:
        """Whether ``act`` took the resolution; otherwise its reason stands at the form, with all that was typed."""
        try:
            act(self.resolution(by=by))
        except Refused as error:
            self.add_error(None, str(error))
            return False
        return True

    def resolution(self, *, by) -> dict[str, Any]:
        """What every deciding action takes: sitting, vote, reason and who records it."""
        return {"sitting": self._hold(by), "vote": self.vote, "reason": self.cleaned_data["reason"], "by": by}

    def _hold(self, by) -> Sitting:
        """The sitting that decides: the open one, the chosen one, or one opened now."""
        given = self.cleaned_data
        if self.sitting:
            return self.sitting
        if "sitting" in given:
            return next(sitting for sitting in self.open if sitting.pk == given["sitting"])
        kind = given["held"]
        if kind == TODAY and self.today:
            open_sitting(self.today, present=given["present"], by=by)
            return self.today
        day = timezone.localdate()
        title = city_words(TITLES[Sitting.Kind(kind)], year=day.year, month=day.month, day=day.day)
        return hold_sitting(self.space, title=title, place=given["place"], present=given["present"], by=by, kind=kind)
