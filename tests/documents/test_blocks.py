import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.documents import blocks
from deliberation.documents.blocks import (
    Column,
    Document,
    Figure,
    Heading,
    List,
    Note,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Signature,
    Signatures,
    Table,
)

texts = st.text(max_size=20)
words = st.text(alphabet="가나다 정책 a1", min_size=1).filter(str.strip)
references = st.builds(Reference, texts, st.sampled_from(["", "https://example.org/1"]))
runs = st.builds(Run, texts, st.booleans(), st.lists(references, max_size=2).map(tuple))
paragraphs = st.builds(Paragraph, st.lists(runs, max_size=3).map(tuple))


@st.composite
def tables(draw):
    columns = draw(st.lists(st.builds(Column, texts, st.booleans()), min_size=1, max_size=3))
    cells = st.tuples(*[texts | st.integers()] * len(columns))
    return Table(draw(texts), tuple(columns), tuple(draw(st.lists(cells, max_size=3))), (draw(texts),))


anything = st.one_of(
    st.builds(Heading, st.integers(-1, 9), texts),
    paragraphs,
    st.builds(List, st.lists(paragraphs, max_size=3).map(tuple), st.booleans()),
    tables(),
    st.builds(Figure, texts, st.binary(min_size=1, max_size=9), words, texts, st.none() | tables()),
    st.builds(Note, texts, texts),
    st.builds(Signatures, st.lists(st.builds(Signature, texts, texts), max_size=2).map(tuple)),
    st.just(PageBreak()),
)
documents = st.builds(
    Document,
    title=words,
    language=st.sampled_from(["ko", "en"]),
    date=st.dates(),
    publisher=texts,
    subtitle=texts,
    blocks=st.lists(anything, max_size=6).map(tuple),
)


def document(*content, **changes):
    given = {"title": "권고안", "language": "ko", "date": date(2026, 3, 12), "publisher": "인천광역시"}
    return Document(**(given | changes), blocks=content)


@settings(max_examples=60, deadline=None)
@given(documents)
def test_json_gives_back_the_same_document(written):
    assert blocks.from_json(blocks.to_json(written)) == written


@settings(max_examples=60, deadline=None)
@given(documents)
def test_headings_never_jump_a_level(written):
    levels = [block.level for block in written.blocks if isinstance(block, Heading)]
    assert all(1 <= below <= above + 1 for above, below in zip([0, *levels], levels, strict=False))


def test_headings_written_alike_stay_alike():
    written = document(*(Heading(level, "제목") for level in (1, 4, 4, 4, 1, 3)))
    assert [block.level for block in written.blocks] == [1, 2, 2, 2, 1, 2]


def test_json_is_canonical():
    written = document(Paragraph.of("물"))
    text = blocks.to_json(written)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert text.startswith('{"document":{"blocks":[{"kind":"Paragraph","runs":[')
    assert '"date":{"day":"2026-03-12","kind":"date"}' in text


def test_equal_content_has_an_equal_digest():
    composed, decomposed = document(Paragraph.of("\uac01")), document(Paragraph.of("\u1100\u1161\u11a8"))
    assert blocks.digest(composed) == blocks.digest(decomposed)
    assert blocks.digest(composed) != blocks.digest(document(Paragraph.of("갂")))


def test_control_and_bidi_override_characters_are_removed():
    assert document(title="가\x00\u202e나\t다").title == "가나 다"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format":2,"document":{}}', '{"document":{"kind":"Heading","level":1},"format":1}']
)
def test_json_of_something_else_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 — the kind of error is the whole contract
        blocks.from_json(text)


def test_a_section_nested_under_a_chapter_keeps_its_order():
    section = blocks.nested([Heading(1, "결과"), Paragraph.of("글")])
    assert section == (Heading(2, "결과"), Paragraph.of("글"))


def test_characters_without_a_glyph_are_shown_and_listed():
    glyphs = frozenset(map(ord, "가 ⟦⟧U+"))
    assert blocks.printable("가 😀\n가\ufe0f\u200d", glyphs) == ("가 ⟦U+1F600⟧\n가", ["😀"])


def test_a_figure_without_a_text_alternative_cannot_be_made():
    with pytest.raises(ValueError, match="text alternative"):
        Figure(svg="<svg/>", png=b"", alt=" ", caption="그림")


def test_a_figure_without_a_picture_cannot_be_made():
    with pytest.raises(ValueError, match="no picture"):
        Figure(svg="", png=b"", alt="두 집단", caption="그림")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "/statements/1/"])
def test_a_reference_leads_to_the_web_or_nowhere(url):
    with pytest.raises(ValueError, match="not a web address"):
        Reference("의견 1", url)


def test_a_table_with_a_short_row_cannot_be_made():
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table("표", (Column("가"), Column("나")), (("1",),))


def test_lists_become_tuples_and_fractions_are_refused():
    columns = [Column("가"), Column("나")]
    assert document(Table("표", columns, [["물", 1]])).blocks == (Table("표", tuple(columns), (("물", 1),)),)
    with pytest.raises(TypeError, match="not float"):
        document(Table("표", columns, [["물", 0.5]]))


def test_a_document_without_a_title_cannot_be_made():
    with pytest.raises(ValueError, match="title"):
        document(title=" ")
