import pytest
from django.utils.translation import override

from deliberation.ballots.models import Question
from deliberation.documents.blocks import Heading, Paragraph
from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.processes.actions import prepare_stage
from deliberation.processes.kinds import kind_of
from deliberation.recommendations.drafting.actions import edit_recommendation, withdraw_recommendation
from deliberation.recommendations.english.actions import fingerprint, translate_recommendation
from deliberation.recommendations.holding import Overtaken
from deliberation.recommendations.models import Recommendation
from deliberation.responses.models import Response
from tests.ballots.scene import final
from tests.concurrency import at_once
from tests.recommendations.scene import Scene, decided, drafted, received
from tests.responses.scene import handed_over

pytestmark = pytest.mark.django_db

TITLE, TEXT = "Safety distance and open inspections", "The city keeps a safety distance.\nIt publishes inspections."
ENGLISH = {"title": TITLE, "text": TEXT}


def in_english(scene: Scene, number: int = 1, **other) -> Recommendation:
    """The recommendation of this number, put into English by the facilitator."""
    row = scene.process.recommendations.get(number=number)
    translate_recommendation(row, **(ENGLISH | other), seen=fingerprint(row), by=scene.cast.ada)
    return scene.process.recommendations.get(number=number)


def said(row: Recommendation) -> list[tuple[str, str]]:
    """Title and text on a Korean page and on an English one."""
    pages = []
    for language in ("ko", "en"):
        with override(language):
            pages.append((str(row), row.recommended))
    return pages


def test_the_english_stands_beside_the_wording_is_minuted_and_found(traveller):
    scene = drafted(traveller)
    row = in_english(scene)
    assert said(row) == [(row.title, row.text), (TITLE, TEXT)]
    assert list(row.versions.values_list("n", "title_en", "text_en")) == [(1, TITLE, TEXT)]
    entry = Entry.objects.get(step="translate")
    told = {"number": 1, "version": 1, "digest": digest({"title_en": TITLE, "text_en": TEXT})}
    assert (entry.subject, entry.role, entry.facts) == (row.subject, "facilitator", told)
    for words in ("open inspections", "safety distance", "안전 거리"):
        assert [hit.pk for hit in Recommendation.objects.search(words).parts[0]] == [row.pk]


def test_what_has_no_english_is_read_in_korean(traveller):
    row = drafted(traveller).drafts()[1]
    assert said(row) == [(row.title, row.text)] * 2


def test_another_wording_begins_without_english_and_the_earlier_keeps_its_own(traveller):
    scene = drafted(traveller)
    row = in_english(scene)
    basis = list(row.statements.all())
    edit_recommendation(row, title="새 제목", text="새 본문", statements=basis, version=1, by=scene.cast.ada)
    assert said(scene.drafts()[0]) == [("새 제목", "새 본문")] * 2
    assert list(row.versions.order_by("n").values_list("n", "title_en")) == [(1, TITLE), (2, "")]
    assert not Recommendation.objects.search("inspections").number


def test_an_official_puts_into_english_what_was_decided(traveller):
    scene = decided(traveller)
    row = scene.process.recommendations.get(number=2)
    translate_recommendation(row, **ENGLISH, seen=fingerprint(row), by=scene.cast.emil)
    assert Entry.objects.get(step="translate").role == "official"
    row.refresh_from_db()
    assert (row.state, row.title_en) == ("amended", TITLE)


def test_saving_the_same_again_writes_nothing(traveller):
    scene = drafted(traveller)
    in_english(scene)
    in_english(scene)
    assert Entry.objects.filter(step="translate").count() == 1


def test_who_has_read_another_wording_or_another_english_is_told(traveller):
    scene = drafted(traveller)
    row = scene.drafts()[0]
    seen = fingerprint(row)
    in_english(scene)
    with pytest.raises(Overtaken) as overtaken:
        translate_recommendation(row, title="Later", text="Later", seen=seen, by=scene.cast.emil)
    assert overtaken.value.current.title_en == TITLE


def test_what_was_withdrawn_is_not_put_into_english(traveller):
    scene = drafted(traveller)
    row = scene.drafts()[0]
    withdraw_recommendation(row, by=scene.cast.ada)
    with pytest.raises(Refused):
        translate_recommendation(row, **ENGLISH, seen=fingerprint(row), by=scene.cast.ada)


def test_voters_read_the_english_with_which_the_ballot_was_prepared(traveller):
    scene = final(traveller)
    in_english(scene)
    prepare_stage(scene.stage("ballot"), by=scene.cast.ada)
    in_english(scene, title="Changed while people vote")
    question = Question.objects.get(number=1)
    with override("en"):
        assert (str(question), question.explanation) == (TITLE, TEXT)
    assert Question.objects.get(number=2).title_en == ""


def printed(scene: Scene, kind: str, language: str) -> list[tuple[str, str]]:
    """Headings and paragraphs of a stage's part of the report."""
    with override(language):
        blocks = [*kind_of(scene.stage(kind)).section(scene.stage(kind))]
    return [(type(b).__name__, b.text) for b in blocks if isinstance(b, Heading | Paragraph)]


def test_an_english_report_prints_the_english_before_the_korean_text(traveller):
    scene = received(traveller)
    first, second = in_english(scene), in_english(scene, 2, title="Jobs agreement", text="The city concludes it.")
    note = ("Paragraph", "The above is a translation. The authentic text:")
    english = printed(scene, "drafting", "en")
    assert english[:5] == [
        ("Heading", TITLE),
        *(("Paragraph", line) for line in TEXT.splitlines()),
        note,
        ("Paragraph", first.text),
    ]
    assert ("Heading", scene.drafts()[2].title) in english
    korean = printed(scene, "drafting", "ko")
    assert korean[:2] == [("Heading", first.title), ("Paragraph", first.text)]
    decided(traveller, scene)
    again = printed(scene, "drafting", "en")
    start = again.index(("Heading", "Jobs agreement"))
    assert again[start : start + 4] == [
        ("Heading", "Jobs agreement"),
        ("Paragraph", "The city concludes it."),
        note,
        ("Paragraph", second.text),
    ]
    assert ("Heading", "As adopted: 지역 일자리 상생 협약") in printed(scene, "adoption", "en")


def test_answers_are_called_by_the_english_title(traveller):
    scene = handed_over(traveller)
    in_english(scene)
    response = Response.objects.get(recommendation__number=1)
    with override("en"):
        assert str(response) == f"1. {TITLE}"


@pytest.mark.django_db(transaction=True)
def test_of_two_translators_and_an_editor_at_once_none_loses_the_wording(traveller):
    scene = drafted(traveller)
    row, basis, by = scene.drafts()[0], scene.statements[:1], scene.cast.ada

    def act(i: int) -> None:
        mine = scene.process.recommendations.select_related("stage__process").get(pk=row.pk)
        if i == 2:
            edit_recommendation(mine, title="새 제목", text="새 본문", statements=basis, version=1, by=by)
        else:
            translate_recommendation(mine, title=f"English {i}", text=f"Text {i}", seen=fingerprint(row), by=by)

    told = at_once(3, act)
    now = scene.drafts()[0]
    assert told[2] is None
    assert (now.title, now.version, now.title_en, now.text_en) == ("새 제목", 2, "", "")
    stored = [f"English {i}" for i in (0, 1) if told[i] is None]
    assert len(stored) <= 1
    assert [one for one in told[:2] if one is not None and not isinstance(one, Overtaken)] == []
    assert list(now.versions.order_by("n").values_list("title_en", flat=True)) == [(stored or [""])[0], ""]
    assert Entry.objects.filter(step="translate").count() == len(stored)
