"""A table as an Excel workbook of one sheet. Text stays text, whatever it begins with; whole numbers are numbers."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from .blocks import Table
from .sheets import ems, shown

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, NARROWEST = 60.0, 8.0  # in characters of the sheet's font, of which a Hangul syllable takes two
NAME = 31  # characters of a sheet's name


def workbook(table: Table, *, name: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:NAME])
    sheet.freeze_panes = "A2"
    titles = [column.title for column in table.columns]
    for index, title in enumerate(titles):
        widest = max(ems(shown(cell)) for cell in (title, *(row[index] for row in table.rows)))
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(WIDEST, max(NARROWEST, 2 * widest + 2))
    sheet.append([_cell(sheet, title, bold=True) for title in titles])
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: str | int, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    cell.font, cell.alignment = Font(bold=bold), Alignment(vertical="top", wrap_text=True)
    if isinstance(value, str):
        # No formula, also after somebody has edited the cell: the prefix is the apostrophe that one would type.
        cell.data_type, cell.quotePrefix = "s", True
    return cell
