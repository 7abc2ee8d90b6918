import csv
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from deliberation.conflicts.casefile.cycle import release
from deliberation.documents.workbook import MEDIA_TYPE
from tests.conflicts.cases import FIELDS, listed, resolution
from tests.restricting import close

YEARS = "/conflicts/years/"


def read(response):
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_list_of_a_year_as_a_page_and_a_spreadsheet(client, cast):
    listed(cast, 2024)
    first = listed(cast, 2025, title="첫 갈등")
    release(first, **resolution(cast.dora, first) | {"reason": "잦아들었습니다."})
    listed(cast, 2025, title="둘째 갈등", district="")
    html = client.get(f"{YEARS}2025/").content.decode()
    assert [text in html for text in ("첫 갈등", "둘째 갈등", "잦아들었습니다.")] == [True] * 3
    assert FIELDS["title"] not in html
    heads, *rows = read(client.get(f"{YEARS}2025/list.csv"))
    assert heads[:3] == ["번호", "갈등", "갈등등급"]
    assert [row[:3] + row[5:7] + [row[8]] for row in rows] == [
        ["1", "첫 갈등", "2등급", "연수구", "신규", "해제"],
        ["2", "둘째 갈등", "2등급", "시 전체", "신규", "목록에 있음"],
    ]
    english = client.get(f"{YEARS}2025/list.csv", headers={"accept-language": "en"})
    assert [row[5] for row in read(english)[1:]] == ["Yeonsu-gu", "the whole city"]
    workbook = client.get(f"{YEARS}2025/list.xlsx")
    assert workbook["Content-Type"] == MEDIA_TYPE
    sheet = [[str(value or "") for value in row] for row in load_workbook(BytesIO(workbook.content)).active.values]
    assert sheet == [heads, *rows]
    day = timezone.localdate(first.listings.get().listed_at).isoformat()
    assert (rows[0][7], rows[0][9], rows[1][9]) == (day, day, "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(client, cast, start):
    listed(cast, 2025, title=f"{start}HYPERLINK(1)", owning_department=f"{start}cmd")
    _heads, row = read(client.get(f"{YEARS}2025/list.csv"))
    assert row[1].startswith("'")
    assert row[3].startswith("'")
    workbook = client.get(f"{YEARS}2025/list.xlsx")
    (_head, cells) = load_workbook(BytesIO(workbook.content)).active.iter_rows()
    assert [(cell.value, cell.data_type) for cell in cells[:2]] == [(1, "n"), (f"{start}HYPERLINK(1)", "s")]
    assert (cells[3].value, cells[3].data_type) == (f"{start}cmd", "s")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_printable_list_is_a_pdf(client, cast, language):
    listed(cast, 2025)
    response = client.get(f"{YEARS}2025/list.pdf", headers={"accept-language": language})
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_year_without_a_list_is_no_page(client, cast):
    listed(cast, 2025)
    for address in ("2019/", "2019/list.csv", "2019/list.xlsx", "2019/list.pdf", "99999999999/"):
        assert client.get(YEARS + address).status_code == 404, address
    assert [row["year"] for row in client.get(YEARS).context["rows"]] == [2025]


def test_a_closed_conflict_is_on_no_public_list(client, cast):
    conflict = listed(cast, 2025, title="닫힌 갈등")
    listed(cast, 2025)
    close(conflict.space)
    assert "닫힌 갈등" not in client.get(f"{YEARS}2025/").content.decode()
    assert len(read(client.get(f"{YEARS}2025/list.csv"))) == 2


@pytest.mark.parametrize("number", [1, 30])
def test_lists_take_one_query_whatever_their_length(client, cast, django_assert_num_queries, number):
    for _ in range(number):
        conflict = listed(cast, 2025)
        release(conflict, **resolution(cast.dora, conflict))
    for address in ("", "2025/", "2025/list.csv", "2025/list.xlsx"):
        with django_assert_num_queries(1):
            client.get(YEARS + address)
