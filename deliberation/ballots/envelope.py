"""Sealed papers and voters' codes: HPKE (RFC 9180) as ``cryptography`` has it, and HMAC-SHA-256; nothing of our own.

A code is 24 letters and digits (120 random bits). It names the paper by its hash and yields one receipt a question, so
that no pattern over the questions of the published list signs a voter. Who holds a code can compute all of these.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.core.files.base import ContentFile
from django.core.files.storage import storages

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
CODE_LENGTH = 24
APART = "|"
# What people read as another character of base32 when they copy a code by hand.
MISREAD = str.maketrans("018", "OIB", " -\u2013")


class Unreadable(ValueError):
    """A paper that the ballot's key does not open, or that does not hold what a paper holds."""


def new_code() -> str:
    return base64.b32encode(secrets.token_bytes(15)).decode()


def typed_code(text: str) -> str:
    """The code as people type it (small letters, spaces, hyphens) in the form that is hashed; empty if it is none."""
    code = text.upper().translate(MISREAD)
    try:
        known = len(base64.b32decode(code)) * 8 == CODE_LENGTH * 5
    except ValueError:
        known = False
    return code if known else ""


def in_groups(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def paper_id(code: str) -> str:
    """SHA-256 of the code, in hex."""
    return hashlib.sha256(code.encode()).hexdigest()


def receipt(code: str, ballot: int, question: int) -> str:
    """HMAC-SHA-256 in hex, the code as its key, of ``ballot/question``: the ballot's and the question's numbers."""
    return hmac.new(code.encode(), f"{ballot}/{question}".encode(), hashlib.sha256).hexdigest()


def seal(code: str, marks: Sequence[str], *, width: int, ballot: int, public_key: str) -> bytes:
    """The paper in an envelope: the code and a mark a question, filled up to ``width`` characters of marks.

    So all papers of a ballot have one length. Ballot and paper id are bound to it: an envelope moved to another ballot
    or another id does not open.
    """
    written = APART.join(marks)
    if len(written) > width:
        raise ValueError(f"{len(written)} characters of marks, but a paper has room for {width}")
    key = X25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    return SUITE.encrypt((code + written.ljust(width)).encode(), key, info=_binding(ballot, paper_id(code)))


def unseal(sealed: bytes, key: X25519PrivateKey, *, width: int, ballot: int, paper: str) -> tuple[str, list[str]]:
    """``(code, marks)`` of an envelope; raises :class:`Unreadable`."""
    try:
        plain = SUITE.decrypt(sealed, key, info=_binding(ballot, paper)).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable(paper) from error
    code, written = plain[:CODE_LENGTH], plain[CODE_LENGTH:]
    if paper_id(code) != paper or len(written) != width:
        raise Unreadable(paper)
    return code, written.rstrip().split(APART)


def make_key() -> str:
    """A new key pair: the private half goes to the vault, the public one is returned in hex."""
    key = X25519PrivateKey.generate()
    public_key = key.public_key().public_bytes_raw().hex()
    storages["vault"].save(_place(public_key), ContentFile(key.private_bytes_raw().hex().encode()))
    return public_key


def take_key(public_key: str) -> X25519PrivateKey:
    """The private half from the vault; FileNotFoundError when it is not there."""
    with storages["vault"].open(_place(public_key)) as file:
        return X25519PrivateKey.from_private_bytes(bytes.fromhex(file.read().decode()))


def destroy_key(public_key: str) -> None:
    """Remove the private half from the vault; doing it twice is harmless."""
    storages["vault"].delete(_place(public_key))


def _place(public_key: str) -> str:
    return f"ballots/{public_key}"


def _binding(ballot: int, paper: str) -> bytes:
    return f"deliberation ballot {ballot} paper {paper}".encode()
