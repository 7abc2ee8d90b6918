import re

import pytest

from deliberation.documents import web
from deliberation.documents.blocks import Column, Figure, Heading, Paragraph, Reference, Run, Table
from tests.documents.test_formats import FULL, WIDE, document
from tests.documents.test_pdf import MARKUP, PNG, SVG


@pytest.fixture(scope="module")
def page():
    return web.render(FULL).decode()


def test_nothing_is_asked_from_elsewhere_and_nothing_runs(page):
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert {each.split(",")[0].split("#")[0] for each in sources} == {
        "",
        "data:image/svg+xml;base64",
        "https://example.org/?a=1&amp;b=2",
    }
    assert "<script" not in page
    assert "@import" not in page
    assert "url(" not in page


def test_contents_lead_to_the_headings(page):
    links = re.findall(r'<a href="#(h\d+)"><span class="number">(.*?)</span>(.*?)</a>', page)
    heads = re.findall(r'<h[2-5] id="(h\d+)"><span class="number">(.*?)</span>(.*?)</h', page)
    assert links == heads == [("h0", "Ⅰ.", "권고의 배경"), ("h2", "1.", "경과"), ("h11", "Ⅱ.", "서명")]


def test_lists_in_the_contents_are_closed_as_they_were_opened():
    levels = (1, 2, 3, 4, 2, 1, 1, 2, 2, 3)
    html = web.render(document(*(Heading(level, "장") for level in levels))).decode()
    contents = html[html.index("<nav") : html.index("</nav>")]
    assert re.findall(r"</?(?:ol|li)>", contents).count("<li>") == contents.count("</li>") == 7
    assert contents.count("<ol>") == contents.count("</ol>") == 3


def test_tables_say_what_their_titles_are_and_can_be_moved_by_keyboard(page):
    assert page.count('<th scope="col"') == sum(row.count("<th ") for row in page.splitlines())
    assert page.count("<caption>") == page.count("<table") == page.count('tabindex="0"')
    assert '<section class="wide">' in web.render(document(WIDE)).decode()


def test_pictures_have_their_words_and_are_images():
    html = web.render(document(Figure(SVG, PNG, 'ein "Wort" <b>', "그림"), Figure("", PNG, "사진", "사진"))).decode()
    assert 'alt="ein &quot;Wort&quot; &lt;b&gt;"' in html
    assert "<svg" not in html
    assert html.count("data:image/png;base64,") == 1


@pytest.mark.parametrize("place", ["title", "subtitle", "publisher"])
def test_markup_is_escaped_wherever_it_stands(place):
    run = Run(MARKUP, references=(Reference(MARKUP, 'https://example.org/"><script>'),))
    html = web.render(document(Paragraph.of(run), **{place: MARKUP})).decode()
    assert "<script" not in html


def test_language_and_print_style_are_in_the_page(page):
    assert page.startswith('<!doctype html>\n<html lang="ko">')
    assert "@media print" in page
    assert '<html lang="en">' in web.render(document(language="en", title="Report")).decode()


def test_an_address_in_a_text_is_a_link():
    table = Table("주소", (Column("주소"),), (("https://example.org/b",),))
    page = web.render(document(Paragraph.of("(https://example.org/?a=1&b=2)."), table)).decode()
    assert '(<a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>).' in page
    assert '<td><a href="https://example.org/b">https://example.org/b</a></td>' in page
