"""An edition as files: a list of names with the digests of what they hold, and the files, each stored by its digest.

The digest of the list is the edition's. Files that two editions have in common are stored once.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from deliberation.documents import blocks
from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import canonical

TEMPLATE = "documents/template.hwpx"  # the city's, where it has uploaded one
FORMAT = 2  # 1 was a document alone, without tables


class Kept(NamedTuple):
    sha256: str
    size: int


class Damaged(Exception):
    """A stored file is not what the edition's list says, or is not there."""


@dataclass(frozen=True)
class Snapshot:
    """The files of an edition by name; everything that is rendered is rendered from these alone."""

    files: dict[str, Kept]
    fetch: Callable[[str], bytes]
    """The bytes stored under a digest."""

    @property
    def listing(self) -> bytes:
        """The list of files, in the one form whose digest is the edition's."""
        files = {name: {"sha256": kept.sha256, "size": kept.size} for name, kept in self.files.items()}
        return canonical({"format": FORMAT, "files": files})

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.listing).hexdigest()

    def read(self, name: str) -> bytes:
        """A file's bytes. Raises :class:`Damaged` unless they are those that were frozen."""
        kept = self.files[name]
        content = self.fetch(kept.sha256)
        if hashlib.sha256(content).hexdigest() != kept.sha256:
            raise Damaged(name)
        return content

    def names(self, *beginnings: str) -> list[str]:
        return sorted(name for name in self.files if name.startswith(beginnings))

    def document(self, shape: str, language: str) -> blocks.Document:
        return blocks.from_json(self.read(document_name(shape, language)).decode())

    @cached_property
    def about(self) -> dict[str, Any]:
        """Names, dates, and the dictionary of the tables: what data files say about themselves."""
        return json.loads(self.read("about.json"))


def document_name(shape: str, language: str) -> str:
    return f"documents/{shape}.{language}.json"


def of_folder(folder: Path) -> Snapshot:
    """The files of a folder that has just been written, not stored yet."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                kept = Kept(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
            found[path.relative_to(folder).as_posix()] = (kept, path)
    places = {kept.sha256: path for kept, path in found.values()}
    return Snapshot({name: kept for name, (kept, _path) in found.items()}, lambda sha256: places[sha256].read_bytes())


def store(snapshot: Snapshot) -> str:
    """Store the files that are not there yet, then the list; returns its name in the default storage."""
    for kept in dict.fromkeys(snapshot.files.values()):
        if not default_storage.exists(_place(kept.sha256)):
            default_storage.save(_place(kept.sha256), ContentFile(snapshot.fetch(kept.sha256)))
    name = f"editions/{snapshot.digest}.json"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(snapshot.listing))
    return name


def stored(name: str, digest: str) -> Snapshot:
    """The snapshot whose list is stored under a name. Raises :class:`Damaged` when it is not the one of this digest.

    Refused for an edition of the first format, which kept one document alone.
    """
    listing = _fetched(name)
    try:
        tree = json.loads(listing)
    except ValueError as error:
        raise Damaged(name) from error
    if tree.get("format") != FORMAT:
        raise Refused(_("This edition is from before tables were kept with it. Its files stay; ask for a new one."))
    if hashlib.sha256(listing).hexdigest() != digest:
        raise Damaged(name)
    files = {name: Kept(**kept) for name, kept in tree["files"].items()}
    return Snapshot(files, lambda sha256: _fetched(_place(sha256)))


def _place(sha256: str) -> str:
    return f"snapshots/{sha256[:2]}/{sha256}"


def _fetched(name: str) -> bytes:
    try:
        with default_storage.open(name) as file:
            return File(file).read()
    except FileNotFoundError as error:
        raise Damaged(name) from error
