import io
from datetime import date

import pytest
from pypdf import PdfReader

from deliberation.documents import hall
from deliberation.documents.hall import Card, Cards, Form, Pack, Poster, Roster
from tests.documents.conforming import faults, wrong_widths

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="60" height="60"/></svg>'
MARKUP = '#import "x.typ": * *별* _밑줄_ $수식$ @인용 <이름> \\ `코드` // 주석 #panic()'


def pack(*sheets, language="ko"):
    return Pack("제1차 숙의토론회", language, date(2026, 3, 12), "인천광역시", sheets)


def pages(*sheets, **options):
    return list(PdfReader(io.BytesIO(hall.render(pack(*sheets, **options)))).pages)


def texts(*sheets, **options):
    return [page.extract_text() for page in pages(*sheets, **options)]


def test_every_sheet_begins_on_a_page_and_repeats_its_head():
    roster = Roster("참석 서명부", "", ("번호", "이름"), (1, 3), tuple((f"{n:03}", "") for n in range(50)))
    found = texts(roster, Form("질문지", "한 장에 하나", ("분임",), 8))
    assert len(found) == 4
    assert all("번호" in page for page in found[:3])
    assert ["049" in page for page in found] == [False, False, True, False]
    assert "질문지" in found[3]


@pytest.mark.parametrize(("across", "down", "n", "expected"), [(2, 4, 8, 1), (2, 4, 9, 2), (1, 2, 4, 2), (1, 2, 0, 1)])
def test_cards_fill_pages(across, down, n, expected):
    cards = Cards("이름표", across, down, tuple(Card(f"참여자 {k}", f"{k:03}", "분임 1") for k in range(n)))
    assert len(pages(cards)) == expected


def test_a_poster_holds_its_picture_steps_and_address():
    (page,) = pages(Poster("참석 확인", "비춰 주세요", SVG, "QR 코드", ("카메라를 켭니다.",), "https://example.org"))
    text = page.extract_text()
    assert all(words in text for words in ("참석 확인", "카메라를 켭니다.", "https://example.org"))


def test_people_s_words_are_never_markup_and_missing_glyphs_are_shown():
    text = texts(Roster(MARKUP, MARKUP, ("번호",), (1,), ((MARKUP,), ("😀",))))[0]
    assert "#panic()" in text
    assert "U+1F600" in text


def test_an_empty_roster_says_so_in_both_languages():
    roster = Roster("명단", "", ("번호", "이름"), (1, 1), ())
    assert "해당 자료가 없습니다." in texts(roster)[0]
    assert "Nobody yet." in texts(roster, language="en")[0]


def test_an_independent_checker_finds_no_fault():
    sheets = (
        Roster("명단", "부제", ("번호", "이름"), (1, 3), tuple((f"{n:03}", "") for n in range(50))),
        Cards("이름표", 2, 4, (Card("참여자 1", "001", "분임 1"),)),
        Poster("참석 확인", "비춰 주세요", SVG, "QR 코드", ("카메라를 켭니다.",), "https://example.org"),
        Form("질문지", "한 장에 하나", ("분임",), 8),
    )
    written = hall.render(pack(*sheets))
    assert (faults(written, "ua1"), wrong_widths(written)) == ([], [])


def test_the_file_is_tagged_large_and_always_the_same():
    sheet = Roster("명단", "부제", ("번호",), (1,), (("001",),))
    data = hall.render(pack(sheet))
    reader = PdfReader(io.BytesIO(data))
    assert data == hall.render(pack(sheet))
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    sizes: set[float] = set()
    reader.pages[0].extract_text(
        visitor_text=lambda text, _cm, _tm, _font, size: sizes.add(size) if text.strip() else None
    )
    assert min(sizes - {10.0}) >= 16
