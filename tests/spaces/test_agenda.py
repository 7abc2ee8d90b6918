import pytest

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.spaces.agenda import shift_point, take_back_recusal, take_off_agenda
from deliberation.spaces.models import Decision, Point, Recusal
from deliberation.spaces.sittings import Vote, note_remarks, open_sitting, put_on_agenda, recuse
from tests.concurrency import at_once
from tests.sittings import in_session
from tests.spaces.test_sittings import Thing, decide, five, planned  # noqa: F401 - a fixture


def agenda(sitting) -> list[tuple[int, str]]:
    return list(sitting.points.standing().values_list("position", "title"))


def with_points(cast, *titles):
    sitting = planned(cast)
    return sitting, [put_on_agenda(sitting, Thing(cast.city, n), title) for n, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("title", "places", "order"),
    [
        ("가", 1, "나가다"),
        ("다", -1, "가다나"),
        ("가", -1, "가나다"),  # the first stays the first
        ("다", 1, "가나다"),
        ("가", 2, "나다가"),
    ],
)
def test_points_change_places_before_the_sitting(cast, title, places, order):
    sitting, points = with_points(cast, "가", "나", "다")
    shift_point(next(point for point in points if point.title == title), places)
    assert agenda(sitting) == list(enumerate(order, start=1))


def test_points_keep_their_places_once_it_is_open(cast, five):  # noqa: F811
    sitting, points = with_points(cast, "가", "나")
    open_sitting(sitting, present=five, by=cast.hana)
    with pytest.raises(Refused, match="진행 중"):
        shift_point(points[0], 1)
    assert agenda(sitting) == [(1, "가"), (2, "나")]


def test_point_is_taken_off_with_a_reason_and_may_come_on_again(cast, five):  # noqa: F811
    sitting, points = with_points(cast, "가", "나", "다")
    with pytest.raises(Refused, match="이유"):
        take_off_agenda(points[0], reason=" ", by=cast.emil)
    take_off_agenda(points[0], reason="자료가 아직 없습니다.", by=cast.emil)
    assert agenda(sitting) == [(1, "나"), (2, "다")]
    kept = sitting.points.get(position=None)
    assert (kept.title, kept.off_reason) == ("가", "자료가 아직 없습니다.")
    assert Entry.objects.get(step="take_off").facts == {"point": 1, "about": "proposal:0"}
    open_sitting(sitting, present=five, by=cast.hana)
    for act in (
        lambda: take_off_agenda(points[0], reason="다시", by=cast.emil),
        lambda: recuse(points[0], cast.dora, kind="withdrawal", reason="친족", by=cast.hana),
        lambda: decide(cast, sitting, points[0]),
    ):
        with pytest.raises(Refused, match="올라 있지 않은"):
            act()
    note_remarks(points[0], "말")
    assert sitting.points.get(position=None).remarks == ""
    assert put_on_agenda(sitting, Thing(cast.city, 0), "가").position == 3


def test_decided_point_stays(cast, five):  # noqa: F811
    sitting = in_session(*five)
    decide(cast, sitting)
    with pytest.raises(Refused, match="이미 의결"):
        take_off_agenda(sitting.points.get(), reason="이유", by=cast.emil)


def test_recusal_noted_by_mistake_is_taken_back_and_stays_in_sight(cast, five):  # noqa: F811
    sitting = in_session(*five)
    point = put_on_agenda(sitting, Thing(cast.city), "안건")
    mistaken = recuse(point, cast.dora, kind="challenge", reason="동명이인", by=cast.emil)
    with pytest.raises(Refused, match="이유"):
        take_back_recusal(mistaken, reason="", by=cast.emil)
    with pytest.raises(Refused, match="본인"):
        take_back_recusal(mistaken, reason="저는 아닙니다", by=cast.dora)
    take_back_recusal(mistaken, reason="다른 사람이었습니다.", by=cast.emil)
    facts = {"point": 1, "person": cast.dora.pseudonym("city")}
    assert Entry.objects.get(step="take_back_recusal").facts == facts
    with pytest.raises(Refused, match="이미 취소"):
        take_back_recusal(mistaken, reason="다시", by=cast.emil)
    recuse(point, cast.dora, kind="withdrawal", reason="친족", by=cast.dora)
    again = Recusal.objects.standing().get()
    assert (again.reason, Recusal.objects.count()) == ("친족", 2)
    take_back_recusal(again, reason="오해", by=cast.hana)
    decision = decide(cast, sitting, by=cast.dora, vote=Vote(5))
    assert (decision.voting, decision.recusals) == (5, [])
    recusal = Recusal.objects.first()
    with pytest.raises(Refused, match="이미 의결"):
        take_back_recusal(recusal, reason="다시", by=cast.hana)


@pytest.mark.django_db(transaction=True)
def test_points_moved_put_and_taken_off_at_once_stay_in_one_order(cast):
    sitting, points = with_points(cast, *"가나다라마바")

    def act(i):
        if i < 3:
            return shift_point(points[i], 2)
        if i < 6:
            return take_off_agenda(points[i % 4 + 2], reason="이유", by=cast.emil)
        return put_on_agenda(sitting, Thing(cast.city, i), f"{i}")

    results = at_once(9, act)
    assert {type(result).__name__ for result in results} <= {"NoneType", "Point", "Refused"}
    taken = Point.objects.filter(position=None).count()
    left = 6 + 3 - taken
    assert [position for position, _title in agenda(sitting)] == list(range(1, left + 1))
    assert Entry.objects.filter(step="take_off").count() == taken


@pytest.mark.django_db(transaction=True)
def test_recusal_taken_back_while_the_point_is_decided_counts_before_or_after(cast):
    sitting = in_session()
    point = put_on_agenda(sitting, Thing(cast.city), "안건")
    recusal = recuse(point, cast.dora, kind="challenge", reason="동명이인", by=cast.emil)

    def act(i):
        if i:
            return decide(cast, sitting, point)
        return take_back_recusal(recusal, reason="오해", by=cast.emil)

    taken, decision = at_once(2, act)
    assert isinstance(decision, Decision)
    back = Recusal.objects.get().back_at is not None
    assert (taken is None, decision.voting, len(decision.recusals)) == ((True, 2, 0) if back else (False, 1, 1))
