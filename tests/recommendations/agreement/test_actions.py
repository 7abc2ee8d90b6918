import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_stage
from deliberation.recommendations.agreement.actions import Answer, begin_round, close_round, endorse
from deliberation.recommendations.agreement.reading import standings
from deliberation.recommendations.amendments.actions import take
from deliberation.recommendations.drafting.actions import (
    draft_recommendation,
    edit_recommendation,
    withdraw_recommendation,
)
from deliberation.recommendations.kind import DraftingKind
from deliberation.recommendations.models import AgreementRound, Endorsement
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.recommendations.themes.actions import drop_theme, hand_over
from tests.concurrency import at_once
from tests.recommendations.amendments.scene import DAILY, amending, change, fresh, sentence, supported
from tests.recommendations.amendments.scene import again as again_amendment
from tests.recommendations.groups.scene import SAFETY, given, grouped, raised, written
from tests.recommendations.groups.scene import again as again_theme
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db
WISH = "점검 주기를 더 짧게 해 주세요."


def begun(scene) -> AgreementRound:
    return begin_round(scene.stage("drafting"), by=scene.cast.ada)


def again(asked: AgreementRound) -> AgreementRound:
    return AgreementRound.objects.select_related("stage__process__space").get(pk=asked.pk)


def answered(asked: AgreementRound, row, seats, *values: int) -> None:
    """The first seats answer so about one draft, with a wish, and go along with the others."""
    others = asked.stage.recommendations.exclude(pk=row.pk).values_list("pk", flat=True)
    rest = {key: Answer(Endorsement.Value.MOSTLY) for key in others}
    for seat, value in zip(seats, values, strict=False):
        endorse(again(asked), rest | {row.pk: Answer(value, WISH)}, seat=seat)


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


def test_nothing_is_asked_about_no_draft_and_the_drafts_stand_still_while_a_round_is_open(traveller):
    scene, row, seats = amending(traveller)
    stage, by = scene.stage("drafting"), scene.cast.ada
    taken = supported(change(row, seats[0]), seats)
    asked = begun(scene)
    given = {"title": "일자리", "text": "본문", "statements": scene.statements[:1], "by": by}
    for act in (
        lambda: draft_recommendation(stage, **given),
        lambda: edit_recommendation(fresh(row), version=1, **given),
        lambda: take(again_amendment(taken), version=1, by=by),
        lambda: ground_sentence(sentence(row, 1), [], by=by),
        lambda: withdraw_recommendation(fresh(row), by=by),
    ):
        with pytest.raises(Refused):
            act()
    close_round(again(asked), by=by)
    withdraw_recommendation(fresh(row), by=by)
    with pytest.raises(Refused):
        begun(scene)


def test_an_answer_is_about_all_drafts(traveller):
    scene, row, seats = amending(traveller)
    given = {"title": "일자리", "text": "본문", "statements": scene.statements[:1], "by": scene.cast.ada}
    draft_recommendation(scene.stage("drafting"), **given)
    asked = begun(scene)
    for answers in ({}, {row.pk: Answer(4)}, {row.pk: Answer(4), 0: Answer(4)}):
        with pytest.raises(Refused):
            endorse(again(asked), answers, seat=seats[0])
    assert not Endorsement.objects.exists()


def test_what_is_still_objected_to_after_two_rounds_is_printed_with_the_other_views_and_numbers(traveller):
    scene, row, seats = amending(traveller, seats=12)
    change(row, seats[0], DAILY)
    first = begun(scene)
    answered(first, row, seats, 1, *[4] * 11)
    close_round(again(first), by=scene.cast.ada)
    assert not any(DAILY in text for text in told(row))
    second = begun(scene)
    answered(second, row, seats, 1, *[4] * 11)
    stage = scene.stage("drafting")
    traveller.move_to(stage.closes_at + timedelta(minutes=1))
    close_stage(stage)
    assert counts(scene) == [(1, (11, 0, 0, 1)), (2, (11, 0, 0, 1))]
    text, other = told(row)[-2:]
    assert sorted(re.findall(r"\d+", text)) == ["1", "12"]
    assert DAILY in other
    assert re.findall(r"\d+", other) == ["1"]
    assert not any(WISH in text for text in told(row))


@pytest.mark.parametrize(
    ("values", "numbers", "objects"),
    [
        ((1, 4, 4, 4), False, None),
        ((4, 4, 4, 4), False, None),
        ((1, 4, 4, 4, 4), False, True),
        ((4, 3, 4, 2, 4), False, False),
        ((1, 4, 4, 4, 4, 4, 4, 4, 4), False, True),
        ((1, 4, 4, 4, 4, 4, 4, 4, 4, 4), True, True),
    ],
)
def test_of_few_answers_no_numbers_are_told_and_of_very_few_nothing(traveller, values, numbers, objects):
    scene, row, seats = amending(traveller, seats=len(values))
    for _round in "12":
        asked = begun(scene)
        answered(asked, row, seats, *values)
        close_round(again(asked), by=scene.cast.ada)
    stage = scene.stage("drafting")
    _first, last = standings(stage, [row])
    assert bool(last.labelled) is numbers
    assert last.stays_divided is bool(objects)
    if not numbers:
        said = {None: "nothing is told", True: "Somebody objects", False: "Nobody objects"}
        with translation.override("en"):
            assert [objects == key for key, words in said.items() if words in last.sentence] == [True]
    lines = next(list(rows) for name, _columns, rows in DraftingKind().tables(stage) if name == "agreement")
    given = [len(values), *last.counts] if numbers else [None] * 5
    assert lines == [[n, row.number, *given, last.sentence] for n in (1, 2)]


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
    assert [WISH in one.get(page(scene)).content.decode() for one in (ada, ben, visitor())] == [False, True, False]
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
    for who, queries in ((seats[0].user, 15), (scene.cast.ada, 15)):
        one = visitor(who)
        one.get(page(scene))
        with django_assert_num_queries(queries):
            one.get(page(scene))


def test_the_steps_towards_agreement_stand_on_the_page(traveller):
    scene, groups, seats = grouped(traveller)
    theme, other = raised(scene, SAFETY, "교통")
    ada, by = visitor(scene.cast.ada), scene.cast.ada

    def step() -> tuple[int, int]:
        shown = ada.get(page(scene)).context
        return shown["current"], len(shown["missing"])

    assert len(ada.get(page(scene)).context["steps"]) == 5
    walked = [step()]
    drop_theme(other, by=by)
    given(scene, theme, groups[0])
    walked.append(step())
    written(scene, theme, seats[0])
    hand_over(again_theme(theme), by=by)
    walked.append(step())
    for _round in "12":
        asked = begun(scene)
        walked.append(step())
        close_round(again(asked), by=by)
        walked.append(step())
    assert walked == [(1, 3), (2, 2), (2, 0), (3, 0), (4, 0), (5, 0), (5, 0)]


def test_a_group_reads_what_should_change_in_its_own_draft_alone(traveller):
    scene, groups, seats = grouped(traveller)
    themes = raised(scene)
    rows = []
    for theme, group, seat in zip(themes, groups, seats, strict=False):
        given(scene, theme, group)
        rows.append(written(scene, theme, seat, f"{theme}의 본문이다."))
        hand_over(again_theme(theme), by=scene.cast.ada)
    asked = begun(scene)
    endorse(again(asked), {row.pk: Answer(3, f"고칠 곳 {n}") for n, row in enumerate(rows, start=1)}, seat=seats[3])
    close_round(again(asked), by=scene.cast.ada)
    people = [scene.cast.ada, seats[0].user, seats[1].user, None]
    read = [[row.critique for row in visitor(one).get(page(scene)).context["critiques"]] for one in people]
    assert read == [["고칠 곳 1", "고칠 곳 2"], ["고칠 곳 1"], ["고칠 곳 2"], []]
