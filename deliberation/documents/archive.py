"""ZIP files whose bytes follow from their content alone."""

import io
import shutil
from collections.abc import Iterable
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can name
STORED = ("mimetype",)  # read by programs at a fixed place, before they know the format
COMPRESSED = (".png", ".jpg", ".zip", ".xlsx", ".docx", ".hwpx", ".pdf")


def seal_zip(files: Iterable[tuple[str, bytes | IO[bytes]]], into: IO[bytes]) -> None:
    """Write (name, content) in the given order: no clock, no owner, no permissions of this machine.

    Open files are copied in pieces, so that a large one never lies in memory as a whole.
    """
    with ZipFile(into, "w") as archive:
        for name, content in files:
            source = io.BytesIO(content) if isinstance(content, bytes) else content
            # Large as far as anyone knows beforehand: otherwise a stream of more than 2 GiB could not be finished.
            with archive.open(entry_of(name), "w", force_zip64=not isinstance(content, bytes)) as target:
                shutil.copyfileobj(source, target)


def entry_of(name: str) -> ZipInfo:
    """What a ZIP says of a file besides its content, for those who write one in parts."""
    entry = ZipInfo(name, EPOCH)
    entry.create_system = 3  # Unix, whatever machine this is
    entry.external_attr = 0o644 << 16
    entry.compress_type = ZIP_STORED if name in STORED or name.endswith(COMPRESSED) else ZIP_DEFLATED
    return entry


def sealed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The same in memory."""
    archive = io.BytesIO()
    seal_zip(files, archive)
    return archive.getvalue()


def reseal(source: IO[bytes], into: IO[bytes]) -> None:
    """The ZIP that another library wrote, in its order, with nothing of this machine and moment left in it."""
    with ZipFile(source) as archive:
        seal_zip(((name, archive.open(name)) for name in archive.namelist()), into)
