import pytest
from django.core.files.storage import storages
from django.db import connection

from deliberation.algorithms import merkle
from deliberation.ballots import envelope
from deliberation.ballots.checking.actions import announce
from deliberation.ballots.checking.results import outcomes
from deliberation.ballots.models import Ballot, Paper, PublishedReceipt, PublishedVote, RollEntry
from deliberation.ballots.voting.actions import cast
from deliberation.ballots.voting.closing import close_ballot
from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import canonical
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_early, close_stage
from tests.ballots.scene import (
    ballot_in,
    closed,
    counted,
    hour_come,
    seats,
    stage_again,
    voted,
    voting,
)
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db


def vault_keys() -> list[str]:
    vault = storages["vault"]
    return vault.listdir("ballots")[1] if vault.exists("ballots") else []


def everything(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return cursor.fetchall()


def test_closing_publishes_small_lists_apart_under_one_root(traveller):
    scene, codes = counted(traveller)
    ballot = ballot_in(scene)
    votes, receipts = everything("ballots_publishedvote"), everything("ballots_publishedreceipt")
    numbers = dict(ballot.questions.values_list("pk", "number"))
    assert {receipt for _pk, receipt, _choice, _question in votes} == {""}
    assert len(votes) == len(receipts) == 12
    expected = {envelope.receipt(code, ballot.stage_id, n) for code in codes.values() for n in (1, 2, 3)}
    assert {row[1] for row in receipts} == expected
    leaves = [canonical({"question": numbers[q], "receipt": r, "choice": c}) for _pk, r, c, q in votes]
    leaves += [canonical({"question": numbers[q], "receipt": r}) for _pk, r, q in receipts]
    assert ballot.sealed_root == merkle.root(leaves).hex()
    entry = Entry.objects.get(subject=ballot.subject, step="close")
    assert entry.facts == {
        "from": "ready",
        "to": "closed",
        "voted": 4,
        "roll": 5,
        "roll_digest": ballot.roll_digest,
        "root": ballot.sealed_root,
    }


def test_closing_pairs_receipts_and_choices_of_a_large_ballot(traveller, monkeypatch):
    monkeypatch.setattr("deliberation.ballots.voting.closing.ENOUGH_TO_PAIR", 4)
    scene, codes = counted(traveller)
    ballot = ballot_in(scene)
    votes = everything("ballots_publishedvote")
    numbers = dict(ballot.questions.values_list("pk", "number"))
    found = {(numbers[question], receipt): choice for _pk, receipt, choice, question in votes}
    second = codes[seats(scene)[1].pk]
    assert [found[n, envelope.receipt(second, ballot.stage_id, n)] for n in (1, 2, 3)] == ["against", "for", "for"]
    assert [row[1] for row in votes] == sorted(row[1] for row in votes)
    assert everything("ballots_publishedreceipt") == []


def test_closing_a_ballot_that_nobody_voted_in(traveller):
    scene = closed(voting(traveller), traveller, "ballot")
    ballot = ballot_in(scene)
    assert (ballot.state, ballot.sealed_root) == (Ballot.State.CLOSED, merkle.root([]).hex())
    hour_come(scene)
    announce(ballot, by=scene.cast.emil, role="official")
    assert {outcome.reason for _question, outcome in outcomes(ballot)} == {"no_quorum"}


def test_closing_removes_papers_and_key(traveller, django_capture_on_commit_callbacks):
    scene, _codes = voted(traveller)
    key = ballot_in(scene).public_key
    assert key in vault_keys()
    with django_capture_on_commit_callbacks(execute=True):
        closed(scene, traveller, "ballot")
    assert not Paper.objects.exists()
    assert key not in vault_keys()


def test_closing_again_changes_nothing_and_removes_a_key_left_behind(traveller, django_capture_on_commit_callbacks):
    scene, _codes = counted(traveller)
    before = (Ballot.objects.values().get(), everything("ballots_publishedvote"), Entry.objects.count())
    with django_capture_on_commit_callbacks(execute=True):
        facts = close_ballot(stage_again(scene))
    assert (Ballot.objects.values().get(), everything("ballots_publishedvote"), Entry.objects.count()) == before
    assert facts == {"voted": 4, "roll": 5, "root": before[0]["sealed_root"]}
    assert ballot_in(scene).public_key not in vault_keys()


def test_a_ballot_with_a_paper_too_many_is_not_counted(traveller):
    scene, _codes = voted(traveller)
    ballot = ballot_in(scene)
    code = envelope.new_code()
    sealed = envelope.seal(code, ["for"] * 3, width=24, ballot=ballot.pk, public_key=ballot.public_key)
    Paper.objects.create(id=envelope.paper_id(code), ballot=ballot, sealed=sealed)
    with pytest.raises(Refused):
        closed(scene, traveller, "ballot")
    assert ballot_in(scene).state == Ballot.State.READY


def test_a_ballot_with_an_exchanged_paper_is_not_counted(traveller):
    scene, _codes = voted(traveller)
    first, second = Paper.objects.order_by("pk")[:2]
    Paper.objects.filter(pk=first.pk).update(sealed=second.sealed)
    with pytest.raises(Refused):
        closed(scene, traveller, "ballot")
    assert (ballot_in(scene).state, Paper.objects.count()) == (Ballot.State.READY, 4)


def test_a_ballot_without_its_key_is_not_closed(traveller):
    scene, _codes = voted(traveller)
    envelope.destroy_key(ballot_in(scene).public_key)
    with pytest.raises(Refused):
        closed(scene, traveller, "ballot")
    assert Paper.objects.count() == 4


def test_counts_are_nowhere_before_the_announcement(traveller):
    scene, _codes = counted(traveller)
    ballot = ballot_in(scene)
    assert PublishedVote.objects.count() == PublishedReceipt.objects.count() == 0
    assert [question.votes.count() + question.receipts.count() for question in ballot.questions.all()] == [0, 0, 0]
    assert outcomes(ballot) == []
    assert not scene.process.recommendations.filter(result__isnull=False).exists()
    facts = str(list(Entry.objects.filter(chain__name=ballot.chain).values_list("facts", flat=True)))
    assert "for" not in facts.replace("formula", "")


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.django_db(transaction=True)
def test_votes_at_the_moment_of_closing_are_counted_or_refused(traveller, attempt):
    scene = voting(traveller, voters=8)
    voters, ballots, stages = seats(scene), [ballot_in(scene) for _i in range(8)], [stage_again(scene) for _i in "12"]

    def act(i: int):
        if i < 8:
            return cast(ballots[i], voters[i], dict.fromkeys((1, 2, 3), "for"), code=envelope.new_code())
        return close_early(stages[i - 8], by=scene.cast.emil, reason="모두 투표를 마쳤습니다.")

    results = at_once(10, act)
    accepted = sum(result is None for result in results[:8])
    assert all(result is None or isinstance(result, Refused) for result in results[:8])
    assert sorted(isinstance(result, Refused) for result in results[8:]) == [False, True]
    ballot = ballot_in(scene)
    assert (ballot.state, ballot.turnout) == (Ballot.State.CLOSED, accepted)
    assert len(everything("ballots_publishedvote")) == 3 * accepted
    assert ballot.public_key not in vault_keys()


def test_the_roll_stays_whole_when_it_is_rewritten(traveller):
    scene, _codes = voted(traveller)
    before = list(RollEntry.objects.order_by("pk").values())
    closed(scene, traveller, "ballot")
    assert list(RollEntry.objects.order_by("pk").values()) == before
    with pytest.raises(Refused):
        close_stage(scene.stage("ballot"))
