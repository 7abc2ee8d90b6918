"""What an edition changes against the one before it: chapters of its documents, rows of its tables, minutes."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import number
from deliberation.documents import csvs
from deliberation.documents.blocks import Document, Heading
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.snapshot import Snapshot, document_name
from deliberation.reports.opendata.dictionary import title_of


def changes_between(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """``{"chapters": {language: {shape: {"added": [title], "removed": […], "changed": […]}}},
    "tables": [[file, rows added, rows removed]], "entries": minutes added}``; only what differs is listed."""
    chapters: dict[str, dict[str, Any]] = {}
    for language, _name in settings.LANGUAGES:
        for shape in Shape:
            name = document_name(shape, language)
            if before.files.get(name) != after.files.get(name):
                found = _chapters_between(before.document(shape, language), after.document(shape, language))
                chapters.setdefault(language, {})[shape.value] = found
    tables = []
    for name in sorted({*before.names("data/"), *after.names("data/")}):
        if before.files.get(name) != after.files.get(name):
            old, new = _rows(before, after, name)
            file = name.removeprefix("data/").removesuffix(".csv")
            if old != new:  # an empty table can be new, too
                tables.append([file, (new - old).total(), (old - new).total()])
    return {"chapters": chapters, "tables": tables, "entries": _entries(after) - _entries(before)}


def in_words(changes: dict[str, Any]) -> list[str]:
    """The same in sentences, in the reader's language."""
    said = []
    language = (get_language() or "")[:2]
    for shape, found in changes.get("chapters", {}).get(language, {}).items():
        for how, titles in found.items():
            if titles:
                names = {"document": Shape(shape).label, "titles": ", ".join(titles)}
                said.append(_HOW[how] % names)
    for file, added, removed in changes.get("tables", []):
        names = {"title": title_of(file), "file": file, "added": number(added), "removed": number(removed)}
        said.append(_("Table “%(title)s” (%(file)s), rows new: %(added)s, rows gone: %(removed)s.") % names)
    if entries := changes.get("entries"):
        said.append(
            ngettext("%(n)s new entry in the minute book.", "%(n)s new entries in the minute book.", entries)
            % {"n": number(entries)}
        )
    return said


_HOW = {
    "added": gettext_lazy("%(document)s, new chapters: %(titles)s"),
    "removed": gettext_lazy("%(document)s, chapters that are gone: %(titles)s"),
    "changed": gettext_lazy("%(document)s, chapters that changed: %(titles)s"),
}


def _chapters_between(before: Document, after: Document) -> dict[str, list[str]]:
    old, new = _chapters(before), _chapters(after)
    return {
        "added": [title for title in new if title not in old],
        "removed": [title for title in old if title not in new],
        "changed": [title for title in new if title in old and new[title] != old[title]],
    }


def _chapters(document: Document) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    title = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            title = block.text
        found.setdefault(title, []).append(block)
    return found


def _rows(before: Snapshot, after: Snapshot, name: str) -> list[Counter[tuple[str, ...]]]:
    """The rows of a table in both. A column that one of them has not is empty there: that it came changes no row."""
    tables = [csvs.read(one.read(name)) if name in one.files else iter(()) for one in (before, after)]
    titles = [next(lines, []) for lines in tables]
    columns = list(dict.fromkeys(chain(*titles)))
    return [_counted(own, lines, columns) for own, lines in zip(titles, tables, strict=True)]


def _counted(own: list[str], lines: Iterator[list[str]], columns: list[str]) -> Counter[tuple[str, ...]]:
    if own == columns:
        return Counter(map(tuple, lines))
    places = [own.index(column) if column in own else len(own) for column in columns]
    return Counter(tuple([*line, ""][place] for place in places) for line in lines)


def _entries(snapshot: Snapshot) -> int:
    return json.loads(snapshot.read("ledger.json"))["length"]
