"""The pages that rooms above keep about a whole process: under which tab a link to each stands."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from deliberation.processes.models import Process
from deliberation.spaces.access import allowed


@dataclass(frozen=True)
class Page:
    """``tab`` is overview, materials, people or record; with ``right`` the link is shown to those alone who have it."""

    tab: str
    label: Any
    route: str
    right: str = ""


PAGES: list[Page] = []


def register(page: Page) -> None:
    PAGES.append(page)


def links(process: Process, tab: str, user) -> list[tuple[str, str]]:
    """Label and address of each page under a tab that this person may open."""
    return [
        (str(page.label), reverse(page.route, args=[process.slug]))
        for page in PAGES
        if page.tab == tab and (not page.right or allowed(user, page.right, process))
    ]
