"""What a page sends: one answer by its buttons, or as one text the answers that waited on a device."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from deliberation.opinions.models import Stance
from deliberation.rounds.floor.forms import PressForm

MOST = 1000  # answers at once; a page sends a hundred
BIGGEST_KEY = 2**63 - 1


class AnswerForm(PressForm):
    statement = forms.IntegerField(min_value=1, max_value=BIGGEST_KEY)
    value = forms.TypedChoiceField(choices=Stance.Value, coerce=int)


class BatchForm(forms.Form):
    together = forms.CharField()

    def clean_together(self) -> list[Any]:
        try:
            rows = json.loads(self.cleaned_data["together"])
        except (ValueError, RecursionError):  # Django's JSONField breaks at lists in lists in lists
            rows = None
        if not isinstance(rows, list) or len(rows) > MOST:
            raise forms.ValidationError("not a list of at most a thousand")
        return rows


@dataclass(frozen=True)
class Answers:
    """Answers as they can be stored, of two to one statement the later; ``unreadable`` counts the others."""

    values: dict[int, int]
    given_at: dict[int, datetime]
    unreadable: int

    @property
    def storable(self) -> dict[str, Any]:
        return {"values": self.values, "given_at": self.given_at}


def read_answers(posted: QueryDict) -> Answers:
    """What a request has brought; something that is no answer spoils none that stands beside it."""
    rows: list[Any] = [posted]
    if "together" in posted:
        batch = BatchForm(posted)
        rows = batch.cleaned_data["together"] if batch.is_valid() else [None]
    read = [AnswerForm(row) for row in rows if isinstance(row, dict)]
    valid = [form.cleaned_data for form in read if form.is_valid()]
    in_order = sorted(valid, key=lambda one: one["at"])
    values = {one["statement"]: one["value"] for one in in_order}
    return Answers(values, {one["statement"]: one["at"] for one in in_order}, len(rows) - len(valid))
