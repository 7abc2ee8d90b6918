"""The tables of an edition as one workbook: those printed in the long document, what each column of the data means, and
the data."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from deliberation.documents import csvs, workbook
from deliberation.documents.blocks import Column
from deliberation.documents.workbook import Leaf
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.snapshot import Snapshot
from deliberation.reports.opendata.dictionary import meaning


def render(snapshot: Snapshot) -> bytes:
    """In the city's language; the same bytes for the same snapshot."""
    with override(settings.LANGUAGE_CODE):
        leaves = [_dictionary(snapshot), *_data(snapshot)]
    return workbook.render(snapshot.document(Shape.RESULT, settings.LANGUAGE_CODE), leaves)


def _dictionary(snapshot: Snapshot) -> Leaf:
    rows = [
        (_sheet(table["file"]), column, str(means.description), str(means.unit))
        for table in snapshot.about["tables"]
        for column in table["columns"]
        for means in [meaning(table["table"], column)]
    ]
    titles = (_("Sheet"), _("Column"), _("Meaning"), _("Unit"))
    return Leaf(_("Columns"), [Column(title) for title in titles], rows, _("What each column of the data means"))


def _data(snapshot: Snapshot) -> Iterator[Leaf]:
    stages = {stage["position"]: stage["title"][settings.LANGUAGE_CODE] for stage in snapshot.about["stages"]}
    for table in snapshot.about["tables"]:
        lines = csvs.read(snapshot.read(table["file"]))
        numeric = [meaning(table["table"], column).type in ("integer", "number") for column in table["columns"]]
        columns = [Column(title, numeric=number) for title, number in zip(next(lines), numeric, strict=True)]
        yield Leaf(_sheet(table["file"]), columns, _rows(lines, numeric), stages.get(table["stage"], ""))


def _rows(lines: Iterator[list[str]], numeric: list[bool]) -> Iterator[list[str | int]]:
    for line in lines:
        yield [int(cell) if n and cell.isdecimal() else cell for cell, n in zip(line, numeric, strict=True)]


def _sheet(file: str) -> str:
    return file.removeprefix("data/").removesuffix(".csv")
