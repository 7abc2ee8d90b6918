import hashlib
import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from deliberation.reports.exporting.actions import ask_for_export, build, claim
from deliberation.reports.exporting.links import LASTS
from deliberation.reports.models import Download, Export
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.permissions import actual, written
from tests.restricting import close
from tests.scenes import convened

pytestmark = pytest.mark.django_db(transaction=True)

ORDER = {"format": "pdf", "shape": "result", "language": "ko"}
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
    response = client.post(page, ORDER, follow=True)
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


def test_strangers_and_participants_see_what_is_published_and_no_other_file(client):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    build(claim(export.pk))
    page = reverse("reports:list", args=[process.slug])
    file = reverse("reports:download", args=[process.slug, export.pk])
    assert "위원회가 승인하면" in client.get(page).content.decode()
    assert [client.get(address).status_code for address in (file, export.get_absolute_url())] == [403, 302]
    client.force_login(cast.ben)
    assert [client.get(address).status_code for address in (page, file, export.get_absolute_url())] == [200, 403, 403]
    assert client.post(page, ORDER).status_code == 403
    assert client.post(f"{export.get_absolute_url()}cancel/").status_code == 403


def test_a_file_of_a_closed_space_is_had_by_an_own_link_that_expires(client):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    build(claim(export.pk))
    close(process.space)
    client.force_login(cast.ada)
    link = client.get(export.get_absolute_url()).context["link"]
    assert "key=" in link
    assert client.get(link).getvalue().startswith(b"%PDF")
    bare = reverse("reports:download", args=[process.slug, export.pk])
    assert [client.get(address).status_code for address in (bare, f"{bare}?key=forged")] == [409, 409]
    with time_machine.travel(timezone.now() + LASTS + timedelta(seconds=1)):
        assert "기한이 지났거나" in client.get(link).content.decode()
    other = person("Observer")
    appoint(process.space, other, Role.OBSERVER)
    client.force_login(other)
    assert client.get(link).status_code == 409
    client.force_login(cast.ben)
    assert client.get(link).status_code == 403
    client.logout()
    assert client.get(link).status_code == 404
    assert Download.objects.count() == 1


def test_a_job_is_cancelled_and_asked_for_again_on_its_page(client):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    client.force_login(cast.emil)
    page = export.get_absolute_url()
    assert "취소했습니다" in client.post(f"{page}cancel/", follow=True).content.decode()
    assert client.post(f"{page}cancel/").status_code == 409
    client.post(f"{page}again/")
    assert list(Export.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "requested"]


def test_a_store_that_is_away_is_told_in_words(client, monkeypatch):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    build(claim(export.pk))

    def away(*_args):
        raise ConnectionError("no route to host")

    monkeypatch.setattr(type(default_storage._wrapped), "exists", away)
    client.force_login(cast.emil)
    answer = client.get(reverse("reports:download", args=[process.slug, export.pk]))
    assert (answer.status_code, "연결할 수 없습니다" in answer.content.decode()) == (409, True)
    assert Download.objects.count() == 0


def test_a_committee_member_reads_and_cannot_ask(client):
    process, cast = convened()
    client.force_login(cast.dora)
    page = reverse("reports:list", args=[process.slug])
    assert client.get(page).status_code == 200
    assert client.post(page, ORDER).status_code == 403
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
    with django_assert_num_queries(10):
        client.get(reverse("reports:list", args=[process.slug]))


def test_everyone_finds_the_reports_on_the_page_of_the_process(client):
    process, cast = convened()
    address = reverse("reports:list", args=[process.slug])
    found = {}
    for name in ("ben", "dora", "emil"):
        client.force_login(getattr(cast, name))
        found[name] = address in client.get(process.get_absolute_url()).text
    assert found == {"ben": True, "dora": True, "emil": True}


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
