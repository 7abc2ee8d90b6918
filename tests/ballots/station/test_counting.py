import pytest
from django.db import connection

from deliberation.ballots import envelope
from deliberation.ballots.checking.actions import announce
from deliberation.ballots.checking.results import outcomes
from deliberation.ballots.kind import BallotKind
from deliberation.ballots.models import Ballot, PaperCount, PaperEntry, PaperReading, PublishedReceipt, PublishedVote
from deliberation.ballots.station.actions import hand_out
from deliberation.ballots.station.counting import (
    begin_reading,
    declare_none,
    enter_papers,
    finish_reading,
    give_reading_up,
    remove_from,
)
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_early, close_stage, reschedule
from tests.ballots.scene import ballot_in, closed, hour_come, seats, stage_again, vote
from tests.ballots.station.scene import AGAINST, FOR, INVALID, STACK, confirmed, count_in, emptied, handed, read
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db
KIND = BallotKind()


def facts(scene, step: str) -> dict:
    subject = ("papers" if step != "close" else "ballot") + f":{scene.stage('ballot').pk}"
    return Entry.objects.get(subject=subject, step=step).facts


def everything(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return cursor.fetchall()


def test_two_equal_readings_are_confirmed_and_minuted_without_a_count(traveller):
    scene = confirmed(traveller)
    count = count_in(scene)
    assert (count.state, count.papers, count.invalid, count.differing) == ("confirmed", 3, 1, {})
    assert list(count.readings.values_list("by", flat=True)) == [scene.cast.ada.pk, scene.cast.emil.pk]
    assert facts(scene, "confirm") == {
        "from": "counting",
        "to": "confirmed",
        "papers": 3,
        "handed_out": 3,
        "invalid": 1,
        "digest": count.digest,
    }
    assert facts(scene, "read_papers") == {"papers": 3, "handed_out": 3}
    actors = Entry.objects.filter(step__in=["read_papers", "confirm"]).order_by("n").values_list("actor", flat=True)
    assert list(actors) == [person.pseudonym(count.chain) for person in (scene.cast.ada, scene.cast.emil)]


def test_differing_papers_are_named_by_number_and_looked_at_again(traveller):
    scene = emptied(traveller)
    ada, emil = scene.cast.ada, scene.cast.emil
    first, second = read(scene, ada), read(scene, emil, STACK | {2: FOR | {3: "abstain"}})
    finish_reading(first, by=ada)
    count = finish_reading(second, by=emil)
    assert (count.state, count.differing) == ("counting", {"2": [1, 2, 3]})
    assert list(count.readings.values_list("finished", flat=True)) == [False, False]
    enter_papers(second, {2: AGAINST | {3: "for"}})
    finish_reading(second, by=emil)
    assert finish_reading(first, by=ada).differing == {"2": [3]}
    enter_papers(second, {2: AGAINST})
    finish_reading(first, by=ada)
    assert finish_reading(second, by=emil).state == "confirmed"


def test_a_paper_that_only_one_has_read_differs(traveller):
    scene = emptied(traveller)
    finish_reading(read(scene, scene.cast.ada), by=scene.cast.ada)
    count = finish_reading(read(scene, scene.cast.emil, {1: FOR, 2: AGAINST}), by=scene.cast.emil)
    assert count.differing == {"3": [1, 2, 3]}


def test_nobody_counts_twice_and_no_third_person(traveller):
    scene = emptied(traveller)
    first = begin_reading(ballot_in(scene), by=scene.cast.ada)
    assert begin_reading(ballot_in(scene), by=scene.cast.ada) == first
    begin_reading(ballot_in(scene), by=scene.cast.emil)
    with pytest.raises(Refused):
        begin_reading(ballot_in(scene), by=scene.cast.hana)


def test_a_reading_given_up_is_taken_by_somebody_else(traveller):
    scene = emptied(traveller)
    finish_reading(read(scene, scene.cast.emil), by=scene.cast.emil)
    begin = read(scene, scene.cast.ada)
    give_reading_up(begin, by=scene.cast.emil)
    assert facts(scene, "give_up_reading") == {"number": 2}
    assert PaperEntry.objects.count() == 3
    third = read(scene, scene.cast.hana)
    assert third.n == 2
    finish_reading(third, by=scene.cast.hana)
    assert finish_reading(PaperReading.objects.get(by=scene.cast.emil), by=scene.cast.emil).state == "confirmed"


@pytest.mark.parametrize(
    "papers",
    [
        {0: FOR},
        {4: FOR},
        {1: {1: "for", 2: "for"}},
        {1: FOR | {4: "for"}},
        {1: FOR | {2: "maybe"}},
        {1: FOR, 2: FOR | {3: ""}},
    ],
)
def test_what_is_no_paper_is_not_entered(traveller, papers):
    scene = emptied(traveller)
    with pytest.raises(Refused):
        read(scene, scene.cast.ada, papers)
    assert not PaperEntry.objects.exists()


def test_a_paper_that_is_refused_is_named_with_its_question(traveller):
    scene = emptied(traveller)
    with pytest.raises(Refused, match="2번 용지 질문 3"):
        read(scene, scene.cast.ada, {1: FOR, 2: FOR | {3: "maybe"}})


def test_a_gap_in_the_stack_is_no_reading(traveller):
    scene = emptied(traveller)
    reading = read(scene, scene.cast.ada, {1: FOR, 3: FOR})
    with pytest.raises(Refused, match="2"):
        finish_reading(reading, by=scene.cast.ada)
    remove_from(reading, 3)
    finish_reading(reading, by=scene.cast.ada)
    with pytest.raises(Refused):
        enter_papers(reading, {2: FOR})


def test_papers_are_counted_after_voting_alone_and_no_more_are_handed_out(traveller):
    scene = handed(traveller)
    stage = scene.stage("ballot")
    with pytest.raises(Refused):
        begin_reading(ballot_in(scene), by=scene.cast.ada)
    traveller.move_to(stage.closes_at)
    read(scene, scene.cast.ada)
    later = stage.closes_at.replace(year=stage.closes_at.year + 1)
    reschedule(stage, opens_at=stage.opens_at, closes_at=later, by=scene.cast.emil, reason="연장")
    with pytest.raises(Refused):
        hand_out(ballot_in(scene), seats(scene)[4])
    vote(scene, seats(scene)[4])


def test_a_ballot_is_not_closed_before_its_papers_are_confirmed(traveller):
    scene = handed(traveller)
    with pytest.raises(Refused):
        close_early(stage_again(scene), by=scene.cast.emil, reason="끝")
    traveller.move_to(scene.stage("ballot").closes_at)
    assert len(KIND.missing_before_closed(stage_again(scene))) == 1
    finish_reading(read(scene, scene.cast.ada), by=scene.cast.ada)
    with pytest.raises(Refused):
        close_stage(stage_again(scene))
    with pytest.raises(Refused):
        KIND.close(stage_again(scene))
    finish_reading(read(scene, scene.cast.emil), by=scene.cast.emil)
    assert KIND.missing_before_closed(stage_again(scene)) == []
    close_stage(stage_again(scene))


def test_an_official_declares_that_no_paper_came_back(traveller):
    scene = emptied(traveller)
    declare_none(ballot_in(scene), by=scene.cast.emil)
    assert facts(scene, "declare_none") | {"from": "", "to": ""} == {
        "from": "",
        "to": "",
        "papers": 0,
        "invalid": 0,
        "handed_out": 3,
    }
    closed(scene, traveller, "ballot")
    ballot = ballot_in(scene)
    assert (ballot.on_paper, ballot.not_returned, ballot.turnout) == (0, 3, 0)
    with pytest.raises(Refused):
        begin_reading(ballot, by=scene.cast.ada)


def test_papers_once_entered_cannot_be_declared_away(traveller):
    scene = emptied(traveller)
    read(scene, scene.cast.ada)
    with pytest.raises(Refused):
        declare_none(ballot_in(scene), by=scene.cast.emil)


def test_the_close_adds_the_papers_to_the_list_without_receipts(traveller):
    scene = handed(traveller, papers=4)
    code = vote(scene, seats(scene)[4], "for", "for", "against")
    traveller.move_to(scene.stage("ballot").closes_at)
    for who in (scene.cast.ada, scene.cast.emil):
        finish_reading(read(scene, who), by=who)
    closed(scene, traveller, "ballot")
    ballot = ballot_in(scene)
    told = facts(scene, "close")
    assert {name: told[name] for name in ("voted", "roll", "on_paper", "not_returned", "invalid")} == {
        "voted": 4,
        "roll": 5,
        "on_paper": 3,
        "not_returned": 1,
        "invalid": 1,
    }
    assert (ballot.turnout, ballot.on_paper) == (4, 3)
    assert (PaperEntry.objects.count(), PaperReading.objects.count(), PaperCount.objects.count()) == (0, 2, 1)
    hour_come(scene)
    announce(ballot, by=scene.cast.emil, role="official")
    votes = list(PublishedVote.objects.order_by("pk").values_list("question__number", "receipt", "choice"))
    assert votes == sorted(votes)
    assert {receipt for _n, receipt, _choice in votes} == {""}
    marks = [choice for n, _receipt, choice in votes if n == 3]
    assert marks == ["against", "against", "for", "invalid"]
    receipts = set(PublishedReceipt.objects.values_list("receipt", flat=True))
    assert receipts == {envelope.receipt(code, ballot.stage_id, n) for n in (1, 2, 3)}
    _question, outcome = outcomes(ballot)[2]
    assert (outcome.counts.in_favour, outcome.counts.against, outcome.counts.abstained) == (1, 2, 1)
    assert outcome.counts.cast == told["voted"]


def test_a_large_ballot_with_papers_is_not_paired(traveller, monkeypatch):
    monkeypatch.setattr("deliberation.ballots.voting.closing.ENOUGH_TO_PAIR", 1)
    scene = handed(traveller, papers=1)
    for seat in seats(scene)[1:]:
        vote(scene, seat)
    traveller.move_to(scene.stage("ballot").closes_at)
    for who in (scene.cast.ada, scene.cast.emil):
        finish_reading(read(scene, who, {1: AGAINST}), by=who)
    closed(scene, traveller, "ballot")
    assert {row[1] for row in everything("ballots_publishedvote")} == {""}
    assert len(everything("ballots_publishedreceipt")) == 12


def test_papers_exchanged_after_the_confirmation_are_not_counted(traveller):
    scene = confirmed(traveller)
    ballot, entry = ballot_in(scene), PaperEntry.objects.filter(reading__n=1).first()
    code = envelope.new_code()
    sealed = envelope.seal(code, ["for"] * 3, width=24, ballot=ballot.pk, public_key=ballot.public_key)
    PaperEntry.objects.filter(pk=entry.pk).update(id=envelope.paper_id(code), sealed=sealed)
    with pytest.raises(Refused):
        closed(scene, traveller, "ballot")
    assert ballot_in(scene).state == Ballot.State.READY


def test_readings_under_a_lost_key_are_not_confirmed(traveller):
    scene = emptied(traveller)
    finish_reading(read(scene, scene.cast.ada), by=scene.cast.ada)
    second = read(scene, scene.cast.emil)
    envelope.destroy_key(ballot_in(scene).public_key)
    with pytest.raises(Refused):
        finish_reading(second, by=scene.cast.emil)
    assert count_in(scene).state == "counting"


def test_papers_wait_on_the_desks_of_those_who_count_until_they_have(traveller):
    scene = handed(traveller)
    ada, emil = scene.cast.ada, scene.cast.emil

    def waiting() -> list[list[str]]:
        people = (ada, emil, scene.cast.hana, scene.cast.ben)
        return [[row["what"] for row in KIND.desk(person)] for person in people]

    assert waiting() == [[], [], [], []]
    stage = scene.stage("ballot")
    traveller.move_to(stage.closes_at)
    assert waiting() == [["count"], ["count"], [], []]
    (row,) = KIND.desk(ada)
    assert (row["since"], row["due"], row["user_id"]) == (stage.closes_at, stage.closes_at, ada.pk)
    assert KIND.act_url(stage, "count").endswith("/ballot/papers/")
    finish_reading(read(scene, ada), by=ada)
    assert waiting() == [[], ["count"], [], []]
    finish_reading(read(scene, emil), by=emil)
    assert waiting() == [[], [], [], []]


def test_a_whole_paper_is_invalid_only_where_every_question_is(traveller):
    scene = confirmed(traveller, {1: INVALID, 2: INVALID | {1: "for"}})
    assert (count_in(scene).papers, count_in(scene).invalid) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_finish_at_once_confirm_once(traveller):
    scene = emptied(traveller)
    people = (scene.cast.ada, scene.cast.emil)
    readings = [PaperReading.objects.select_related("count__ballot").get(pk=read(scene, who).pk) for who in people]
    results = at_once(2, lambda i: finish_reading(readings[i], by=people[i]))
    assert not [result for result in results if isinstance(result, Exception)]
    assert count_in(scene).state == "confirmed"
    assert Entry.objects.filter(step="confirm").count() == 1


@pytest.mark.django_db(transaction=True)
def test_three_who_begin_at_once_are_two(traveller):
    scene = emptied(traveller)
    people, ballots = (scene.cast.ada, scene.cast.emil, scene.cast.hana), [ballot_in(scene) for _i in range(3)]
    results = at_once(3, lambda i: begin_reading(ballots[i], by=people[i]))
    assert sorted(isinstance(result, Refused) for result in results) == [False, False, True]
    assert sorted(count_in(scene).readings.values_list("n", flat=True)) == [1, 2]
