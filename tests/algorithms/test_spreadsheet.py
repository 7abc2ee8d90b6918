from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from deliberation.algorithms.spreadsheet import Unreadable, rows


def workbook(*lines) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def test_csv_and_workbook_read_alike():
    expected = [(1, ["성명", "생년월일"]), (3, ["김하나", "1958-03-01"])]
    for data in (
        "성명,생년월일\n,\n김하나 ,1958-03-01\n".encode(),
        "\ufeff성명,생년월일\r\n,\r\n김하나,1958-03-01".encode(),
        "성명,생년월일\n,\n김하나,1958-03-01\n".encode("cp949"),
        workbook(["성명", "생년월일"], [None, None], [" 김하나", date(1958, 3, 1)]),
    ):
        assert rows(data, at_most=10) == expected


def test_numbers_of_a_workbook_have_no_decimals():
    assert rows(workbook([580301, 19580301.0, 1.5]), at_most=1) == [(1, ["580301", "19580301", "1.5"])]


def test_reading_stops_at_the_limit():
    assert len(rows(b"a\n" * 50, at_most=7)) == 7


def bomb() -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00a", b"PK\x03\x04 no archive", b'"open', b"\x00\x01", bomb(), workbook(["a"])[:-40]],
    ids=["bytes", "cut archive", "open quote", "zeros", "bomb", "cut workbook"],
)
def test_what_is_no_table_is_refused(data):
    with pytest.raises(Unreadable):
        rows(data, at_most=10)
