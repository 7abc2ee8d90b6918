"""The two documents on a process, each with its chapters in order (the contents of real Korean papers)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Shape(models.TextChoices):
    RECOMMENDATION = "recommendation", pgettext_lazy("document", "Policy recommendation")
    RESULT = "result", _("Result report")


CHAPTERS: dict[str, tuple[str, ...]] = {
    Shape.RECOMMENDATION: (
        *("submission", "background", "outline", "findings", "recommendations", "measures"),
        *("minority", "follow_up", "signatures", "method", "annex"),
    ),
    Shape.RESULT: (
        *("overview", "origin", "design", "participants", "course", "results", "issues", "texts"),
        *("answers", "evaluation", "method", "annex"),
    ),
}
