import json
from base64 import urlsafe_b64encode
from itertools import chain

import pytest
from django.test import RequestFactory

from deliberation.spaces.models import Space
from deliberation.spaces.paging import counted, page_of


def asked(query=""):
    return RequestFactory().get(f"/{query}")


@pytest.fixture
def names(db):
    city = Space.objects.city()
    spaces = [Space(kind="council", parent=city, name=f"s{i:02}", title="ab"[i % 2]) for i in range(7)]
    Space.objects.bulk_create(spaces)
    return [space.name for space in spaces]


def walk(rows, *order, size):
    pages, query = [], ""
    while True:
        page = page_of(asked(query), rows, *order, size=size)
        pages.append([space.name for space in page.rows])
        if not page.next_url:
            return pages, page
        query = page.next_url


def test_pages_follow_each_other_without_gap_or_repetition(names):
    pages, last = walk(Space.objects.exclude(kind="city"), "-title", "name", size=3)
    assert pages == [["s01", "s03", "s05"], ["s00", "s02", "s04"], ["s06"]]
    back = page_of(asked(last.previous_url), Space.objects.exclude(kind="city"), "-title", "name", size=3)
    assert [space.name for space in back.rows] == ["s00", "s02", "s04"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_parts_follow_each_other_there_and_back(names, size):
    councils = Space.objects.filter(kind="council")
    parts = [councils.filter(name__in=["s04", "s06"]), councils.none(), councils.filter(name__lt="s04")]
    pages, page = walk(parts, "-name", size=size)
    assert list(chain.from_iterable(pages)) == ["s06", "s04", "s03", "s02", "s01", "s00"]
    for expected in reversed(pages[:-1]):
        page = page_of(asked(page.previous_url), parts, "-name", size=size)
        assert [space.name for space in page.rows] == expected
    assert page.previous_url == ""


def test_a_page_asks_only_the_parts_that_it_shows(names, django_assert_num_queries):
    councils = Space.objects.filter(kind="council")
    parts = [councils.filter(name__lt="s04"), councils.filter(name__gt="s04")]
    with django_assert_num_queries(1):
        page_of(asked(), parts, "name", size=3)
    with django_assert_num_queries(2):
        page_of(asked(), parts, "name", size=5)


def test_first_page_has_nothing_before_it_also_when_reached_backwards(names):
    rows = Space.objects.exclude(kind="city")
    first = page_of(asked(), rows, "name", size=4)
    second = page_of(asked(first.next_url), rows, "name", size=4)
    again = page_of(asked(second.previous_url), rows, "name", size=4)
    assert (first.previous_url, again.previous_url, again.rows) == ("", "", first.rows)


@pytest.mark.parametrize("part", [9, -1, "x", None])
def test_cursor_of_a_part_that_is_not_there_shows_the_first_page(names, part):
    cursor = urlsafe_b64encode(json.dumps([part, "s01"]).encode()).decode()
    page = page_of(asked(f"?page=after.{cursor}"), Space.objects.filter(kind="council"), "name", size=3)
    assert [space.name for space in page.rows] == ["s00", "s01", "s02"]


def test_row_added_meanwhile_repeats_nothing(names):
    rows = Space.objects.exclude(kind="city")
    first = page_of(asked(), rows, "-name", size=3)
    Space.objects.create(kind="council", parent=Space.objects.city(), name="s99")
    second = page_of(asked(first.next_url), rows, "-name", size=3)
    assert [space.name for space in second.rows] == ["s03", "s02", "s01"]


def test_addresses_keep_the_filters(names):
    page = page_of(asked("?q=%EC%88%98%EC%86%8C&page=after.x"), Space.objects.exclude(kind="city"), "name", size=3)
    assert page.next_url.startswith("?q=%EC%88%98%EC%86%8C&page=after.")


@pytest.mark.parametrize("cursor", ["nonsense", "after.", "after.bnVsbA==", "after.W251bGxd", "before.WzEsMl0="])
def test_broken_cursor_shows_the_first_page(names, cursor):
    page = page_of(asked(f"?page={cursor}"), Space.objects.exclude(kind="city"), "name", size=3)
    assert [space.name for space in page.rows] == ["s00", "s01", "s02"]


def test_counting_stops(names, monkeypatch):
    assert counted(Space.objects.exclude(kind="city")) == "7"
    city = Space.objects.city()
    Space.objects.bulk_create(Space(kind="council", parent=city, name=f"many-{i}") for i in range(1000))
    assert counted(Space.objects.all()) == "1,000+"
