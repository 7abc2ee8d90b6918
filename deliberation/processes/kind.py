from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.documents.blocks import Block, Paragraph
from deliberation.processes.forms import EventForm
from deliberation.processes.kinds import NeutralKind
from deliberation.processes.models import Stage


class EventKind(NeutralKind):
    """A dated item without input on the site: an orientation, a meeting day, the delivery."""

    name = "event"
    label = _("Date on the calendar")
    prepared_when_convened = True
    settings_form = EventForm

    def url(self, stage: Stage) -> str:
        return reverse("processes:event", args=[stage.process.slug, stage.pk])

    def section(self, stage: Stage) -> Iterable[Block]:
        return [Paragraph.of(stage.settings[key]) for key in ("place", "text") if stage.settings.get(key)]
