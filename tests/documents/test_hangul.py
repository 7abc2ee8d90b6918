from xml.etree import ElementTree

import pytest
from hwpx import HwpxDocument
from hwpx.tools.package_validator import validate_editor_open_safety, validate_package
from hwpx.tools.validator import validate_document

from deliberation.documents import hangul
from deliberation.documents.archive import sealed
from deliberation.documents.blocks import Column, Figure, Heading, Paragraph, Table
from tests.documents.reading import HP, hwpx_sections, parts, read_hwpx, squeezed
from tests.documents.test_formats import CONTENT, FULL, LINE, WIDE, document
from tests.documents.test_pdf import PNG, SVG

HH = "{http://www.hancom.co.kr/hwpml/2011/head}"
# The blank file of python-hwpx does not list it either, and every program looks for it where it is.
KNOWN = {"manifest does not reference a version part; engine will fall back to 'version.xml'"}


@pytest.fixture(scope="module")
def template():
    """A city's letter paper: its own running head, look of chapters, page and author, and a text to be replaced."""
    paper = HwpxDocument.new()
    paper.page.set_header(text="인천광역시 공문서")
    paper.page.set_margins(left=5000, right=5000)
    paper.paragraphs[0].text = "여기에 본문을 쓰십시오"
    paper.add_paragraph("두 번째 예시 문단")
    paper.add_section()
    paper.parts.set_document_metadata(creator="홍길동")
    return paper.to_bytes()


def faults(data, folder):
    path = folder / "report.hwpx"
    path.write_bytes(data)
    found = {issue.message for issue in validate_package(data).issues} - KNOWN
    found |= {str(issue) for issue in validate_document(path).issues}
    return found | set(() if validate_editor_open_safety(data).ok else (validate_editor_open_safety(data).summary,))


def styles_of(data):
    head = ElementTree.fromstring(parts(data)["Contents/header.xml"])
    return {each.get("name"): each for each in head.iter(f"{HH}style")}


def paragraphs(data):
    return [p for section in hwpx_sections(data) for p in section.findall(f"{HP}p")]


def words_of(paragraph):
    return "".join(t.text or "" for run in paragraph.findall(f"{HP}run") for t in run.findall(f"{HP}t"))


@pytest.mark.parametrize(
    "written",
    [
        FULL,
        document(),
        document(WIDE, *CONTENT, WIDE, language="en", title="Report"),
        document(Table("긴 제목 " * 40, (Column("글"),), (("가" * 5000,), ("나",)))),
    ],
)
def test_the_file_follows_the_schema_and_opens_safely(written, template, tmp_path):
    assert faults(hangul.render(written), tmp_path) == set()
    assert faults(hangul.render(written, template), tmp_path) == set()


def test_chapters_captions_and_cells_have_named_styles():
    data = hangul.render(FULL)
    names = {style.get("id"): name for name, style in styles_of(data).items()}
    used = {}
    for section in hwpx_sections(data):
        for p in section.iter(f"{HP}p"):
            used.setdefault(names[p.get("styleIDRef")], []).append(words_of(p))
    assert used["개요 1"] == ["Ⅰ. 권고의 배경", "Ⅱ. 서명"]
    assert used["개요 2"] == ["1. 경과"]
    assert used["차례 1"] == used["개요 1"]
    assert used["표 머리"][0] == "차수"
    assert {"본문", "목록", "캡션", "그림 설명", "표 수", "표 주석", "알림", "머리말"} <= used.keys()
    assert "바탕글" not in used  # Hancom's contents would gather it


def test_headings_are_an_outline_whose_numbers_stand_in_the_text():
    data = hangul.render(FULL)
    head = ElementTree.fromstring(parts(data)["Contents/header.xml"])
    shapes = {each.get("id"): each.find(f"{HH}heading") for each in head.iter(f"{HH}paraPr")}
    levels = [shapes[styles_of(data)[f"개요 {n}"].get("paraPrIDRef")].get("level") for n in (1, 2)]
    assert levels == ["0", "1"]
    [outline] = {section.find(f".//{HP}secPr").get("outlineShapeIDRef") for section in hwpx_sections(data)}
    numbering = next(each for each in head.iter(f"{HH}numbering") if each.get("id") == outline)
    assert [level.text for level in numbering] == [None] * 10


def test_contents_lead_to_their_headings_and_are_worked_out_when_opened():
    data = hangul.render(FULL)
    begins = [each for section in hwpx_sections(data) for each in section.iter(f"{HP}fieldBegin")]
    assert [(each.get("type"), each.get("dirty")) for each in begins[:4]] == [
        ("TABLEOFCONTENTS", "1"),
        *[("HYPERLINK", "0")] * 3,
    ]
    commands = [each.find(f".//{HP}stringParam[@name='Command']").text for each in begins[1:]]
    anchors = {words_of(p): p.get("id") for p in paragraphs(data) if p.get("id") >= str(hangul.FIRST_ANCHOR)}
    assert commands[:3] == [f"?#{anchors[words]};0;1;0;" for words in ("Ⅰ. 권고의 배경", "1. 경과", "Ⅱ. 서명")]
    assert commands[3] == "https\\://example.org/\\?a=1&b=2\\#c;1;0;0;"


def test_no_two_paragraphs_or_objects_share_a_number():
    ids = [
        element.get("id")
        for section in hwpx_sections(hangul.render(FULL))
        for element in section.iter()
        if element.tag in {f"{HP}{kind}" for kind in ("p", "tbl", "pic", "fieldBegin")}
    ]
    assert len(ids) == len(set(ids))


def test_the_heading_of_a_wide_table_stands_on_its_page():
    written = hangul.render(document(Paragraph.of("글"), Heading(1, "둘째 장"), Heading(2, "표"), WIDE))
    lying = hwpx_sections(written)[-1]
    assert lying.find(f".//{HP}pagePr").get("landscape") == "NARROWLY"
    assert [words_of(p) for p in lying.findall(f"{HP}p")[:2]] == ["Ⅰ. 둘째 장", "1. 표"]
    assert [p.get("pageBreak") for p in lying.findall(f"{HP}p")] == ["0"] * len(lying.findall(f"{HP}p"))


def test_a_wide_table_lies_on_a_landscape_page_and_pages_are_counted_from_the_text_on():
    sections = hwpx_sections(hangul.render(FULL))
    setups = [section.find(f".//{HP}secPr") for section in sections]
    assert [each.find(f"{HP}pagePr").get("landscape") for each in setups] == ["WIDELY", "WIDELY", "NARROWLY", "WIDELY"]
    assert [each.find(f"{HP}startNum").get("page") for each in setups] == ["0", "1", "0", "0"]
    assert [section.find(f".//{HP}pageNum") is not None for section in sections] == [False, True, True, True]
    head = "".join(t.text or "" for t in sections[1].find(f".//{HP}header").iter(f"{HP}t"))
    assert head == "정책 권고안인천광역시"


def test_tables_repeat_their_titles_and_fill_the_page():
    long = Table("긴 표", (Column("항목"), Column("값", numeric=True)), tuple((f"{n}행", n) for n in range(90)))
    [section] = [each for each in hwpx_sections(hangul.render(document(long))) if each.find(f".//{HP}tbl") is not None]
    table = section.find(f".//{HP}tbl")
    assert (table.get("repeatHeader"), table.get("pageBreak")) == ("1", "TABLE")
    assert table.find(f"{HP}pos").get("treatAsChar") == "0"  # else it could not go on on the next page
    heads = [cell.get("header") for cell in table.iter(f"{HP}tc")]
    assert heads == ["1", "1"] + ["0"] * 180
    widths = [int(each.get("width")) for each in table.findall(f"{HP}tr")[0].iter(f"{HP}cellSz")]
    page = section.find(f".//{HP}pagePr")
    margin = page.find(f"{HP}margin")
    room = int(page.get("width")) - int(margin.get("left")) - int(margin.get("right"))
    assert 0 <= room - sum(widths) < 5


def test_a_row_higher_than_a_page_may_be_cut():
    tall = Table("표", (Column("글"),), (("가나다라 " * 3000,),))
    tables = [each for section in hwpx_sections(hangul.render(document(tall))) for each in section.iter(f"{HP}tbl")]
    assert [table.get("pageBreak") for table in tables] == ["CELL"]


def test_a_picture_brings_its_pixels_and_its_words():
    data = hangul.render(document(Figure(SVG, PNG, "찬성이 <더> 긴 막대", "표결")))
    [picture] = [each for section in hwpx_sections(data) for each in section.iter(f"{HP}pic")]
    assert picture.find(f"{HP}shapeComment").text == "찬성이 <더> 긴 막대"
    assert parts(data)["BinData/report1.png"] == PNG
    drawn = hangul.render(document(Figure(SVG, b"", "막대", "표결")))
    assert parts(drawn)["BinData/report1.png"].startswith(b"\x89PNG")


def test_the_kind_of_file_is_its_first_part():
    names = list(parts(hangul.render(FULL)))
    assert names[0] == "mimetype"
    assert parts(hangul.render(FULL))["mimetype"].decode() == hangul.MEDIA_TYPE


def test_a_template_keeps_its_page_styles_and_head_and_loses_its_text_and_author(template):
    data = hangul.render(FULL, template)
    assert data == hangul.render(FULL, template)
    before, after = styles_of(template), styles_of(data)
    for name in ("개요 1", "본문", "캡션"):
        assert after[name].attrib == before[name].attrib
    sections = hwpx_sections(data)
    for section in sections:
        assert "인천광역시 공문서" in "".join(section.find(f".//{HP}header").itertext())
        assert section.find(f".//{HP}pagePr/{HP}margin").get("left") == "5000"
    text = read_hwpx(data).text
    assert "예시문단" not in text
    assert "여기에본문을" not in text
    assert squeezed("주민이 함께 정했습니다. [의견 12]") in text
    assert "홍길동" not in parts(data)["Contents/content.hpf"].decode()
    assert len(sections) == 3  # no page for a cover


def test_a_report_of_ours_may_be_a_template_too(tmp_path):
    again = hangul.render(FULL, hangul.render(document(*CONTENT, *CONTENT)))
    assert faults(again, tmp_path) == set()
    assert read_hwpx(again).tables == read_hwpx(hangul.render(FULL)).tables


def test_a_template_gives_the_same_tables(template):
    assert read_hwpx(hangul.render(FULL, template)).tables == read_hwpx(hangul.render(FULL)).tables


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"%PDF-1.7", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)])
def test_what_is_no_template_is_refused(broken):
    with pytest.raises(ValueError, match="template"):
        hangul.render(document(Paragraph.of("글")), broken)


def test_a_zip_that_lacks_what_a_template_has_is_refused(template):
    files = parts(template)
    for gone in ("Contents/header.xml", "Contents/section0.xml", "mimetype", "Contents/content.hpf"):
        rest = [(name, content) for name, content in files.items() if name != gone]
        with pytest.raises(ValueError, match="template"):
            hangul.render(document(Paragraph.of("글")), sealed(rest))


def test_the_stages_stand_on_the_cover():
    tables = read_hwpx(hangul.render(document(Heading(1, "장"), line=LINE))).tables
    assert tables == [[["● 숙의", "3. 1. ~ 3. 9.", "마감"], ["◎ 표결", "3. 10. ~ 3. 12.", "준비됨"]]]


def test_a_paper_without_chapters_has_its_title_above_its_text_and_counts_its_pages():
    letter, report = (hwpx_sections(hangul.render(made)) for made in (document(Paragraph.of("글")), FULL))
    assert [[words_of(p) for p in section.findall(f"{HP}p")][1] for section in letter] == [FULL.title]
    assert len(report) > 1
