import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from deliberation.accounts.templatetags.words import day
from deliberation.documents.blocks import Document, Heading, PageBreak, Signatures
from deliberation.ledger.actions import record
from deliberation.panels.actions import import_seats
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.models import Ground
from deliberation.reports.composing.content import compose
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.parts import PARTS
from deliberation.reports.composing.shapes import CHAPTERS, Shape
from deliberation.rounds.tasks import publish_due_answers
from deliberation.spaces.models import Decision
from tests.recommendations.scene import drafted, signed
from tests.rounds.debates import asked, crowd, during, issue_of, questioning, routed
from tests.scenes import convened

pytestmark = pytest.mark.django_db


def document(process, shape: str, language: str = "ko") -> Document:
    with override(language):
        return compose(Material(Process.objects.get(pk=process.pk)), shape)


def chapters(of: Document) -> list[str]:
    return [block.text for block in of.blocks if isinstance(block, Heading) and block.level == 1]


def text_of(of: Document) -> str:
    return repr(of.blocks)


def test_every_chapter_of_both_documents_is_there_and_no_part_is_left_over():
    assert {name for names in CHAPTERS.values() for name in names} == set(PARTS)
    process, _cast = convened()
    assert chapters(document(process, Shape.RECOMMENDATION)) == [
        *(
            "제출문",
            "권고의 배경과 경과",
            "공론화 개요",
            "결과 요약",
            "권고 사항",
            "보완 조치",
            "소수 의견과 유의 사항",
        ),
        *("이행 요청과 점검 방법", "위원 명단과 서명", "작성 방법과 확인하는 방법", "부록: 자료"),
    ]
    assert chapters(document(process, Shape.RESULT)) == [
        *(
            "개요",
            "의제 선정과 갈등 분석",
            "숙의 설계",
            "참여자",
            "숙의 과정",
            "의견과 표결",
            "쟁점별 숙의 내용",
            "정책 권고",
        ),
        *("평가와 제언", "작성 방법과 확인하는 방법", "부록: 자료"),
    ]


def test_an_adopted_recommendation_is_submitted_with_reasons_and_signatures(traveller):
    scene = signed(traveller)
    told = document(scene.process, Shape.RECOMMENDATION)
    text = text_of(told)
    for words in ("안전 거리와 점검 공개", "지역 일자리 상생 협약", "시는 해마다 협약을 맺는다.", "의견 1"):
        assert words in text
    dropped = [block for block in told.blocks if isinstance(block, Heading) and block.text == "주민 협의체 상설화"]
    assert (dropped, "법에 따른 협의체가 이미 있습니다." in text) == ([], True)
    (names,) = (block.rows for block in told.blocks if isinstance(block, Signatures))
    assert [row.name for row in names] == ["Hana", "Dora"]
    signed_at = scene.adoption().signatures.first().at
    assert {row.signed for row in names} == {f"{day(signed_at)} 서명"}
    heading = next(n for n, block in enumerate(told.blocks) if getattr(block, "text", "") == "위원 명단과 서명")
    assert [n for n, block in enumerate(told.blocks) if isinstance(block, PageBreak)] == [heading - 1]


def test_days_are_those_of_the_city_and_not_of_the_machine(traveller):
    scene = signed(traveller)
    adoption = scene.adoption()
    early = datetime(2026, 3, 11, 16, tzinfo=UTC)  # 12 March, one o'clock at night, in Seoul
    Decision.objects.filter(pk=adoption.decision.pk).update(decided_at=early)
    adoption.signatures.update(at=early)
    text = text_of(document(scene.process, Shape.RECOMMENDATION))
    assert (text.count("2026. 3. 12.(목)"), text.count("2026. 3. 11.")) == (4, 0)


def test_issues_are_told_one_by_one_with_what_the_stages_hold_on_them():
    stage, cast = questioning()
    seats = crowd(stage, 3)
    with during(stage):
        question = asked(stage, seats[0], "얼마나 떨어져야 합니까?", issue=issue_of(stage))
        routed(stage, cast, question)
    with time_machine.travel(question.due_at):
        publish_due_answers()
    told = document(stage.process, Shape.RESULT)
    begin = chapters(told).index("쟁점별 숙의 내용")
    texts = [getattr(block, "text", "") for block in told.blocks]
    chapter = texts[texts.index("쟁점별 숙의 내용") : texts.index(chapters(told)[begin + 1])]
    first, second = stage.process.issues.all()
    assert chapter.index(str(first)) < chapter.index("얼마나 떨어져야 합니까?") < chapter.index(str(second))
    assert chapter[-1] == "아직 보고할 내용이 없습니다."
    Process.objects.update(state="concluded")
    assert "이번 공론화에는 해당하는 내용이 없습니다." in text_of(document(stage.process, Shape.RESULT))


def test_sentences_that_rest_on_nothing_are_listed(traveller):
    scene = drafted(traveller)
    assert "근거를 밝히지 않은 문장" not in text_of(document(scene.process, Shape.RECOMMENDATION))
    Ground.objects.filter(sentence__recommendation=scene.drafts()[0]).delete()
    assert "근거를 밝히지 않은 문장" in text_of(document(scene.process, Shape.RECOMMENDATION))


def test_the_cover_has_the_stages_by_their_state_and_not_by_the_clock():
    process, _cast = convened()
    last = process.stages.last()
    written = document(process, Shape.RESULT)
    assert [mark.title for mark in written.line] == [str(stage) for stage in process.stages.order_by("position")]
    with time_machine.travel(last.closes_at + timedelta(days=1), tick=False):
        assert document(process, Shape.RESULT) == written
    process.stages.filter(pk=last.pk).update(state="closed")
    assert [mark.phase for mark in document(process, Shape.RESULT).line][-1] == "done"


def test_stages_stand_as_on_the_day_of_the_last_minute():
    process, _cast = convened()
    first, second, *_others = process.stages.order_by("position")
    Stage.objects.filter(process=process).update(state="ready")
    Stage.objects.filter(pk=first.pk).update(state="closed")
    with time_machine.travel(second.opens_at - timedelta(minutes=1)):
        record(process, "edit")
    told = [(mark.state, mark.phase) for mark in document(process, Shape.RESULT).line]
    assert [*told[:2], told[-1]] == [("끝남", "done"), ("예정", "todo"), ("예정", "todo")]
    with time_machine.travel(second.opens_at):
        record(process, "edit")
    told = [(mark.state, mark.phase) for mark in document(process, Shape.RESULT).line]
    assert [*told[:2], told[-1]] == [("끝남", "done"), ("진행 중", "now"), ("예정", "todo")]


def test_it_says_the_same_in_english_and_dates_itself_by_the_last_minute():
    process, _cast = convened()
    english = document(process, Shape.RESULT, "en")
    assert chapters(english)[:3] == [
        "Overview",
        "Choice of the agenda and analysis of the conflict",
        "Design of the deliberation",
    ]
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert document(process, Shape.RESULT, "en") == english


@pytest.mark.parametrize("shape", Shape)
def test_charter_and_participants_are_told_in_the_readers_language(shape):
    process, cast = convened()
    people = [f"A{n:02},서구,여,20대" for n in range(6)] + [f"B{n:02},강화군,남성,60대 이상" for n in range(6)]
    import_seats(process, "\n".join(["번호,거주지,성별,연령대", *people]).encode(), by=cast.emil)
    charter = process.charters.get()
    english, korean = (text_of(document(process, shape, language)) for language in ("en", "ko"))
    assert re.findall("[가-힣]+", english.replace(process.title, "")) == []
    for term in ("selection", "rule", "promise"):
        assert getattr(charter, f"{term}_en") in english
        assert getattr(charter, term) in korean
    if shape == Shape.RESULT:
        for value, value_en in (("서구", "Seo-gu"), ("남성", "Male"), ("60대 이상", "60 and over")):
            assert f"('{value_en}', '6')" in english
            assert f"('{value}', '6')" in korean


def test_the_annex_names_the_tables_of_each_stage_by_title_and_file():
    process, _cast = convened()
    said = [document(process, Shape.RECOMMENDATION, language).blocks[-1].rows[1] for language in ("ko", "en")]
    assert said == [
        ("쟁점 찾기", "의견(03-statements), 의견에 단 답글(03-statement_replies)"),
        ("Finding the issues", "Statements (03-statements), Replies to statements (03-statement_replies)"),
    ]
