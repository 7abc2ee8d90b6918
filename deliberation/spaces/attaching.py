"""Files of things in a space: taken, restricted or released, discarded.

A file is named by its digest, so a transaction that is rolled back leaves at most a file that nobody can reach and that
the next upload of the same content uses; it is not swept. What is written about one digest happens one at a time, which
is why discarding never takes the file from an attachment that is being made.
"""

import hashlib

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction

from deliberation.spaces.disclosure.actions import drop, restrict, set_basis
from deliberation.spaces.disclosure.models import Basis
from deliberation.spaces.models import Attachment, Space
from deliberation.spaces.sniffing import clean_name, kind_of


@transaction.atomic
def attach(space: Space, upload: File, *, by, basis: Basis | None = None) -> Attachment:
    """Store an uploaded file and its row, restricted where there is a ground for that.

    Refused when its kind is not taken, or is not what its name says.
    """
    name, size = clean_name(upload.name or ""), upload.size
    kind = kind_of(name, upload, size)
    attachment = Attachment(
        space=space,
        name=name,
        media_type=kind.media_type,
        size=size,
        sha256=_digest(upload),
        restriction=restrict(space, basis, by=by) if basis else None,
        uploaded_by=by,
    )
    _store(attachment, upload)
    attachment.save(force_insert=True)
    return attachment


@transaction.atomic
def confine(attachment: Attachment, basis: Basis | None, *, by) -> None:
    """Restrict a file to people in office on this basis, or release it (None).

    A hidden or withdrawn text takes its files along. A file that is restricted already stays where it is and rests
    on the new basis.
    """
    rows = Attachment.objects.select_related("space", "restriction")
    held = rows.select_for_update(of=("self",), no_key=True).get(pk=attachment.pk)
    before = held.restricted
    set_basis(held, basis, by=by, space=held.space)
    attachment.restriction = held.restriction
    if held.restricted == before:
        return
    with _storage(restricted=before).open(held.file) as content:
        _store(held, content)
    transaction.on_commit(lambda: _forget_file(held, restricted=before), robust=True)


@transaction.atomic
def discard(attachment: Attachment) -> None:
    """Remove an attachment that nothing refers to any more, and its file with the last that has the same content."""
    Attachment.objects.filter(pk=attachment.pk).delete()
    drop(attachment.restriction)
    transaction.on_commit(lambda: _forget_file(attachment, restricted=attachment.restricted), robust=True)


def storage_of(attachment: Attachment) -> Storage:
    return _storage(restricted=attachment.restricted)


def _storage(*, restricted: bool) -> Storage:
    return storages["vault" if restricted else "default"]


def _digest(upload: File) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _store(attachment: Attachment, content: File) -> None:
    """Write the file unless it is there; what a killed process left half written is written anew."""
    _hold_digest(attachment.sha256)
    storage, name = storage_of(attachment), attachment.file
    if storage.exists(name) and storage.size(name) == attachment.size:
        return
    storage.delete(name)
    content.seek(0)
    storage.save(name, File(content))


def _forget_file(attachment: Attachment, *, restricted: bool) -> None:
    """Delete the file from where the attachment had it, unless another one has it there."""
    with transaction.atomic():
        _hold_digest(attachment.sha256)
        if not Attachment.objects.filter(sha256=attachment.sha256, restriction__isnull=not restricted).exists():
            _storage(restricted=restricted).delete(attachment.file)


def _hold_digest(sha256: str) -> None:
    """One writer at a time for one content, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"attachment:{sha256}"])
