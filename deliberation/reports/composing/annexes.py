"""The chapters at the end of both documents."""

from django.utils.translation import gettext as _

from deliberation.documents.blocks import (
    Column,
    List,
    Note,
    Paragraph,
    Table,
)
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.telling import Blocks
from deliberation.reports.opendata.dictionary import title_of


def method(on: Material) -> Blocks:
    """How data came about, what was left out, and how everything can be computed again."""
    yield List.of(
        _("All figures are counted from the data of the deliberation at one moment; nothing is entered by hand."),
        _("Groups of fewer than five people are not shown, so that nobody can be recognised."),
        _("Statements, notes and amendments behind a sentence are named in brackets after it, by their numbers."),
    )
    yield Paragraph.of(
        _("Every step of this process stands in a minute book whose entries are chained by check values (SHA-256).")
    )
    if on.last_entry:
        title = _("Entries up to this report: %(n)d. Check value of the last:") % {"n": on.last_entry.n}
        yield Note(on.last_entry.digest, title=title)


def annex(on: Material) -> Blocks:
    """Which tables lie beside this document, and under which licence."""
    yield Paragraph.of(
        _(
            "The data on which this document rests are published as one file with their description and a program that "
            "checks them. It contains the following tables."
        )
    )
    rows = tuple((str(stage), ", ".join(map(_named, files))) for stage, files in on.tables)
    yield Table(_("Tables of the data file"), (Column(_("Stage")), Column(_("Tables"))), rows)


def _named(file: str) -> str:
    return _("%(title)s (%(file)s)") % {"title": title_of(file), "file": file}
