from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from deliberation.documents.blocks import Column, Table
from deliberation.documents.workbook import workbook

DAY = date(2026, 3, 12)


def test_text_stays_text_and_whole_numbers_are_numbers():
    texts = ["=1+1", "+82", "-", "@SUM(A1)", "2026", "\x0b줄\n바꿈", "가" * 200]
    table = Table("표", (Column("글"), Column("수", numeric=True)), tuple((text, n) for n, text in enumerate(texts)))
    book = load_workbook(BytesIO(workbook(table, name="이름" * 30, on=DAY)))
    sheet = book.active
    assert (sheet.title, sheet.freeze_panes) == (("이름" * 30)[:31], "A2")
    head, *rows = sheet.iter_rows()
    assert [(cell.value, cell.font.bold) for cell in head] == [("글", True), ("수", True)]
    shown = [text.replace("\x0b", "") for text in texts]
    assert [[(cell.value, cell.data_type) for cell in row] for row in rows] == [
        [(text, "s"), (n, "n")] for n, text in enumerate(shown)
    ]
    assert all(row[0].quotePrefix for row in rows)
    widths = [sheet.column_dimensions[letter].width for letter in "AB"]
    assert [int(width) for width in widths] == [60, 8]


def test_table_without_rows_has_its_head():
    book = load_workbook(BytesIO(workbook(Table("표", (Column("글"),)), name="빈 표", on=DAY)))
    assert list(book.active.values) == [("글",)]
