import hashlib
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from pypdf import PdfReader

from deliberation.reports.exporting.actions import ask_for_export, build, claim
from deliberation.reports.models import Download, Export
from tests.permissions import actual, written
from tests.scenes import convened

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = """
            running
  stranger  -
  finn      -
  ben       -
  cleo      -
  ada       ask,read
  dora      read
  hana      read
  emil      ask,read
  root      -
"""


def test_who_may_ask_for_and_read_reports():
    process, cast = convened()
    names = ("finn", "ben", "cleo", "ada", "dora", "hana", "emil", "root")
    people = {"stranger": AnonymousUser()} | {name: getattr(cast, name) for name in names}
    assert actual("reports", ("ask", "read"), people, {"running": process}) == written(TABLE)


def test_an_official_asks_waits_and_downloads(client, worker):
    process, cast = convened()
    client.force_login(cast.emil)
    page = reverse("reports:list", args=[process.slug])
    response = client.post(page, {"format": "pdf", "shape": "result", "language": "ko"}, follow=True)
    export = Export.objects.get()
    assert response.redirect_chain == [(export.get_absolute_url(), 302)]
    worker.drain()
    response = client.get(export.get_absolute_url())
    export.refresh_from_db()
    assert export.sha256 in response.text
    file = client.get(reverse("reports:download", args=[process.slug, export.pk]))
    content = b"".join(file.streaming_content)
    assert hashlib.sha256(content).hexdigest() == export.sha256 == file["X-Content-SHA256"]
    assert len(PdfReader(io.BytesIO(content)).pages) >= 3
    assert list(Download.objects.values_list("export", "user")) == [(export.pk, cast.emil.pk)]


def test_strangers_and_participants_get_no_report(client):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    build(claim(export.pk))
    pages = [
        reverse("reports:list", args=[process.slug]),
        export.get_absolute_url(),
        reverse("reports:download", args=[process.slug, export.pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [302, 302, 302]
    client.force_login(cast.ben)
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post(pages[0], {"format": "pdf", "shape": "result", "language": "ko"}).status_code == 403


def test_a_committee_member_reads_and_cannot_ask(client):
    process, cast = convened()
    client.force_login(cast.dora)
    page = reverse("reports:list", args=[process.slug])
    assert client.get(page).status_code == 200
    assert client.post(page, {"format": "pdf", "shape": "result", "language": "ko"}).status_code == 403
    assert Export.objects.count() == 0


def test_a_file_that_is_not_there_is_told(client):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    client.force_login(cast.emil)
    response = client.get(reverse("reports:download", args=[process.slug, export.pk]))
    assert (response.status_code, "다시 요청" in response.text) == (409, True)


def test_unknown_reports_are_404(client):
    process, cast = convened()
    client.force_login(cast.emil)
    assert client.get(reverse("reports:status", args=[process.slug, 9999])).status_code == 404
    assert client.get(reverse("reports:list", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_runs_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    process, cast = convened()
    build(claim(ask_for_export(process, by=cast.emil).pk))
    done = Export.objects.get()
    for _n in range(rows - 1):
        done.pk = None
        done.save(force_insert=True)
    client.force_login(cast.emil)
    with django_assert_num_queries(6):
        client.get(reverse("reports:list", args=[process.slug]))


def test_who_may_read_reports_finds_them_on_the_page_of_the_process(client):
    process, cast = convened()
    address = reverse("reports:list", args=[process.slug])
    found = {}
    for name in ("ben", "dora", "emil"):
        client.force_login(getattr(cast, name))
        found[name] = address in client.get(process.get_absolute_url()).text
    assert found == {"ben": False, "dora": True, "emil": True}


def test_the_page_says_what_is_being_done_from_the_moment_it_is_claimed(client):
    process, cast = convened()
    export = claim(ask_for_export(process, by=cast.emil).pk)
    client.force_login(cast.emil)
    assert "<h2>자료를 모으는 중</h2>" in client.get(export.get_absolute_url()).text


def test_a_report_that_failed_says_so_in_the_reader_s_language_without_the_machine_s_words(client):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    Export.objects.update(state="failed", attempts=3, fault="TypstError: no such font")
    client.force_login(cast.emil)
    page = client.get(export.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "It was tried 3 times." in page
    assert "TypstError" not in page
