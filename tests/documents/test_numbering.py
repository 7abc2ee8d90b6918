from datetime import date

from deliberation.documents.blocks import Column, Document, Figure, Heading, PageBreak, Table
from deliberation.documents.numbering import numbers

TABLE = Table("표", (Column("가"),))
FIGURE = Figure(svg="<svg/>", png=b"", alt="그림", caption="그림")


def headed(*levels, language="ko"):
    headings = tuple(Heading(level, "제목") for level in levels)
    return Document("권고안", language, date(2026, 3, 12), "인천광역시", blocks=headings)


def test_headings_are_numbered_as_in_korean_official_papers():
    assert numbers(headed(1, 2, 2, 3, 4, 1, 2)) == ["Ⅰ.", "1.", "2.", "가.", "1)", "Ⅱ.", "1."]


def test_english_headings_are_numbered_by_their_path():
    english = headed(1, 2, 2, 3, 4, 1, 2, language="en")
    assert numbers(english) == ["1.", "1.1", "1.2", "1.2.1", "1.2.1.1", "2.", "2.1"]


def test_numbers_go_on_after_the_last_roman_numeral_and_syllable():
    assert numbers(headed(*[1] * 13))[-2:] == ["Ⅻ.", "ⅩⅢ."]
    assert numbers(headed(*[1] * 31))[-2:] == ["ⅩⅩⅩ.", "31."]
    assert numbers(headed(1, 2, *[3] * 15))[-2:] == ["하.", "15."]


def test_tables_and_figures_are_counted_apart():
    content = (TABLE, FIGURE, PageBreak(), TABLE)
    korean = Document("권고안", "ko", date(2026, 3, 12), "인천광역시", blocks=content)
    english = Document("Report", "en", date(2026, 3, 12), "Incheon", blocks=content)
    assert numbers(korean) == ["표 1", "그림 1", "", "표 2"]
    assert numbers(english) == ["Table 1", "Figure 1", "", "Table 2"]
