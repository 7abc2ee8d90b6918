from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from deliberation.processes.models import Stage
from deliberation.recommendations.models import DraftingGroup, Recommendation
from deliberation.rounds.issues import Issue
from deliberation.spaces.fields import PlainText

TITLE, WORDS = 120, 600
MOST = 20  # themes at once


class ThemesForm(forms.Form):
    """Themes, one a line, at first the issues of the process; and drafts that are there already."""

    titles = PlainText(label=_("Themes, one a line"), limit=MOST * (TITLE + 1), lines=6, required=False)
    drafts = forms.ModelMultipleChoiceField(
        queryset=Recommendation.objects.none(),
        label=_("Drafts that groups shall rework"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, stage: Stage, data=None):
        titles = Issue.objects.filter(process=stage.process_id) if not stage.themes.exists() else []
        super().__init__(data, initial={"titles": "\n".join(issue.title for issue in titles)})
        drafts = stage.recommendations.filter(state=Recommendation.State.DRAFT, theme=None).order_by("number")
        cast(forms.ModelMultipleChoiceField, self.fields["drafts"]).queryset = drafts
        if not drafts.exists():
            del self.fields["drafts"]

    def clean_titles(self) -> list[str]:
        titles = [" ".join(line.split()) for line in self.cleaned_data["titles"].splitlines()]
        titles = [title for title in titles if title]
        if any(len(title) > TITLE for title in titles):
            raise ValidationError(_("Please say each theme in at most %(n)d characters."), params={"n": TITLE})
        return titles

    def clean(self):
        given = super().clean() or {}
        if not self.errors and not given["titles"] and not given.get("drafts"):
            self.add_error("titles", _("Please write at least one theme."))
        return given


class OpinionForm(forms.Form):
    """What a group thinks; ``instead`` is the opinion that the writer has read and replaces."""

    text = PlainText(label=_("What your group thinks"), limit=WORDS, lines=5)
    instead = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HandOverForm(forms.Form):
    note = PlainText(label=_("A note to all participants"), limit=WORDS, lines=3, required=False)


class GivingForm(forms.Form):
    group = forms.ModelChoiceField(
        queryset=DraftingGroup.objects.none(), label=_("Group that drafts it"), empty_label=None
    )

    def __init__(self, stage: Stage, data=None):
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["group"]).queryset = stage.drafting_groups.all()
