import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.merkle import leaf_hash, node_hash, root
from tests.reference import reference

ENTRIES = st.lists(st.binary(max_size=8), max_size=40)


def root_by_definition(entries):
    """RFC 6962, section 2.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    split = 1 << (len(entries) - 1).bit_length() - 1
    return node_hash(root_by_definition(entries[:split]), root_by_definition(entries[split:]))


def test_root_of_the_published_vector():
    vector = json.loads(reference("crypto", "vectors.json").read_text())["rfc6962_merkle"]
    assert root(bytes.fromhex(leaf) for leaf in vector["leaves_hex"]).hex() == vector["root8"]


def test_root_of_nothing():
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_root_of_one_empty_entry():
    assert root([b""]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(ENTRIES)
def test_root_is_the_definition(entries):
    assert root(entries) == root_by_definition(entries)


@given(ENTRIES.filter(bool), st.data())
def test_any_change_changes_the_root(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries[:place], entries[place] + b"x", *entries[place + 1 :]]
    assert root(changed) != root(entries)
    assert root(entries[:-1]) != root(entries)
