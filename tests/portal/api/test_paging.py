"""Paging by key: every row once, whatever is put in meanwhile; and the same few queries for many rows as for one."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.agendas.models import Proposal
from tests.agendas.agendas import chosen
from tests.agendas.proposing import published
from tests.conflicts.cases import filed

pytestmark = pytest.mark.django_db


def walk(ask, name: str, meanwhile=lambda: None, **parameters):
    pages, answer = [], ask(name, **parameters).json()
    while True:
        pages.append([row["id"] for row in answer["data"]])
        if answer["next"] is None:
            return pages, answer
        meanwhile()
        answer = ask(answer["next"]).json()


@settings(max_examples=5, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 7), added=st.integers(0, 2))
def test_every_row_comes_once_while_others_are_put_in(ask, cast, settings, size, added):
    settings.API_REQUESTS_PER_MINUTE = 10_000
    Proposal.objects.all().delete()
    before = {published(cast.finn).pk for _ in range(9)}
    pages, _last = walk(ask, "proposals", lambda: [published(cast.finn) for _ in range(added)], limit=size)
    found = [number for page in pages for number in page]
    assert sorted(found) == sorted(before)
    assert found == sorted(found, reverse=True)
    assert {len(page) for page in pages[:-1]} <= {size}


def test_the_way_back_is_the_same(ask, cast):
    for _ in range(5):
        published(cast.finn)
    pages, last = walk(ask, "proposals", limit=2)
    back = []
    while last["previous"]:
        last = ask(last["previous"]).json()
        back.append([row["id"] for row in last["data"]])
    assert back == pages[-2::-1]


def test_a_search_puts_titles_first_and_can_be_paged(ask, cast):
    title, text = (
        published(cast.finn, title="갯벌을 메울 것인가?"),
        published(cast.finn, background="갯벌이 줄고 있습니다."),
    )
    published(cast.finn)
    assert walk(ask, "proposals", q="갯벌", limit=1)[0][:2] == [[title.pk], [text.pk]]


def test_lists_are_narrowed_by_state_place_and_since_when_something_happened(ask, cast, clock):
    early = published(cast.finn, district="중구")
    clock.shift(timedelta(days=1))
    late = published(cast.finn, district="서구", category="housing")
    assert walk(ask, "proposals", district="중구")[0] == [[early.pk]]
    assert walk(ask, "proposals", category="housing", state="collecting")[0] == [[late.pk]]
    assert walk(ask, "proposals", state="screening")[0] == [[]]
    seen = ask("proposals").json()["data"][0]["updated_at"]
    assert walk(ask, "proposals", updated_since=seen)[0] == [[late.pk]]
    early.refresh_from_db()
    clock.shift(timedelta(days=1))
    filed(cast)
    chosen(cast)
    assert len(ask("conflicts", grade="1").json()["data"]) == 0
    assert len(ask("agendas", updated_since=seen).json()["data"]) == 1
