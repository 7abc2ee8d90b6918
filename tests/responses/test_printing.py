"""The answers in print and as tables: all that is published, nothing of a draft, and the same on another day."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from deliberation.documents.blocks import Heading, List, Table
from deliberation.reports.opendata.dictionary import TABLES, meaning
from deliberation.responses.answering.actions import (
    ask_department,
    due_day,
    extend_answers,
    note_opinion,
)
from deliberation.responses.checking.actions import Found, Ruled, record_check
from deliberation.responses.exporting import tables
from deliberation.responses.models import Contest
from deliberation.responses.printing import section
from deliberation.spaces.actions import decide
from tests.responses.scene import (
    DECLINED,
    accepted,
    answered,
    contested,
    drafted,
    finished,
    handed_over,
    published,
    responses,
    the_check,
)
from tests.sittings import in_session

pytestmark = pytest.mark.django_db


def written(scene) -> dict[str, list[list]]:
    return {name: [list(row) for row in rows] for name, _columns, rows in tables(scene.process)}


def everything(traveller):
    """One answer heard, extended, published, reported as done, contested and checked; the other one in draft."""
    scene = drafted(traveller, accepted(90), DECLINED)
    first = responses(scene)[0]
    note_opinion(ask_department(first, "소방본부", by=scene.cast.emil), "함께 점검합니다.", by=scene.cast.emil)
    until = due_day(first.due_at) + timedelta(days=9)
    extend_answers(scene.process, [first.pk], until=until, reason="국비 심의를 기다립니다.", by=scene.cast.emil)
    published(scene, 1)
    milestone = finished(scene)
    hidden, *_others = contested(milestone, milestone.response.rules.contests)
    decide(hidden.item, "hide", by=scene.cast.ada, version=1, reason="이름이 들어 있습니다.")
    ruling = {milestone.pk: Ruled(False, "현장에는 아직 없습니다.")}
    found = {first.pk: Found("delayed", "공개가 늦어지고 있습니다.")}
    record_check(the_check(scene), found, ruling, sitting=in_session(), reason="점검했습니다.", by=scene.cast.hana)
    return scene


def test_everything_that_is_published_is_in_print_in_both_languages(traveller):
    scene = everything(traveller)
    with override("ko"):
        korean = tuple(section(scene.process))
    with override("en"):
        english = tuple(section(scene.process))
    assert [block.text for block in korean if isinstance(block, Heading) and block.level == 1] == [
        *(row.recommendation.title for row in responses(scene)),
        "위원회의 이행점검",
    ]
    assert len(english) == len(korean)
    for words in (
        *("수용", "에너지정책과", "1억 2,000만 원", "시비", "점검 결과를 달마다 누리집에 공개합니다."),
        *("소방본부: 함께 점검합니다.", "국비 심의를 기다립니다.", "점검 결과 공개", "100%", "누리집을 열었습니다."),
        *(
            "아직 열리지 않았습니다.",
            "담당자가 이 글을 가렸습니다.",
            "공개가 늦어지고 있습니다.",
            "현장에는 아직 없습니다.",
        ),
        "아직 답하지 않음",
    ):
        assert words in repr(korean), words
    for words in ("accepted", "120,000,000 won", "Contested by citizens", "It is not done: work goes on", "delayed"):
        assert words in repr(english), words
    for told in (korean, english):
        assert DECLINED["reason"] not in repr(told), "a draft"
        assert "Citizen" not in repr(told), "who contests"
    traveller.shift(timedelta(days=200))  # past every day that is named
    with override("ko"):
        assert tuple(section(scene.process)) == korean


def test_nothing_is_in_print_while_nothing_is_answered(traveller):
    scene = drafted(traveller)
    assert list(section(scene.process)) == []


def test_tables_hold_what_is_published_and_say_what_it_means(traveller):
    scene = everything(traveller)
    for name, columns, rows in tables(scene.process):
        assert name in TABLES
        assert all(meaning(name, column).description for column in columns), name
        assert {len(list(row)) for row in rows} == {len(columns)}, name
    told = written(scene)
    first, second = told["responses"]
    charter = scene.process.charters.get()
    assert (first[4:6], second[4:6]) == ([charter.promise, charter.promise_en],) * 2
    assert (first[0], first[1], first[8], first[-2]) == (1, "answered", "accepted", "인천광역시장")
    assert (second[0], second[1], second[8:]) == (2, "review", [None] * 10)
    assert told["response_budgets"] == [[1, 2026, 120]]
    assert [row[:3] for row in told["response_opinions"]] == [[1, "소방본부", "함께 점검합니다."]]
    assert [[*row[:4], row[5]] for row in told["milestones"]] == [[1, 1, "점검 결과 공개", "underway", 100]]
    assert [row[3:6] for row in told["milestone_reports"]] == [["finish", 100, "누리집을 열었습니다."]]
    assert [row[3:] for row in told["milestone_contests"]][:2] == [
        ["hidden", "", ""],
        ["admitted", "아직 열리지 않았습니다.", "https://example.org/photo"],
    ]
    assert [row[2:] for row in told["check_findings"]] == [[1, "delayed", "공개가 늦어지고 있습니다."]]
    assert told["check_rulings"] == [[1, 1, 1, 0, "현장에는 아직 없습니다."]]


def test_there_are_no_tables_before_the_handing_over(traveller):
    scene = handed_over(traveller)
    assert [len(rows) for rows in written(scene).values()] == [2, 0, 0, 0, 0, 0, 0, 0]
    scene.process.recommendations.get(number=1).citys_answer.delete()
    scene.process.recommendations.get(number=2).citys_answer.delete()
    assert written(scene) == {}


@pytest.mark.parametrize("number", [1, 9])
def test_print_takes_the_same_queries_whatever_there_is(traveller, django_assert_num_queries, number):
    scene = answered(traveller)
    for _n in range(number):
        contested(finished(scene), 1)
    with django_assert_num_queries(12), override("ko"):
        told = list(section(scene.process))
    assert Contest.objects.count() == number
    assert sum(isinstance(block, Table) for block in told) == 4
    assert [len(block.items) for block in told if isinstance(block, List)] == [number, number]
