import re
import xml.etree.ElementTree as ET
from datetime import date
from hashlib import sha256

import pytest

from deliberation.documents import charts, pdf
from deliberation.documents.blocks import Column, Document
from deliberation.documents.charts import Count, Point

OPTIONS = ("찬성", "반대", "기권")
ROWS = (Count("1. 안전 거리를 둔다", (86, 40, 15)), Count("2. 점검 결과를 공개한다", (0, 0, 0)))
POINTS = [Point(-2.0, 0.5, 0), Point(-1.8, 0.7, 0), Point(1.5, -1.25, 1)]
GROUPS = ("안전 우선", "상생 발전")


def letters(figure):
    return "".join(ET.fromstring(figure.svg).itertext())


@pytest.fixture(scope="module")
def bars():
    return charts.vote_bars(OPTIONS, ROWS, caption="권고별 표결 결과")


@pytest.fixture(scope="module")
def scatter():
    return charts.opinion_scatter(POINTS, GROUPS, caption="의견 지도")


def test_bars_are_said_in_words(bars):
    assert bars.alt == (
        "누적 가로 막대그래프. 1. 안전 거리를 둔다: 찬성 86명(61.0%), 반대 40명(28.4%), 기권 15명(10.6%); "
        "2. 점검 결과를 공개한다: 찬성 0명(0.0%), 반대 0명(0.0%), 기권 0명(0.0%)."
    )


def test_bars_bring_their_numbers_as_a_table(bars):
    titles = ["항목", "찬성(명)", "찬성(%)", "반대(명)", "반대(%)", "기권(명)", "기권(%)", "합계(명)"]
    assert bars.table.columns == tuple(Column(title, numeric=title != "항목") for title in titles)
    assert bars.table.rows == (
        ("1. 안전 거리를 둔다", 86, "61.0", 40, "28.4", 15, "10.6", 141),
        ("2. 점검 결과를 공개한다", 0, "0.0", 0, "0.0", 0, "0.0", 0),
    )


def test_bars_show_options_rows_and_counts(bars):
    seen = letters(bars)
    assert all(word in seen for word in (*OPTIONS, "1. 안전 거리를 둔다", "86 (61.0%)", "2. 점검 결과를"))


def test_many_rows_are_left_to_the_table():
    many = charts.vote_bars(OPTIONS, [Count(f"{n}번", (n, 1, 0)) for n in range(12)], caption="표결")
    assert many.alt.endswith("나머지는 표에 있습니다.")
    assert len(many.table.rows) == 12


def test_the_map_tells_how_many_are_in_each_group(scatter):
    assert scatter.alt == (
        "의견 지도. 참여자 3명을 의견이 비슷할수록 가까운 점으로 나타냈습니다. "
        "안전 우선 2명(66.7%), 상생 발전 1명(33.3%)."
    )
    assert scatter.table.rows == (("안전 우선", 2, "66.7"), ("상생 발전", 1, "33.3"))


def test_groups_differ_by_colour_and_by_shape(scatter):
    drawn = {
        (path.get("fill"), re.sub(r"[\d.,-]+", "", path.get("d")))
        for path in ET.fromstring(scatter.svg).iter("{http://www.w3.org/2000/svg}path")
        if path.get("fill") in charts.COLOURS
    }
    assert {colour for colour, _ in drawn} == set(charts.COLOURS[:2])
    assert len({shape for _, shape in drawn}) == 2


def test_a_map_without_participants_is_drawn():
    assert charts.opinion_scatter([], [], caption="의견 지도").table.rows == ()


def test_the_same_numbers_give_the_same_picture(bars):
    again = charts.vote_bars(OPTIONS, ROWS, caption="권고별 표결 결과")
    assert sha256(again.svg.encode() + again.png).digest() == sha256(bars.svg.encode() + bars.png).digest()


def test_markup_expressions_and_emoji_in_names_are_only_text():
    name = "</text><script>alert(1)</script> \"' + datum.x + 😀"
    figure = charts.vote_bars((name, "반대"), [Count(name, (3, 1))], caption="표결")
    assert "<script" not in figure.svg
    assert "</text><script>alert(1)</script> \"' + datum.x + ⟦U+1F600⟧" in letters(figure)


@pytest.mark.parametrize("names", [[f"{n}집단" for n in range(7)], ["같은 이름", "같은 이름"]])
def test_names_that_cannot_be_told_apart_are_refused(names):
    with pytest.raises(ValueError, match="at most 6 different names"):
        charts.opinion_scatter([], names, caption="의견 지도")


def test_words_are_english_in_an_english_report():
    figure = charts.opinion_scatter(POINTS, ("Safety", "Growth"), caption="Opinion map", language="en")
    assert figure.alt.endswith("Safety 2 (66.7%), Growth 1 (33.3%).")
    assert [column.title for column in figure.table.columns] == ["Group", "People", "Share (%)"]


def test_charts_are_printed(bars, scatter):
    report = Document("보고서", "ko", date(2026, 3, 12), "인천광역시", blocks=(bars, scatter))
    assert pdf.render(report).startswith(b"%PDF-")


@pytest.mark.parametrize(("part", "whole", "shown"), [(1, 3, "33.3"), (1, 16, "6.3"), (5, 5, "100.0"), (0, 0, "0.0")])
def test_shares_have_one_decimal_halves_up(part, whole, shown):
    assert charts.percent(part, whole) == shown


def test_joined_emoji_beside_other_letters_do_not_stop_a_report():
    rows = [Count("가족 👩\u200d👩\u200d👧 ⟦漢\u200d字⟧", (86, 40, 15))]
    figure = charts.vote_bars(OPTIONS, rows, caption="표결")
    assert "\u200d" not in figure.svg
    assert pdf.render(Document("권고안", "ko", date(2026, 3, 12), "인천광역시", blocks=(figure,)))
