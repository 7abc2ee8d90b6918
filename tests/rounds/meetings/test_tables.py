import hashlib
from collections import Counter
from itertools import combinations

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import canonical
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.processes import kinds
from deliberation.rounds.meetings import tables
from deliberation.rounds.meetings.attending import check_in
from deliberation.rounds.meetings.basis import met
from deliberation.rounds.meetings.models import CheckIn, Seating, TablePlace, Tie
from deliberation.rounds.meetings.scheduling import end_meeting, write_venues
from tests.concurrency import at_once
from tests.rounds.stage_meetings import again, opened, planned, scene

pytestmark = pytest.mark.django_db
APART, TOGETHER = Tie.Kind.APART, Tie.Kind.TOGETHER


def groups(meeting):
    rows = TablePlace.objects.filter(meeting=meeting).order_by("table__number", "seat__code")
    found: dict[int, list[str]] = {}
    for number, code in rows.values_list("table__number", "seat__code"):
        found.setdefault(number, []).append(code)
    return found


def pairs(meeting):
    return {frozenset(pair) for codes in groups(meeting).values() for pair in combinations(codes, 2)}


def test_everybody_with_a_seat_gets_a_table():
    here = scene(12)
    meeting = planned(here)
    seating = tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    assert sorted(code for codes in groups(meeting).values() for code in codes) == [seat.code for seat in here.seats]
    assert [len(codes) for codes in groups(meeting).values()] == [4, 4, 4]
    assert seating.figures["worst"]["sex"] == 0.0
    assert (seating.figures["pairs"], seating.figures["again"], seating.figures["broken"]) == (18, 0, 0)


def test_what_is_shown_never_names_sides_or_groups():
    """The opinion at the draw goes in; out comes one whole number that does not move when people are moved."""
    here = scene(12)
    meeting = planned(here)
    seating = tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    assert "side" in seating.inputs["given"]["traits"]
    assert sorted(seating.figures["worst"]) == ["age_band", "district", "sex"]
    unseen = seating.figures["unseen"]
    assert isinstance(unseen, int)
    for seat in here.seats[:6]:
        tables.move_person(meeting, seat, meeting.tables.get(number=1))
    figures = Seating.objects.get().figures
    assert (figures["unseen"], figures["by_hand"], sorted(figures["worst"])) == (
        unseen,
        6,
        ["age_band", "district", "sex"],
    )


def test_opinion_groups_come_from_the_other_stages(monkeypatch):
    here = scene(12)
    labels = {seat.pk: "B" if n < 6 else "A" for n, seat in enumerate(here.seats)}
    opinions = here.process.stages.get(kind="opinion_round")
    monkeypatch.setattr(kinds.KINDS["opinion_round"], "traits", lambda _stage: labels, raising=False)
    meeting = planned(here)
    seating = tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    assert seating.inputs["given"]["traits"][f"stage:{opinions.pk}"]["A001"] == "B"
    first = {seat.code for seat in here.seats[:6]}
    assert [len(first & set(codes)) for codes in groups(meeting).values()] == [2, 2, 2]


def test_people_meet_anew_each_time():
    here = scene(12)
    first, second = planned(here), planned(here, hours=5)
    tables.assign_tables(first, tables=4, by=here.cast.ada)
    seating = tables.assign_tables(second, tables=4, by=here.cast.ada)
    together = len(pairs(first) & pairs(second))
    assert (seating.figures["again"], together) == (together, together)
    assert together <= 2


def test_once_a_meeting_is_over_only_those_who_came_have_met():
    here = scene(4)
    first = opened(here)
    tables.assign_tables(first, tables=2, by=here.cast.ada)
    tables.publish_tables(first, by=here.cast.ada)
    came = here.seats[0]
    check_in(first, came, how=CheckIn.How.QR, by=came.user)
    later = planned(here, hours=5)
    assert sum(met(later).values()) == 2
    end_meeting(first, by=here.cast.ada)
    assert met(later) == Counter()


def test_people_are_kept_apart_and_together():
    here = scene(12)
    meeting = planned(here)
    a, b, c, d = here.seats[:4]
    tables.tie(here.stage, b, a, kind=APART, note="이웃 분쟁", by=here.cast.ada)
    tables.tie(here.stage, c, d, kind=TOGETHER, note="통역", by=here.cast.ada)
    seating = tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    assert frozenset((a.code, b.code)) not in pairs(meeting)
    assert frozenset((c.code, d.code)) in pairs(meeting)
    assert seating.figures["broken"] == 0
    tables.tie(here.stage, a, b, kind=TOGETHER, note="", by=here.cast.ada)
    assert Tie.objects.filter(one=a, other=b).values_list("kind", "note").get() == ("together", "")
    with pytest.raises(Refused, match="two different people"):
        tables.tie(here.stage, a, a, kind=APART, note="", by=here.cast.ada)


def test_the_seed_is_minuted_and_the_assignment_can_be_repeated():
    here = scene(12)
    meeting = planned(here)
    tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    tables.publish_tables(meeting, by=here.cast.ada)
    seating = Seating.objects.get()
    entry = Entry.objects.get(subject=meeting.subject, step="publish_tables")
    assert entry.facts == {
        "number": 1,
        "seed": seating.seed,
        "tables": 3,
        "people": 12,
        "again": 0,
        "by_hand": 0,
    }
    committed = hashlib.sha256(seating.salt.encode() + canonical(seating.inputs)).hexdigest()
    assert entry.commitments == {"seating": committed} == tables.committed_to(seating)
    assert tables.repeats(seating)
    call_command("check_seating")
    Seating.objects.update(seed="another")
    with pytest.raises(CommandError, match="1 assignments differ"):
        call_command("check_seating")
    assert Notice.objects.filter(kind="tables_published").count() == 12


def test_published_tables_are_not_dealt_again_nor_published_twice():
    here = scene(12)
    meeting = planned(here)
    with pytest.raises(Refused, match="no assignment"):
        tables.publish_tables(meeting, by=here.cast.ada)
    tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    first = Seating.objects.get().seed
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    assert sorted(groups(meeting)) == [1, 2]
    deals = Entry.objects.filter(subject=meeting.subject, step="deal_tables").order_by("n")
    told = {"number": 1, "people": 12}
    assert [entry.facts for entry in deals] == [
        told | {"seed": first, "tables": 3},
        told | {"seed": Seating.objects.get().seed, "tables": 2},
    ]
    tables.publish_tables(meeting, by=here.cast.ada)
    with pytest.raises(Refused, match="The tables are published"):
        tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    with pytest.raises(Refused, match="no assignment"):
        tables.publish_tables(meeting, by=here.cast.ada)


@pytest.mark.parametrize("n", [0, 7])
def test_two_people_sit_at_each_table(n):
    here = scene(12)
    with pytest.raises(Refused, match="At most 6 tables"):
        tables.assign_tables(planned(here), tables=n, by=here.cast.ada)


def test_a_person_moves_by_hand_and_is_never_at_two_tables():
    here = scene(4)
    meeting, other = planned(here), planned(here, hours=5)
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    tables.assign_tables(other, tables=2, by=here.cast.ada)
    seat, target = here.seats[0], meeting.tables.get(number=2)
    tables.move_person(meeting, seat, target)
    assert seat.code in groups(meeting)[2]
    with pytest.raises(Refused, match="belongs to another meeting"):
        tables.move_person(meeting, seat, other.tables.first())
    tables.move_person(meeting, seat, None)
    assert TablePlace.objects.filter(meeting=meeting).count() == 3
    taken = TablePlace.objects.filter(meeting=meeting).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        TablePlace.objects.create(meeting=meeting, table=target, seat_id=taken.seat_id)


def test_tables_are_evened_out_among_those_who_are_here():
    here = scene(12)
    meeting = opened(here)
    tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    missing = set(groups(meeting)[1][:3])
    for seat in here.seats:
        if seat.code not in missing:
            check_in(meeting, seat, how=CheckIn.How.QR, by=seat.user)
    before = groups(meeting)
    assert tables.rebalance_tables(meeting) == 2  # 1, 4, 4 become 3 each
    after = groups(meeting)
    assert sorted(map(len, after.values())) == [3, 3, 3]
    assert sum(len(set(before[n]) & set(after[n])) for n in before) == 7
    assert tables.rebalance_tables(meeting) == 0


def test_more_tables_than_people_are_refused():
    here = scene(4)
    meeting = opened(here)
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    check_in(meeting, here.seats[0], how=CheckIn.How.QR, by=here.seats[0].user)
    with pytest.raises(Refused, match="more tables than people"):
        tables.rebalance_tables(meeting)


def test_a_meeting_that_is_over_keeps_its_tables():
    here = scene(4)
    meeting = opened(here)
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    end_meeting(meeting, by=here.cast.ada)
    for act in (
        lambda: tables.assign_tables(meeting, tables=1, by=here.cast.ada),
        lambda: tables.move_person(meeting, here.seats[0], None),
        lambda: tables.rebalance_tables(meeting),
        lambda: tables.publish_tables(meeting, by=here.cast.ada),
    ):
        with pytest.raises(Refused, match="is over"):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_assignments_at_once_leave_one():
    here = scene(12)
    meeting = planned(here)
    results = at_once(2, lambda n: tables.assign_tables(again(meeting), tables=3 + n, by=here.cast.ada))
    assert not [result for result in results if isinstance(result, Exception)]
    seating = Seating.objects.get()
    dealt = {n: sorted(codes) for n, codes in enumerate(seating.inputs["dealt"], start=1)}
    assert groups(meeting) == dealt
    assert meeting.tables.count() == len(dealt)


@pytest.mark.django_db(transaction=True)
def test_a_person_moved_twice_at_once_sits_once():
    here = scene(12)
    meeting = planned(here)
    tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    rows = list(meeting.tables.all())
    results = at_once(6, lambda n: tables.move_person(again(meeting), here.seats[0], rows[n % 3]))
    assert results == [None] * 6
    assert TablePlace.objects.filter(seat=here.seats[0]).count() == 1
    assert Seating.objects.get().figures["by_hand"] == 6


def at_venues(people: int = 12, **codes):
    """A meeting whose western venue takes 서구 and whose eastern takes 중구, but for people named there."""
    here = scene(people)
    meeting = planned(here)
    rows = [{"name": "서부", "districts": ["서구"]}, {"name": "동부", "districts": ["중구"]}]
    for row in rows:
        row["codes"] = codes.get(row["name"], [])
    write_venues(meeting, rows, by=here.cast.ada)
    return here, meeting


def venues_of(meeting):
    rows = TablePlace.objects.filter(meeting=meeting).values_list("table__venue__name", "seat__strata__district")
    return Counter(rows)


def test_people_are_dealt_inside_their_venue():
    here, meeting = at_venues(동부=["A001"])
    seating = tables.assign_tables(meeting, tables=4, by=here.cast.ada)
    assert venues_of(meeting) == {("서부", "서구"): 8, ("동부", "중구"): 3, ("동부", "서구"): 1}
    assert [table.venue.name for table in meeting.tables.all()] == ["서부", "서부", "서부", "동부"]
    assert tables.repeats(seating)
    before = seating.figures["pairs"]
    tables.move_person(meeting, here.seat("A002"), meeting.tables.get(number=1))
    assert Seating.objects.get().figures["by_hand"] == 1
    assert before == 3 + 3 + 1 + 6
    tables.rebalance_tables(meeting)
    assert venues_of(meeting) == {("서부", "서구"): 8, ("동부", "중구"): 3, ("동부", "서구"): 1}


def test_nobody_is_left_without_a_venue_nor_alone_at_one():
    here, meeting = at_venues()
    with pytest.raises(Refused, match="At most"):
        tables.assign_tables(meeting, tables=1, by=here.cast.ada)
    with pytest.raises(Refused, match="more tables than the people at each venue"):
        tables.assign_tables(meeting, tables=6, by=here.cast.ada)
    write_venues(meeting, [{"name": "서부", "districts": ["서구"]}], by=here.cast.ada)
    with pytest.raises(Refused, match="A004, A008, A012"):
        tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    write_venues(meeting, [{"name": "서부", "codes": ["A001"]}, {"name": "동부"}], by=here.cast.ada)
    with pytest.raises(Refused, match="Only one person"):
        tables.assign_tables(meeting, tables=2, by=here.cast.ada)


def test_a_scribe_from_the_table_is_free_of_it_when_sitting_elsewhere():
    here, meeting = at_venues()
    tables.assign_tables(meeting, tables=4, by=here.cast.ada)
    first, second = meeting.tables.order_by("number")[:2]
    seat = first.places.first().seat
    chairs = [("Vietnamese", "Linh Nguyen")]
    tables.arrange_tables(
        meeting, {first.pk: {"scribe": seat.user, "interpreters": chairs}, second.pk: {"scribe": here.cast.ada}}
    )
    assert [table.scribe for table in meeting.tables.order_by("number")[:2]] == [seat.user, here.cast.ada]
    assert [str(chair) for chair in first.interpreters.all()] == ["Vietnamese: Linh Nguyen"]
    tables.move_person(meeting, seat, second)
    assert [table.scribe for table in meeting.tables.order_by("number")[:2]] == [None, here.cast.ada]
