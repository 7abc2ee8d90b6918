"""Where else an issue is treated: its chapter of the briefing book, its arguments, its questions to experts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from deliberation.processes.models import Stage
from deliberation.rounds.issues import Issue

KINDS = ("arguments", "questions")


def elsewhere(issue: Issue, *, here: str) -> list[tuple[Any, str]]:
    """Words and address of each other place, as far as it is there; two queries."""
    slug, places = issue.process.slug, []
    chapter = issue.chapters.filter(published=True).first() if here != "book" else None
    if chapter:
        places.append((_("Both sides in the briefing book"), reverse("rounds:book_chapter", args=[slug, chapter.pk])))
    stages = Stage.objects.filter(process=issue.process, kind__in=KINDS).exclude(state=Stage.State.PLANNED)
    for stage in stages.exclude(kind=here).order_by("position"):
        if stage.kind == "arguments":
            address = reverse("rounds:argument_columns", args=[slug, stage.pk, issue.pk])
            places.append((_("Arguments on this issue"), address))
        else:
            address = reverse("rounds:questions", args=[slug, stage.pk])
            places.append((_("Questions to experts on this issue"), f"{address}?issue={issue.pk}"))
    return places
