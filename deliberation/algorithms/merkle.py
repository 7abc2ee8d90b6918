"""Hash tree of RFC 6962, section 2.1: one value for a whole ordered list, which changes with any part of it."""

from collections.abc import Iterable
from hashlib import sha256

# The prefixes keep a leaf from being passed off as an inner node (second preimage).
_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """Return the 32-byte hash of one entry of the list."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash that joins two neighbouring subtrees."""
    return sha256(_NODE + left + right).digest()


def root(entries: Iterable[bytes]) -> bytes:
    """Return the 32-byte tree head of ``entries`` in their order; of no entries, the hash of nothing."""
    level = [leaf_hash(entry) for entry in entries]
    if not level:
        return sha256().digest()
    while len(level) > 1:
        joined = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        # A last one without a neighbour moves up as it is: this is RFC 6962's split at the largest power of two.
        level = joined + level[len(joined) * 2 :]
    return level[0]
