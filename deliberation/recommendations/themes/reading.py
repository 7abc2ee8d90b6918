"""What pages and reports show of themes: what each group said about one, and how far its draft is."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from deliberation.processes.models import Stage
from deliberation.recommendations.models import GroupText, Theme
from deliberation.recommendations.themes.models import ThemeQuerySet


def themes_with_texts() -> ThemeQuerySet:
    texts = GroupText.objects.select_related("item", "group", "seat").order_by("what", "group__number", "pk")
    rows = Theme.objects.select_related("group", "recommendation__process", "stage__process__space")
    return rows.prefetch_related(Prefetch("texts", texts))


def opinions_of(theme: Theme) -> QuerySet[GroupText]:
    """What each group said about a theme before it was drafted."""
    rows = theme.texts.filter(what=GroupText.What.OPINION).select_related("item", "group", "seat")
    return rows.order_by("group__number")


def with_opinions(stage: Stage) -> list[Any]:
    """The themes of a stage, each with its ``opinions``; those of a theme stand by the number of the group."""
    rows: list[Any] = list(themes_with_texts().standing().filter(stage=stage))
    for row in rows:
        row.opinions = texts_of(row, GroupText.What.OPINION)
    return rows


def texts_of(theme: Theme, what: str) -> list[GroupText]:
    """What groups said about a theme that was read `themes_with_texts`."""
    return [text for text in theme.texts.all() if text.what == what]
