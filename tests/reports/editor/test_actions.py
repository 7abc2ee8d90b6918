import pytest
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.reports.composing.content import compose
from deliberation.reports.composing.material import Material
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.editor import actions
from deliberation.reports.models import Report, Section
from tests.concurrency import at_once
from tests.scenes import convened
from tests.sittings import in_session

pytestmark = pytest.mark.django_db(transaction=True)


def begun():
    process, cast = convened()
    return actions.begin_report(process, "recommendation"), cast


def signed_off(report: Report, by) -> Report:
    for section in report.sections.filter(left_out=False, signed_at=None):
        actions.sign_section(section, version=section.version, by=by)
    report.refresh_from_db()
    return report


def before_committee():
    report, cast = begun()
    actions.submit_report(signed_off(report, cast.emil), by=cast.emil)
    report.refresh_from_db()
    return report, cast


def chapters(report: Report) -> list[str]:
    document = compose(Material(report.process), report.shape)
    return [block.text for block in document.blocks if getattr(block, "level", 0) == 1]


def test_a_report_begins_with_the_chapters_of_its_shape_once():
    process, _cast = convened()
    reports = at_once(4, lambda _n: actions.begin_report(process, "result").pk)
    assert (len(set(reports)), Report.objects.count(), Section.objects.count()) == (1, 1, 12)
    before = chapters(Report(process=process, shape="result"))
    Section.objects.all().delete()
    assert chapters(Report(process=process, shape="result")) == before


def test_own_text_title_order_and_leaving_out_are_in_the_document():
    report, _cast = begun()
    rows = {row.part: row for row in report.sections.all()}
    text = "첫 문단입니다.\n\n둘째 문단입니다."
    actions.write_section(rows["background"], version=1, title="왜 이 권고인가", text=text)
    actions.write_section(rows["minority"], version=1, left_out=True)
    actions.add_section(report, title="감사의 말", text="함께해 주신 분들께 감사드립니다.")
    actions.move_section(report.sections.get(title="감사의 말"), to=2)
    told = chapters(report)
    assert told[:3] == ["제출문", "감사의 말", "왜 이 권고인가"]
    assert "소수 의견과 유의 사항" not in told
    words = [block.text for block in compose(Material(report.process), report.shape).blocks if hasattr(block, "runs")]
    assert words.index("둘째 문단입니다.") == words.index("첫 문단입니다.") + 1
    assert list(report.sections.values_list("position", flat=True)) == list(range(1, 13))
    with pytest.raises(Refused):
        actions.move_section(rows["background"], to=13)


def test_of_two_editors_at_once_the_second_is_told_and_loses_nothing():
    report, _cast = begun()
    section = report.sections.get(part="background")
    results = at_once(2, lambda n: actions.write_section(section, version=1, text=f"편집자 {n}의 글"))
    (late,) = [result for result in results if isinstance(result, actions.Overtaken)]
    section.refresh_from_db()
    assert (late.current.text, section.version) == (section.text, 2)
    actions.write_section(section, version=2, text="둘을 합친 글")
    assert report.sections.get(part="background").text == "둘을 합친 글"


def test_a_chapter_that_was_deleted_meanwhile_is_told():
    report, _cast = begun()
    section = actions.add_section(report, title="덧붙임")
    kept = Section.objects.get(pk=section.pk)
    with pytest.raises(Refused):
        actions.delete_section(report.sections.get(part="background"), version=1)
    actions.delete_section(section, version=1)
    with pytest.raises(Refused) as told:
        actions.write_section(kept, version=1, text="늦게 쓴 글")
    assert "지웠습니다" in str(told.value)


def test_a_chapter_deleted_while_the_data_are_frozen_leaves_the_edition_whole():
    report, _cast = begun()
    actions.add_section(report, title="덧붙임", text="곧 지울 글")
    results = at_once(
        2,
        lambda n: (
            freeze(report.process) if n else actions.delete_section(report.sections.get(title="덧붙임"), version=1)
        ),
    )
    document = snapshot_of(results[1]).document("recommendation", "ko")
    words = [block.text for block in document.blocks if hasattr(block, "text")]
    assert ("덧붙임" in words) == ("곧 지울 글" in words)


def test_signing_off_holds_for_one_wording():
    report, cast = begun()
    section = report.sections.get(part="background")
    actions.sign_section(section, version=1, by=cast.emil)
    actions.write_section(section, version=1, text="고친 글")
    section.refresh_from_db()
    assert (section.signed_by, section.signed_at) == (None, None)
    with pytest.raises(actions.Overtaken):
        actions.sign_section(section, version=1, by=cast.emil)
    with pytest.raises(Refused) as told:
        actions.submit_report(report, by=cast.emil)
    assert "권고의 배경과 경과" in str(told.value)


def test_from_the_draft_to_the_published_edition():
    report, cast = before_committee()
    assert (report.state, report.edition.number) == ("review", 1)
    with pytest.raises(Refused):
        actions.add_section(report, title="늦은 장")
    actions.approve_report(report, sitting=in_session(), reason="숙의 내용을 바르게 담았습니다.", by=cast.hana)
    actions.publish_report(report, by=cast.emil)
    report.refresh_from_db()
    assert (report.state, report.published, report.decision.result) == ("published", report.edition, "report_approved")
    steps = Entry.objects.filter(subject=report.subject).order_by("n").values_list("step", flat=True)
    assert list(steps) == ["submit", "approve", "publish"]
    assert freeze(report.process) == report.edition, "what the report itself had minuted makes no new edition"
    actions.revise_report(report, by=cast.emil)
    report.refresh_from_db()
    assert (report.state, report.published, report.decision) == ("drafting", report.edition, None)


def test_a_report_is_sent_back_with_what_is_to_be_changed():
    report, cast = before_committee()
    with pytest.raises(Refused):
        actions.send_back(report, remark=" ", by=cast.dora)
    actions.send_back(report, remark="참여자 표를 넣어 주십시오.", by=cast.dora)
    report.refresh_from_db()
    assert (report.state, report.remark) == ("drafting", "참여자 표를 넣어 주십시오.")
    actions.submit_report(report, by=cast.emil)
    report.refresh_from_db()
    assert report.remark == ""


def test_what_was_changed_while_it_was_frozen_is_not_submitted():
    report, cast = begun()
    old = signed_off(report, cast.emil)
    section = report.sections.get(part="background")
    actions.write_section(section, version=1, text="그사이 고친 글")
    Section.objects.update(signed_at=timezone.now(), signed_by=cast.emil)
    with pytest.raises(Refused) as told:
        actions.submit_report(old, by=cast.emil)
    assert "자료를 모으는 동안" in str(told.value)
    assert Report.objects.get().state == "drafting"
