from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.spaces.actions import appoint, dismiss
from deliberation.spaces.models import Decision, Membership, Point, Recusal, Role, Sitting
from deliberation.spaces.sittings import (
    REJECTED,
    Vote,
    cancel_sitting,
    close_sitting,
    hold_sitting,
    move_sitting,
    note_attendance,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    recuse,
    reply,
    resolve,
)
from tests.cast import person
from tests.concurrency import at_once
from tests.sittings import in_session

REASON = "위원들의 의견이 모였습니다."


class Thing:
    """Something of a room above, as far as a sitting knows it."""

    def __init__(self, space, n=7):
        self.space, self.subject = space, f"proposal:{n}"


@pytest.fixture
def five(cast):
    """A committee of five: Hana presides, Dora and three more."""
    more = [person(name) for name in ("Ida", "Jin", "Kim")]
    for member in more:
        appoint(cast.city, member, Role.COMMITTEE)
    return [cast.hana, cast.dora, *more]


def planned(cast, **fields) -> Sitting:
    given = {"title": "제1차 위원회", "held_at": timezone.now() + timedelta(days=7), "place": "시청", "by": cast.emil}
    return plan_sitting(cast.city, **given | fields)


def written(cast) -> Sitting:
    now = timezone.now()
    sitting = planned(cast, kind="written", place="", held_at=now, replies_until=now + timedelta(days=3))
    open_sitting(sitting, present=[], by=cast.hana)
    return sitting


def decide(cast, sitting, about=None, **changed) -> Decision:
    given = {"space": cast.city, "motion": "안건", "result": "select", "reason": REASON, "by": cast.hana} | changed
    return resolve(about or Thing(cast.city), sitting=sitting, **given)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def test_members_are_invited_and_told_of_another_date(cast, five):
    sitting = planned(cast)
    assert told("sitting_called") == {"Hana", "Dora", "Ida", "Jin", "Kim"}
    later = {"held_at": sitting.held_at + timedelta(days=1), "place": "구청", "replies_until": None, "by": cast.emil}
    with pytest.raises(Refused, match="이유"):
        move_sitting(sitting, reason=" ", **later)
    move_sitting(sitting, reason="시의회 일정과 겹칩니다.", **later)
    assert told("sitting_moved") == told("sitting_called")
    assert "시의회 일정과 겹칩니다." in Notice.objects.filter(kind="sitting_moved").first().words[1]
    moved = Sitting.objects.get()
    assert (moved.place, moved.change_reason) == ("구청", "시의회 일정과 겹칩니다.")


def test_an_invitation_names_the_place_where_there_is_one(cast):
    when = datetime(2026, 12, 2, 23, 50, tzinfo=UTC)
    for place, said in (("시청", "08:50, 시청."), ("", "08:50.")):
        planned(cast, place=place, held_at=when)
        assert said in Notice.objects.filter(kind="sitting_called").latest("pk").words[1]


def test_planned_sitting_is_cancelled_with_a_reason_and_its_points_wait_for_another(cast, five):
    sitting = planned(cast)
    put_on_agenda(sitting, Thing(cast.city), "안건")
    with pytest.raises(Refused, match="이유"):
        cancel_sitting(sitting, reason="", by=cast.emil)
    cancel_sitting(sitting, reason="위원 과반이 참석하지 못합니다.", by=cast.emil)
    assert told("sitting_cancelled") == {"Hana", "Dora", "Ida", "Jin", "Kim"}
    assert Entry.objects.get(step="cancel").facts == {"from": "planned", "to": "cancelled"}
    for act in (
        lambda: cancel_sitting(sitting, reason="다시", by=cast.emil),
        lambda: open_sitting(sitting, present=five, by=cast.hana),
        lambda: put_on_agenda(sitting, Thing(cast.city, 8), "다른 안건"),
    ):
        with pytest.raises(Refused, match="취소"):
            act()
    assert put_on_agenda(in_session(*five), Thing(cast.city), "안건").position == 1
    assert list(Sitting.objects.past()) == []
    with time_machine.travel(sitting.held_at + timedelta(days=1)):
        assert list(Sitting.objects.past()) == [sitting]


def test_it_opens_with_a_majority_of_the_members_and_not_with_half(cast, five):
    sitting = planned(cast)
    with pytest.raises(Refused, match="5명 중 3명"):
        open_sitting(sitting, present=five[:2], by=cast.hana)
    with pytest.raises(Refused, match="위원만"):
        open_sitting(sitting, present=[*five[:2], cast.finn], by=cast.hana)
    open_sitting(sitting, present=five[:3], attending="갈등조정팀장", by=cast.hana)
    assert (sitting.state, sitting.members, sitting.present.count()) == ("open", 5, 3)
    entry = Entry.objects.get(step="open")
    assert entry.facts == {"from": "planned", "to": "open", "present": 3, "members": 5}
    with pytest.raises(Refused):
        open_sitting(sitting, present=five, by=cast.hana)


def test_half_of_an_even_committee_is_no_majority(cast):
    with pytest.raises(Refused, match="2명 중 2명"):
        hold_sitting(cast.city, title="위원회", place="시청", present=[cast.hana], by=cast.hana)
    assert not Sitting.objects.exists()


def test_decision_is_the_resolution_of_an_open_sitting(cast, five):
    sitting = in_session(*five[:3])
    decision = decide(cast, sitting, vote=Vote(2, 1))
    kept = (decision.sitting, decision.votes_for, decision.votes_against, decision.abstentions, decision.voting)
    assert kept == (sitting, 2, 1, 0, 3)
    point = Point.objects.get()
    assert (point.about, point.title, point.decision) == ("proposal:7", "안건", decision)
    facts = {"about": "proposal:7", "result": "select", "sitting": sitting.pk, "voting": 3, "recused": 0}
    assert Entry.objects.get(step="resolve").facts == facts


def test_there_is_no_decision_before_and_after_the_sitting(cast, five):
    sitting = planned(cast)
    with pytest.raises(Refused, match="예정"):
        decide(cast, sitting)
    open_sitting(sitting, present=five, by=cast.hana)
    close_sitting(sitting, by=cast.hana)
    with pytest.raises(Refused, match="폐회"):
        decide(cast, sitting)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("vote", "carried"),
    [
        (None, True),
        (Vote(3, 1), True),
        (Vote(2, 2), False),  # half is no majority
        (Vote(2, 0, 2), False),  # an abstention counts among those present
        (Vote(2), False),  # so does silence
        (Vote(3, 2), False),  # five votes of four
    ],
)
def test_majority_is_of_those_present(cast, five, vote, carried):
    sitting = in_session(*five[:4])
    with nullcontext() if carried else pytest.raises(Refused):
        decide(cast, sitting, vote=vote)
    assert Decision.objects.exists() == carried


def test_motion_that_fails_is_recorded_as_rejected_alone(cast, five):
    sitting = in_session(*five)
    with pytest.raises(Refused, match="부결이 아닙니다"):
        decide(cast, sitting, result=REJECTED, vote=Vote(3, 2))
    assert decide(cast, sitting, result=REJECTED, vote=Vote(2, 3)).result == "rejected"


def test_recused_member_counts_neither_among_those_voting_nor_records_the_decision(cast, five):
    sitting = in_session(*five[:4])
    point = put_on_agenda(sitting, Thing(cast.city), "안건")
    with pytest.raises(Refused, match="이유"):
        recuse(point, cast.hana, kind="withdrawal", reason=" ", by=cast.hana)
    recuse(point, cast.hana, kind="withdrawal", reason="사업 부지에 친족이 삽니다.", by=cast.dora)
    with pytest.raises(Refused, match="다른 위원"):
        decide(cast, sitting)
    with pytest.raises(Refused, match="표의 수"):
        decide(cast, sitting, by=cast.dora, vote=Vote(4))
    decision = decide(cast, sitting, by=cast.dora, vote=Vote(2, 1))
    assert decision.voting == 3
    assert decision.recusals == [{"kind": "withdrawal", "person": cast.hana.pseudonym("city")}]
    with pytest.raises(Refused, match="이미 의결"):
        recuse(point, cast.dora, kind="challenge", reason="이유", by=cast.hana)


def test_party_who_sits_on_the_committee_is_recused_by_itself(cast, five):
    with override("en"):
        decision = decide(cast, in_session(*five), parties=[cast.dora, cast.finn, None])
    recusal = Recusal.objects.get()
    assert (recusal.user, recusal.kind, recusal.reason, decision.voting) == (cast.dora, "exclusion", "안건의 당사자", 4)


def test_quorum_is_asked_again_at_each_decision(cast, five):
    sitting = in_session(*five[:3])
    with pytest.raises(Refused, match="의사정족수"):
        note_attendance(sitting, present=five[:2], attending="", by=cast.hana)
    dismiss(Membership.objects.get(user=five[2]), by=cast.emil)
    with pytest.raises(Refused, match="의사정족수"):
        decide(cast, sitting)


def test_thing_is_once_on_an_agenda_and_decided_once(cast, five):
    sitting = in_session(*five)
    first = put_on_agenda(sitting, Thing(cast.city), "안건", "/proposals/7/screen/")
    assert put_on_agenda(sitting, Thing(cast.city), "다른 이름") == first
    put_on_agenda(sitting, None, "위원회 운영")
    assert [point.position for point in sitting.points.all()] == [1, 2]
    decide(cast, sitting)
    with pytest.raises(Refused, match="이미 의결"):
        decide(cast, sitting)


def test_replies_of_a_written_procedure_are_its_vote(cast, five):
    sitting = written(cast)
    assert told("written_procedure_open") == {"Hana", "Dora", "Ida", "Jin", "Kim"}
    point = put_on_agenda(sitting, Thing(cast.city), "안건")
    with pytest.raises(Refused, match="의사정족수"):
        decide(cast, sitting)
    for member, choice in zip(five[:4], ("for", "against", "for", "for"), strict=True):
        reply(point, by=member, choice=choice, remark="동의합니다.")
    reply(point, by=cast.dora, choice="for")
    with pytest.raises(Refused, match="아직 의견을 낼 수 있는"):
        decide(cast, sitting)
    reply(point, by=five[4], choice="abstain")
    decision = decide(cast, sitting, vote=Vote(1, 4))
    assert (decision.votes_for, decision.votes_against, decision.abstentions, decision.voting) == (4, 0, 1, 5)
    with pytest.raises(Refused):
        reply(point, by=cast.hana, choice="against")


def test_written_procedure_is_decided_by_those_who_replied_in_time(cast, five):
    sitting = written(cast)
    point = put_on_agenda(sitting, Thing(cast.city), "안건")
    recuse(point, five[4], kind="challenge", reason="당사자의 신청", by=cast.hana)
    with pytest.raises(Refused, match="참여하지 않습니다"):
        reply(point, by=five[4], choice="for")
    with pytest.raises(Refused, match="참여하지 않습니다"):
        reply(point, by=cast.finn, choice="for")
    for member in five[:3]:
        reply(point, by=member, choice="for")
    with time_machine.travel(sitting.replies_until, tick=False):
        with pytest.raises(Refused, match="기한이 지났"):
            reply(point, by=five[3], choice="against")
        assert decide(cast, sitting).voting == 3


def test_written_procedure_needs_a_time_for_replies(cast):
    for until in (None, timezone.now()):
        with pytest.raises(Refused, match="언제까지"):
            planned(cast, kind="written", held_at=timezone.now() + timedelta(hours=1), replies_until=until)


@pytest.mark.django_db(transaction=True)
def test_decisions_and_the_end_of_a_sitting_at_once_never_pass_each_other(cast):
    sitting = in_session()
    things = [Thing(cast.city, n) for n in range(6)]

    def act(i):
        return close_sitting(sitting, by=cast.hana) if i == 6 else decide(cast, sitting, things[i])

    results = at_once(7, act)
    assert {type(result).__name__ for result in results[:6]} <= {"Decision", "Refused"}
    counted = Entry.objects.get(step="close").facts["decided"]
    assert counted == Decision.objects.count() == Point.objects.exclude(decision=None).count()


@pytest.mark.django_db(transaction=True)
def test_sitting_is_opened_moved_or_cancelled_at_once_and_never_two_of_them(cast):
    sitting = planned(cast)
    later = {"held_at": sitting.held_at, "place": "구청", "replies_until": None, "reason": "이유"}

    def act(i):
        return (
            lambda: open_sitting(sitting, present=[cast.hana, cast.dora], by=cast.hana),
            lambda: cancel_sitting(sitting, reason="이유", by=cast.emil),
            lambda: move_sitting(sitting, by=cast.emil, **later),
        )[i % 3]()

    results = at_once(6, act)
    assert {type(result).__name__ for result in results} <= {"NoneType", "Refused"}
    ended = [entry.step for entry in Entry.objects.filter(step__in=["open", "cancel"])]
    assert len(ended) == 1
    assert Sitting.objects.get().state == {"open": "open", "cancel": "cancelled"}[ended[0]]


@pytest.mark.django_db(transaction=True)
def test_same_thing_decided_at_once_is_decided_once(cast):
    sitting = in_session()
    results = at_once(4, lambda i: decide(cast, sitting, by=[cast.hana, cast.dora][i % 2]))
    assert sorted(type(result).__name__ for result in results) == ["Decision", "Refused", "Refused", "Refused"]
