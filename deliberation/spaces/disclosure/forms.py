"""What somebody says who keeps a thing from the public: on which ground, until when, and why."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.ledger.actions import Refused
from deliberation.spaces.disclosure.actions import check_day
from deliberation.spaces.disclosure.models import Basis, Ground, Restriction, usual_review
from deliberation.spaces.fields import Day, PlainText


def grounds() -> list[tuple[Any, str]]:
    """Choices: the eight items, each with what it asks for."""
    named = [(ground, {"item": ground.value, "name": ground.explained}) for ground in Ground]
    return [(ground.value, gettext("Item %(item)d. %(name)s") % words) for ground, words in named]


def named_grounds() -> list[tuple[Any, str]]:
    """The same, shorter."""
    return [(ground.value, f"{ground.value}. {ground.label}") for ground in Ground]


class BasisForm(forms.Form):
    """On which ground something is kept from the public."""

    ground = forms.TypedChoiceField(
        label=_("Ground"),
        choices=grounds,
        coerce=lambda value: Ground(int(value)),
        widget=forms.RadioSelect,
        initial=Ground.DELIBERATION.value,
        help_text=_("Official Information Disclosure Act, article 9 (1). Everyone sees which item it is."),
    )
    review_on = forms.DateField(
        label=_("Day of review"),
        widget=Day,
        initial=usual_review,
        help_text=_("At the latest in three years. In item 5: when the decision is expected to be made."),
    )
    note = PlainText(
        label=_("Why it is not public"),
        limit=1000,
        lines=2,
        required=False,
        help_text=_("Everyone reads it: say why, not what."),
    )

    def clean_review_on(self):
        """A new day lies in the allowed time; the one that the form showed may have passed meanwhile."""
        day = self.cleaned_data["review_on"]
        if day and "review_on" in self.changed_data:
            try:
                check_day(Basis(Ground.DELIBERATION, day))
            except Refused as error:
                raise ValidationError(str(error)) from error
        return day

    @property
    def basis(self) -> Basis:
        given = self.cleaned_data
        return Basis(given["ground"], given["review_on"], given["note"])

    @classmethod
    def shown(cls, restriction: Restriction | None) -> dict[str, Any]:
        """What the form shows of a restriction."""
        if restriction is None:
            return {}
        return {"ground": restriction.ground, "review_on": restriction.review_on, "note": restriction.note}

    @classmethod
    def again(cls, restriction: Restriction) -> dict[str, Any]:
        """What the form shows when a restriction is looked at again: the ground as it was, a year more."""
        return {"ground": restriction.ground, "review_on": usual_review()}


class OptionalBasisForm(BasisForm):
    """For forms that ask for a ground at times alone: only then is told what is missing or wrong in it."""

    ground = forms.TypedChoiceField(
        label=_("Ground, if it is not public"),
        choices=named_grounds,
        coerce=lambda value: Ground(int(value)),
        initial=Ground.DELIBERATION.value,
        help_text=BasisForm.base_fields["ground"].help_text,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("ground", "review_on"):
            self.fields[name].required = False

    def restricts(self, given: dict[str, Any]) -> bool:
        """Whether what has been given is to be restricted."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        restricts = self.restricts(given)
        for name in BasisForm.base_fields:
            if not restricts:
                self.errors.pop(name, None)
            elif name != "note" and name not in self.errors and not given.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])
        return given


class ReadersForm(OptionalBasisForm):
    """Who may read a thing, and on which ground not everyone may. Forms of rooms above build on it."""

    INSIDERS: Any = ""  # who else reads it

    readers = forms.ChoiceField(label=_("Who may read it"), widget=forms.RadioSelect, initial="public")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        readers = cast(forms.ChoiceField, self.fields["readers"])
        readers.choices = [("public", _("Everyone")), ("restricted", self.INSIDERS)]
        self.order_fields([name for name in self.fields if name not in LAST] + LAST)

    def restricts(self, given: dict[str, Any]) -> bool:
        return given.get("readers") != "public"

    @property
    def basis_if_restricted(self) -> Basis | None:
        return self.basis if self.cleaned_data["readers"] == "restricted" else None

    @property
    def columns(self) -> dict[str, Any]:
        """What the form says of the thing itself, and on which basis it is restricted, if it is."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in LAST}
        return told | {"basis": self.basis_if_restricted}

    @classmethod
    def shown(cls, restriction: Restriction | None) -> dict[str, Any]:
        return super().shown(restriction) | {"readers": "restricted" if restriction else "public"}


LAST = ["readers", "ground", "review_on", "note"]
