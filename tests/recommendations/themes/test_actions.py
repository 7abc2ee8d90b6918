from datetime import timedelta

import pytest

from deliberation.documents.blocks import Heading
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.recommendations.agreement.actions import begin_round, close_round
from deliberation.recommendations.drafting.actions import (
    draft_recommendation,
    edit_recommendation,
    withdraw_recommendation,
)
from deliberation.recommendations.groups.actions import place_member
from deliberation.recommendations.kind import DraftingKind
from deliberation.recommendations.models import GroupText, Recommendation
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.recommendations.themes.actions import drop_theme, give_theme, hand_over, raise_themes, say_opinion
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Item
from tests.concurrency import at_once
from tests.recommendations.amendments.scene import fresh, sentence
from tests.recommendations.groups.scene import (
    JOBS,
    OPINION,
    OTHER,
    SAFETY,
    TEXT,
    again,
    given,
    grouped,
    raised,
    written,
)

pytestmark = pytest.mark.django_db


def opinions(theme) -> list[tuple[int, str]]:
    rows = theme.texts.filter(what="opinion").order_by("group__number")
    return [(row.group.number, row.item.text) for row in rows]


def test_themes_are_raised_once_and_drafts_that_are_there_can_be_given_too(traveller):
    scene, groups, _seats = grouped(traveller)
    stage, by = scene.stage("drafting"), scene.cast.ada
    draft = draft_recommendation(stage, title="교육", text="본문", statements=scene.statements[:1], by=by)
    raised(scene)
    raised(scene, JOBS, "교통", "교통")
    for _twice in "12":
        raise_themes(stage, drafts=[draft], by=by)
    assert list(stage.themes.values_list("number", "title", "state", "recommendation")) == [
        (1, SAFETY, "hearing", None),
        (2, JOBS, "hearing", None),
        (3, "교통", "hearing", None),
        (4, "교육", "whole", draft.pk),
    ]
    given(scene, stage.themes.get(number=4), groups[0])
    assert Entry.objects.get(step="give").facts == {"number": 4, "drafting_group": 1, "from": "whole", "to": "drafting"}


def test_each_group_has_one_opinion_which_it_changes_only_after_reading_what_stands(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)
    first = say_opinion(theme, group=groups[0], seat=seats[0], text=OPINION)
    assert say_opinion(theme, group=groups[0], seat=seats[2], text=OPINION) == first
    say_opinion(theme, group=groups[1], seat=seats[1], text=OTHER)
    for instead in (None, first.item_id + 99):
        with pytest.raises(Refused):
            say_opinion(theme, group=groups[0], seat=seats[2], text="다른 의견", instead=instead)
    say_opinion(theme, group=groups[0], seat=seats[2], text="다른 의견", instead=first.item_id)
    assert opinions(theme) == [(1, "다른 의견"), (2, OTHER)]
    assert Item.objects.get(pk=first.item_id).state == "withdrawn"


def test_who_is_in_another_group_or_none_says_and_writes_nothing_for_this_one(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)
    with pytest.raises(Refused):
        say_opinion(theme, group=groups[0], seat=seats[1], text=OPINION)
    given(scene, theme, groups[0])
    with pytest.raises(Refused):
        written(scene, theme, seats[1])
    row = written(scene, theme, seats[0])
    place_member(groups[1], seat=seats[0])
    wording = {"title": SAFETY, "text": "다른 본문", "statements": scene.statements[:1], "version": 1}
    for act in (
        lambda: edit_recommendation(row, **wording, by=seats[0].user, seat=seats[0]),
        lambda: ground_sentence(sentence(row, 1), [], by=seats[0].user, seat=seats[0]),
        lambda: hand_over(again(theme), by=seats[0].user, seat=seats[0]),
    ):
        with pytest.raises(Refused):
            act()


def test_a_group_drafts_hands_over_and_gets_the_draft_back_and_who_wrote_what_stays(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)
    given(scene, theme, groups[0])
    assert set(Notice.objects.filter(kind="theme_given").values_list("person", flat=True)) == {
        seats[0].user_id,
        seats[2].user_id,
    }
    with pytest.raises(Refused):
        say_opinion(again(theme), group=groups[1], seat=seats[1], text=OTHER)
    with pytest.raises(Refused):
        hand_over(again(theme), by=seats[0].user, seat=seats[0])
    row = written(scene, theme, seats[0])
    with pytest.raises(Refused):
        written(scene, theme, seats[2], "두 번째 본문")
    hand_over(again(theme), by=seats[2].user, seat=seats[2], note="함께 보아 주십시오.")
    wording = {"title": SAFETY, "text": f"{TEXT} 달마다 한다.", "statements": scene.statements[:1]}
    with pytest.raises(Refused):
        edit_recommendation(row, **wording, version=1, by=seats[0].user, seat=seats[0])
    given(scene, theme, groups[0])
    edit_recommendation(fresh(row), **wording, version=1, by=seats[2].user, seat=seats[2])
    hand_over(again(theme), by=scene.cast.ada)
    versions = row.versions.order_by("n").values_list("n", "group__number", "seat__code")
    assert list(versions) == [(1, 1, "A-01"), (2, 1, "A-03")]
    notes = GroupText.objects.filter(what="note").values_list("item__text", "seat__code")
    assert list(notes) == [("함께 보아 주십시오.", "A-03")]
    steps = Entry.objects.filter(subject=theme.subject).order_by("n").values_list("step", "role")
    assert list(steps) == [
        ("raise", "facilitator"),
        ("give", "facilitator"),
        ("hand_over", "participant"),
        ("give", "facilitator"),
        ("hand_over", "facilitator"),
    ]


def test_a_theme_is_dropped_alone_or_with_its_draft(traveller):
    scene, groups, seats = grouped(traveller)
    theme, jobs = raised(scene)
    given(scene, theme, groups[0])
    row = written(scene, theme, seats[0])
    with pytest.raises(Refused):
        drop_theme(again(theme), by=scene.cast.ada)
    withdraw_recommendation(row, by=scene.cast.ada)
    drop_theme(again(jobs), by=scene.cast.ada)
    assert [again(one).state for one in (theme, jobs)] == ["unpursued", "unpursued"]
    with pytest.raises(Refused):
        give_theme(again(jobs), groups[0], by=scene.cast.ada)


def test_nobody_is_asked_before_every_theme_has_a_draft_before_all(traveller):
    scene, groups, seats = grouped(traveller)
    theme, jobs = raised(scene)
    stage, by = scene.stage("drafting"), scene.cast.ada
    given(scene, theme, groups[0])
    written(scene, theme, seats[0])
    drop_theme(jobs, by=by)
    with pytest.raises(Refused):
        begin_round(stage, by=by)
    hand_over(again(theme), by=by)
    asked = begin_round(stage, by=by)
    with pytest.raises(Refused):
        give_theme(again(theme), groups[0], by=by)
    close_round(asked, by=by)
    given(scene, theme, groups[0])
    with pytest.raises(Refused):
        begin_round(stage, by=by)


def test_the_report_tells_what_each_group_said_and_which_one_drafted_and_nothing_that_was_hidden(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)
    hidden = say_opinion(theme, group=groups[0], seat=seats[0], text=OPINION)
    say_opinion(theme, group=groups[1], seat=seats[1], text=OTHER)
    decide(hidden.item, "hide", by=scene.cast.ada, version=1, reason="이름이 나옵니다.")
    given(scene, theme, groups[0])
    written(scene, theme, seats[0])
    stage = scene.stage("drafting")
    blocks = list(DraftingKind().section(stage))
    listed = [paragraph.text for block in blocks for paragraph in getattr(block, "items", ())]
    assert [block.text for block in blocks if isinstance(block, Heading)] == [SAFETY]
    assert listed == [f"{groups[1]}: {OTHER}"]
    (lines,) = [list(rows) for name, _columns, rows in DraftingKind().tables(stage) if name == "group_texts"]
    assert lines == [[1, SAFETY, 1, 1, "opinion", ""], [1, SAFETY, 1, 2, "opinion", OTHER]]


def test_nothing_is_said_or_given_after_the_end(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)
    traveller.move_to(scene.stage("drafting").closes_at + timedelta(minutes=1))
    for act in (
        lambda: raised(scene, "교통"),
        lambda: say_opinion(theme, group=groups[0], seat=seats[0], text=OPINION),
        lambda: give_theme(theme, groups[0], by=scene.cast.ada),
        lambda: drop_theme(theme, by=scene.cast.ada),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.django_db(transaction=True)
def test_of_first_wordings_sent_at_once_one_is_the_draft(traveller):
    scene, groups, seats = grouped(traveller, seats=8)
    theme, _jobs = raised(scene)
    given(scene, theme, groups[0])
    results = at_once(4, lambda i: written(scene, theme, seats[2 * i], f"본문 {i}"))
    assert sorted(type(result).__name__ for result in results) == ["Recommendation"] + ["Refused"] * 3
    assert Recommendation.objects.get() == again(theme).recommendation


@pytest.mark.django_db(transaction=True)
def test_an_opinion_that_comes_while_the_theme_is_given_out_is_kept_or_refused(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)

    def act(i: int):
        if i == 0:
            return give_theme(again(theme), groups[0], by=scene.cast.ada)
        return say_opinion(again(theme), group=groups[i % 2], seat=seats[i % 2], text=OPINION)

    results = at_once(3, act)
    assert results[0] is None
    assert {type(result).__name__ for result in results[1:]} <= {"GroupText", "Refused"}
    assert GroupText.objects.count() == sum(isinstance(result, GroupText) for result in results)
