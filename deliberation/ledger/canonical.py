"""The canonical form of an entry: what is hashed, so that anyone can recompute it with ten lines of any language."""

import hashlib
import json
import unicodedata
from typing import Any

VERSION = 1
GENESIS = "0" * 64

Fact = str | int | None | list["Fact"] | dict[str, "Fact"]


def canonical(value: dict[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8 in NFC; strings, integers, booleans, null, lists and objects only.

    Raises TypeError for anything else: a float has no single text form.
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(str(key)): _plain(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} has no canonical form; use an integer or a string")
