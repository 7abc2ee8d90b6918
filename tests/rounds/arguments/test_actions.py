from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_stage, suspend
from deliberation.rounds.arguments.actions import Cited, merge, put_claim, rate, withdraw
from deliberation.rounds.arguments.models import Argument, Rating, strength_of
from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.issues import Issue, add_issue
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.rounds import books
from tests.rounds.debates import FOR, SAFETY, after, answered, claim, crowd, debating, during, fresh, issue_of, rated

pytestmark = pytest.mark.django_db


def values(argument) -> dict[str, int]:
    return dict(Rating.objects.filter(argument=argument).values_list("seat__code", "value"))


def told(user) -> list[str]:
    kinds = user.notices.filter(kind__startswith="argument_") | user.notices.filter(kind__startswith="text_")
    return list(kinds.order_by("pk").values_list("kind", flat=True))


def test_a_claim_stands_at_once_with_its_number_and_sources():
    stage, cast = debating()
    ben = cast.ben.seats.get()
    with during(stage):
        first = claim(stage, ben, sources=[Cited("안전 점검 결과", "https://example.org/a", date(2026, 1, 2))])
        second = claim(stage, ben, "비용이 너무 큽니다.", SAFETY, issue=issue_of(stage, 2), named=True)
    assert [(one.number, one.side, one.signed, one.item.state) for one in (first, second)] == [
        (1, FOR, "A-01", "admitted"),
        (2, SAFETY, "Ben", "admitted"),
    ]
    assert list(first.sources.values_list("title", "link", "published_on")) == [
        ("안전 점검 결과", "https://example.org/a", date(2026, 1, 2))
    ]


def test_a_side_that_the_charter_does_not_name_is_refused():
    stage, cast = debating()
    with during(stage), pytest.raises(Refused):
        claim(stage, cast.ben.seats.get(), side="없는 편")


def test_replies_stay_one_level_deep_and_their_author_is_told():
    stage, cast = debating()
    ben, (other, third) = cast.ben.seats.get(), crowd(stage, 2)
    with during(stage):
        first = claim(stage, ben)
        reply = answered(first, other)
        deeper = answered(reply, third, "그 사고는 설비가 달랐습니다.", stance=1)
    assert (deeper.parent, deeper.answers, deeper.issue, deeper.side) == (first, reply, first.issue, "")
    assert told(cast.ben) == ["argument_reply"]
    assert told(other.user) == ["argument_reply"]
    for wrong in ({"parent": None, "stance": 1}, {"parent": first, "stance": None}, {"parent": first, "side": FOR}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Argument.objects.filter(pk=reply.pk).update(**wrong)


def test_nothing_is_written_or_rated_outside_the_window():
    stage, cast = debating()
    ben, (other,) = cast.ben.seats.get(), crowd(stage, 1)
    with during(stage):
        first = claim(stage, ben)
        suspend(stage.process, by=cast.emil, reason="감염병")
        for act in (
            lambda: claim(stage, ben),
            lambda: rate(first, seat=other, value=4),
            lambda: answered(first, other),
        ):
            with pytest.raises(Refused):
                act()
    stage.process.state = "running"
    stage.process.save()
    for moment in (stage.opens_at - timedelta(seconds=1), stage.closes_at):
        with time_machine.travel(moment, tick=False):
            for act in (
                lambda: claim(stage, ben),
                lambda: rate(first, seat=other, value=4),
                lambda: answered(first, other),
                lambda: withdraw(first, by=cast.ben),
            ):
                with pytest.raises(Refused):
                    act()
    assert (Argument.objects.count(), Rating.objects.count()) == (1, 0)


def test_a_rating_can_be_changed_and_is_never_ones_own():
    stage, cast = debating()
    ben, seats = cast.ben.seats.get(), crowd(stage, 6)
    with during(stage):
        first = claim(stage, ben)
        with pytest.raises(Refused):
            rate(first, seat=ben, value=5)
        rated(first, seats[:4], 5, 5, 5, 5)
        assert (first.ratings, first.mean, first.strength) == (4, "", 300)
        rated(first, seats, 4, 4, 4, 4, 4, 4)
    assert (first.ratings, first.points, first.mean) == (6, 24, "4.0")
    assert first.strength == strength_of(6, 24) == round(100 * (24 + 15) / 11)


def test_many_fair_ratings_outdo_a_few_enthusiastic_ones():
    assert strength_of(5, 25) == 400
    assert strength_of(40, 180) > strength_of(5, 25)
    assert strength_of(4, 4) == strength_of(0, 0) == 300


def test_acts_are_not_minuted_singly_but_counted_at_the_close():
    stage, cast = debating()
    ben, seats = cast.ben.seats.get(), crowd(stage, 2)
    entries = Entry.objects.count()
    with during(stage):
        first = claim(stage, ben)
        answered(first, seats[0])
        rated(first, seats, 4, 3)
    assert Entry.objects.count() == entries
    with after(stage):
        facts = close_stage(stage).facts
    assert {name: facts[name] for name in ("arguments", "people", "ratings")} == {
        "arguments": 2,
        "people": 2,
        "ratings": 2,
    }


def test_merging_keeps_each_rating_once_moves_replies_and_tells_the_author():
    stage, cast = debating()
    ben, (other, *seats) = cast.ben.seats.get(), crowd(stage, 5)
    with during(stage):
        stays, goes, earlier = (
            claim(stage, ben),
            claim(stage, other, "안전거리는 충분합니다."),
            claim(stage, other, "같은 말"),
        )
        merge(earlier, goes, by=cast.ada)
        rated(stays, seats, 5, 4)
        rated(goes, [*seats, ben], 1, 1, 2, 2, 5)
        reply = answered(goes, seats[0])
        merge(goes, stays, by=cast.ada)
        for one in (stays, goes, reply, earlier):
            one.refresh_from_db()
        with pytest.raises(Refused, match="1"):
            rate(goes, seat=seats[0], value=3)
        with pytest.raises(Refused):
            merge(goes, stays, by=cast.ada)
    assert values(stays) == {"C-001": 5, "C-002": 4, "C-003": 2, "C-004": 2}
    assert (stays.ratings, stays.points) == (4, 13)
    assert (goes.state, goes.merged_into, earlier.merged_into, reply.parent) == ("merged", stays, stays, stays)
    assert told(other.user) == ["argument_merged", "argument_reply", "argument_merged"]
    entry = Entry.objects.filter(step="merge").latest("pk")
    assert (entry.subject, entry.facts["into"], entry.role) == (goes.subject, stays.subject, "facilitator")


def test_what_answers_a_merged_reply_answers_the_one_that_stays():
    stage, cast = debating()
    ben, (other,) = cast.ben.seats.get(), crowd(stage, 1)
    with during(stage):
        first = claim(stage, ben)
        goes = answered(first, other)
        stays, said = answered(goes, ben, "같은 말로 답합니다."), answered(goes, ben, stance=1)
        merge(goes, stays, by=cast.ada)
    assert list(Argument.objects.filter(pk__in=[stays.pk, said.pk]).values_list("pk", "answers").order_by("pk")) == [
        (stays.pk, goes.pk),
        (said.pk, stays.pk),
    ]


def test_only_arguments_of_one_place_are_merged():
    stage, cast = debating()
    ben = cast.ben.seats.get()
    with during(stage):
        first, other_side = claim(stage, ben), claim(stage, ben, side=SAFETY)
        other_issue, reply = claim(stage, ben, issue=issue_of(stage, 2)), answered(first, ben)
        for duplicate, into in ((first, first), (first, other_side), (first, other_issue), (reply, first)):
            with pytest.raises(Refused):
                merge(duplicate, into, by=cast.ada)
        again = claim(stage, ben)
        suspend(stage.process, by=cast.emil, reason="감염병 확산")
        with pytest.raises(Refused, match="not under way"):
            merge(again, first, by=cast.ada)


def test_a_hidden_text_takes_neither_ratings_nor_replies_and_may_come_back():
    stage, cast = debating()
    ben, (other,) = cast.ben.seats.get(), crowd(stage, 1)
    with during(stage):
        first = claim(stage, ben)
        decide(first.item, "hide", by=cast.ada, version=1, reason="사람에 대한 비난입니다.")
        for act in (lambda: rate(first, seat=other, value=1), lambda: answered(first, other)):
            with pytest.raises(Refused):
                act()
        decide(first.item, "admit", by=cast.ada, version=1)
        rate(first, seat=other, value=1)
    assert told(cast.ben) == ["text_hide", "text_admit"]


def test_who_withdraws_a_text_leaves_a_stub_and_the_replies():
    stage, cast = debating()
    ben, (other,) = cast.ben.seats.get(), crowd(stage, 1)
    with during(stage):
        first = claim(stage, ben)
        reply = answered(first, other)
        withdraw(first, by=cast.ben)
    assert list(Argument.objects.standing()) == [reply]
    assert set(Argument.objects.visible_to(cast.finn)) == {first, reply}


def test_an_issue_is_written_down_once():
    stage, _cast = debating()
    with pytest.raises(Refused):
        add_issue(stage.process, title="충전소는 안전한가")
    assert list(Issue.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_issues_written_at_once_get_different_numbers():
    """Whether they are written down with the book or by themselves."""
    stage, cast = debating()
    scene = books.begun(books.Scene(stage.process, cast))

    def write(n: int) -> None:
        if n % 2:
            book_actions.add_issue(scene.book, title=f"쟁점 {n}")
        else:
            add_issue(fresh(stage).process, title=f"쟁점 {n}")

    assert at_once(4, write) == [None] * 4
    assert list(Issue.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_arguments_put_at_once_get_different_numbers_while_others_rate():
    stage, cast = debating()
    seats = crowd(stage, 8)
    with during(stage):
        first = claim(stage, cast.ben.seats.get())

        def act(n: int):
            if n % 2:
                return rate(Argument.objects.select_related("stage__process").get(pk=first.pk), seat=seats[n], value=4)
            return claim(fresh(stage), seats[n], f"논거 {n}").number

        results = at_once(8, act)
    first.refresh_from_db()
    assert sorted(results[::2]) == [2, 3, 4, 5]
    assert (results[1::2], first.ratings, first.points) == ([None] * 4, 4, 16)


@pytest.mark.django_db(transaction=True)
def test_one_person_rating_twice_at_once_is_one_rating():
    stage, cast = debating()
    (other,) = crowd(stage, 1)
    with during(stage):
        first = claim(stage, cast.ben.seats.get())
        at_once(6, lambda n: rate(Argument.objects.get(pk=first.pk), seat=other, value=n % 5 + 1))
    first.refresh_from_db()
    assert (first.ratings, first.points) == (1, Rating.objects.get().value)


@pytest.mark.django_db(transaction=True)
def test_a_rating_at_the_moment_of_merging_is_carried_over_or_refused():
    stage, cast = debating()
    ben, seats = cast.ben.seats.get(), crowd(stage, 9)
    with during(stage):
        goes, stays = claim(stage, ben), claim(stage, ben, "같은 말입니다.")

        def act(n: int):
            if n == 8:
                return merge(Argument.objects.get(pk=goes.pk), Argument.objects.get(pk=stays.pk), by=cast.ada)
            target = goes if n < 4 else stays
            return rate(Argument.objects.get(pk=target.pk), seat=seats[n], value=5)

        results = at_once(9, act)
    stays.refresh_from_db()
    assert results[8] is None
    assert all(result is None or isinstance(result, Refused) for result in results[:4])
    assert results[4:8] == [None] * 4
    assert stays.ratings == len(values(stays)) == results[:8].count(None)


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_end_in_one_place():
    stage, cast = debating()
    ben = cast.ben.seats.get()
    with during(stage):
        one, two = claim(stage, ben), claim(stage, ben, "같은 말입니다.")
        pairs = [(one, two), (two, one)]
        results = at_once(
            2, lambda n: merge(*(Argument.objects.get(pk=argument.pk) for argument in pairs[n]), by=cast.ada)
        )
    assert sorted(map(type, results), key=str) == sorted([type(None), Refused], key=str)
    assert Argument.objects.filter(state="merged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_claim_at_the_moment_of_closing_is_counted_or_refused():
    stage, cast = debating()
    seats = crowd(stage, 6)

    def act(n: int):
        if n == 6:
            return close_stage(fresh(stage)).facts["arguments"]
        one = fresh(stage)
        return put_claim(one, seat=seats[n], issue=issue_of(one), side=FOR, text=f"논거 {n}").pk

    with time_machine.travel(stage.closes_at - timedelta(seconds=0.05)):
        results = at_once(7, act)
    stored = Argument.objects.count()
    assert stored == sum(isinstance(result, int) for result in results[:6])
    assert not isinstance(results[6], int) or results[6] == stored
    assert cast.ada
