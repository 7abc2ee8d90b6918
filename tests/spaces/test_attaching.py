import hashlib

import pytest
from django.core.files.storage import storages
from django.db import transaction

from deliberation.ledger.actions import Refused
from deliberation.spaces.actions import dismiss
from deliberation.spaces.attaching import attach, confine, discard, storage_of
from deliberation.spaces.disclosure.actions import set_basis
from deliberation.spaces.models import Attachment, Membership
from tests.concurrency import at_once
from tests.restricting import close, usual
from tests.spaces.files import SAMPLES, upload

PDF = SAMPLES["pdf"]
BOTH = ("default", "vault")


@pytest.fixture(autouse=True)
def empty_storages(settings, tmp_path):
    for storage in BOTH:
        settings.STORAGES = settings.STORAGES | {
            storage: settings.STORAGES[storage] | {"OPTIONS": {"location": tmp_path / storage}}
        }


def in_storage(attachment: Attachment) -> list[str]:
    """The storages that hold the file, whole."""
    found = [storage for storage in BOTH if storages[storage].exists(attachment.file)]
    for storage in found:
        with storages[storage].open(attachment.file) as file:
            assert file.read() == PDF
    return found


def status(client, attachment: Attachment) -> int:
    response = client.get(attachment.get_absolute_url())
    assert response.status_code == 404 or b"".join(response.streaming_content) == PDF
    return response.status_code


def test_attachment_keeps_what_the_content_is(cast):
    row = attach(cast.city, upload("회의 자료.pdf"), by=cast.emil)
    assert (row.name, row.kind, row.media_type, row.size) == ("회의 자료.pdf", "PDF", "application/pdf", len(PDF))
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert in_storage(row) == ["default"]


def test_equal_content_is_stored_once_and_goes_with_its_last_attachment(cast, django_capture_on_commit_callbacks):
    one, two = (attach(cast.here, upload(name), by=cast.ada) for name in ("하나.pdf", "둘.pdf"))
    assert one.file == two.file
    with django_capture_on_commit_callbacks(execute=True):
        discard(one)
    assert in_storage(two) == ["default"]
    with django_capture_on_commit_callbacks(execute=True):
        discard(two)
    assert in_storage(two) == []


def test_half_written_file_is_never_taken_for_the_content(cast):
    row = attach(cast.city, upload(), by=cast.emil)
    with storages["default"].open(row.file, "wb") as file:
        file.write(PDF[:5])
    again = attach(cast.city, upload(), by=cast.emil)
    assert in_storage(again) == ["default"]


def test_restricting_moves_the_file_to_the_vault_and_releasing_back(cast, django_capture_on_commit_callbacks):
    row = attach(cast.here, upload("비공개.pdf"), by=cast.ada, basis=usual())
    assert in_storage(row) == ["vault"]
    with django_capture_on_commit_callbacks(execute=True):
        confine(row, None, by=cast.ada)
    assert (in_storage(row), row.restricted) == (["default"], False)
    with django_capture_on_commit_callbacks(execute=True):
        confine(Attachment.objects.get(), usual(), by=cast.ada)
    assert in_storage(Attachment.objects.get()) == ["vault"]


def test_lie_leaves_nothing(cast):
    with pytest.raises(Refused, match="DOCX 파일이 아닙니다"):
        attach(cast.city, upload("a.docx", PDF), by=cast.emil)
    assert not Attachment.objects.exists()


SEEN = """
                        ada  ben  cleo dora hana emil finn root
open                    yes  yes  yes  yes  yes  yes  yes  yes
open,restricted         yes  yes  -    yes  yes  yes  -    -
closed                  yes  yes  -    -    -    -    -    -
closed,restricted       yes  yes  -    -    -    -    -    -
finns,restricted        yes  yes  -    yes  yes  yes  yes  -
"""


def test_who_sees_a_file(cast, client):
    """By the queryset and by its one view alike: 404 for everyone else."""
    header, *rows = [line.split() for line in SEEN.strip().splitlines()]
    for marks, *wanted in rows:
        author = cast.finn if "finns" in marks else cast.emil
        row = attach(cast.here, upload(), by=author, basis=usual() if "restricted" in marks else None)
        if "closed" in marks:
            close(cast.here)
        for name, want in zip(header, wanted, strict=True):
            person = getattr(cast, name)
            client.force_login(person)
            seen = Attachment.objects.visible_to(person).filter(pk=row.pk).exists()
            assert (marks, name, seen, status(client, row)) == (marks, name, want == "yes", 200 if seen else 404)
        set_basis(cast.here, None, by=None, space=cast.city)


def test_visitor_sees_public_files_and_a_former_member_no_restricted_ones(cast, client):
    public, secret = (attach(cast.here, upload(), by=cast.emil, basis=basis) for basis in (None, usual()))
    assert [status(client, row) for row in (public, secret)] == [200, 404]
    dismiss(Membership.objects.get(user=cast.ben), by=cast.emil)
    client.force_login(cast.ben)
    assert status(client, secret) == 404


def test_file_is_saved_never_shown(cast, client):
    row = attach(cast.city, upload("회의 자료.pdf"), by=cast.emil)
    response = client.get(row.get_absolute_url())
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%ED%9A%8C")
    assert b"".join(response.streaming_content) == PDF
    assert client.post(row.get_absolute_url()).status_code == 405


def test_missing_file_is_told(cast, client):
    row = attach(cast.city, upload("없음.txt"), by=cast.emil)
    storage_of(row).delete(row.file)
    response = client.get(row.get_absolute_url())
    assert response.status_code == 409
    assert "파일이 지금 없습니다" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_content_outlives_any_race_of_attaching_and_discarding(cast):
    old = attach(cast.city, upload(), by=cast.emil)

    def act(i: int):
        return discard(old) if i == 0 else attach(cast.city, upload(), by=cast.emil)

    results = at_once(8, act)
    assert [type(result).__name__ for result in results] == ["NoneType"] + ["Attachment"] * 7
    assert Attachment.objects.count() == 7
    assert in_storage(Attachment.objects.first()) == ["default"]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_upload_leaves_a_file_that_the_next_one_uses(cast):
    with transaction.atomic():
        attach(cast.city, upload(), by=cast.emil)
        transaction.set_rollback(True)
    assert not Attachment.objects.exists()
    assert in_storage(attach(cast.city, upload("다시.pdf"), by=cast.emil)) == ["default"]
