import pytest

from deliberation.ballots.models import Question
from deliberation.ballots.station.forms import read_line

DECISIONS = [Question(number=n, method="decision") for n in (1, 2, 3)]
MIXED = [
    Question(number=n, method=method)
    for n, method in enumerate(("decision", "choice", "approval", "score", "schulze"), start=1)
]


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("f a b", ["for", "against", "abstain"]),
        ("fab", ["for", "against", "abstain"]),
        ("  F A X ", ["for", "against", "invalid"]),
        ("ㄹ ㅁ ㅠ", ["for", "against", "abstain"]),
        ("ㄹㅁㅌ", ["for", "against", "invalid"]),
        ("x", ["invalid"] * 3),
        ("for against abstain", ["for", "against", "abstain"]),
    ],
)
def test_a_line_of_keys_is_one_paper(line, marks):
    assert read_line(line, DECISIONS) == dict(zip((1, 2, 3), marks, strict=True))


def test_options_are_typed_by_their_numbers():
    assert read_line("f 2 3+1 5/0/3 2>1>3", MIXED) == {1: "for", 2: "2", 3: "1+3", 4: "5/0/3", 5: "2>1>3"}
    assert read_line("x b none x 2>1>3", MIXED) == {1: "invalid", 2: "abstain", 3: "none", 4: "invalid", 5: "2>1>3"}


@pytest.mark.parametrize("line", ["f a", "f a b f", "fa", "faxb", ""])
def test_a_line_with_another_number_of_marks_is_none(line):
    with pytest.raises(ValueError, match="zip"):
        read_line(line, DECISIONS)
