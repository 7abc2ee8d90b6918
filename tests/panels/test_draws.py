import pytest

from deliberation.accounts.contacts import Contact
from deliberation.panels.draws import Drawn, read

HEAD = "번호,이름,연락처,거주지,성별,연령대,입장,직업\n"


def test_a_list_is_read_by_korean_or_english_columns():
    rows, faults = read(
        (HEAD + "A01,김하나,010-2345-6789,서구,여,40대,유보,교사\nA02,박두리,,부평구,남,,찬성,\n").encode()
    )
    assert faults == []
    assert rows == [
        Drawn(
            2,
            "A01",
            "김하나",
            Contact("phone", "+821023456789"),
            {"district": "서구", "sex": "여", "age_band": "40대", "side": "유보", "직업": "교사"},
        ),
        Drawn(3, "A02", "박두리", None, {"district": "부평구", "sex": "남", "side": "찬성"}),
    ]
    english, _faults = read(b"code,name,email,district\nA01,Kim,KIM@Example.org,Seo\n")
    assert english == [Drawn(2, "A01", "Kim", Contact("email", "kim@example.org"), {"district": "Seo"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_list_may_come_from_any_office_program(encoding):
    rows, faults = read((HEAD + "A01,김하나,,서구,여,40대,,\r\n").encode(encoding))
    assert (rows[0].name, faults) == ("김하나", [])


def test_empty_lines_are_passed_over():
    rows, faults = read((HEAD + "\nA01,김하나,,,,,,\n,,,,,,,\n").encode())
    assert ([row.line for row in rows], faults) == ([3], [])


def test_what_cannot_be_seen_does_not_come_in():
    rows, faults = read("code,구\0분,핸드폰\nA\u202e01, 한\x07  글 ,010-2345-6789\n".encode())
    assert (faults, rows[0].code, rows[0].strata, rows[0].contact.subject) == (
        [],
        "A01",
        {"구분": "한 글"},
        "+821023456789",
    )


def test_every_bad_row_is_named_by_its_line():
    text = HEAD + "\n".join(
        [
            "A01,김하나,010-2345-6789,,,,,",
            ",이름만,,,,,,",
            "A01,두 번째,,,,,,",
            "A03,짧은 줄",
            "A04,번호,12345,,,,,",
            "A05,같은 번호,01023456789,,,,,",
            f"{'A' * 13},긴 코드,,,,,,",
        ]
    )
    _rows, faults = read(text.encode())
    assert faults == [
        "Line 3: the code is missing.",
        "Line 4: the code “A01” stands in line 2 already.",
        "Line 5: 2 cells instead of 8.",
        "Line 6: Please give a mobile number such as 010-1234-5678, or an e-mail address.",
        "Line 7: this contact stands in line 2 already.",
        "Line 8: “code” is too long.",
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "Line 1: there is no column “code”."),
        (b"name,sex\nKim,w\n", "Line 1: there is no column “code”."),
        ("code,구군,거주지\nA01,서구,중구\n".encode(), "Line 1: there are two columns for “district”."),
        (f"code,{'긴' * 41}\nA01,x\n".encode(), f"Line 1: “{'긴' * 41}” is too long."),
        (
            "code,비고\nA01,010-2345-6789\n".encode(),
            "Line 2: “비고” holds an address or number. Call that column “contact”.",
        ),
        (HEAD.encode(), "The file holds no participants."),
        (b"\xff\xfe\x00", "This is not a CSV file in UTF-8 or CP949."),
        (b'code\n"A01', "This is not a CSV file in UTF-8 or CP949."),
        (
            ("code\n" + "\n".join(f"A{i}" for i in range(5001))).encode(),
            "At most 5000 participants can be entered at once.",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused(data, fault):
    assert read(data)[1] == [fault]
