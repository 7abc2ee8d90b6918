"""What every page promises: light, no inline code, readable colours, parts that speak without colour or script."""

import gzip
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

SEOUL = ZoneInfo("Asia/Seoul")
TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
HTMX = files("django_htmx") / "static/django_htmx/htmx-2.min.js"


@pytest.fixture(autouse=True)
def korean():
    with override("ko"):
        yield


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u2060", "").split())


def test_styles_and_scripts_weigh_under_60_kilobytes():
    assets = [path.read_bytes() for path in STATIC.rglob("*") if path.suffix in {".css", ".js"}]
    assert sum(len(gzip.compress(data)) for data in [*assets, HTMX.read_bytes()]) < 60 * 1024


# A mail carries its own style.
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_hold_no_inline_code(path):
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
    assert inline.findall(path.read_text()) == []


# Colours ------------------------------------------------------------------------------------------------------------


def tokens(selector: str) -> dict[str, str]:
    css = (STATIC / "css/tokens.css").read_text()
    blocks = re.findall(re.escape(selector) + r" \{(.*?)\}", css, re.DOTALL)
    return dict(itertools.chain.from_iterable(re.findall(r"--([\w-]+):\s*([^;]+);", block) for block in blocks))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(values: dict[str, str], front: str, back: str) -> float:
    def colour(name: str) -> str:
        value = values.get(name, name)
        return colour(value[6:-1]) if value.startswith("var(") else value

    light, dark = sorted((luminance(colour(front)), luminance(colour(back))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    ("text", "surface-quiet"),
    ("text-quiet", "surface-quiet"),
    ("text-quiet", "secondary-5"),
    ("link", "surface-quiet"),
    ("accent", "primary-5"),
    ("act", "#fff"),
    ("act-hover", "#fff"),
    ("danger", "danger-5"),
    ("success", "success-5"),
    ("warning", "warning-5"),
    ("side-a", "surface"),
    ("side-b", "surface"),
    ("line-strong", "surface"),
    ("focus", "surface-quiet"),
]


@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_is_readable(front, back):
    normal = tokens(":root")
    assert contrast(normal, front, back) >= 4.5
    assert contrast(normal | tokens('html[data-contrast="high"]'), front, back) >= 7


def test_the_two_sides_weigh_the_same():
    for values in (tokens(":root"), tokens(":root") | tokens('html[data-contrast="high"]')):
        assert contrast(values, "side-a", "surface") == pytest.approx(contrast(values, "side-b", "surface"), rel=0.02)


# Parts --------------------------------------------------------------------------------------------------------------


@dataclass
class Stage:
    name: str
    phase: str
    opens_at: datetime
    closes_at: datetime

    def __str__(self) -> str:
        return self.name


def stages(second: str) -> list[Stage]:
    days = [datetime(2026, 3, day, tzinfo=SEOUL) for day in (2, 12, 21, 31)]
    parts = zip(("학습", "의견 모으기", "표결"), ("done", second, "todo"), itertools.pairwise(days), strict=True)
    return [Stage(name, phase, *window) for name, phase, window in parts]


def test_the_stage_line_speaks_without_its_picture(time_machine):
    time_machine.move_to(datetime(2026, 3, 18, 9, tzinfo=SEOUL))
    html = render_to_string("parts/stage_line.html", {"stages": stages("now")})
    assert words(html) == (
        "학습 끝남 2026. 3. 2.(월) ~ 3. 11.(수) "
        "의견 모으기 진행 중, 2일 남음 2026. 3. 12.(목) ~ 3. 20.(금) "
        "표결 예정 2026. 3. 21.(토) ~ 3. 30.(월)"
    )
    assert Counter(re.findall(r"aria-current=\S+|<li", html)) == {"<li": 3, 'aria-current="step">': 1}


def test_the_short_stage_line_names_the_present_stage(time_machine):
    time_machine.move_to(datetime(2026, 3, 18, 9, tzinfo=SEOUL))
    html = render_to_string("parts/stage_line.html", {"stages": stages("now"), "short": True})
    assert words(html).endswith("표결 예정 의견 모으기 2일 남음 (2026. 3. 20.(금) 24:00까지)")


def test_a_suspended_process_says_so():
    html = render_to_string("parts/stage_line.html", {"stages": stages("suspended"), "short": True})
    assert words(html).endswith("의견 모으기 멈춤")


def test_a_bar_is_told_in_words():
    html = render_to_string("parts/bar.html", {"rows": [{"label": "조 1", "agree": 86, "unsure": 14, "disagree": 41}]})
    assert words(html) == "조 1 141명 동의함 61.0% (86) 잘 모르겠음 9.9% (14) 동의하지 않음 29.1% (41)"


def test_a_bar_of_nobody_draws_nothing():
    html = render_to_string("parts/bar.html", {"rows": [{"label": "조 1", "agree": 0, "unsure": 0, "disagree": 0}]})
    assert "<svg" not in html


class Proposal(forms.Form):
    title = forms.CharField(label="제목", max_length=40, help_text="한 문장으로")
    side = forms.ChoiceField(label="답", choices=[("a", "동의함"), ("d", "동의하지 않음")], widget=forms.RadioSelect)
    day = forms.DateField(label="날", required=False)


def test_a_form_error_is_told_twice_and_keeps_what_was_typed():
    html = str(Proposal({"title": "<가>" * 20}))
    assert 'href="#id_title"' in html
    assert 'href="#id_side"' in html
    assert 'id="id_side"' in html
    assert 'value="' + "&lt;가&gt;" * 20 + '"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert words(html).count("40자까지 쓸 수 있습니다. 지금은 60자입니다.") == 2


def test_a_form_without_errors_shows_no_summary():
    html = str(Proposal())
    assert "error-summary" not in html
    assert '<input type="date" name="day"' in html
    assert words(html) == "제목 필수 한 문장으로 40자까지 답 필수 동의함 동의하지 않음 날"


def test_a_long_text_is_never_cut_by_the_browser():
    class Long(forms.Form):
        body = forms.CharField(max_length=10, widget=forms.Textarea)

    assert "maxlength" not in str(Long())
