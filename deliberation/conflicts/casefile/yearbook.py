"""The priority list of a year (중점갈등관리 대상사업) as rows, as spreadsheets and as a document to print."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from deliberation.accounts.characteristics import area
from deliberation.accounts.templatetags.words import day, office
from deliberation.conflicts.casefile.models import PriorityListing
from deliberation.documents import csvs
from deliberation.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Table
from deliberation.documents.workbook import workbook
from deliberation.spaces.bilingual import printed_language

MOST = 500  # conflicts on one list; a city has a dozen


def listings_of(year: int, user) -> list[PriorityListing]:
    """The list of a year, the graver first; what left it in the course of the year stays on it, marked. One query."""
    rows = PriorityListing.objects.visible_to(user).filter(year=year)
    related = rows.select_related("conflict__space", "decision", "ended_by")
    return list(related.order_by("grade", "listed_at", "pk")[:MOST])


def columns() -> list[str]:
    return [
        *(
            _("Number"),
            _("Conflict"),
            _("Grade"),
            _("Owning department"),
            _("Managing department"),
            _("District or county"),
        ),
        *(_("How it came onto the list"), _("Listed on"), _("How it stands"), _("Left on")),
    ]


def cells(listings: list[PriorityListing], told: Callable[[datetime | None], str]) -> Iterator[tuple[str, ...]]:
    """The rows in words; ``told`` says how days are written."""
    for n, row in enumerate(listings, start=1):
        conflict = row.conflict
        yield (
            *(str(n), str(conflict), str(row.get_grade_display())),
            *(conflict.owning_department, conflict.managing_department, area(conflict.district)),
            *(str(row.get_entry_display()), told(row.listed_at), str(row.get_outcome_display()), told(row.ended_at)),
        )


def spreadsheet(listings: list[PriorityListing]) -> str:
    """CSV with a byte order mark; no cell is ever a formula."""
    return csvs.text(columns(), cells(listings, _iso))


def excel(year: int, listings: list[PriorityListing]) -> bytes:
    """The same as an Excel workbook."""
    first, *others = columns()
    rows: list[tuple[str | int, ...]] = [(int(n), *rest) for n, *rest in cells(listings, _iso)]
    table = Table(title(year), (Column(first, numeric=True), *map(Column, others)), tuple(rows))
    return workbook(table, name=str(year), on=localdate())


def document(year: int, listings: list[PriorityListing]) -> Document:
    return Document(
        title=title(year),
        language=printed_language(),
        date=localdate(),
        publisher=office()["name"],
        blocks=tuple(_blocks(year, listings)),
    )


def title(year: int) -> str:
    return _("Priority list of %(year)s: conflicts under special management") % {"year": year}


def _blocks(year: int, listings: list[PriorityListing]) -> Iterator[Block]:
    heads = columns()
    yield Heading(1, _("The list"))
    if any(row.conflict.demo for row in listings):
        yield Note(_("This list holds demonstration data."))
    short = [0, 1, 2, 3, 6, 8]
    rows = tuple(tuple(row[index] for index in short) for row in cells(listings, day))
    yield Table(title(year), tuple(Column(heads[index]) for index in short), rows)
    yield Heading(1, _("The committee's reasons"))
    for row in listings:
        yield Heading(2, str(row.conflict))
        yield Paragraph.of(f"{row.get_entry_display()}, {day(row.listed_at)}: {row.decision.reason}")
        if row.ended_by:
            yield Paragraph.of(f"{row.get_outcome_display()}, {day(row.ended_at)}: {row.ended_by.reason}")


def _iso(moment: datetime | None) -> str:
    """A day as spreadsheets reckon with."""
    return localdate(moment).isoformat() if moment else ""
