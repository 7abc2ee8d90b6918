from datetime import timedelta

import pytest

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Stage
from deliberation.recommendations.amendments.actions import (
    answer_invitation,
    merge,
    propose,
    refuse,
    support,
    take,
    withdraw,
)
from deliberation.recommendations.amendments.rule import rule_of
from deliberation.recommendations.models import Amendment, AmendmentSupport, Recommendation
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.recommendations.amendments.scene import (
    DAILY,
    OPEN,
    SAFE,
    WEEKLY,
    WHY,
    again,
    amending,
    change,
    fresh,
    sentence,
    supported,
)

pytestmark = pytest.mark.django_db


def texts(recommendation: Recommendation) -> list[str]:
    return [row.text for row in recommendation.sentences.standing()]


def test_a_change_is_taken_in_keeps_the_sentence_with_its_links_and_names_its_origin(traveller):
    scene, row, seats = amending(traveller)
    second, key = sentence(row, 2), f"statement:{scene.statements[0].pk}"
    ground_sentence(second, [key], by=scene.cast.ada)
    amendment = supported(change(row, seats[0], DAILY), seats)
    take(amendment, version=1, by=scene.cast.ada)
    second.refresh_from_db()
    assert (fresh(row).text, fresh(row).version) == (f"{SAFE} {DAILY}", 2)
    assert (second.text, second.position, [ground.key for ground in second.grounds.all()]) == (DAILY, 2, [key])
    taken = again(amendment)
    assert (taken.state, taken.version.n, taken.supports, taken.seat) == ("taken", 2, 4, seats[0])
    assert list(second.wordings.filter(version=taken.version).values_list("text", flat=True)) == [DAILY]
    facts = {"number": 1, "supports": 4, "from": "proposed", "to": "taken"}
    assert Entry.objects.get(step="take").facts == facts
    assert Entry.objects.get(step="reword").facts["version"] == 2
    assert set(Notice.objects.filter(kind="amendment_decided").values_list("person", flat=True)) == {seats[0].user_id}


def test_a_sentence_is_added_at_the_beginning_and_after_another_and_struck(traveller):
    scene, row, seats = amending(traveller)
    new = {"act": "add", "wording": "시민이 지켜본다", "reason": WHY}
    first = propose(fresh(row), seat=seats[0], sentence=None, **new)
    last = propose(fresh(row), seat=seats[0], sentence=sentence(row, 2), **new)
    gone = propose(fresh(row), seat=seats[0], act="strike", sentence=sentence(row, 1), wording="남은 글", reason=WHY)
    assert gone.wording == ""
    for version, amendment in enumerate((first, last, gone), start=1):
        take(supported(amendment, seats), version=version, by=scene.cast.ada)
    assert texts(row) == ["시민이 지켜본다.", OPEN, "시민이 지켜본다."]
    assert fresh(row).text == f"시민이 지켜본다. {OPEN} 시민이 지켜본다."


@pytest.mark.parametrize(
    "wrong",
    [
        {"wording": OPEN},
        {"wording": "  "},
        {"before": "읽은 적 없는 문장."},
        {"sentence": None},
        {"act": "strike", "sentence": None},
    ],
)
def test_what_changes_nothing_or_another_text_than_was_read_is_not_proposed(traveller, wrong):
    _scene, row, seats = amending(traveller)
    with pytest.raises(Refused):
        change(row, seats[0], **wrong)
    assert not Amendment.objects.exists()


def test_a_sentence_of_another_recommendation_is_refused(traveller):
    scene, row, seats = amending(traveller)
    from_elsewhere = sentence(row, 1)
    other = fresh(row)
    other.pk = None
    other.number = 2
    other.save()
    with pytest.raises(Refused):
        propose(fresh(other), seat=seats[0], act="change", sentence=from_elsewhere, wording=WEEKLY, reason=WHY)
    assert scene.process.recommendations.count() == 2


def test_the_same_amendment_sent_again_is_the_one_there(traveller):
    _scene, row, seats = amending(traveller)
    assert change(row, seats[0]) == change(row, seats[0])
    assert change(row, seats[1]).number == 2


def test_support_counts_once_and_is_taken_back_but_not_by_its_author(traveller):
    _scene, row, seats = amending(traveller)
    amendment = supported(change(row, seats[0]), [seats[1], seats[1], seats[2]])
    assert amendment.supports == 3
    support(amendment, seat=seats[1], wanted=False)
    assert again(amendment).supports == 2
    with pytest.raises(Refused):
        support(again(amendment), seat=seats[0], wanted=False)


def test_a_co_author_is_asked_shown_once_agreed_and_carries_it(traveller):
    _scene, row, (ben, second, third, _fourth) = amending(traveller)
    amendment = change(row, ben, coauthors=[ben, second, third])
    assert again(amendment).signed == ben.code
    assert set(Notice.objects.filter(kind="amendment_coauthor").values_list("person", flat=True)) == {
        second.user_id,
        third.user_id,
    }
    answer_invitation(again(amendment), seat=second, agrees=True)
    answer_invitation(again(amendment), seat=third, agrees=False)
    found = again(amendment)
    assert (found.signed, found.supports, found.coauthors.count()) == (f"{ben.code}, {second.code}", 2, 1)
    with pytest.raises(Refused):
        support(found, seat=second, wanted=False)
    with pytest.raises(Refused):
        answer_invitation(found, seat=third, agrees=True)


def test_the_facilitator_waits_for_supports_and_refuses_with_a_reason(traveller):
    scene, row, seats = amending(traveller)
    amendment = supported(change(row, seats[0]), seats[:2])
    with pytest.raises(Refused):
        take(amendment, version=1, by=scene.cast.ada)
    with pytest.raises(Refused):
        refuse(amendment, reason=" ", by=scene.cast.ada)
    refuse(again(amendment), reason="예산이 없습니다.", by=scene.cast.ada)
    found = again(amendment)
    assert (found.state, found.verdict_reason, fresh(row).version) == ("refused", "예산이 없습니다.", 1)
    with pytest.raises(Refused):
        support(found, seat=seats[3])


def test_where_the_participants_decide_the_facilitator_follows_more_than_half(traveller):
    scene, row, seats = amending(traveller)
    Stage.objects.filter(pk=row.stage_id).update(settings={"decides": "participants"})
    assert (rule_of(fresh(row).stage).needed, rule_of(fresh(row).stage).by) == (3, "participants")
    amendment = supported(change(row, seats[0]), seats[:2])
    with pytest.raises(Refused):
        take(amendment, version=1, by=scene.cast.ada)
    wanted = supported(amendment, seats[2:3])
    with pytest.raises(Refused):
        refuse(wanted, reason="예산이 없습니다.", by=scene.cast.ada)
    take(wanted, version=1, by=scene.cast.ada)
    assert texts(row) == [SAFE, WEEKLY]


def test_merging_counts_each_person_once_and_keeps_who_carried_it(traveller):
    scene, row, seats = amending(traveller)
    old = supported(change(row, seats[0], WEEKLY), seats[:3])
    new = supported(change(row, seats[1], DAILY), seats[1:2])
    merge(old, new, by=scene.cast.ada)
    assert (again(old).state, again(old).merged_into) == ("merged", new)
    assert (again(new).supports, again(new).signed) == (3, f"{seats[1].code}, {seats[0].code}")
    for wrong in ((again(old), again(new)), (again(new), again(new))):
        with pytest.raises(Refused):
            merge(*wrong, by=scene.cast.ada)


def test_what_was_withdrawn_or_hidden_takes_no_support_and_is_not_taken_in(traveller):
    scene, row, seats = amending(traveller)
    withdrawn, hidden = (supported(change(row, seats[0], text), seats) for text in (WEEKLY, DAILY))
    withdraw(withdrawn, by=scene.cast.ben)
    decide(hidden.item, "hide", by=scene.cast.ada, version=1, reason="욕설이 있습니다.")
    for amendment in (withdrawn, hidden):
        with pytest.raises(Refused):
            support(again(amendment), seat=seats[3])
        with pytest.raises(Refused):
            take(again(amendment), version=1, by=scene.cast.ada)


def test_the_only_sentence_is_not_struck(traveller):
    scene, row, seats = amending(traveller)
    strikes = [
        propose(fresh(row), seat=seats[0], act="strike", sentence=sentence(row, n), wording="", reason=WHY)
        for n in (1, 2)
    ]
    take(supported(strikes[0], seats), version=1, by=scene.cast.ada)
    with pytest.raises(Refused):
        take(supported(strikes[1], seats), version=2, by=scene.cast.ada)
    assert texts(row) == [OPEN]


def test_what_is_undecided_when_drafting_ends_stays_on_record_as_that(traveller):
    scene, row, seats = amending(traveller)
    amendment = supported(change(row, seats[0]), seats)
    stage = scene.stage("drafting")
    traveller.move_to(stage.closes_at + timedelta(minutes=1))
    for act in (
        lambda: take(again(amendment), version=1, by=scene.cast.ada),
        lambda: support(again(amendment), seat=seats[3], wanted=False),
        lambda: change(row, seats[1], DAILY),
        lambda: withdraw(again(amendment), by=scene.cast.ben),
    ):
        with pytest.raises(Refused):
            act()
    close_stage(stage)
    assert again(amendment).state == "lapsed"
    assert Entry.objects.get(step="lapse").facts["supports"] == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_conflicting_amendments_taken_at_once_one_is_and_the_other_waits_beside_the_new_text(traveller):
    scene, row, seats = amending(traveller)
    rivals = [supported(change(row, seats[0], text), seats) for text in (WEEKLY, DAILY)]
    results = at_once(2, lambda i: take(again(rivals[i]), version=1, by=scene.cast.ada))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    won = results.index(None)
    assert (texts(row), fresh(row).version) == ([SAFE, (WEEKLY, DAILY)[won]], 2)
    assert again(rivals[1 - won]).state == "proposed"
    take(again(rivals[1 - won]), version=2, by=scene.cast.ada)
    assert texts(row) == [SAFE, (WEEKLY, DAILY)[1 - won]]


@pytest.mark.django_db(transaction=True)
def test_supports_while_it_is_decided_are_counted_or_refused_never_lost(traveller):
    scene, row, seats = amending(traveller, seats=7)
    amendment = supported(change(row, seats[0]), seats[:3])

    def act(i: int) -> None:
        if i == 0:
            return take(again(amendment), version=1, by=scene.cast.ada)
        return support(again(amendment), seat=seats[i % 4 + 3])

    results = at_once(8, act)
    assert {type(result).__name__ for result in results} <= {"NoneType", "Refused"}
    assert results[0] is None
    found = again(amendment)
    assert found.supports == AmendmentSupport.objects.filter(amendment=found).count() >= 3
    assert Entry.objects.get(step="take").facts["supports"] == found.supports


@pytest.mark.django_db(transaction=True)
def test_support_while_drafting_closes_is_counted_or_refused(traveller):
    scene, row, seats = amending(traveller)
    amendment = change(row, seats[0])
    stage = scene.stage("drafting")
    traveller.move_to(stage.closes_at - timedelta(seconds=20))
    Stage.objects.filter(pk=stage.pk).update(closes_at=stage.closes_at - timedelta(seconds=20))

    def act(i: int) -> None:
        if i == 0:
            return close_stage(scene.stage("drafting")) and None
        return support(again(amendment), seat=seats[i])

    results = at_once(4, act)
    assert {type(result).__name__ for result in results[1:]} <= {"NoneType", "Refused"}
    found = again(amendment)
    counted = sum(result is None for result in results[1:]) + 1
    assert (found.state, found.supports) == ("lapsed", counted)
    assert Entry.objects.get(step="lapse").facts["supports"] == counted
