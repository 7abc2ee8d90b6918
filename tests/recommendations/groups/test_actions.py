from datetime import timedelta

import pytest

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.panels.models import Seat
from deliberation.recommendations.groups.actions import form_groups, place_member
from deliberation.recommendations.groups.forming import by_tables, in_equal_parts, meetings_with_tables
from deliberation.recommendations.groups.reading import groups_of, without_group
from deliberation.recommendations.models import GroupMember
from deliberation.recommendations.themes.actions import say_opinion
from deliberation.rounds.meetings.tables import assign_tables, publish_tables
from tests.cast import person
from tests.concurrency import at_once
from tests.recommendations.groups.scene import OPINION, grouped, raised
from tests.recommendations.scene import drafting
from tests.rounds import stage_meetings

pytestmark = pytest.mark.django_db


def codes(stage) -> list[list[str]]:
    return [group.codes for group in groups_of(stage)]


def test_groups_are_formed_minuted_and_formed_anew_until_they_work(traveller):
    scene, groups, seats = grouped(traveller)
    stage, by = scene.stage("drafting"), scene.cast.ada
    assert codes(stage) == [["A-01", "A-03"], ["A-02", "A-04"]]
    assert Entry.objects.get(step="form_groups").facts == {"groups": 2, "people": 4}
    for parts in ([seats], [seats, []], []):
        with pytest.raises(Refused):
            form_groups(stage, parts, by=by)
    groups = form_groups(stage, [seats[:2], seats[2:]], by=by)
    assert codes(stage) == [["A-01", "A-02"], ["A-03", "A-04"]]
    (theme, _jobs) = raised(scene)
    say_opinion(theme, group=groups[0], seat=seats[0], text=OPINION)
    with pytest.raises(Refused):
        form_groups(stage, [seats[::2], seats[1::2]], by=by)


def test_somebody_is_put_into_another_group_and_whoever_came_later_into_one(traveller):
    scene, groups, seats = grouped(traveller)
    stage = scene.stage("drafting")
    late = Seat.objects.create(process=scene.process, user=person("Late"), code="A-09")
    assert without_group(stage) == ["A-09"]
    place_member(groups[1], seat=late)
    place_member(groups[1], seat=seats[0])
    assert (codes(stage), without_group(stage)) == ([["A-03"], ["A-01", "A-02", "A-04", "A-09"]], [])
    Seat.objects.filter(pk=late.pk).update(until=late.since)
    assert codes(stage)[1] == ["A-01", "A-02", "A-04"]
    with pytest.raises(Refused):
        place_member(groups[0], seat=late)


def test_nothing_is_formed_after_the_end(traveller):
    scene, groups, seats = grouped(traveller)
    stage = scene.stage("drafting")
    traveller.move_to(stage.closes_at + timedelta(minutes=1))
    for act in (
        lambda: form_groups(stage, [seats[:2], seats[2:]], by=scene.cast.ada),
        lambda: place_member(groups[0], seat=seats[1]),
    ):
        with pytest.raises(Refused):
            act()


def test_equal_parts_have_some_of_every_kind(traveller):
    scene = drafting(traveller)
    for n in range(7):
        strata = {"sex": "여" if n % 2 else "남"}
        Seat.objects.create(process=scene.process, user=person(f"Citizen{n}"), code=f"A-{n:02}", strata=strata)
    parts = in_equal_parts(scene.process, 2)
    assert [len(part) for part in parts] == [4, 3]
    assert [sum(seat.strata["sex"] == "여" for seat in part) for part in parts] in ([1, 2], [2, 1])
    assert [len(part) for part in in_equal_parts(scene.process, 40)] == [1] * 7


def test_a_group_is_whoever_sat_at_a_table_once_everybody_may_know(traveller):
    scene = stage_meetings.scene(12)
    meeting = stage_meetings.planned(scene)
    assign_tables(meeting, tables=3, by=scene.cast.ada)
    assert not meetings_with_tables(scene.process).exists()
    publish_tables(meeting, by=scene.cast.ada)
    assert list(meetings_with_tables(scene.process)) == [meeting]
    gone = scene.seat("A001")
    Seat.objects.filter(pk=gone.pk).update(until=gone.since)
    places = [table.places.order_by("seat__code") for table in meeting.tables.all()]
    staying = [[place.seat for place in places_of.exclude(seat=gone).select_related("seat")] for places_of in places]
    assert by_tables(meeting) == staying


@pytest.mark.django_db(transaction=True)
def test_of_groups_formed_and_people_moved_at_once_nobody_is_in_two_or_lost(traveller):
    scene, groups, seats = grouped(traveller)

    def act(i: int) -> None:
        if i == 0:
            form_groups(scene.stage("drafting"), [seats[:2], seats[2:]], by=scene.cast.ada)
        else:
            place_member(groups[i % 2], seat=seats[i])

    results = at_once(4, act)
    assert results[0] is None
    assert GroupMember.objects.count() == 4
