import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from deliberation.notices.models import Notice
from deliberation.reports.approval.actions import register_approved
from deliberation.reports.editor import actions
from deliberation.reports.exporting.actions import ask_for_export, build, claim
from deliberation.reports.models import Export, Report
from deliberation.spaces.sittings import close_sitting
from tests.permissions import actual, written
from tests.reports.editor.test_actions import before_committee, begun, signed_off
from tests.scenes import convened
from tests.sittings import in_session

pytestmark = pytest.mark.django_db(transaction=True)

RIGHTS = ("see", "edit", "submit", "send_back", "approve", "publish", "register", "revise")
TABLE = """
            drafting         review                 approved                     published
  stranger  -                -                      -                            -
  finn      -                -                      -                            -
  ben       -                -                      -                            -
  cleo      -                -                      -                            -
  ada       see,edit,submit  see                    see,revise                   see,revise
  dora      see              see,send_back,approve  see                          see
  hana      see              see,send_back,approve  see                          see
  emil      see,edit,submit  see,send_back          see,publish,register,revise  see,register,revise
  root      -                -                      -                            -
"""


def test_who_may_do_what_with_a_report_when():
    report, cast = begun()
    names = ("finn", "ben", "cleo", "ada", "dora", "hana", "emil", "root")
    people = {"stranger": AnonymousUser()} | {name: getattr(cast, name) for name in names}
    states = {state: Report.objects.get(pk=report.pk) for state in ("drafting", "review", "approved", "published")}
    for state, at in states.items():
        at.state = state
    assert actual("reports", RIGHTS, people, states) == written(TABLE)


def address(report: Report, *more) -> str:
    return f"{report.get_absolute_url()}{''.join(f'{part}/' for part in more)}"


def test_an_editor_begins_writes_signs_off_and_submits(client):
    process, cast = convened()
    client.force_login(cast.emil)
    page = reverse("reports:editor", args=[process.slug, "recommendation"])
    assert "편집 시작하기" in client.get(page).content.decode()
    client.post(f"{page}begin/")
    report = Report.objects.get()
    section = report.sections.get(part="background")
    form = {"version": 1, "title": "", "title_en": "", "text": "왜 이 권고를 하는지 적습니다.", "text_en": ""}
    client.post(address(report, "sections", section.pk), form)
    assert "직접 쓴 글 있음" in client.get(page).content.decode()
    for row in report.sections.all():
        client.post(address(report, "sections", row.pk, "sign"), {"version": row.version})
    client.post(address(report, "submit"))
    report.refresh_from_db()
    assert report.state == "review"
    preview = client.get(address(report, "preview"))
    assert "왜 이 권고를 하는지 적습니다." in preview.content.decode()
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]


def test_the_committee_approves_and_the_published_files_are_for_everyone(client, worker):
    report, cast = before_committee()
    in_session(cast.dora, cast.hana)
    client.force_login(cast.hana)
    given = {"reason": "숙의 내용을 바르게 담았습니다.", "manner": "consensus"}
    client.post(address(report, "decide"), given)
    report.refresh_from_db()
    assert report.state == "approved"
    client.force_login(cast.emil)
    client.post(address(report, "publish"))
    worker.drain()
    client.logout()
    page = client.get(reverse("reports:list", args=[report.process.slug])).content.decode()
    files = [reverse("reports:download", args=[report.process.slug, export.pk]) for export in Export.objects.all()]
    assert [file in page for file in files] == [True] * 12
    taken = [client.get(file) for file in files]
    assert all(response.getvalue() for response in taken)
    assert len({response["Content-Disposition"] for response in taken}) == 12


def test_an_earlier_edition_stays_for_everyone_with_what_changed_since(client):
    report, cast = before_committee()
    registered = []
    for number in (1, 2):
        if number > 1:
            actions.revise_report(report, by=cast.emil)
            actions.add_section(report, title="덧붙임", text="두 번째 판에 덧붙였습니다.")
            actions.submit_report(signed_off(report, cast.emil), by=cast.emil)
            report.refresh_from_db()
        actions.approve_report(report, sitting=in_session(), reason="바르게 담았습니다.", by=cast.hana)
        scan = SimpleUploadedFile("결재.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
        given = {"number": f"공론화-{number}", "on": timezone.localdate(), "file": scan}
        registered.append(register_approved(report, by=cast.emil, **given))
        actions.publish_report(report, by=cast.emil)
        asked = {"by": cast.emil, "shape": report.shape, "edition": report.edition}
        build(claim(ask_for_export(report.process, format="html", **asked).pk))
        close_sitting(in_session(), by=cast.dora)
        report.refresh_from_db()
    files = [reverse("reports:download", args=[report.process.slug, one.pk]) for one in Export.objects.order_by("pk")]
    page = client.get(reverse("reports:list", args=[report.process.slug])).text
    for words in (*files, "공론화-1", "공론화-2", "앞서 낸 판", "덧붙임"):
        assert words in page, words
    taken = [client.get(address) for address in (*files, *(one.file.get_absolute_url() for one in registered))]
    assert [(response.status_code, bool(response.getvalue())) for response in taken] == [(200, True)] * 4


def test_a_published_file_that_could_not_be_made_is_told(client):
    report, cast = before_committee()
    actions.approve_report(report, sitting=in_session(), reason="바르게 담았습니다.", by=cast.hana)
    actions.publish_report(report, by=cast.emil)
    report.refresh_from_db()
    export = ask_for_export(report.process, by=cast.emil, format="html", shape=report.shape, edition=report.edition)
    page = reverse("reports:list", args=[report.process.slug])
    assert "만드는 중입니다" in client.get(page).text
    Export.objects.filter(pk=export.pk).update(attempts=3)
    assert claim(export.pk) is None
    told = client.get(page).text
    assert ("만들지 못했습니다" in told, "만드는 중입니다" in told) == (True, False)
    assert Notice.objects.filter(kind="report_failed", person=cast.emil).count() == 1


def test_who_saves_second_sees_both_wordings(client):
    report, cast = begun()
    section = report.sections.get(part="background")
    actions.write_section(section, version=1, text="먼저 쓴 글")
    client.force_login(cast.ada)
    form = {"version": 1, "title": "", "title_en": "", "text": "나중에 쓴 글", "text_en": ""}
    answer = client.post(address(report, "sections", section.pk), form)
    assert answer.status_code == 409
    assert "먼저 쓴 글" in answer.content.decode()
    assert "나중에 쓴 글" in answer.content.decode()
    client.post(address(report, "sections", section.pk), form | {"version": 2})
    section.refresh_from_db()
    assert section.text == "나중에 쓴 글"


def test_what_was_typed_into_a_deleted_chapter_is_shown_again(client):
    report, cast = begun()
    section = actions.add_section(report, title="덧붙임")
    key = section.pk
    actions.delete_section(section, version=1)
    client.force_login(cast.ada)
    form = {"version": 1, "title": "덧붙임", "title_en": "", "text": "정성껏 쓴 글", "text_en": ""}
    answer = client.post(address(report, "sections", key), form)
    assert (answer.status_code, "정성껏 쓴 글" in answer.content.decode()) == (409, True)
    assert client.get(address(report, "sections", key)).status_code == 404


def test_a_title_is_needed_where_nothing_is_generated(client):
    report, cast = begun()
    client.force_login(cast.ada)
    answer = client.post(address(report, "add"), {"title": "", "text": "제목 없는 글"})
    assert (answer.status_code, "제목 없는 글" in answer.content.decode()) == (422, True)
    assert report.sections.count() == 11


@pytest.mark.parametrize("rows", [1, 30])
def test_the_editor_runs_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    report, cast = begun()
    for n in range(rows - 1):
        actions.add_section(report, title=f"장 {n}")
    signed_off(report, cast.emil)
    client.force_login(cast.emil)
    with django_assert_num_queries(9):
        client.get(report.get_absolute_url())
