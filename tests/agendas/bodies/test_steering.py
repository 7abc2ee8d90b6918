from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.bodies import steering
from deliberation.agendas.bodies.models import Nomination, Preparation, SteeringCommittee, SteeringMember
from deliberation.agendas.bodies.pages import bodies_of
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from deliberation.spaces.access import allowed, roles_in
from deliberation.spaces.models import Decision, Membership, Recusal, Space
from deliberation.spaces.sittings import Vote, close_sitting, members_of, plan_sitting
from tests.agendas.steerings import (
    PLACES,
    REASON,
    adjourned,
    appointed,
    chosen,
    dissolved,
    last_day,
    members,
    named,
    nominated,
    opened,
    own_sitting,
    with_chair,
)
from tests.cast import person
from tests.concurrency import at_once
from tests.sittings import in_session
from tests.spaces.files import upload


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def decided(cast):
    return {"sitting": in_session(), "reason": REASON, "by": cast.dora}


def minuted(committee):
    return [f"{entry.step} {entry.role}" for entry in Entry.objects.filter(chain__name=committee.chain).order_by("n")]


def test_a_nominee_is_asked_and_answers_and_stays_out_of_the_book(cast):
    committee = opened(cast)
    row = steering.nominate(committee, cast.finn, by=cast.emil, **named("sides"))
    assert told("steering_nominated") == {"Finn"}
    steering.answer_nomination(row, "agreed", on=timezone.localdate(), by=cast.finn)
    steering.answer_nomination(row, "declined", on=timezone.localdate(), by=cast.finn)
    row.refresh_from_db()
    assert row.answer == "declined"
    assert minuted(committee) == [
        "open_nominations ",
        "nominate official",
        "answer_nomination nominee",
        "answer_nomination nominee",
    ]
    finn = cast.finn.pseudonym(committee.chain)
    assert not [entry for entry in Entry.objects.all() if finn in str(entry.content())]


def test_one_steering_committee_and_one_nomination_a_person(cast):
    committee = opened(cast)
    with pytest.raises(Refused, match="추진위원회"):
        opened(cast, committee.preparation.agenda)
    steering.nominate(committee, cast.finn, by=cast.emil, **named("sides"))
    with pytest.raises(Refused, match="추천"):
        steering.nominate(committee, cast.finn, by=cast.emil, **named("civic"))


def test_twice_as_many_must_consent_as_there_are_seats(cast):
    committee = opened(cast)
    rows = nominated(cast, committee, 2 * PLACES - 1)
    silent = steering.nominate(committee, cast.finn, by=cast.emil, **named("sides"))
    with pytest.raises(Refused, match=r"6명.*5명"):
        steering.appoint_members(committee, rows[:PLACES], last_day=last_day(), **decided(cast))
    with pytest.raises(Refused, match="동의"):
        steering.appoint_members(committee, [silent, *rows[:2]], last_day=last_day(), **decided(cast))
    steering.answer_nomination(silent, "agreed", on=timezone.localdate(), by=cast.emil)
    with pytest.raises(Refused, match="3"):
        steering.appoint_members(committee, rows[:2], last_day=last_day(), **decided(cast))
    assert not Membership.objects.filter(space=committee.space).exists()
    steering.appoint_members(committee, [silent, *rows[:2]], last_day=last_day(), **decided(cast))
    assert committee.state == "appointed"


def test_members_have_a_term_rights_and_a_published_decision(cast):
    committee = appointed(cast)
    until = steering.end_of(last_day())
    held = Membership.objects.filter(space=committee.space).values_list("role", "label", "until").distinct()
    assert list(held) == [("committee", "한국공론학회", until)]
    assert told("steering_appointed") == {"Nominee0", "Nominee1", "Nominee2"}
    decision = Decision.objects.get(result="steering_appointed")
    assert (decision.about, decision.space, decision.votes_for, decision.reason) == (
        committee.subject,
        cast.city,
        2,
        REASON,
    )
    member = members(committee)[0].nomination.user
    member.refresh_from_db()
    assert roles_in(member, committee.space) == {"committee"}
    assert member.needs_second_factor
    assert minuted(committee)[-7:] == ["appoint ", "take_seat committee"] * 3 + ["appoint committee"]
    assert first_fault(Chain.objects.get(name=committee.chain)) is None


def test_a_nominee_who_sits_on_the_committee_is_recused(cast):
    committee = opened(cast)
    rows = nominated(cast, committee)
    own = steering.nominate(committee, cast.hana, by=cast.emil, **named("city"))
    steering.answer_nomination(own, "agreed", on=timezone.localdate(), by=cast.hana)
    with pytest.raises(Refused, match="다른 위원이"):
        steering.appoint_members(committee, rows[:PLACES], last_day=last_day(), **decided(cast) | {"by": cast.hana})
    steering.appoint_members(committee, rows[:PLACES], last_day=last_day(), **decided(cast))
    assert Recusal.objects.get(point__about=committee.subject).user == cast.hana


def test_the_members_elect_their_chair_and_the_vote_is_minuted(cast):
    committee = with_chair(cast)
    chair = members(committee)[0]
    assert committee.chair == chair
    assert roles_in(User.objects.get(pk=chair.nomination.user_id), committee.space) == {"committee", "chair"}
    decision = Decision.objects.get(result="chair_elected")
    assert (decision.space, decision.voting, decision.votes_for, decision.votes_against) == (committee.space, 3, 2, 1)
    facts = Entry.objects.get(step="elect_chair").facts
    person_ = chair.nomination.user.pseudonym(committee.chain)
    assert facts == {"person": person_, "voting": 3, "for": 2, "against": 1, "abstain": 0}
    with pytest.raises(Refused, match="위원장"):
        steering.elect_chair(
            committee, members(committee)[1], sitting=own_sitting(committee), reason="다시", by=chair.nomination.user
        )


def test_a_chair_needs_a_majority_in_a_sitting_of_their_own_committee(cast):
    committee = appointed(cast)
    first, *_others = members(committee)
    given = {"reason": "호선", "by": first.nomination.user}
    with pytest.raises(Refused, match="과반수"):
        steering.elect_chair(committee, first, sitting=own_sitting(committee), vote=Vote(1, 1, 1), **given)
    with pytest.raises(Refused, match="다른 위원회"):
        steering.elect_chair(committee, first, sitting=in_session(), **given)
    with pytest.raises(Refused, match="다른 위원회"):
        steering.dismiss_member(first, **decided(cast) | {"sitting": own_sitting(committee)})


def test_a_dismissed_member_loses_everything_and_the_reason_is_published(cast):
    committee = with_chair(cast)
    chair = members(committee)[0]
    steering.dismiss_member(chair, **decided(cast) | {"reason": "회의에 나오지 않음"})
    committee.refresh_from_db()
    gone = User.objects.get(pk=chair.nomination.user_id)
    assert (committee.chair, roles_in(gone, committee.space), gone.needs_second_factor) == (None, set(), False)
    assert told("steering_dismissed") == {"Nominee0"}
    past = bodies_of(committee.preparation.agenda, cast.finn).past
    assert [(seat.ended, seat.end_reason) for seat in past] == [("dismissed", "회의에 나오지 않음")]
    with pytest.raises(Refused, match="해촉"):
        steering.dismiss_member(chair, **decided(cast))


def test_a_vacant_seat_is_filled_from_the_nominations_but_not_by_who_was_dismissed(cast):
    committee = appointed(cast)
    gone, resigning, _third = members(committee)
    steering.dismiss_member(gone, **decided(cast))
    steering.resign(resigning, by=resigning.nomination.user)
    close_sitting(in_session(), by=cast.dora)
    with pytest.raises(Refused, match="동의"):
        steering.appoint_members(committee, [gone.nomination], last_day=last_day(), **decided(cast))
    rows = steering.available(committee)
    assert len(rows) == 4
    with pytest.raises(Refused, match="2"):
        steering.appoint_members(committee, rows[:3], last_day=last_day(), **decided(cast))
    steering.appoint_members(committee, [resigning.nomination], last_day=last_day(120), **decided(cast))
    assert len(members(committee)) == 2
    assert committee.until == steering.end_of(last_day(120))
    assert Decision.objects.filter(result="seats_filled").count() == 1


def test_with_its_report_it_is_dissolved_and_every_seat_ends(cast):
    committee = dissolved(cast)
    assert (committee.state, committee.reported_on) == ("dissolved", timezone.localdate())
    assert members_of(committee.space) == []
    assert told("steering_dissolved") == {"Nominee0", "Nominee1", "Nominee2"}
    assert Entry.objects.get(step="dissolve").facts["report"] == committee.report.sha256
    assert not committee.report.restricted
    assert not User.objects.filter(email__startswith="nominee", decides=True).exists()
    with pytest.raises(Refused):
        steering.nominate(committee, cast.finn, by=cast.emil, **named("sides"))


def test_it_is_not_dissolved_while_its_minutes_wait(cast):
    committee = with_chair(cast)
    given = {"on": timezone.localdate(), "by": cast.emil, "role": "official"}
    with pytest.raises(Refused, match="회의록"):
        steering.hand_in_report(committee, upload(), **given)
    adjourned(committee)
    with pytest.raises(Refused, match="날"):
        steering.hand_in_report(committee, upload(), **given | {"on": last_day(1)})
    steering.hand_in_report(committee, upload(), **given)
    assert committee.state == "dissolved"


def test_what_it_had_planned_is_cancelled_with_it_and_the_members_are_told(cast):
    committee = with_chair(cast)
    adjourned(committee)
    given = {"title": "제9차 추진위원회", "held_at": timezone.now() + timedelta(days=9), "by": cast.emil}
    planned, elsewhere = plan_sitting(committee.space, **given), plan_sitting(cast.city, **given)
    steering.hand_in_report(committee, upload(), on=timezone.localdate(), by=cast.emil, role="official")
    for sitting in (planned, elsewhere):
        sitting.refresh_from_db()
    assert (planned.state, "해산" in planned.change_reason, elsewhere.state) == ("cancelled", True, "planned")
    assert told("sitting_cancelled") == {"Nominee0", "Nominee1", "Nominee2"}
    assert first_fault(Chain.objects.get(name=committee.chain)) is None


def test_a_term_ends_by_the_clock(cast):
    committee = with_chair(cast)
    chair = members(committee)[0].nomination.user
    last = steering.end_of(last_day())
    with time_machine.travel(last - timedelta(seconds=1), tick=False):
        assert roles_in(User.objects.get(pk=chair.pk), committee.space) == {"committee", "chair"}
    with time_machine.travel(last, tick=False):
        late = User.objects.get(pk=chair.pk)
        assert roles_in(late, committee.space) == set()
        assert members_of(committee.space) == []
        assert not allowed(late, "agendas.hand_in_report", committee)
        shown = bodies_of(committee.preparation.agenda, cast.finn)
        assert (shown.members, shown.chair, len(shown.past)) == ([], None, 3)
        rows = steering.available(committee)
        assert len(rows) == 2 * PLACES


def test_erasing_who_was_not_appointed_leaves_no_name(cast):
    committee = appointed(cast)
    kept, gone = members(committee)[0].nomination, steering.available(committee)[0]
    steering.forget(kept.user)
    steering.forget(gone.user)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (bool(kept.name), gone.name, gone.post, gone.reason, gone.answer) == (True, "", "", "", "withdrawn")


@pytest.mark.django_db(transaction=True)
def test_appointed_twice_at_one_moment_is_appointed_once(cast):
    committee = opened(cast)
    rows, sitting = nominated(cast, committee), in_session()

    def act(i):
        given = {"sitting": sitting, "reason": REASON, "by": cast.dora if i else cast.hana}
        steering.appoint_members(committee, rows[i : i + PLACES], last_day=last_day(), **given)

    outcomes = at_once(3, act)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused", "Refused"]
    assert Membership.objects.filter(space=committee.space).count() == PLACES
    assert Decision.objects.filter(result="steering_appointed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_filling_seats_while_one_is_dismissed_never_overfills(cast):
    committee = appointed(cast)
    first, second, _third = members(committee)
    steering.resign(first, by=first.nomination.user)
    close_sitting(in_session(), by=cast.dora)
    sitting, spare = in_session(), steering.available(committee)

    def act(i):
        if i:
            given = {"sitting": sitting, "reason": REASON, "by": cast.dora}
            return steering.appoint_members(committee, spare[:2], last_day=last_day(), **given)
        return steering.dismiss_member(second, sitting=sitting, reason=REASON, by=cast.hana)

    outcomes = at_once(2, act)
    assert outcomes[0] is None
    # Two are appointed only when the dismissal came first.
    assert len(members(committee)) == (PLACES if outcomes[1] is None else 1)


@pytest.mark.django_db(transaction=True)
def test_two_elections_at_one_moment_give_one_chair(cast):
    committee = appointed(cast)
    sitting, seats = own_sitting(committee), members(committee)

    def act(i):
        given = {"sitting": sitting, "reason": "호선", "by": seats[i].nomination.user}
        steering.elect_chair(committee, seats[i], **given)

    outcomes = at_once(3, act)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused", "Refused"]
    assert Membership.objects.filter(space=committee.space, role="chair").count() == 1


@pytest.mark.django_db(transaction=True)
def test_dissolving_while_somebody_resigns_ends_each_seat_once(cast):
    committee = with_chair(cast)
    adjourned(committee)
    seats = members(committee)

    def act(i):
        if i == 0:
            given = {"on": timezone.localdate(), "by": cast.emil, "role": "official"}
            return steering.hand_in_report(committee, upload(), **given)
        return steering.resign(seats[i], by=seats[i].nomination.user)

    outcomes = at_once(3, act)
    assert outcomes[0] is None
    assert {type(outcome).__name__ for outcome in outcomes[1:]} <= {"NoneType", "Refused"}
    dismissals = Entry.objects.filter(chain__name=committee.chain, step="dismiss").count()
    assert dismissals == PLACES + 1
    assert members_of(committee.space) == []


@pytest.mark.django_db(transaction=True)
def test_two_open_nominations_at_one_moment_make_one_committee(cast):
    agenda = chosen(cast)
    outcomes = at_once(3, lambda _i: opened(cast, agenda))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "Refused", "SteeringCommittee"]
    assert (Preparation.objects.count(), SteeringCommittee.objects.count()) == (1, 1)
    assert Space.objects.filter(kind="agenda").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nominated_by_two_groups_at_one_moment_is_nominated_once(cast):
    committee, nominee = opened(cast), person("Nominee")
    outcomes = at_once(3, lambda _i: steering.nominate(committee, nominee, by=cast.emil, **named("civic")))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Nomination", "Refused", "Refused"]
    assert (Nomination.objects.count(), SteeringMember.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_who_is_dismissed_while_being_elected_does_not_preside(cast):
    committee = appointed(cast)
    own, city, (first, second, _third) = own_sitting(committee), in_session(), members(committee)

    def act(i):
        if i:
            given = {"sitting": own, "reason": "호선", "by": second.nomination.user}
            return steering.elect_chair(committee, first, **given)
        return steering.dismiss_member(first, sitting=city, reason=REASON, by=cast.dora)

    outcomes = at_once(2, act)
    assert outcomes[0] is None
    assert outcomes[1] is None or isinstance(outcomes[1], Refused)
    committee.refresh_from_db()
    assert committee.chair is None
    assert not Membership.objects.current().filter(space=committee.space, user=first.nomination.user).exists()
