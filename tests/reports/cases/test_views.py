import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from docx import Document as Word
from pypdf import PdfReader

from deliberation.reports.approval.reading import paragraphs
from deliberation.reports.exporting.actions import ask_for_bundle
from deliberation.reports.exporting.links import LASTS
from deliberation.reports.models import Download, Export
from tests.conflicts.cases import filed
from tests.permissions import actual, written
from tests.scenes import convened

pytestmark = pytest.mark.django_db

TABLE = """
            case             bundle
  stranger  -                -
  finn      -                -
  ben       -                -
  ada       -                -
  dora      -                -
  hana      -                -
  emil      bundle,hand_over take
  root      -                -
"""


def done(root, by, kind: str = "audit") -> Export:
    """A bundle as a worker leaves it behind."""
    export = ask_for_bundle(root, kind=kind, by=by)
    store = storages["vault" if kind == "audit" else "default"]
    file = store.save(f"bundles/{export.pk}.zip", ContentFile(b"PK"))
    fields = {"file": file, "sha256": "0" * 64, "size": 2, "done_at": timezone.now()}
    Export.objects.filter(pk=export.pk).update(state="done", **fields)
    return export


def test_who_may_make_and_take_the_records_of_a_case(cast):
    names = ("finn", "ben", "ada", "dora", "hana", "emil", "root")
    people = {"stranger": AnonymousUser()} | {name: getattr(cast, name) for name in names}
    conflict = filed(cast)
    of_case = actual("reports", ("bundle", "hand_over"), people, {"case": conflict})
    of_bundle = actual("reports", ("take",), people, {"bundle": ask_for_bundle(conflict, kind="audit", by=cast.emil)})
    assert of_case | of_bundle == written(TABLE)


def test_a_bundle_is_asked_for_on_the_page_of_its_case_and_made_once(client, cast):
    conflict = filed(cast)
    client.force_login(cast.emil)
    page = reverse("cases:conflict", args=[conflict.pk])
    assert page in client.get(conflict.get_absolute_url()).text
    for kind in ("disclosure", "disclosure", "audit"):
        response = client.post(f"{page}bundle/", {"kind": kind})
        assert response.url == Export.objects.get(format=kind).get_absolute_url()
    assert "취소" in client.get(response.url).text
    assert client.post(f"{page}bundle/", {"kind": "everything"}).status_code == 404
    client.post(f"{response.url}cancel/")
    client.post(f"{response.url}again/")
    states = Export.objects.order_by("pk").values_list("format", "state")
    assert list(states) == [("disclosure", "requested"), ("audit", "cancelled"), ("audit", "requested")]


def test_an_audit_bundle_is_had_by_an_own_link_that_expires_and_each_download_is_noted(client, cast):
    export = done(filed(cast), cast.emil)
    client.force_login(cast.emil)
    link = client.get(export.get_absolute_url()).context["link"]
    answer = client.get(link)
    assert (answer.getvalue(), answer["Cache-Control"]) == (b"PK", "private, no-store")
    assert client.get(f"{export.get_absolute_url()}file/").status_code == 409
    with time_machine.travel(timezone.now() + LASTS + timedelta(seconds=1)):
        assert client.get(link).status_code == 409
    client.force_login(cast.dora)
    assert [client.get(address).status_code for address in (link, export.get_absolute_url())] == [403, 403]
    client.logout()
    assert client.get(link).status_code == 403
    assert list(Download.objects.values_list("user", flat=True)) == [cast.emil.pk]


def test_the_handover_document_is_printed_in_three_formats(client, cast):
    conflict = filed(cast)
    client.force_login(cast.emil)
    address = reverse("cases:conflict_handover", args=[conflict.pk])
    order = {"language": "ko", "giver": "김인계", "receiver": "", "witness": ""}
    made = {form: client.post(address, order | {"format": form}).content for form in ("pdf", "hwpx", "docx")}
    words = {
        "pdf": " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made["pdf"])).pages),
        "hwpx": "".join(paragraphs(made["hwpx"])),
        "docx": "".join(Word(io.BytesIO(made["docx"])).element.itertext()),
    }
    for form, text in words.items():
        bare = "".join(text.split())
        for told in ("업무인계·인수서", "주요미결사항", "승기천하수처리장이전", "김인계", "3,200억원", "확인자"):
            assert told in bare, f"{form}: {told}"
    assert client.post(address, order | {"format": "xlsx"}).status_code == 422
    english = client.post(address, order | {"format": "docx", "language": "en"}).content
    assert "Main unfinished matters" in "".join(Word(io.BytesIO(english)).element.itertext())


def test_only_officials_come_to_the_page_of_a_case(client, cast):
    page = reverse("cases:conflict", args=[filed(cast).pk])
    assert client.get(page).status_code == 302
    for person, status in ((cast.finn, 403), (cast.dora, 403), (cast.emil, 200)):
        client.force_login(person)
        assert client.get(page).status_code == status


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_runs_a_fixed_number_of_queries(client, number, django_assert_num_queries):
    process, cast = convened()
    for _n in range(number):
        done(process, cast.emil, "disclosure")
    client.force_login(cast.emil)
    with django_assert_num_queries(6):
        client.get(reverse("cases:process", args=[process.slug]))
