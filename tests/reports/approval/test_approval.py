"""The approval of a policy recommendation, from the pack to the file that comes back, and how long it takes."""

import io
import zipfile
from datetime import timedelta
from xml.sax.saxutils import escape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from deliberation.documents import hangul
from deliberation.documents.archive import sealed
from deliberation.documents.blocks import List
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.models import Stage
from deliberation.recommendations.adoption.actions import receive_result, sign_adoption
from deliberation.reports.approval.actions import name_contact, register_approved
from deliberation.reports.approval.pack import generated
from deliberation.reports.approval.reading import differences, paragraphs
from deliberation.reports.approval.writing import attached, brief
from deliberation.reports.editions.freezing import snapshot_of
from deliberation.reports.editor import actions
from deliberation.reports.exporting.actions import ask_for_export, build, claim, is_whole
from deliberation.reports.models import Report
from deliberation.spaces.disclosure.models import Restriction
from deliberation.spaces.disclosure.withheld import readable_by, withheld_in
from tests.recommendations.scene import Scene, adopting, decided
from tests.reports.editor.test_actions import begun, signed_off
from tests.sittings import in_session

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = {"name": "김하나", "title": "주무관", "telephone": "032-440-0000"}
NAMES = ["1. 요약 보고", "2. 기안문", "3. 보도자료", "붙임 1. 정책 권고안", "붙임 2. 공론화 결과보고서"]


def upload(content: bytes, name: str = "정책 권고문.hwpx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def changed(hwpx: bytes, old: str, new: str) -> bytes:
    """The file as somebody has edited it."""
    with zipfile.ZipFile(io.BytesIO(hwpx)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    name = next(name for name, content in files.items() if "section" in name and escape(old).encode() in content)
    files[name] = files[name].replace(escape(old).encode(), escape(new).encode(), 1)
    return sealed(files.items())


def approved(report: Report, cast) -> Report:
    actions.submit_report(signed_off(report, cast.emil), by=cast.emil)
    report.refresh_from_db()
    actions.approve_report(report, sitting=in_session(), reason="숙의 내용을 바르게 담았습니다.", by=cast.hana)
    return report


def packed(report: Report, cast) -> dict[str, bytes]:
    export = ask_for_export(report.process, by=cast.emil, format="pack", edition=report.edition)
    build(claim(export.pk))
    export.refresh_from_db()
    assert export.state == "done", export.fault
    with default_storage.open(export.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_from_the_last_stage_s_close_to_the_signed_recommendation_takes_one_working_day(client, traveller):
    """Each step at the hour at which an office would take it: from nine to six on one day."""
    scene: Scene = adopting(traveller)
    traveller.move_to(
        timezone.localtime(scene.stage("adoption").opens_at).replace(hour=9, minute=0) + timedelta(days=1)
    )
    begin, cast = timezone.now(), scene.cast
    assert not Stage.objects.filter(process=scene.process, position__lt=scene.stage("adoption").position).exclude(
        state="closed"
    )
    receive_result(scene.adoption(), by=cast.dora)
    report = actions.begin_report(scene.process, "recommendation")
    name_contact(report, **CONTACT, version=1, by=cast.emil)
    traveller.shift(timedelta(hours=2))
    decided(traveller, scene)
    traveller.shift(timedelta(hours=1))
    for member in (cast.dora, cast.hana):
        sign_adoption(scene.adoption(), by=member)
    approved(report, cast)
    traveller.shift(timedelta(hours=2))
    files = packed(report, cast)
    letter = paragraphs(files["2. 기안문.hwpx"])
    assert [name.removesuffix(".hwpx") for name in files] == NAMES
    assert " ".join(letter).endswith("붙임 1. 정책 권고안 1부. 2. 공론화 결과보고서 1부. 끝.")
    assert any("김하나 주무관" in text for text in paragraphs(files["3. 보도자료.hwpx"]))
    assert any("지역 일자리 상생 협약" in text for text in paragraphs(files["1. 요약 보고.hwpx"]))
    traveller.shift(timedelta(hours=2))
    back = changed(files["붙임 1. 정책 권고안.hwpx"], "시는 해마다 협약을 맺는다.", "시는 매년 협약을 맺는다.")
    registered = register_approved(
        report, number="공론화갈등관리과-1234", on=timezone.localdate(), file=upload(back), by=cast.emil
    )
    assert [sign for sign, _text in registered.differences] == ["-", "+"]
    assert "매년" in registered.differences[1][1]
    actions.publish_report(report, by=cast.emil)
    assert timezone.localdate() == timezone.localdate(begin)
    assert timezone.localtime().hour < 18
    minuted = Entry.objects.get(step="register")
    assert minuted.facts["digest"] == registered.file.sha256
    told = client.get(reverse("reports:list", args=[scene.process.slug])).text
    assert all(words in told for words in ("공론화갈등관리과-1234", registered.file.sha256, "<ins>"))
    client.force_login(cast.emil)
    page = client.get(reverse("reports:approval", args=[scene.process.slug]))
    assert ("매년" in page.text, page.context["may_register"]) == (True, False)


def test_the_city_s_template_is_frozen_with_the_edition_and_another_file_is_refused(traveller):
    report, cast = begun()
    with pytest.raises(Refused):
        name_contact(report, **CONTACT, version=1, template=upload(b"PK no hwpx", "서식.hwpx"), by=cast.emil)
    template = hangul.render(snapshot_of(actions.freeze(report.process)).document("recommendation", "ko"))
    name_contact(report, **CONTACT, version=1, template=upload(template, "옛 서식.hwpx"), by=cast.emil)
    name_contact(report, **CONTACT, version=2, template=upload(template, "서식.hwpx"), by=cast.emil)
    (kept,) = withheld_in([report.process.space])
    assert [row.title for row in readable_by(cast.emil, [kept.restriction])] == ["서식.hwpx"]
    assert list(Restriction.objects.values_list("pk", flat=True)) == [kept.restriction], "the old one is discarded"
    report.refresh_from_db()
    approved(report, cast)
    snapshot = snapshot_of(report.edition)
    assert snapshot.read("documents/template.hwpx") == template
    assert generated(snapshot) != hangul.render(snapshot.document("recommendation", "ko"))


def test_without_somebody_to_ask_there_is_no_pack_and_the_page_says_why(client, traveller):
    report, cast = begun()
    approved(report, cast)
    export = ask_for_export(report.process, by=cast.emil, format="pack", edition=report.edition)
    build(claim(export.pk))
    export.refresh_from_db()
    assert (export.state, export.file, "언론 문의" in export.fault) == ("failed", "", True)
    client.force_login(cast.emil)
    assert export.fault in client.get(export.get_absolute_url()).text


def test_the_pack_of_an_edition_leaves_its_open_data_where_they_are(traveller):
    report, cast = begun()
    name_contact(report, **CONTACT, version=1, by=cast.emil)
    approved(report, cast)
    asked = {"by": cast.emil, "edition": report.edition}
    both = [ask_for_export(report.process, format=name, **asked) for name in ("bundle", "pack")]
    for export in both:
        build(claim(export.pk))
        export.refresh_from_db()
    assert [is_whole(export.file, export.size) for export in both] == [True, True]


def test_an_approved_file_is_entered_once_after_the_approval_and_not_in_the_future():
    report, cast = begun()
    today = timezone.localdate()
    given = {"number": "공론화-1", "by": cast.emil}
    with pytest.raises(Refused):
        register_approved(report, on=today, file=upload(b""), **given)
    approved(report, cast)
    ours = generated(snapshot_of(report.edition))
    with pytest.raises(Refused):
        register_approved(report, on=today + timedelta(days=1), file=upload(ours), **given)
    assert register_approved(report, on=today, file=upload(ours), **given).differences == []
    with pytest.raises(Refused):
        register_approved(report, on=today, file=upload(ours), **given)


def test_what_is_no_hwpx_file_is_kept_and_not_compared():
    report, cast = begun()
    approved(report, cast)
    scan = upload(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "결재.pdf")
    registered = register_approved(report, number="공론화-2", on=timezone.localdate(), file=scan, by=cast.emil)
    assert registered.differences is None


def test_the_pages_name_the_contact_and_take_the_file_back(client):
    report, cast = begun()
    client.force_login(cast.emil)
    page = f"/processes/{report.process.slug}/reports/approval/"
    assert client.post(page, {**CONTACT, "name": ""}).status_code == 422
    client.post(page, CONTACT | {"version": 1})
    report.refresh_from_db()
    assert (report.contact_name, report.contact_telephone) == (CONTACT["name"], CONTACT["telephone"])
    assert client.get(f"{page}register/").status_code == 302  # not yet: told on the page of the report
    approved(report, cast)
    ours = upload(generated(snapshot_of(report.edition)))
    form = {"number": "공론화-3", "on": timezone.localdate().isoformat(), "file": ours}
    answer = client.post(f"{page}register/", form, follow=True)
    assert "공론화-3" in answer.content.decode()
    assert "다른 점이 없습니다" in answer.content.decode()
    client.force_login(cast.ben)
    assert [client.get(address).status_code for address in (page, f"{page}register/")] == [403, 403]


def test_who_names_the_contact_second_sees_the_other_and_decides(client):
    report, cast = begun()
    client.force_login(cast.emil)
    page = f"/processes/{report.process.slug}/reports/approval/"
    name_contact(report, name="이두리", title="사무관", telephone="032-440-1111", version=1, by=cast.emil)
    second = client.post(page, CONTACT | {"version": 1})
    assert second.status_code == 409
    told = ("이두리", "사무관", "032-440-1111", 'value="김하나"', 'name="version" value="2"')
    assert [words for words in told if words not in second.text] == []
    report.refresh_from_db()
    assert report.contact_name == "이두리"
    client.post(page, CONTACT | {"version": 2})
    report.refresh_from_db()
    assert (report.contact_name, report.contact_version) == (CONTACT["name"], 3)


def test_votes_are_told_as_on_the_page_of_the_ballot():
    result = {"for": 101, "against": 18, "abstain": 11, "voted": 130}
    about = {
        "title": {"ko": "매립지 공론화"},
        "as_of": "2026-11-18",
        "publisher": {"ko": "인천광역시"},
        "summary": {"ko": "시민참여단이 숙의했습니다."},
        "question": "어떻게 처리합니까?",
        "period": "",
        "people": 141,
        "department": {"ko": "공론화갈등관리과"},
        "recommendations": [{"title": "소각재만 묻는다", "result": result}, {"title": "줄인다", "result": None}],
    }
    listed = next(block for block in brief(about).blocks if isinstance(block, List))
    said = [item.text for item in listed.items]
    assert said == ["소각재만 묻는다 (찬성 130명 중 101명, 77.7%)", "줄인다"]


def test_attachments_are_listed_as_official_letters_list_them():
    assert attached(["정책 권고안"]) == "붙임  정책 권고안 1부.  끝."
    assert attached(["정책 권고안", "결과보고서"]).split("\n") == [
        "붙임  1. 정책 권고안 1부.",
        "          2. 결과보고서 1부.  끝.",
    ]
    assert differences(["가", "나"], ["가", "다"]) == [("-", "나"), ("+", "다")]
