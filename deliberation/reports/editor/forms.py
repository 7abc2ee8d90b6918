from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.reports.models import Section
from deliberation.spaces.fields import PlainText


class SectionForm(forms.Form):
    """A chapter of a report; one with a generated part keeps that part's title where none is given."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = PlainText(label=_("title"), limit=80, required=False)
    title_en = PlainText(label=_("title in English"), limit=100, required=False)
    text = PlainText(
        label=_("your own text"),
        limit=8000,
        lines=8,
        required=False,
        help_text=_("It stands before the generated part. An empty line begins a new paragraph."),
    )
    text_en = PlainText(label=_("your own text in English"), limit=12000, lines=5, required=False)
    left_out = forms.BooleanField(label=_("Leave this chapter out"), required=False)

    def __init__(self, *args, section: Section | None = None, **kwargs):
        names = ("version", "title", "title_en", "text", "text_en", "left_out")
        kwargs["initial"] = {name: getattr(section, name) for name in names} if section else {}
        super().__init__(*args, **kwargs)
        if section is None or not section.part:
            self.fields["title"].required = True
            del self.fields["left_out"]
        else:
            self.fields["title"].help_text = _("Left empty, the chapter keeps its usual title.")

    @property
    def written(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class RemarkForm(forms.Form):
    remark = PlainText(
        label=_("What is to be changed"),
        limit=1000,
        lines=4,
        help_text=_("Those who draft the report read it; it is not published."),
    )
