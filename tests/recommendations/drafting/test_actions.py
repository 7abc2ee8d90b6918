import pytest

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.recommendations.drafting.actions import (
    draft_recommendation,
    edit_recommendation,
    finalise_recommendations,
    move_recommendation,
    publish_result,
    put_to_ballot,
    withdraw_recommendation,
)
from deliberation.recommendations.holding import Overtaken
from deliberation.recommendations.models import Basis, Recommendation
from tests.concurrency import at_once
from tests.recommendations.scene import TITLES, closed, drafted, drafting
from tests.restricting import hide

pytestmark = pytest.mark.django_db


def order(scene) -> list[tuple[int, str]]:
    return [(row.number, row.title) for row in scene.drafts()]


def test_a_draft_has_the_next_number_its_first_version_and_what_it_rests_on(traveller):
    scene = drafting(traveller)
    statement = scene.statements[1]
    rows = [
        draft_recommendation(
            scene.stage("drafting"), title=title, text="본문", statements=[statement], by=scene.cast.ada
        )
        for title in TITLES
    ]
    assert order(scene) == [(1, TITLES[0]), (2, TITLES[1]), (3, TITLES[2])]
    assert list(rows[0].versions.values_list("n", "title", "text", "author")) == [
        (1, TITLES[0], "본문", scene.cast.ada.pk)
    ]
    assert list(rows[0].statements.all()) == [statement]
    assert Entry.objects.filter(step="draft").count() == 3


def test_a_draft_sent_twice_is_one(traveller):
    scene = drafting(traveller)
    given = {"title": "안전", "text": "안전 거리를 둔다.", "by": scene.cast.ada}
    first, again = (
        draft_recommendation(scene.stage("drafting"), statements=scene.statements[:1], **given) for _i in "12"
    )
    assert first == again
    draft_recommendation(scene.stage("drafting"), statements=scene.statements[1:], **given)
    assert [row.number for row in scene.drafts()] == [1, 2]
    assert Entry.objects.filter(step="draft").count() == 2


def test_a_draft_rests_on_an_admitted_statement_of_its_own_process(traveller):
    scene = drafting(traveller)
    stage, by = scene.stage("drafting"), scene.cast.ada
    with pytest.raises(Refused):
        draft_recommendation(stage, title="제목", text="본문", statements=[], by=by)
    waiting = scene.statements[0]
    hide(waiting.item)
    with pytest.raises(Refused):
        draft_recommendation(stage, title="제목", text="본문", statements=[waiting, scene.statements[1]], by=by)
    assert not Recommendation.objects.exists()


def test_drafting_is_refused_when_the_stage_is_not_open(traveller):
    scene = drafted(traveller)
    traveller.move_to(scene.stage("drafting").closes_at)
    first = scene.drafts()[0]
    acts = [
        lambda: draft_recommendation(first.stage, title="t", text="t", statements=scene.statements, by=scene.cast.ada),
        lambda: edit_recommendation(
            first, title="t", text="t", statements=scene.statements, version=1, by=scene.cast.ada
        ),
        lambda: move_recommendation(first, to=2, by=scene.cast.ada),
        lambda: withdraw_recommendation(first, by=scene.cast.ada),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_an_edit_keeps_the_earlier_version_and_changes_the_basis(traveller):
    scene = drafted(traveller)
    first, other = scene.drafts()[0], scene.statements[2]
    edit_recommendation(first, title="새 제목", text="새 본문", statements=[other], version=1, by=scene.cast.ada)
    first.refresh_from_db()
    assert (first.title, first.text, first.version) == ("새 제목", "새 본문", 2)
    assert list(first.versions.order_by("n").values_list("n", "title")) == [(1, TITLES[0]), (2, "새 제목")]
    assert list(Basis.objects.filter(recommendation=first).values_list("statement", flat=True)) == [other.pk]
    assert "새제" not in first.bigrams
    assert "제목" in first.bigrams


def test_saving_without_a_change_writes_nothing(traveller):
    scene = drafted(traveller)
    first = scene.drafts()[0]
    minuted = Entry.objects.count()
    edit_recommendation(
        first, title=first.title, text=first.text, statements=[scene.statements[0]], version=1, by=scene.cast.ada
    )
    assert (first.version, first.versions.count(), Entry.objects.count()) == (1, 1, minuted)


def test_the_second_of_two_editors_is_told_and_may_save_over_what_they_have_read(traveller):
    scene = drafted(traveller)
    first, basis = scene.drafts()[0], [scene.statements[0]]
    edit_recommendation(first, title="첫 편집", text="가", statements=basis, version=1, by=scene.cast.ada)
    with pytest.raises(Overtaken) as overtaken:
        edit_recommendation(first, title="둘째 편집", text="나", statements=basis, version=1, by=scene.cast.ada)
    assert (overtaken.value.current.title, overtaken.value.current.version) == ("첫 편집", 2)
    edit_recommendation(first, title="둘째 편집", text="나", statements=basis, version=2, by=scene.cast.ada)
    assert list(first.versions.order_by("n").values_list("title", flat=True)) == [TITLES[0], "첫 편집", "둘째 편집"]


def test_drafts_move_up_and_down(traveller):
    scene = drafted(traveller)
    first, second, third = scene.drafts()
    move_recommendation(third, to=1, by=scene.cast.ada)
    assert order(scene) == [(1, third.title), (2, first.title), (3, second.title)]
    move_recommendation(third, to=2, by=scene.cast.ada)
    assert order(scene) == [(1, first.title), (2, third.title), (3, second.title)]
    for nowhere in (0, 4):
        with pytest.raises(Refused):
            move_recommendation(first, to=nowhere, by=scene.cast.ada)


def test_a_withdrawn_draft_leaves_no_gap_and_cannot_be_changed(traveller):
    scene = drafted(traveller)
    first, second, third = scene.drafts()
    withdraw_recommendation(first, by=scene.cast.ada)
    assert order(scene) == [(1, second.title), (2, third.title)]
    first.refresh_from_db()
    assert (first.state, first.number) == (Recommendation.State.WITHDRAWN, None)
    for act in (
        lambda: withdraw_recommendation(first, by=scene.cast.ada),
        lambda: move_recommendation(first, to=1, by=scene.cast.ada),
        lambda: edit_recommendation(
            first, title="t", text="t", statements=scene.statements, version=1, by=scene.cast.ada
        ),
    ):
        with pytest.raises(Refused):
            act()


def test_closing_the_stage_makes_the_drafts_final(traveller):
    scene = drafted(traveller)
    withdraw_recommendation(scene.drafts()[0], by=scene.cast.ada)
    closed(scene, traveller, "drafting")
    states = list(scene.process.recommendations.order_by("pk").values_list("state", flat=True))
    assert states == ["withdrawn", "final", "final"]
    assert finalise_recommendations(scene.stage("drafting")) == {"recommendations": 2, "dissents": 0}
    assert Entry.objects.filter(step="finalise").count() == 2


def test_a_ballot_marks_what_it_puts_and_writes_the_result(traveller):
    scene = closed(drafted(traveller), traveller, "drafting")
    rows = put_to_ballot(scene.process)
    assert [row.number for row in rows] == [1, 2, 3]
    assert set(scene.process.recommendations.values_list("on_ballot", flat=True)) == {True}
    result = {"for": 86, "against": 50, "abstain": 5, "voted": 141, "roll": 150, "needed": 69, "met": True}
    publish_result(rows[0], result, by=scene.cast.emil)
    rows[0].refresh_from_db()
    assert rows[0].result == result
    assert Entry.objects.get(step="result").facts == {"number": 1, **result}


@pytest.mark.django_db(transaction=True)
def test_drafts_written_at_once_have_numbers_of_their_own(traveller):
    scene = drafting(traveller)
    stage, statement, by = scene.stage("drafting"), scene.statements[0], scene.cast.ada

    def write(i: int):
        return draft_recommendation(stage_again(stage), title=f"초안 {i}", text="본문", statements=[statement], by=by)

    rows = at_once(6, write)
    assert sorted(row.number for row in rows) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_saves_and_the_other_is_told(traveller):
    scene = drafted(traveller)
    first, basis, by = scene.drafts()[0], [scene.statements[0]], scene.cast.ada

    def save(i: int):
        mine = Recommendation.objects.get(pk=first.pk)
        return edit_recommendation(mine, title=f"편집 {i}", text="본문", statements=basis, version=1, by=by)

    results = at_once(4, save)
    assert sorted(type(result).__name__ for result in results) == ["Overtaken"] * 3 + ["Recommendation"]
    assert first.versions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_drafts_moved_at_once_keep_their_numbers_apart(traveller):
    scene = drafted(traveller)
    rows = scene.drafts()

    def shuffle(i: int) -> None:
        mine = Recommendation.objects.get(pk=rows[i % 3].pk)
        return move_recommendation(mine, to=(i + 1) % 3 + 1, by=scene.cast.ada)

    assert at_once(6, shuffle) == [None] * 6
    assert [number for number, _title in order(scene)] == [1, 2, 3]


def stage_again(stage):
    return type(stage).objects.select_related("process").get(pk=stage.pk)
