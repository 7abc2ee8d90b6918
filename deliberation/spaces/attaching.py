"""Files of things in a space: taken, restricted or released, discarded.

A file is named by its digest, so a transaction that is rolled back leaves at most a file that nobody can reach and that
the next upload of the same content uses; it is not swept. What is written about one digest happens one at a time, which
is why discarding never takes the file from an attachment that is being made.
"""

import hashlib

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction

from deliberation.spaces.models import Attachment, Space
from deliberation.spaces.sniffing import clean_name, kind_of


@transaction.atomic
def attach(space: Space, upload: File, *, by, restricted: bool = False) -> Attachment:
    """Store an uploaded file and its row. Refused when its kind is not taken, or is not what its name says."""
    name, size = clean_name(upload.name or ""), upload.size
    kind = kind_of(name, upload, size)
    attachment = Attachment(
        space=space,
        name=name,
        media_type=kind.media_type,
        size=size,
        sha256=_digest(upload),
        restricted=restricted,
        uploaded_by=by,
    )
    _store(attachment, upload)
    attachment.save(force_insert=True)
    return attachment


@transaction.atomic
def confine(attachment: Attachment, *, restricted: bool) -> None:
    """Restrict a file to people in office, or release it: a hidden or withdrawn text takes its files along."""
    held = Attachment.objects.select_for_update(of=("self",), no_key=True).get(pk=attachment.pk)
    attachment.restricted = restricted
    if held.restricted == restricted:
        return
    with storage_of(held).open(held.file) as content:
        _store(attachment, content)
    Attachment.objects.filter(pk=held.pk).update(restricted=restricted)
    transaction.on_commit(lambda: _forget_file(held), robust=True)


@transaction.atomic
def discard(attachment: Attachment) -> None:
    """Remove an attachment that nothing refers to any more, and its file with the last that has the same content."""
    Attachment.objects.filter(pk=attachment.pk).delete()
    transaction.on_commit(lambda: _forget_file(attachment), robust=True)


def storage_of(attachment: Attachment) -> Storage:
    return storages["vault" if attachment.restricted else "default"]


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


def _forget_file(attachment: Attachment) -> None:
    """Delete the file from where the attachment had it, unless another one has it there."""
    with transaction.atomic():
        _hold_digest(attachment.sha256)
        if not Attachment.objects.filter(sha256=attachment.sha256, restricted=attachment.restricted).exists():
            storage_of(attachment).delete(attachment.file)


def _hold_digest(sha256: str) -> None:
    """One writer at a time for one content, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"attachment:{sha256}"])
