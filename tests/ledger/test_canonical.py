import hashlib

import pytest

from deliberation.ledger.canonical import canonical, digest


def test_keys_are_sorted_without_spaces_in_nfc():
    decomposed = "\u1112\u1161\u11ab"  # 한 as three letters
    assert canonical({"b": [1, True, None], "a": decomposed}) == '{"a":"한","b":[1,true,null]}'.encode()


def test_keys_are_normalised_too():
    assert canonical({"\u1112\u1161\u11ab": 1}) == '{"한":1}'.encode()


def test_only_what_json_demands_is_escaped():
    text = '"\\/\b\f\n\r\t\x01\x1f\x7f\u2028가'
    assert canonical({"a": text}) == rb'{"a":"\"\\/\b\f\n\r\t\u0001\u001f' + '\x7f\u2028가"}'.encode()


@pytest.mark.parametrize("value", [0.5, {1, 2}, object(), b"bytes"])
def test_what_has_no_single_text_form_is_refused(value):
    with pytest.raises(TypeError, match="no canonical form"):
        canonical({"a": value})


def test_digest_is_sha256_of_the_canonical_bytes():
    assert digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
