from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps

from deliberation.documents.blocks import Note
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.opinions.statements.merging import merge_statements
from deliberation.processes.models import Stage
from deliberation.recommendations.drafting.actions import draft_recommendation, edit_recommendation
from deliberation.recommendations.models import Ground, Recommendation, Sentence, Wording
from deliberation.recommendations.printing import section
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.recommendations.sentences.search import offered
from deliberation.rounds.floor import noting
from deliberation.spaces.sequels import sequels
from tests.concurrency import at_once
from tests.recommendations.scene import Scene, admit, drafting
from tests.restricting import hide
from tests.rounds.floors import in_session

pytestmark = pytest.mark.django_db
SAFE, OPEN, WORK = (
    "시는 주거지와 안전 거리를 둔다.",
    "점검 결과를 주민에게 달마다 공개한다.",
    "지역 청년을 먼저 고용한다.",
)


def drafted(scene: Scene, *texts: str, rests_on: int = 2) -> Recommendation:
    return draft_recommendation(
        scene.stage("drafting"),
        title="안전",
        text=" ".join(texts),
        statements=scene.statements[:rests_on],
        by=scene.cast.ada,
    )


def reworded(scene: Scene, recommendation: Recommendation, *texts: str, rests_on: int = 2) -> None:
    edit_recommendation(
        recommendation,
        title="안전",
        text=" ".join(texts),
        statements=scene.statements[:rests_on],
        version=recommendation.version,
        by=scene.cast.ada,
    )


def standing(recommendation: Recommendation) -> list[tuple[int, str]]:
    return list(recommendation.sentences.standing().values_list("pk", "text"))


def grounds(recommendation: Recommendation) -> dict[str, list[str]]:
    """What each standing sentence rests on, by its text."""
    rows = recommendation.sentences.standing()
    return {row.text: sorted(ground.key for ground in row.grounds.all()) for row in rows}


def test_a_draft_has_its_sentences_and_they_keep_their_rows_through_edits_and_moves(traveller):
    scene = drafting(traveller)
    row = drafted(scene, SAFE, OPEN)
    (safe, _text), (opened, _other) = standing(row)
    assert standing(row) == [(safe, SAFE), (opened, OPEN)]
    edited = "점검 결과를 모든 주민에게 달마다 공개한다."
    reworded(scene, row, edited, SAFE, WORK)
    assert standing(row)[:2] == [(opened, edited), (safe, SAFE)]
    wordings = Sentence.objects.get(pk=opened).wordings.order_by("version")
    assert list(wordings.values_list("version__n", "text")) == [(1, OPEN), (2, edited)]
    reworded(scene, row, SAFE)
    assert standing(row) == [(safe, SAFE)]
    struck = Sentence.objects.get(pk=opened)
    assert (struck.position, struck.text) == (None, edited)


def test_links_go_along_with_the_words_into_both_parts_of_a_sentence_that_is_split(traveller):
    scene = drafting(traveller)
    first, second, _third = scene.statements
    row = drafted(scene, SAFE, f"{OPEN[:-2]}하고 {WORK}")
    one, other = row.sentences.standing()
    ground_sentence(one, [f"statement:{first.pk}"], by=scene.cast.ada)
    ground_sentence(other, [f"statement:{second.pk}"], by=scene.cast.ada)
    reworded(scene, row, SAFE, OPEN, WORK)
    expected = [f"statement:{first.pk}"], [f"statement:{second.pk}"], [f"statement:{second.pk}"]
    assert grounds(row) == dict(zip((SAFE, OPEN, WORK), expected, strict=True))
    joined = f"{SAFE[:-2]}고 {OPEN}"
    reworded(scene, row, joined, WORK)
    assert grounds(row)[joined] == sorted([f"statement:{first.pk}", f"statement:{second.pk}"])


def test_a_single_sentence_rests_on_what_the_whole_rests_on_and_loses_what_the_whole_loses(traveller):
    scene = drafting(traveller)
    first, second, _third = scene.statements
    row = drafted(scene, SAFE)
    assert grounds(row) == {SAFE: [f"statement:{first.pk}", f"statement:{second.pk}"]}
    reworded(scene, row, SAFE, OPEN, rests_on=1)
    assert grounds(row) == {SAFE: [f"statement:{first.pk}"], OPEN: []}


def test_what_a_sentence_rests_on_is_minuted_and_joins_what_the_whole_rests_on(traveller):
    scene = drafting(traveller)
    row, third = drafted(scene, SAFE, OPEN), scene.statements[2]
    sentence = row.sentences.standing()[1]
    for _twice in "12":
        ground_sentence(sentence, [f"statement:{third.pk}"], by=scene.cast.ada)
    assert set(row.statements.all()) == set(scene.statements)
    assert [entry.facts for entry in Entry.objects.filter(step="ground")] == [
        {"number": 1, "sentence": 2, "sources": 1}
    ]


@pytest.mark.parametrize("key", ["statement:0", "note:1", "nothing:1", "statement:x", "", "statement:１"])
def test_a_sentence_rests_on_nothing_that_is_not_there(traveller, key):
    scene = drafting(traveller)
    sentence = drafted(scene, SAFE, OPEN).sentences.standing()[0]
    with pytest.raises(Refused):
        ground_sentence(sentence, [key], by=scene.cast.ada)
    assert not Ground.objects.exists()


def test_a_hidden_statement_cannot_be_linked_anew_and_stays_where_it_was(traveller):
    scene = drafting(traveller)
    first, second, _third = scene.statements
    one, other = drafted(scene, SAFE, OPEN).sentences.standing()
    ground_sentence(one, [f"statement:{first.pk}"], by=scene.cast.ada)
    hide(first.item)
    with pytest.raises(Refused):
        ground_sentence(other, [f"statement:{first.pk}"], by=scene.cast.ada)
    ground_sentence(one, [f"statement:{first.pk}", f"statement:{second.pk}"], by=scene.cast.ada)
    assert one.grounds.count() == 2


def test_nothing_is_linked_to_a_struck_sentence_or_after_the_end(traveller):
    scene = drafting(traveller)
    row, key = drafted(scene, SAFE, OPEN), f"statement:{scene.statements[0].pk}"
    one, other = row.sentences.standing()
    reworded(scene, row, SAFE)
    with pytest.raises(Refused):
        ground_sentence(other, [key], by=scene.cast.ada)
    traveller.move_to(scene.stage("drafting").closes_at)
    with pytest.raises(Refused):
        ground_sentence(one, [key], by=scene.cast.ada)


def test_a_suggestion_of_a_table_grounds_the_sentence_in_which_it_lives_on(traveller):
    meeting, cast = in_session()
    scene = Scene(meeting.process, cast)
    note = noting.write_note(meeting, by=cast.ben, text=WORK, key=uuid4(), table=meeting.tables.get(number=1))
    stage = scene.stage("drafting")
    noting.make_material(note, become=f"{stage.pk}:draft sentence", text=WORK, by=cast.ada)
    assert list(offered(meeting.process, "청년")) == [f"note:{note.pk}"]
    admit(scene)
    Stage.objects.filter(pk=stage.pk).update(state="ready")
    traveller.move_to(scene.stage("drafting").opens_at + timedelta(hours=1))
    text = f"{SAFE} 시는 {WORK}"
    row = draft_recommendation(
        scene.stage("drafting"),
        title="안전",
        text=text,
        statements=scene.statements[:1],
        suggestion=stage.suggestions.get(),
        by=cast.ada,
    )
    assert grounds(row) == {SAFE: [], f"시는 {WORK}": [f"note:{note.pk}"]}
    rests_on = f"의견 1: {scene.statements[0].item.text}\n쪽지 {note.pk}"
    (printed,) = [block.text for block in section(scene.stage("drafting")) if isinstance(block, Note)]
    assert printed == f"{rests_on}: {WORK}"
    hide(note.item)
    (printed,) = [block.text for block in section(scene.stage("drafting")) if isinstance(block, Note)]
    assert printed == rests_on


def test_the_migration_gives_texts_that_are_there_the_same_sentences(traveller):
    scene = drafting(traveller)
    row = drafted(scene, SAFE, OPEN)
    reworded(scene, row, "점검 결과를 모든 주민에게 달마다 공개한다.", SAFE, WORK)
    reworded(scene, row, SAFE)

    def told() -> tuple[list, list]:
        sentences = Sentence.objects.order_by("text").values_list("position", "text")
        return list(sentences), sorted(Wording.objects.values_list("version__n", "text"))

    kept = told()
    Sentence.objects.all().delete()
    import_module("deliberation.recommendations.migrations.0005_split_texts").split_texts(apps, None)
    assert told() == kept
    assert grounds(row) == {SAFE: sorted(f"statement:{one.pk}" for one in scene.statements[:2])}


@pytest.mark.django_db(transaction=True)
def test_links_made_while_the_text_is_edited_are_all_kept(traveller):
    scene = drafting(traveller)
    row, keys = drafted(scene, SAFE, OPEN), [f"statement:{one.pk}" for one in scene.statements[:2]]
    pks = [sentence.pk for sentence in row.sentences.standing()]

    def act(i: int) -> None:
        if i == 2:
            return reworded(scene, Recommendation.objects.get(pk=row.pk), OPEN, SAFE)
        return ground_sentence(Sentence.objects.get(pk=pks[i]), [keys[i]], by=scene.cast.ada)

    assert at_once(3, act) == [None] * 3
    assert grounds(row) == {OPEN: [keys[1]], SAFE: [keys[0]]}
    assert standing(row) == [(pks[1], OPEN), (pks[0], SAFE)]


def test_a_link_to_a_merged_statement_follows_it_when_the_text_is_saved(traveller):
    scene = drafting(traveller)
    one, two, _three = scene.statements
    draft = drafted(scene, SAFE, OPEN, rests_on=1)
    (safe, _text), _open = standing(draft)
    ground_sentence(Sentence.objects.get(pk=safe), [f"statement:{row.pk}" for row in (one, two)], by=scene.cast.ada)
    merge_statements(one, two, by=scene.cast.ada)
    (told,) = sequels(two, scene.cast.ben)
    assert told.facts[1:] == [f"1. {SAFE}"]  # once, though it rests on both
    edit_recommendation(
        draft, title="안전", text=f"{SAFE} {WORK}", statements=[two], version=draft.version, by=scene.cast.ada
    )
    assert grounds(draft) == {SAFE: [f"statement:{two.pk}"], WORK: []}
