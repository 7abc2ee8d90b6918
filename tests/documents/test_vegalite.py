import os
import re
import subprocess
import sys
from hashlib import sha256

import pytest

from deliberation.documents.vegalite import figure

SPEC = {
    "data": {"values": [{"동": "송림동", "명": 12}, {"동": "仁川 😀", "명": 30}]},
    "mark": "bar",
    "encoding": {"x": {"field": "명", "type": "quantitative"}, "y": {"field": "동", "type": "nominal"}},
}
DRAWN_ELSEWHERE = (
    "from hashlib import sha256; from tests.documents.test_vegalite import draw;"
    "print(sha256(draw().svg.encode() + draw().png).hexdigest())"
)


def draw():
    return figure(SPEC, alt="동별 참여 인원 막대그래프", caption="동별 참여 인원")


@pytest.fixture(scope="module")
def drawn():
    return draw()


def test_the_picture_brings_its_letters_and_asks_for_nothing_else(drawn):
    assert "@font-face{font-family:'Pretendard';src:url(data:font/woff;base64," in drawn.svg
    families = set(re.findall(r'font-family="([^"]+)"', drawn.svg))
    assert families == {"Pretendard, Deliberation Fallback"}
    assert not re.search(r"<script|\son\w+=|href=|style=", drawn.svg)
    assert drawn.png.startswith(b"\x89PNG")


def test_another_process_draws_the_same_bytes(drawn):
    command = [sys.executable, "-c", DRAWN_ELSEWHERE]
    printed = subprocess.run(
        command, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, check=True, text=True
    )
    assert printed.stdout.strip() == sha256(drawn.svg.encode() + drawn.png).hexdigest()


def test_hanja_come_from_the_second_font_and_emoji_are_shown_by_number(drawn):
    assert "@font-face{font-family:'Deliberation Fallback'" in drawn.svg
    assert "仁川 ⟦U+1F600⟧" in drawn.svg


def test_a_specification_that_is_not_valid_is_refused():
    with pytest.raises(ValueError, match="Vega-Lite"):
        figure({"mark": "nothing"}, alt="그림", caption="그림")
