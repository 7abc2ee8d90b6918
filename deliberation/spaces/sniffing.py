"""What a file really is. Its name only says what it claims to be; a file that lies about its kind is refused."""

import codecs
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, NamedTuple

import puremagic
from django.utils.translation import gettext as _

from deliberation.algorithms.text import normalise
from deliberation.ledger.actions import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5_000
LONGEST_NAME = 120
HEAD = 8_192
PART_READ = 256 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
HWPX = "application/hwp+zip"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Kind(NamedTuple):
    media_type: str
    fits: Callable[[IO[bytes]], bool]


def kind_of(name: str, file: IO[bytes], size: int) -> Kind:
    """The kind that the name claims, once the content has proved it. Refused otherwise; the message names the file."""
    extension = name.rpartition(".")[2].lower()
    kind = KINDS.get(extension)
    if kind is None:
        raise Refused(_("“%(name)s”: this kind of file is not taken. Possible are %(kinds)s.") % told(name))
    if not size:
        raise Refused(_("“%(name)s” is empty.") % told(name))
    if size > MOST_BYTES:
        raise Refused(_("“%(name)s” is too large: at most %(limit)d MB are possible.") % told(name))
    file.seek(0)
    try:
        fits = kind.fits(file)
    except zipfile.BadZipFile as error:
        raise Refused(_("“%(name)s” is damaged. Please save it again and choose it anew.") % told(name)) from error
    except TooMuchError as error:
        raise Refused(
            _("“%(name)s” unpacks to far more than a document holds and is not taken.") % told(name)
        ) from error
    finally:
        file.seek(0)
    if not fits:
        message = _("“%(name)s” is not what its name says: inside it is no %(kind)s file.")
        raise Refused(message % (told(name) | {"kind": extension.upper()}))
    return kind


def told(name: str) -> dict[str, object]:
    return {"name": name, "kinds": listed_kinds(), "limit": MOST_BYTES // 1024 // 1024}


def listed_kinds() -> str:
    return ", ".join(extension.upper() for extension in KINDS if extension != "jpeg")


def clean_name(name: str) -> str:
    """The name alone, in NFC, without folders, control and bidi characters; cut in the middle, not in its ending."""
    bare = " ".join(normalise(name).replace("\\", "/").rpartition("/")[2].split()).strip(". ")
    stem, dot, extension = bare.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip()}{dot}{extension}"[:LONGEST_NAME]


class TooMuchError(Exception):
    """An archive of more or larger parts than a document has."""


def _magic(*extensions: str) -> Callable[[IO[bytes]], bool]:
    def fits(file: IO[bytes]) -> bool:
        try:
            found = puremagic.magic_string(file.read(HEAD))
        except puremagic.PureError:
            return False
        return any(match.extension in extensions for match in found)

    return fits


def _packed(part: str, proves: Callable[[bytes], bool]) -> Callable[[IO[bytes]], bool]:
    """A sound archive whose ``part`` proves what it is: only this tells a word processor's file from a spreadsheet."""

    def fits(file: IO[bytes]) -> bool:
        if file.read(4) != b"PK\x03\x04":
            return False
        file.seek(0)
        if file.read(MOST_BYTES).count(b"PK\x01\x02") > MOST_PARTS:  # before a list of them is made
            raise TooMuchError
        try:
            with zipfile.ZipFile(file) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                    raise TooMuchError
                if archive.testzip() is not None:
                    raise zipfile.BadZipFile
                with archive.open(part) as inside:
                    return proves(inside.read(PART_READ))
        except KeyError:  # there is no such part
            return False
        except (RuntimeError, NotImplementedError, EOFError, ValueError, OSError, zlib.error) as error:
            raise zipfile.BadZipFile from error  # locked by a password, packed in a foreign way, or cut off

    return fits


def _declares(media_type: str) -> Callable[[IO[bytes]], bool]:
    return _packed("mimetype", lambda content: content.strip() == media_type.encode())


def _office(main: str) -> Callable[[IO[bytes]], bool]:
    """Office Open XML without macros: one with macros has another main type."""
    return _packed("[Content_Types].xml", lambda content: f"{OFFICE}{main}.main+xml".encode() in content)


def _hangul(file: IO[bytes]) -> bool:
    """HWP 5: a compound file whose header stream says so."""
    content = file.read(MOST_BYTES)
    return content.startswith(COMPOUND_FILE) and b"HWP Document File" in content


def _text(file: IO[bytes]) -> bool:
    """Text in UTF-8, UTF-16 or the Korean code page of old office programs, without control characters."""
    content = file.read(MOST_BYTES)
    if content.startswith(b"%PDF"):  # one may be written in plain characters throughout
        return False
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(char < " " and char not in "\t\n\r\f" for char in text)
    return False


KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", _magic(".pdf")),
    "hwpx": Kind(HWPX, _declares(HWPX)),
    "hwp": Kind("application/x-hwp", _hangul),
    "docx": Kind(f"{OFFICE}wordprocessingml.document", _office("wordprocessingml.document")),
    "xlsx": Kind(f"{OFFICE}spreadsheetml.sheet", _office("spreadsheetml.sheet")),
    "pptx": Kind(f"{OFFICE}presentationml.presentation", _office("presentationml.presentation")),
    "odt": Kind(OPEN_TEXT, _declares(OPEN_TEXT)),
    "png": Kind("image/png", _magic(".png")),
    "jpg": Kind("image/jpeg", _magic(".jpg")),
    "jpeg": Kind("image/jpeg", _magic(".jpg")),
    "txt": Kind("text/plain", _text),
    "csv": Kind("text/csv", _text),
}
