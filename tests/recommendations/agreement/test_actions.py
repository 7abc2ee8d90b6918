from datetime import timedelta

import pytest
from django.urls import reverse

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_stage
from deliberation.recommendations.agreement.actions import Answer, begin_round, close_round, endorse
from deliberation.recommendations.agreement.reading import standings
from deliberation.recommendations.drafting.actions import draft_recommendation, withdraw_recommendation
from deliberation.recommendations.kind import DraftingKind
from deliberation.recommendations.models import AgreementRound, Endorsement
from tests.concurrency import at_once
from tests.recommendations.amendments.scene import DAILY, amending, change, fresh
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db
WISH = "점검 주기를 더 짧게 해 주세요."


def begun(scene) -> AgreementRound:
    return begin_round(scene.stage("drafting"), by=scene.cast.ada)


def again(asked: AgreementRound) -> AgreementRound:
    return AgreementRound.objects.select_related("stage__process__space").get(pk=asked.pk)


def answered(asked: AgreementRound, row, seats, *values: int) -> None:
    for seat, value in zip(seats, values, strict=False):
        endorse(again(asked), {row.pk: Answer(value, WISH)}, seat=seat)


def counts(scene) -> list[tuple[int, tuple[int, ...]]]:
    stage = scene.stage("drafting")
    return [(one.round.n, one.counts) for one in standings(stage, stage.recommendations.numbered())]


def told(row) -> list[str]:
    blocks = list(DraftingKind().section(fresh(row).stage))
    lists = [paragraph.text for block in blocks for paragraph in getattr(block, "items", ())]
    return [*(getattr(block, "text", "") for block in blocks), *lists]


def test_counts_are_shown_after_the_close_and_the_last_answer_counts(traveller):
    scene, row, seats = amending(traveller)
    asked = begun(scene)
    answered(asked, row, seats, 4, 3, 2, 1)
    answered(asked, row, seats, 3)
    assert counts(scene) == []
    close_round(again(asked), by=scene.cast.ada)
    assert counts(scene) == [(1, (0, 2, 1, 1))]
    assert Entry.objects.get(step="close", subject=asked.subject).facts["people"] == 4
    with pytest.raises(Refused):
        answered(asked, row, seats, 4)


def test_there_are_two_rounds_one_after_the_other(traveller):
    scene, _row, _seats = amending(traveller)
    for n in (1, 2):
        asked = begun(scene)
        assert asked.n == n
        with pytest.raises(Refused):
            begun(scene)
        close_round(again(asked), by=scene.cast.ada)
    with pytest.raises(Refused):
        begun(scene)


def test_nothing_is_asked_about_no_draft_or_answered_about_one_that_is_gone(traveller):
    scene, row, seats = amending(traveller)
    stage, by = scene.stage("drafting"), scene.cast.ada
    other = draft_recommendation(stage, title="일자리", text="본문", statements=scene.statements[:1], by=by)
    asked = begun(scene)
    withdraw_recommendation(fresh(other), by=by)
    with pytest.raises(Refused):
        endorse(again(asked), {row.pk: Answer(4), other.pk: Answer(4)}, seat=seats[0])
    assert not Endorsement.objects.exists()
    close_round(again(asked), by=by)
    withdraw_recommendation(fresh(row), by=by)
    with pytest.raises(Refused):
        begun(scene)


def test_what_is_still_objected_to_after_two_rounds_is_printed_with_the_other_views_and_numbers(traveller):
    scene, row, seats = amending(traveller)
    change(row, seats[0], DAILY)
    first = begun(scene)
    answered(first, row, seats, 1, 4, 4)
    close_round(again(first), by=scene.cast.ada)
    assert not any(DAILY in text for text in told(row))
    second = begun(scene)
    answered(second, row, seats, 1, 4, 4)
    stage = scene.stage("drafting")
    traveller.move_to(stage.closes_at + timedelta(minutes=1))
    close_stage(stage)
    assert counts(scene) == [(1, (2, 0, 0, 1)), (2, (2, 0, 0, 1))]
    printed = told(row)
    assert any(DAILY in text and "1" in text for text in printed)
    assert not any(WISH in text for text in printed)


@pytest.mark.django_db(transaction=True)
def test_answers_while_a_round_closes_are_counted_or_refused_never_lost(traveller):
    scene, row, seats = amending(traveller)
    asked = begun(scene)

    def act(i: int) -> None:
        if i == 0:
            return close_round(again(asked), by=scene.cast.ada)
        return endorse(again(asked), {row.pk: Answer(i)}, seat=seats[i - 1])

    results = at_once(5, act)
    assert results[0] is None
    assert {type(result).__name__ for result in results} <= {"NoneType", "Refused"}
    ((_n, found),) = counts(scene)
    assert sum(found) == sum(result is None for result in results[1:])
    assert Entry.objects.get(step="close", subject=asked.subject).facts["people"] == sum(found)


@pytest.mark.django_db(transaction=True)
def test_of_rounds_begun_at_once_one_is(traveller):
    scene, _row, _seats = amending(traveller)
    results = at_once(4, lambda _i: begun(scene))
    assert sorted(type(result).__name__ for result in results) == ["AgreementRound"] + ["Refused"] * 3


def visitor(user=None) -> Visitor:
    client = Visitor()
    if user:
        client.force_login(user)
    return client


def page(scene, name: str = "agreement") -> str:
    return reverse(f"recommendations:{name}", args=[scene.process.slug, scene.stage("drafting").pk])


def test_the_facilitator_asks_participants_answer_and_only_the_drafters_read_the_critiques(traveller):
    scene, row, seats = amending(traveller)
    ada, ben = visitor(scene.cast.ada), visitor(seats[0].user)
    assert ada.post(page(scene, "begin_agreement")).url == page(scene)
    assert ben.post(page(scene), {}).status_code == 422
    wrong = {f"r{row.pk}-value": "5"}
    assert ben.post(page(scene), wrong).status_code == 422
    assert ben.post(page(scene), {f"r{row.pk}-value": "3", f"r{row.pk}-critique": WISH}).url == page(scene)
    assert [WISH in one.get(page(scene)).content.decode() for one in (ada, ben, visitor())] == [True, True, False]
    ada.post(page(scene, "close_agreement"))
    pages = [one.get(page(scene)) for one in (ada, ben, visitor())]
    assert [WISH in one.content.decode() for one in pages] == [True, False, False]
    assert [one.context["standings"][0].counts for one in pages] == [(0, 1, 0, 0)] * 3


@pytest.mark.parametrize("who", ["finn", "dora", "root"])
def test_others_neither_ask_nor_answer(traveller, who):
    scene, _row, _seats = amending(traveller)
    begun(scene)
    other = visitor(getattr(scene.cast, who))
    assert other.get(page(scene)).status_code == 200
    assert {
        other.post(page(scene, name)).status_code for name in ("agreement", "begin_agreement", "close_agreement")
    } == {403}


@pytest.mark.parametrize("n", [1, 30])
def test_the_page_asks_a_fixed_number_of_times(traveller, django_assert_num_queries, n):
    scene, row, seats = amending(traveller)
    for i in range(n - 1):
        given = {"title": f"권고 {i}", "text": "본문", "statements": scene.statements[:1], "by": scene.cast.ada}
        draft_recommendation(scene.stage("drafting"), **given)
    first = begun(scene)
    answered(first, row, seats, 4, 3, 2, 1)
    close_round(again(first), by=scene.cast.ada)
    answered(begun(scene), row, seats, 4)
    for who, queries in ((seats[0].user, 13), (scene.cast.ada, 13)):
        one = visitor(who)
        one.get(page(scene))
        with django_assert_num_queries(queries):
            one.get(page(scene))
