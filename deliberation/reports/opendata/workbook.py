"""The tables of an edition as one workbook, with what each column means on the first sheet."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from deliberation.documents import csvs, workbook
from deliberation.documents.blocks import Column
from deliberation.documents.workbook import Leaf
from deliberation.reports.editions.snapshot import Snapshot
from deliberation.reports.opendata.dictionary import meaning


def render(snapshot: Snapshot) -> bytes:
    """In the city's language; the same bytes for the same snapshot."""
    about, into = snapshot.about, BytesIO()
    with override(settings.LANGUAGE_CODE):
        leaves = [_dictionary(snapshot), *map(_leaf, _tables(snapshot))]
    on = date.fromisoformat(about["as_of"])
    workbook.write(into, leaves, title=about["title"]["ko"], author=about["publisher"]["ko"], on=on)
    return into.getvalue()


def _dictionary(snapshot: Snapshot) -> Leaf:
    rows = [
        (_sheet(table["file"]), column, str(means.description), str(means.unit))
        for table in snapshot.about["tables"]
        for column in table["columns"]
        for means in [meaning(table["table"], column)]
    ]
    titles = (_("Sheet"), _("Column"), _("Meaning"), _("Unit"))
    return Leaf(_("Columns"), [Column(title) for title in titles], rows)


def _tables(snapshot: Snapshot) -> Iterator[tuple[str, list[bool], bytes]]:
    for table in snapshot.about["tables"]:
        numeric = [meaning(table["table"], column).type in ("integer", "number") for column in table["columns"]]
        yield table["file"], numeric, snapshot.read(table["file"])


def _leaf(table: tuple[str, list[bool], bytes]) -> Leaf:
    file, numeric, content = table
    lines = csvs.read(content)
    columns = [Column(title, numeric=number) for title, number in zip(next(lines), numeric, strict=True)]
    rows = (
        [int(cell) if n and cell.isdecimal() else cell for cell, n in zip(line, numeric, strict=True)] for line in lines
    )
    return Leaf(_sheet(file), columns, rows)


def _sheet(file: str) -> str:
    return file.removeprefix("data/").removesuffix(".csv")
