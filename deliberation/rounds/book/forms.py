from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.processes.forms import LocalDateTime
from deliberation.rounds.book.content import SUMMARY_MOST
from deliberation.rounds.book.models import Assertion, Objection, Passage
from deliberation.rounds.book.receipts import KnowledgeItem
from deliberation.spaces.fields import Files, PlainText
from deliberation.spaces.sitting_forms import ResolutionForm

LIMITS = {Passage.Kind.NEUTRAL: 8000, Passage.Kind.SUMMARY: 500, Passage.Kind.CASE: 4000, Passage.Kind.REBUTTAL: 2000}
REVIEW = timedelta(days=7)


class ChapterForm(forms.Form):
    title = PlainText(label=_("Title of the chapter"), limit=120)


class IssueForm(forms.Form):
    title = PlainText(label=_("The issue, as a question that both sides can accept"), limit=120)
    title_en = PlainText(label=_("The issue in English"), limit=160, required=False)


class PassageForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = PlainText(label=_("Text"), limit=8000, lines=16, required=False)

    def __init__(self, passage: Passage, data: Any = None):
        super().__init__(data, initial={"version": passage.version, "text": passage.text})
        _limit(self.fields["text"], passage)


class ClaimForm(forms.Form):
    text = PlainText(label=_("Claim, in one sentence"), limit=300, lines=3)
    source = PlainText(label=_("Title of the source"), limit=200)
    publisher = PlainText(label=_("Publisher"), limit=120)
    dated = PlainText(label=_("Date of the source"), limit=30, help_text=_("Such as 2022. 3. 12. or 2022."))
    url = forms.URLField(label=_("Web address"), max_length=300, required=False, assume_scheme="https")
    attached = Files(label=_("Or the source as a file"), most=1, required=False)

    def __init__(self, claim: Assertion | None, data: Any = None, files: Any = None):
        kept = ("text", "source", "publisher", "dated", "url")
        super().__init__(data, files, initial={name: getattr(claim, name) for name in kept} if claim else {})
        self.claim = claim

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        attached = given.get("attached") or (self.claim and self.claim.attachment_id)
        if not (given.get("url") or attached or self.errors):
            self.add_error("url", _("Please give the web address of the source, or attach it."))
        return given

    @property
    def told(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("text", "source", "publisher", "dated", "url")}

    @property
    def upload(self):
        return next(iter(self.cleaned_data["attached"]), None)


class ReviewForm(forms.Form):
    until = forms.DateTimeField(label=_("The sides object until"), widget=LocalDateTime)

    def __init__(self, data: Any = None):
        evening = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
        super().__init__(data, initial={"until": evening + REVIEW})


class ObjectionForm(forms.Form):
    text = PlainText(
        label=_("What you object to, and why"),
        limit=1000,
        lines=6,
        help_text=_("Name the sentence, say what is wrong with it or missing, and where that can be read."),
    )


class VerdictForm(forms.Form):
    """What becomes of an objection."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("correct", _("Correct the text")),
            ("annotate", _("Put the other view beside the text")),
            ("keep", _("Keep the text as it is")),
        ],
        widget=forms.RadioSelect,
    )
    text = PlainText(label=_("The text, if corrected"), limit=8000, lines=12, required=False)
    view = PlainText(label=_("The other view, if it is put beside the text"), limit=600, lines=4, required=False)
    reason = PlainText(label=_("Reason (published)"), limit=1000, lines=4)

    def __init__(self, objection: Objection, data: Any = None):
        passage = objection.passage
        super().__init__(data, initial={"version": passage.version, "text": passage.text})
        self.passage = passage
        _limit(self.fields["text"], passage)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        step = given.get("step")
        if step == "annotate" and not given.get("view"):
            self.add_error("view", _("Please write the other view as it shall stand beside the text."))
        if step == "correct" and given.get("text") == self.passage.text:
            self.add_error("text", _("The text is as it was. Please change it, or choose another decision."))
        if step in ("annotate", "keep") and given.get("text") != self.passage.text:
            self.add_error("step", _("You have changed the text. Please choose to correct it, or restore it."))
        return given


class BookDecisionForm(ResolutionForm):
    step = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[("publish", _("Publish it as it is")), ("send_back", _("Send it back to be changed"))],
    )
    field_order = ["step"]


class ItemForm(forms.Form):
    """A knowledge item; the answers one a line, the right one marked by its number."""

    question = PlainText(label=_("Question"), limit=200)
    options = PlainText(label=_("Answers, one a line"), limit=600, lines=5)
    right = forms.IntegerField(label=_("Number of the right answer"), min_value=1, max_value=6)
    explanation = PlainText(
        label=_("Explanation"), limit=600, lines=4, help_text=_("Shown after answering; name the chapter.")
    )

    def __init__(self, item: KnowledgeItem | None, data: Any = None):
        initial = {}
        if item:
            initial = {"question": item.question, "options": "\n".join(item.options), "right": item.right + 1}
            initial["explanation"] = item.explanation
        super().__init__(data, initial=initial)

    def clean_options(self) -> list[str]:
        options = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if not 2 <= len(options) <= 6:  # noqa: PLR2004 - as the message says
            raise forms.ValidationError(_("Please give two to six answers, each on a line of its own."))
        return options

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"options", "right"} <= given.keys() and given["right"] > len(given["options"]):
            self.add_error("right", _("There is no answer of that number."))
        return given

    @property
    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"right": self.cleaned_data["right"] - 1}


def _limit(field: Any, passage: Passage) -> None:
    field.limit = field.max_length = LIMITS[Passage.Kind(passage.kind)]
    if passage.kind == Passage.Kind.SUMMARY:
        field.widget.attrs["rows"] = 8
        field.help_text = _("At most %(n)d characters without spaces, so that all sides fit on half a page.") % {
            "n": SUMMARY_MOST
        }
