import hashlib
import hmac
import re

import pytest

from deliberation.ballots import envelope

CODE = "ABCDEFGHIJKLMNOPQRSTUVW2"


@pytest.fixture
def keys():
    public_key = envelope.make_key()
    yield public_key, envelope.take_key(public_key)
    envelope.destroy_key(public_key)


def test_codes_are_random_and_of_one_form():
    codes = {envelope.new_code() for _i in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch("[A-Z2-7]{24}", code) for code in codes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (CODE, CODE),
        ("abcd-efgh-ijkl-mnop-qrst-uvw2", CODE),
        ("ABCD EFGH IJKL MNOP QRST UVW2", CODE),
        ("abcdefgh1jklmn0pqrstuvw2", CODE),
        ("", ""),
        ("ABCD", ""),
        (CODE + CODE, ""),
        ("가나다라마바사아자차카타파하가나다라마바사아자차", ""),
        ("=" * 24, ""),
        (CODE[:-1] + "!", ""),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, code):
    assert envelope.typed_code(typed) == code
    assert envelope.typed_code(envelope.in_groups(code)) == code


def test_a_receipt_is_what_anyone_can_compute_from_the_code():
    assert envelope.receipt(CODE, 7, 2) == hmac.new(CODE.encode(), b"7/2", hashlib.sha256).hexdigest()
    assert envelope.paper_id(CODE) == hashlib.sha256(CODE.encode()).hexdigest()


def test_a_sealed_paper_opens_with_the_key_alone(keys):
    public_key, key = keys
    sealed = envelope.seal(CODE, ["for", "against", "abstain"], width=24, ballot=7, public_key=public_key)
    paper = envelope.paper_id(CODE)
    opened = envelope.unseal(sealed, key, width=24, ballot=7, paper=paper)
    assert opened == (CODE, ["for", "against", "abstain"])
    assert CODE.encode() not in sealed
    stranger = envelope.take_key(other := envelope.make_key())
    envelope.destroy_key(other)
    for changed in (
        {"key": stranger},
        {"ballot": 8},
        {"paper": envelope.paper_id("other")},
        {"width": 23},
        {"sealed": sealed[:-1] + b"0"},
        {"sealed": b"short"},
    ):
        given = {"sealed": sealed, "key": key, "ballot": 7, "paper": paper, "width": 24} | changed
        with pytest.raises(envelope.Unreadable):
            envelope.unseal(given.pop("sealed"), given.pop("key"), **given)


def test_equal_votes_do_not_look_equal(keys):
    public_key, _key = keys
    assert len({envelope.seal(CODE, ["for"], width=8, ballot=7, public_key=public_key) for _i in range(5)}) == 5


def test_papers_are_filled_up_to_one_length_and_hold_no_more(keys):
    public_key, _key = keys
    sealed = [
        envelope.seal(CODE, marks, width=24, ballot=7, public_key=public_key)
        for marks in (["2>1>3", "abstain"], ["1", "5/0/3"])
    ]
    assert len({len(paper) for paper in sealed}) == 1
    with pytest.raises(ValueError, match="15 characters of marks, but a paper has room for 14"):
        envelope.seal(CODE, ["abstain", "abstain"], width=14, ballot=7, public_key=public_key)


def test_a_paper_that_does_not_belong_to_its_name_is_unreadable(keys):
    public_key, key = keys
    plain = f"{CODE}for".encode()
    paper = envelope.paper_id("another code")
    sealed = envelope.SUITE.encrypt(plain, key.public_key(), info=f"deliberation ballot 7 paper {paper}".encode())
    with pytest.raises(envelope.Unreadable):
        envelope.unseal(sealed, key, width=3, ballot=7, paper=paper)
    assert public_key


def test_a_destroyed_key_is_gone(keys):
    public_key, _key = keys
    envelope.destroy_key(public_key)
    envelope.destroy_key(public_key)
    with pytest.raises(FileNotFoundError):
        envelope.take_key(public_key)
