import tempfile
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from deliberation.documents import workbook as books
from deliberation.documents.blocks import Column, Table
from deliberation.documents.workbook import Leaf, render, workbook, write
from tests.documents.test_formats import document

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


@pytest.mark.parametrize(("name", "shown"), [("표결: 1/2 [안]?*", "표결  1 2  안"), ("'인용'", "인용"), ("", "Sheet1")])
def test_what_no_sheet_can_be_called_is_left_out_of_its_name(name, shown):
    assert [sheet.title for sheet in sheets(workbook(Table("표", (Column("글"),)), name=name, on=DAY))] == [shown]


def test_further_sheets_follow_the_tables_of_a_document_and_are_listed():
    table = Table("진행 단계", (Column("단계"),), (("숙의",),), ("주석",))
    further = Leaf("07-ballot-votes", (Column("수", numeric=True),), iter([(1,), (2,)]), "권고안 표결")
    first, printed, votes = sheets(render(document(table), [further]))
    listed = [[cell.value for cell in row] for row in first.iter_rows(min_row=first.max_row - 1)]
    assert listed == [["표 1", "진행 단계", 1, "주석"], ["07-ballot-votes", "권고안 표결", "", ""]]
    assert (printed.title, list(votes.values)) == ("표 1", [("수",), (1,), (2,)])


def test_table_without_rows_has_its_head():
    book = load_workbook(BytesIO(workbook(Table("표", (Column("글"),)), name="빈 표", on=DAY)))
    assert list(book.active.values) == [("글",)]


def sheets(data):
    return load_workbook(BytesIO(data)).worksheets


def test_numbers_in_columns_of_numbers_can_be_reckoned_with_and_look_as_printed():
    columns = (Column("연도"), Column("비율", numeric=True))
    rows = (("2026", "36.60"), ("2027", "-3"), ("2028", "–"), ("2029", "1.23456"), ("2030", 10**18))
    [sheet] = sheets(workbook(Table("표", columns, rows), name="표", on=DAY))
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["2026", 36.6],
        ["2027", -3],
        ["2028", "–"],
        ["2029", "1.23456"],
        ["2030", "1,000,000,000,000,000,000"],
    ]
    assert sheet["B2"].number_format == "#,##0.00"


def test_a_sheet_is_printed_as_wide_as_a_page_with_its_head_on_each():
    [sheet] = sheets(workbook(Table("표", (Column("글"), Column("수", numeric=True))), name="표", on=DAY))
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight, sheet.page_setup.paperSize) == ("$1:$1", 0, 9)
    assert [cell.alignment.horizontal for cell in sheet[1]] == [None, "right"]


def test_the_first_sheet_leads_to_the_tables():
    note = ("표본오차는 ±3.6%p입니다.",)
    written = document(Table("조사", (Column("차수"),), (("1차",),), note), Table("표결", (Column("안"),)))
    first, *others = sheets(render(written))
    assert [sheet.title for sheet in (first, *others)] == ["목차", "표 1", "표 2"]
    rows = [[cell for cell in row if cell is not None] for row in first.values]
    assert rows[:3] == [["인천광역시"], ["정책 권고안"], ["2026. 3. 12."]]
    assert rows[-3:] == [["시트", "제목", "행", "주석"], ["표 1", "조사", 1, *note], ["표 2", "표결", 0, ""]]
    assert [row[0].hyperlink.location for row in first.iter_rows() if row[0].hyperlink] == ["'표 1'!A1", "'표 2'!A1"]


def test_a_text_longer_than_a_cell_is_cut_where_one_sees_it():
    [sheet] = sheets(workbook(Table("표", (Column("글"),), (("가" * 40_000,),)), name="표", on=DAY))
    assert (len(sheet["A2"].value), sheet["A2"].value[-1]) == (32_767, "…")


def test_rows_may_be_a_stream_and_more_than_a_sheet_holds_are_refused(tmp_path):
    columns = [Column("번호", numeric=True), Column("글")]
    with (tmp_path / "rows.xlsx").open("wb") as file:
        write(file, [Leaf("표", columns, ((n, f"{n}번") for n in range(3)))], title="원자료", author="시", on=DAY)
    [sheet] = load_workbook(tmp_path / "rows.xlsx").worksheets
    assert list(sheet.values) == [("번호", "글"), (0, "0번"), (1, "1번"), (2, "2번")]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(books, "MOST_ROWS", 5)
    write(BytesIO(), [Leaf("표", [Column("n")], [(n,) for n in range(4)])], title="원자료", author="시", on=DAY)
    with pytest.raises(ValueError, match="at most 5 rows"):
        write(BytesIO(), [Leaf("표", [Column("n")], [(n,) for n in range(5)])], title="원자료", author="시", on=DAY)


def test_rows_that_break_off_leave_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken():
        yield (1,)
        raise LookupError("the database is gone")

    with pytest.raises(LookupError):
        write(BytesIO(), [Leaf("표", [Column("n")], broken())], title="원자료", author="시", on=DAY)
    assert list(tmp_path.iterdir()) == []
