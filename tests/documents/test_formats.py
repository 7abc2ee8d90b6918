"""One document in every format: the same text, the same tables, the same bytes again, and nothing of the machine."""

import hashlib
import os
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.documents import blocks
from deliberation.documents.blocks import (
    Column,
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
    printable,
)
from deliberation.documents.numbering import numbers
from deliberation.documents.sheets import parts as printed_parts
from deliberation.documents.typefaces import glyphs
from tests.documents.reading import FORMATS, READERS, hwpx_captions, parts, squeezed
from tests.documents.test_pdf import MARKUP, PNG, SVG, WAVES, document

PRINTED = ("pdf", "hwpx", "docx", "html")
WIDE = Table(
    "자치구별 응답",
    tuple(Column(f"{n}번째 항목", numeric=n > 0) for n in range(40)),
    tuple((f"구{row}", *range(1000 * row, 1000 * row + 39)) for row in range(3)),
)
EMPTY = Table("접수된 이의", (Column("번호"), Column("내용")))
CONTENT = (
    Heading(1, "권고의 배경"),
    Paragraph.of("주민이 ", Run("함께", strong=True), Run(" 정했습니다.", references=(Reference("의견 12"),))),
    Heading(2, "경과"),
    List.of("첫째 항목", "둘째 항목", ordered=True),
    List.of("점 항목"),
    WAVES,
    Figure(SVG, PNG, "찬성이 더 긴 막대그래프", "표결 결과", WAVES),
    WIDE,
    Note("집계는 마감 시각을 따릅니다.", "알립니다"),
    EMPTY,
    PageBreak(),
    Heading(1, "서명"),
    Paragraph.of(Run("이어집니다.", references=(Reference("의견 3", "https://example.org/?a=1&b=2#c"),))),
    Signatures((Signature("위원장", "김민주", "2026. 3. 11. 서명"), Signature("위원", "이한결"))),
)
LINE = (Mark("숙의", "3. 1. ~ 3. 9.", "마감", "done"), Mark("표결", "3. 10. ~ 3. 12.", "준비됨", "now"))


FULL = document(*CONTENT, subtitle="시민참여단의 숙의 결과", line=LINE)


@pytest.fixture(scope="module")
def files():
    return {name: module.render(FULL) for name, module in FORMATS.items()}


def tables_of(written):
    """(printed number, table), those of figures among them."""
    for block, number in zip(written.blocks, numbers(written), strict=True):
        if isinstance(block, Table):
            yield number, block
        elif isinstance(block, Figure) and block.table:
            yield "", block.table


def cells_of(written):
    """Each part of each table as every printed format holds it."""
    empty = "해당 자료가 없습니다." if written.language == "ko" else "There are no data."
    return [
        [list(part.titles), *(list(row) for row in part.rows or [[empty]])]
        for number, table in tables_of(written)
        for part in printed_parts(table, number)
    ]


def texts_of(written):
    """What is read in all printed formats, in order, but for tables and captions."""
    for block, number in zip(written.blocks, numbers(written), strict=True):
        match block:
            case Heading():
                yield f"{number} {block.text}"
            case Paragraph():
                yield from _texts(block)
            case List():
                for item in block.items:
                    yield from _texts(item)
            case Note():
                yield f"{block.title}{block.text}"
            case Table():
                yield from (f"※ {note}" for note in block.notes)
            case Signatures():
                yield from (text for row in block.rows for text in (row.role, row.name, row.signed or "(서명)"))


def _texts(paragraph):
    yield "".join(run.text + "".join(f"[{each.label}]" for each in run.references) for run in paragraph.runs)


def captions_of(written):
    for block, number in zip(written.blocks, numbers(written), strict=True):
        match block:
            case Table():
                yield from (part.caption for part in printed_parts(block, number))
            case Figure():
                yield f"{number}. {block.caption}"
                if block.table:
                    yield from (part.caption for part in printed_parts(block.table, ""))


def missing_in_order(text, wanted):
    """What is not found behind the one before it."""
    place, lost = 0, []
    for words in map(squeezed, wanted):
        found = text.find(words, place)
        if found < 0:
            lost.append(words)
        else:
            place = found + len(words)
    return lost


@pytest.mark.parametrize("name", PRINTED)
def test_every_printed_format_has_the_same_text_in_the_same_order(files, name):
    read = READERS[name](files[name])
    cover = ("인천광역시", "정책 권고안", "시민참여단의 숙의 결과", "2026. 3. 12.", "숙의", "마감", "표결", "준비됨")
    contents = ("목차", "Ⅰ. 권고의 배경", "1. 경과", "Ⅱ. 서명")
    assert missing_in_order(read.text, (*cover, blocks.digest(FULL), *contents, *texts_of(FULL))) == []


@pytest.mark.parametrize("name", ["hwpx", "docx", "html"])
def test_tables_read_back_are_the_same_cell_by_cell(files, name):
    tables = READERS[name](files[name]).tables
    assert [table for table in tables if table in cells_of(FULL)] == cells_of(FULL)


def test_rows_of_tables_stand_in_the_pdf_in_order(files):
    rows = ["".join(row) for table in cells_of(FULL) for row in table]
    assert missing_in_order(READERS["pdf"](files["pdf"]).text, rows) == []


@pytest.mark.parametrize("name", ["pdf", "docx", "html"])
def test_captions_are_numbered_alike(files, name):
    text = READERS[name](files[name]).text
    assert [words for words in captions_of(FULL) if squeezed(words) not in text] == []


def test_captions_are_real_ones_in_hwpx(files):
    assert hwpx_captions(files["hwpx"]) == list(captions_of(FULL))


def test_workbook_and_csv_hold_whole_tables(files):
    whole = [[[c.title for c in table.columns], *table.rows] for _number, table in tables_of(FULL)]
    shown = [[[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in table] for table in whole]
    assert [[list(row) for row in table] for table in shown] == READERS["xlsx"](files["xlsx"]).tables
    assert [[[str(cell) for cell in row] for row in table] for table in whole] == READERS["csv"](files["csv"]).tables
    assert list(parts(files["csv"])) == ["table-01.csv", "figure-01.csv", "table-02.csv", "table-03.csv"]
    listed = READERS["xlsx"](files["xlsx"]).text
    assert all(
        squeezed(words) in listed for words in ("정책 권고안", "표 2", "자치구별 응답", "그림 1", blocks.digest(FULL))
    )


# The same bytes, wherever.


@pytest.mark.parametrize("name", FORMATS)
def test_rendering_again_gives_the_same_bytes(files, name):
    assert FORMATS[name].render(blocks.from_json(blocks.to_json(FULL))) == files[name]


ELSEWHERE = """
import hashlib, locale, sys
locale.setlocale(locale.LC_ALL, "")
from deliberation.documents import blocks
from tests.documents.reading import FORMATS
document = blocks.from_json(sys.stdin.read())
for name, module in FORMATS.items():
    print(name, hashlib.sha256(module.render(document)).hexdigest())
"""


def test_another_process_of_another_place_gives_the_same_bytes(files, tmp_path):
    ascii_only = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"}
    place = ascii_only | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "USER": "kim", "TMPDIR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", f"import os; os.umask(0o077){ELSEWHERE}"],
        input=blocks.to_json(FULL),
        env=os.environ | place,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert dict(line.split() for line in told.stdout.splitlines()) == digests


@pytest.mark.parametrize("name", ["hwpx", "docx", "xlsx", "csv"])
def test_no_clock_is_in_a_file(files, name):
    days = set()
    for content in parts(files[name]).values():
        days |= set(re.findall(rb"\b(20\d\d-\d\d-\d\d)T", content))
    assert days <= {b"2026-03-12"}
    assert b"synthetic" not in b"".join(parts(files[name]).values())


@pytest.mark.parametrize(
    ("name", "path"), [("hwpx", "Contents/content.hpf"), ("docx", "docProps/core.xml"), ("xlsx", "docProps/core.xml")]
)
def test_metadata_name_the_publisher_and_nobody_else(files, name, path):
    about = parts(files[name])[path].decode()
    assert "정책 권고안" in about
    assert set(re.findall(r"(?:creator|lastsaveby|lastModifiedBy)\b[^>]*>([^<]+)<", about)) == {"인천광역시"}


# What goes wrong elsewhere.


@pytest.mark.parametrize("name", PRINTED)
def test_markup_is_only_text(name):
    content = (
        Heading(1, MARKUP),
        Paragraph.of(Run(MARKUP, references=(Reference(MARKUP, "https://example.org/"),))),
        List.of(MARKUP),
        Table(MARKUP, (Column(MARKUP),), ((MARKUP,),), (MARKUP,)),
        Note(MARKUP, MARKUP),
        Signatures((Signature(MARKUP, MARKUP),)),
    )
    written = document(*content, title=MARKUP, subtitle=MARKUP, publisher=MARKUP)
    read = READERS[name](FORMATS[name].render(written))
    assert read.text.count("#panic()") >= 13
    assert missing_in_order(read.text, [MARKUP] * 13) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_title_of_three_hundred_characters_is_whole(name):
    title = ("수소연료전지 발전소 갈등 해결을 위한 정책 권고안 " * 11)[:300]
    table = Table(title, (Column("항목"),), (("값",),))
    read = READERS[name](FORMATS[name].render(document(Heading(1, title), table, title=title)))
    assert squeezed(title) in read.text or name == "csv"


@pytest.mark.parametrize("name", FORMATS)
def test_emoji_and_rare_hanja_stay_or_are_shown_by_their_number(name):
    words = "좋아요 😀 龘 仁川"
    read = READERS[name](
        FORMATS[name].render(document(Paragraph.of(words), Table("표", (Column(words),), ((words,),))))
    )
    kept = printable(words, glyphs())[0] if name == "pdf" else words
    assert squeezed(kept) in squeezed(read.text + str(read.tables))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "content", [(), (Heading(1, "아무 일도 없던 단계"),), (List(()), Signatures(()), Paragraph(()), PageBreak())]
)
def test_an_empty_stage_and_an_empty_document_are_written(name, content):
    read = READERS[name](FORMATS[name].render(document(*content)))
    assert "정책권고안" in read.text or name == "csv"


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize(
    "damaged",
    [Figure("", PNG[:60], "사진", "사진"), Figure("<svg", b"", "사진", "사진"), Figure("", b"GIF89a", "사진", "사진")],
)
def test_where_a_picture_is_damaged_its_words_stand(name, damaged):
    written = document(
        Figure(damaged.svg, damaged.png, "회의장에 모인 사람들", "회의 모습"), Paragraph.of("이어지는 글")
    )
    read = READERS[name](FORMATS[name].render(written))
    said = ("그림을 표시할 수 없습니다.", "회의장에 모인 사람들", "그림 1. 회의 모습", "이어지는 글")
    assert missing_in_order(read.text, said) == []


@pytest.mark.parametrize("name", PRINTED)
def test_wide_tables_at_the_edges_and_side_by_side(name):
    written = document(WIDE, WIDE, PageBreak(), WIDE)
    read = READERS[name](FORMATS[name].render(written))
    if name == "pdf":
        assert missing_in_order(read.text, ["".join(row) for table in cells_of(written) for row in table]) == []
    else:
        assert read.tables == cells_of(written)


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=30))
def test_no_text_stops_a_format(text, word):
    content = (
        Heading(1, text),
        Paragraph.of(text),
        Table(text, (Column(word), Column(text)), ((text, word),)),
        Note(text),
    )
    written = document(*content, title=f"제목 {word}", subtitle=text)
    for name, module in FORMATS.items():
        READERS[name](module.render(written))


def test_an_english_report_is_english_in_every_format():
    written = document(Heading(1, "Background"), EMPTY, title="Report", language="en")
    for name in PRINTED:
        text = READERS[name](FORMATS[name].render(written)).text
        assert (
            missing_in_order(text, ("Report", "12 March 2026", "Contents", "1. Background", "There are no data.")) == []
        )
