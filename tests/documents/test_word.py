import io
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

from deliberation.documents import word
from deliberation.documents.blocks import Column, Figure, Heading, List, PageBreak, Paragraph, Table
from tests.documents.reading import W, parts
from tests.documents.test_formats import FULL, WIDE, document
from tests.documents.test_pdf import PNG, SVG


@pytest.fixture(scope="module")
def data():
    return word.render(FULL)


def opened(data):
    return docx.Document(io.BytesIO(data))


def body(data):
    return ElementTree.fromstring(parts(data)["word/document.xml"])


def test_text_has_named_styles(data):
    used = {}
    for line in opened(data).paragraphs:
        used.setdefault(line.style.name, []).append(line.text)
    assert used["Title"] == ["정책 권고안"]
    assert used["Heading 1"] == ["Ⅰ. 권고의 배경", "Ⅱ. 서명"]
    assert used["Heading 2"] == ["1. 경과"]
    assert used["toc 1"] == used["Heading 1"]
    assert used["Caption"][0] == "표 1. 차수별 조사 결과"
    assert {"Body Text", "List Paragraph", "Picture Caption", "Table Note", "Note", "Note Heading"} <= used.keys()


def test_every_list_counts_from_one():
    data = word.render(document(List.of("가", "나", ordered=True), List.of("다", ordered=True), List.of("라")))
    numbered = [each.get(f"{W}val") for each in body(data).iter(f"{W}numId")]
    assert (numbered[0], len(set(numbered))) == (numbered[1], 3)
    numbering = ElementTree.fromstring(parts(data)["word/numbering.xml"])
    starts = {
        each.get(f"{W}numId"): each.find(f".//{W}startOverride") is not None for each in numbering.iter(f"{W}num")
    }
    assert [starts[number] for number in numbered] == [True, True, True, False]


def test_contents_lead_to_bookmarks_and_are_worked_out_when_opened(data):
    root = body(data)
    anchors = [each.get(f"{W}anchor") for each in root.iter(f"{W}hyperlink") if each.get(f"{W}anchor")]
    assert anchors == [each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")]
    assert len(anchors) == 3
    kinds = [each.get(f"{W}fldCharType") for each in root.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert next(root.iter(f"{W}fldChar")).get(f"{W}dirty") == "true"


def test_page_numbers_of_contents_stand_at_the_end_of_dots(data):
    styles = opened(data).styles
    stops = [stop for name in ("toc 1", "toc 2") for stop in styles[name].paragraph_format.tab_stops]
    assert [(stop.alignment, stop.leader, round(stop.position.mm)) for stop in stops] == [
        (WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS, 160)
    ] * 2


def test_the_heading_of_a_wide_table_stands_on_its_page():
    written = word.render(
        document(Paragraph.of("글"), Heading(1, "둘째 장"), Heading(2, "표"), WIDE, Paragraph.of("글"))
    )
    sections, lines = [], []
    for each in body(written).iter():
        if each.tag == f"{W}t":
            lines.append(each.text)
        elif each.tag == f"{W}sectPr":
            sections.append((each.find(f"{W}pgSz").get(f"{W}orient"), lines))
            lines = []
    [lying] = [words for orientation, words in sections if orientation == "landscape"]
    assert lying[:2] == ["Ⅰ. 둘째 장", "1. 표"]
    assert len(list(body(written).iter(f"{W}pageBreakBefore"))) == 1  # before the contents


def test_a_source_with_an_address_is_a_link(data):
    links = [each.target_ref for each in opened(data).part.rels.values() if each.is_external]
    assert links == ["https://example.org/?a=1&b=2#c"]


def test_pages_turn_for_a_wide_table_and_back_and_bear_head_and_number(data):
    file = opened(data)
    upright, lying = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [section.orientation for section in file.sections] == [upright, upright, lying, upright]
    assert [section.page_width > section.page_height for section in file.sections] == [False, False, True, False]
    assert file.sections[0].header.paragraphs[0].text == ""
    assert file.sections[1].header.paragraphs[0].text == "정책 권고안\t인천광역시"
    assert "PAGE" in "".join(file.sections[3].footer._element.itertext())
    starts = [section.find(f"{W}pgNumType") for section in body(data).iter(f"{W}sectPr")]
    assert [start is not None for start in starts] == [False, True, False, False]
    order = [each.tag.removeprefix(W) for each in list(body(data).iter(f"{W}sectPr"))[1]]
    assert order[-3:] == ["pgNumType", "cols", "docGrid"]


def test_wide_tables_side_by_side_make_no_empty_page():
    data = word.render(document(WIDE, WIDE, PageBreak(), WIDE))
    assert [section.orientation for section in opened(data).sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    assert len(list(body(data).iter(f"{W}pageBreakBefore"))) == 2


def test_titles_of_a_table_are_repeated_and_no_row_is_torn():
    table = Table("긴 표", (Column("항목"), Column("값", numeric=True)), tuple((f"{n}행", n) for n in range(90)))
    rows = list(body(word.render(document(table))).iter(f"{W}tr"))
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True, *[False] * 90]
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)
    assert [each.get(f"{W}val") for each in rows[1].iter(f"{W}pStyle")] == ["TableText", "TableNumber"]


def test_a_picture_brings_its_words():
    data = word.render(document(Figure(SVG, PNG, "찬성이 <더> 긴 막대", "표결")))
    [named] = [each for each in body(data).iter() if each.tag.endswith("}docPr")]
    assert (named.get("name"), named.get("descr")) == ("그림 1. 표결", "찬성이 <더> 긴 막대")
    assert parts(data)["word/media/image1.png"] == PNG


def test_nothing_of_the_blank_file_is_left(data):
    assert not any("thumbnail" in name for name in parts(data))
    assert b"python-docx" not in b"".join(parts(data).values())


def test_a_page_break_begins_the_next_paragraph():
    data = word.render(document(Paragraph.of("앞"), PageBreak(), PageBreak(), Heading(1, "뒤")))
    broken = [line.text for line in opened(data).paragraphs if line.paragraph_format.page_break_before]
    assert broken == ["목차", "Ⅰ. 뒤"]
