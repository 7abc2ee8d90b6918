import csv
import io
from itertools import count

from deliberation.documents import csvs
from deliberation.documents.blocks import Column, Figure, Paragraph, Table
from tests.documents.test_formats import document
from tests.documents.test_pdf import PNG


def table(*rows):
    return Table("표", (Column("글"), Column("수", numeric=True)), rows)


def read(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_cells_come_back_as_they_were_in_rows_of_excel():
    rows = [["글", "수"], ["줄\n바꿈", "-3.5"], ['"쉼표", 둘', "20006"]]
    text = csvs.text(["글", "수"], [("줄\n바꿈", "-3.5"), ('"쉼표", 둘', 20006)])
    assert read(text) == rows
    assert text.count("\r\n") == 3


def test_what_a_spreadsheet_would_run_is_text_and_numbers_stay():
    cells = ["=1+1", "+82-10", "-", "-1", "+3.25", "-1,234", "@a", "\t=1", "−5", "2026"]
    assert [row[0] for row in read(csvs.text([""], [(cell,) for cell in cells]))[1:]] == [
        *("'=1+1", "'+82-10", "'-", "-1", "+3.25", "-1,234"),
        *("'@a", "'\t=1", "−5", "2026"),
    ]


def test_files_bear_the_numbers_that_the_tables_have_in_print():
    figure = Figure("", PNG, "사진", "그림")
    counted = Figure("", PNG, "사진", "그림", table(("가", 1)))
    written = document(table(), figure, Paragraph.of("글"), counted, table(("나", 2)))
    assert {name: read(content.decode()) for name, content in csvs.files(written).items()} == {
        "table-01.csv": [["글", "수"]],
        "figure-02.csv": [["글", "수"], ["가", "1"]],
        "table-02.csv": [["글", "수"], ["나", "2"]],
    }


def test_rows_may_be_a_stream():
    lines = csvs.lines(["n"], ((n,) for n in count()))
    assert [next(lines) for _ in range(4)] == ["\ufeff", "n\r\n", "0\r\n", "1\r\n"]


def test_what_is_written_can_be_read_again():
    rows = [["글", "수"], ["줄\n바꿈", "-3.5"], ['"쉼표", 둘', "20006"]]
    assert list(csvs.read(csvs.text(rows[0], rows[1:]).encode())) == rows


def test_a_long_table_comes_in_parts_to_the_letter():
    parts = list(csvs.parts(["n", "=1"], ([n, "−,=2"] for n in range(2_500))))
    assert [part.count("\r\n") for part in parts] == [1, 2_000, 500]
    assert "".join(parts).splitlines()[:2] == ["n,=1", '0,"−,=2"']
