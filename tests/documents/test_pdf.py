import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from deliberation.documents import pdf
from deliberation.documents.blocks import (
    Column,
    Document,
    Figure,
    Heading,
    List,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Signature,
    Signatures,
    Table,
)
from tests.documents.conforming import faults, wrong_widths

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="60" height="20"/></svg>'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
MARKUP = '#import "x.typ": * *별* _밑줄_ $수식$ @인용 <이름> \\ `코드` // 주석 <script>alert(1)</script> #panic()'
WAVES = Table(
    "차수별 조사 결과",
    (Column("차수"), Column("응답자(명)", numeric=True), Column("건설 재개(%)", numeric=True)),
    (("1차", 20006, "36.6"), ("4차", 471, "59.5")),
    ("표본오차는 95% 신뢰수준에서 ±3.6%p입니다.",),
)
CONTENT = (
    Heading(1, "권고의 배경"),
    Paragraph.of("주민이 ", Run("함께", strong=True), Run(" 정했습니다.", references=(Reference("의견 12"),))),
    Heading(3, "경과"),
    List.of("첫째 항목", "둘째 항목", ordered=True),
    List.of("점 항목"),
    WAVES,
    Figure(SVG, PNG, "찬성이 더 긴 막대그래프", "표결 결과", WAVES),
    Figure("", PNG, "회의장 사진", "회의 모습"),
    Note("집계는 마감 시각을 따릅니다.", "알립니다"),
    PageBreak(),
    Signatures((Signature("위원장", "김민주"),)),
)


def document(*content, **changes):
    given = {"title": "정책 권고안", "language": "ko", "date": date(2026, 3, 12), "publisher": "인천광역시"}
    return Document(**(given | changes), blocks=content)


def opened(written):
    return PdfReader(io.BytesIO(pdf.render(written)))


def text_of(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def squeezed(text):
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.fixture(scope="module")
def report():
    return opened(document(*CONTENT, subtitle="시민참여단의 숙의 결과"))


def test_everything_that_was_written_can_be_read_back(report):
    text = squeezed(text_of(report))
    for words in (
        *("정책권고안", "시민참여단의숙의결과", "인천광역시", "2026.3.12.", "목차"),
        *("Ⅰ.권고의배경", "1.경과", "주민이함께정했습니다.[의견12]", "1.첫째항목2.둘째항목", "점항목"),
        *("표1.차수별조사결과", "1차20,00636.6", "4차47159.5", "※표본오차는95%신뢰수준에서±3.6%p입니다."),
        *("그림1.표결결과", "그림2.회의모습", "알립니다집계는마감시각을따릅니다.", "위원장김민주(서명)"),
    ):
        assert words in text


def test_the_file_is_tagged_and_says_its_language_and_title(report):
    root = report.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ko-KR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert report.metadata.title == "정책 권고안"
    assert report.metadata.author == "인천광역시"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


def test_the_file_can_be_archived(report):
    """PDF/A-2a: what the standard asks of a file's own words about itself, its colours and what it may not hold."""
    root = report.trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    [intent] = root["/OutputIntents"]
    assert (intent["/S"], "/DestOutputProfile" in intent) == ("/GTS_PDFA1", True)
    assert "/ID" in report.trailer
    assert not {"/JavaScript", "/EmbeddedFiles"} & root.get("/Names", {}).keys()
    assert not report.is_encrypted
    for words in ("정책 권고안", "인천광역시", "2026-03-12"):
        assert words in about


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_independent_checker_finds_no_fault(language):
    written = pdf.render(document(*CONTENT, subtitle="시민참여단의 숙의 결과", language=language))
    assert {"ua1": faults(written, "ua1"), "2a": faults(written, "2a")} == {"ua1": [], "2a": []}
    assert wrong_widths(written) == []


@pytest.mark.parametrize(
    ("whole", "damaged", "fault"),
    [
        (b"/Alt<", b"/Alx<", "FIGURE-ALTERNATIVE-TEXT"),
        (b"/S/H2", b"/S/H4", "HEADING-NESTING"),
        (b"/S/TD", b"/S/XD", "TABLE-ROW-COLUMNSPAN"),
        (b"/Lang", b"/Lanx", "TEXT-LANGUAGE"),
        (b"/FontFile3", b"/FontFilex", "FONT-EMBEDDING"),
        (b"/ToUnicode", b"/ToUnicodx", "FONT-UNICODE-MAPPING"),
    ],
)
def test_the_independent_checker_finds_what_is_broken(whole, damaged, fault):
    written = pdf.render(document(*CONTENT))
    assert whole in written
    assert fault in " ".join(faults(written.replace(whole, damaged), "ua1"))


def elements(node):
    if not hasattr(node, "get"):
        return
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        yield from elements(kid.get_object())


def test_headings_tables_lists_and_pictures_are_tagged_as_what_they_are(report):
    tree = list(elements(report.trailer["/Root"]["/StructTreeRoot"]))
    kinds = {element.get("/S") for element in tree}
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/TOC", "/Caption"} <= kinds
    alternatives = [element["/Alt"] for element in tree if element.get("/S") == "/Figure"]
    assert alternatives == ["찬성이 더 긴 막대그래프", "회의장 사진"]


def test_bookmarks_are_the_numbered_headings(report):
    first, [second] = report.outline
    assert (first.title, second.title) == ("Ⅰ. 권고의 배경", "1. 경과")


def test_pages_are_counted_from_the_first_one_after_the_contents(report):
    assert [squeezed(page.extract_text())[-3:] for page in report.pages[2:]] == ["-1-", "-2-"]
    assert all("정책권고안인천광역시" in squeezed(page.extract_text()) for page in report.pages[2:])


def test_every_font_is_embedded(report):
    fonts = [font.get_object() for page in report.pages for font in page["/Resources"].get("/Font", {}).values()]
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert inner
    assert all("/FontFile3" in each or "/FontFile2" in each for each in inner)


def test_the_same_document_gives_the_same_bytes():
    again = document(*CONTENT, title="정책 권고안")
    assert pdf.render(document(*CONTENT)) == pdf.render(again)


def test_threads_print_at_the_same_time():
    editions = [document(Paragraph.of(f"{n}판"), *CONTENT) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pdf.render, editions)) == [pdf.render(edition) for edition in editions]


def test_the_date_of_the_edition_is_the_only_date():
    written = pdf.render(document(*CONTENT))
    assert set(re.findall(rb"(?:D:|xmp:\w+Date>)(\d{4}-?\d\d-?\d\d)", written)) == {b"20260312", b"2026-03-12"}


def test_a_document_without_headings_has_no_contents():
    assert len(opened(document(Paragraph.of("글"))).pages) == 2


@pytest.mark.parametrize("place", ["title", "subtitle", "publisher"])
def test_markup_on_the_cover_is_only_text(place):
    assert squeezed(MARKUP) in squeezed(opened(document(**{place: MARKUP})).pages[0].extract_text())


def test_markup_in_every_block_is_only_text():
    column = Column(MARKUP)
    content = (
        Heading(1, MARKUP),
        Paragraph.of(Run(MARKUP, references=(Reference(MARKUP, "https://example.org/"),))),
        List.of(MARKUP),
        Table(MARKUP, (column,), ((MARKUP,),), (MARKUP,)),
        Figure(SVG, PNG, MARKUP, MARKUP),
        Note(MARKUP, MARKUP),
        Signatures((Signature(MARKUP, MARKUP),)),
    )
    reader = opened(document(*content))
    assert squeezed(text_of(reader)).count("#panic()") == 13 + 1  # the contents repeat the heading


def test_a_reference_with_an_address_is_a_link():
    run = Run("문장", references=(Reference("의견 1", "https://example.org/1"), Reference("의견 2")))
    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in opened(document(Paragraph.of(run))).pages
        for annotation in page.get("/Annots", [])
    ]
    assert links == ["https://example.org/1"]


def test_an_address_in_a_text_is_a_link_without_the_full_stop_and_whole_where_it_breaks():
    long = f"https://example.org/{'a' * 90}?b=1"
    table = Table("주소", (Column("곳"), Column("주소")), (("누리집", long),))
    read = opened(document(Paragraph.of("자세히: http://127.0.0.1:8000/processes/2/."), table))
    links = {each.get_object()["/A"]["/URI"] for page in read.pages for each in page.get("/Annots", [])}
    assert links == {"http://127.0.0.1:8000/processes/2/", long}


def test_the_heading_of_a_wide_table_stands_on_its_page():
    wide = Table(
        "넓은 표", tuple(Column(f"제{n}항", numeric=n > 0) for n in range(20)), (("계", *range(10_001, 10_020)),)
    )
    first, second = pages_of(Heading(1, "첫째 장"), Paragraph.of("글"), Heading(1, "둘째 장"), Heading(2, "표"), wide)
    assert ("둘째장" in first, "둘째장" in second, "1.표" in second, "10,019" in second) == (False, True, True, True)


@pytest.mark.parametrize("lines", range(0, 12, 2))
def test_no_row_is_torn_by_the_end_of_a_page_unless_it_is_higher_than_half_of_one(lines):
    rows = tuple((f"처음{n}\n" + "가운데\n" * 6 + f"끝{n}.",) for n in range(20))
    pages = pages_of(Heading(1, "장"), *filled(lines), Table("긴 표", (Column("글"),), rows))
    assert [n for n in range(20) if not any(f"처음{n}가" in page and f"끝{n}." in page for page in pages)] == []
    high = Table("높은 표", (Column("글"),), (("가나다라\n" * 120 + "끝",),))
    assert sum("가나다라" in page for page in pages_of(Heading(1, "장"), *filled(lines), high)) > 1


def test_a_name_of_a_file_is_not_cut_at_its_hyphen_in_a_table():
    names = tuple((", ".join(f"{n:02}-{'ab' * k}" for k in range(1, 7)),) for n in range(20))
    read = opened(document(Table("자료", (Column("표"), Column("설명")), tuple((*row, "설명 " * 30) for row in names))))
    assert re.findall(r"\w-$", text_of(read), re.MULTILINE) == []


def test_a_long_name_leaves_the_signers_role_its_room():
    [page] = opened(document(Signatures((Signature("공론화추진위원회 위원장", "이름 " * 40),)))).pages[1:]
    assert "추진위원회" in page.extract_text()


def test_a_title_of_three_hundred_characters_stays_on_the_cover():
    title = ("수소연료전지 발전소 갈등 해결을 위한 정책 권고안 " * 11)[:300]
    reader = opened(document(Heading(1, title), title=title))
    assert squeezed(title) in squeezed(reader.pages[0].extract_text())
    assert len(reader.pages) == 3


def test_a_table_of_forty_columns_loses_nothing():
    columns = tuple(Column(f"제{n}항", numeric=n > 0) for n in range(40))
    reader = opened(document(Table("넓은 표", columns, (("계", *range(10_001, 10_040)),))))
    text = squeezed(text_of(reader))
    assert [n for n in range(10_001, 10_040) if f"{n:,}" not in text] == []
    assert [column.title for column in columns if column.title not in text] == []
    assert reader.pages[-1].mediabox.width > reader.pages[-1].mediabox.height


def test_a_table_without_rows_says_so():
    assert "해당자료가없습니다." in squeezed(text_of(opened(document(Table("빈 표", (Column("권고"),))))))


def test_a_table_longer_than_a_page_repeats_its_header():
    table = Table("긴 표", (Column("머리글"),), tuple((f"{n}행",) for n in range(90)))
    assert squeezed(text_of(opened(document(table)))).count("머리글") > 1


def test_emoji_and_rare_hanja_are_shown_by_their_number_and_listed():
    written = document(Paragraph.of("좋아요 😀 龘 仁川"))
    assert "좋아요⟦U+1F600⟧⟦U+9F98⟧仁川" in squeezed(text_of(opened(written)))
    assert pdf.unprintable(written) == ["😀", "龘"]


def test_an_english_report_is_english_throughout():
    reader = opened(document(Heading(1, "Background"), WAVES, title="Recommendation", language="en"))
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    text = squeezed(text_of(reader))
    assert all(words in text for words in ("Contents", "12March2026", "1.Background", "Table1."))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=30))
def test_no_text_stops_the_printing(text, word):
    content = (
        Heading(1, text),
        Paragraph.of(text),
        Table(text, (Column(word), Column(text)), ((text, word),)),
        Note(text),
    )
    assert pdf.render(document(*content, title=f"제목 {word}", subtitle=text)).startswith(b"%PDF-")


def pages_of(*content, **changes):
    return [squeezed(page.extract_text()) for page in opened(document(*content, **changes)).pages[2:]]


def filled(lines):
    """So many short paragraphs: they end the page wherever a test wants it to end."""
    return tuple(Paragraph.of(f"{n}번째 줄") for n in range(lines))


@pytest.mark.parametrize("lines", range(24, 36))
def test_what_belongs_together_is_not_torn_by_the_end_of_a_page(lines):
    table = Table("짧은 표", (Column("항목"),), tuple((f"{n}행",) for n in range(4)), ("표의 주석",))
    note = Note("쪽지의 본문", "쪽지의 제목")
    signatures = Signatures(tuple(Signature("위원", f"서명{n}") for n in range(4)))
    date_line = (Heading(1, "둘째 장"), Paragraph.of("2026. 3. 12."), Heading(2, "첫째 권고"), Paragraph.of("본문"))
    for whole, words in (
        ((table,), ("표1.짧은표", "항목", "0행", "3행", "표의주석")),
        ((note,), ("쪽지의제목", "쪽지의본문")),
        ((signatures,), ("서명0", "서명3")),
        (date_line, ("둘째장", "2026.3.12.", "첫째권고", "본문")),
    ):
        pages = pages_of(Heading(1, "첫째 장"), *filled(lines), *whole)
        assert any(all(word in page for word in words) for page in pages), (words, pages[-2:])


def test_the_cover_shows_where_the_case_stands():
    line = (Mark("숙의", "3. 1. ~ 3. 9.", "마감", "done"), Mark("표결", "3. 10. ~ 3. 12.", "준비됨", "now"))
    cover = squeezed(opened(document(line=line)).pages[0].extract_text())
    assert cover.index("숙의3.1.~3.9.마감") < cover.index("표결3.10.~3.12.준비됨")


def test_korean_in_an_english_report_is_marked_as_korean():
    english = opened(document(Paragraph.of("They said: 주민이 먼저 정합니다."), language="en", title="Report"))
    spoken = [each["/Lang"] for each in elements(english.trailer["/Root"]["/StructTreeRoot"]) if "/Lang" in each]
    assert (english.trailer["/Root"]["/Lang"], spoken.count("ko-KR")) == ("en-GB", 1)


def test_the_running_head_ends_after_a_word_and_has_room_for_twice_as_many_latin_letters():
    for title, shown in (
        ("Waste recycling and the city's own landfill", "Waste recycling and the city's own landfill"),
        ("자원순환과 " * 9, "자원순환과 " * 6 + "…"),
        ("가" * 60, "가" * 35 + "…"),
    ):
        head = squeezed(opened(document(Paragraph.of("글"), title=title)).pages[-1].extract_text())
        assert head.startswith(squeezed(shown) + "인천광역시")
