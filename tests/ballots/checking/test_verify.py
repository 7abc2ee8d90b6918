"""verify.py as a reader runs it: what was announced holds, whatever is changed is found, and it counts as we do."""

import ast
import importlib.util
import json
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from deliberation.algorithms import merkle
from deliberation.algorithms.counting.outcomes import choose
from deliberation.algorithms.counting.slips import Method, tally, write
from deliberation.algorithms.tally import Choice, Counts, Share, Threshold, decide
from deliberation.ballots.checking.actions import facts_of
from deliberation.ballots.envelope import in_groups, new_code
from tests.ballots.checking.scene import described, of_every_kind, packed, unpacked, verified

PROGRAM = Path(settings.BASE_DIR, "static", "verify.py")
spec = importlib.util.spec_from_file_location("verify", PROGRAM)
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)


def faults(text: str) -> list[str]:
    return [line.removeprefix("틀림 FAULT  ") for line in text.splitlines() if line.startswith("틀림 FAULT")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("voters", "pair"), [(6, 200), (6, 1), (1, 200), (3, 200)], ids=["apart", "paired", "one", "none"]
)
def test_a_ballot_of_every_kind_holds(traveller, monkeypatch, tmp_path, voters, pair):
    monkeypatch.setattr("deliberation.ballots.voting.closing.ENOUGH_TO_PAIR", pair)
    scene, codes = of_every_kind(traveller, voters, absent=3 if voters == 3 else 0)
    folder = unpacked(scene, tmp_path)
    status, text = verified(folder)
    assert (status, faults(text)) == (0, [])
    assert "10 (stv)" in text
    for code in list(codes.values())[:1]:
        assert "the vote with this number is in the lists" in verified(folder, in_groups(code).lower())[1]
    status, text = verified(folder, new_code())
    assert (status, len(faults(text))) == (1, 1)
    assert packed(scene) == packed(scene)


CHANGED = {
    "a vote": ("votes.csv", "5,,1\r", "5,,2\r", ["sealed at the close", "질문 5 재집계"]),
    "a mark that is none": ("votes.csv", "4,,3", "4,,7", ["sealed at the close", "질문 4 (choice)"]),
    "a mark that leaves options out": ("votes.csv", "9,,3>2>1>4", "9,,3>2>1", ["질문 9 (irv)"]),
    "a lost line": ("votes.csv", "4,,3\r\n", "", ["so many votes on each question: 4. 5", "질문 4 재집계"]),
    "a line too many": ("votes.csv", "4,,3\r\n", "4,,3\r\n4,,3\r\n", ["so many votes on each question: 4. 7"]),
    "the order": ("votes.csv", "4,,1\r\n4,,2", "4,,2\r\n4,,1", ["sealed at the close"]),
    "a line without sense": ("votes.csv", "4,,3\r\n", "4,3\r\n", ["votes.csv"]),
    "a question that is none": ("votes.csv", "4,,3", "14,,3", ["votes.csv"]),
    "the roll": ("ballot.json", '\n "roll": 6', '\n "roll": 7', ["size of the roll"]),
    "the quorum": ("ballot.json", '\n "quorum_percent": 50', '\n "quorum_percent": 40', ["quorum"]),
    "an option": ("ballot.json", "월미도", "영종도", ["questions, options, rules"]),
    "a threshold": ("ballot.json", '"absolute"', '"simple"', ["questions, options, rules"]),
    "a result": ("ballot.json", '\n   "needed": 17', '\n   "needed": 16', ["announced results"]),
    "the turnout": ("ballot.json", '\n "voted": 6', '\n "voted": 5', ["turnout", "so many votes"]),
    "the ballot": ("ballot.json", '"ballot": ', '"ballot": 1', ["prepared, closed, announced"]),
    "a minute": ("ballot.json", '"role": "official"', '"role": "committee"', ["each entry has the check value"]),
    "an entry's place": ("ballot.json", '"n": ', '"n": 9', ["each entry has the check value"]),
    "the format": ("ballot.json", '"format": 1', '"format": 2', ["prepared, closed, announced"]),
    "the file": ("ballot.json", '"roll"', '"roll', ["the files cannot be read"]),
    "a name in it": ("ballot.json", '\n "voted": 6', '\n "vote": 6', ["the files cannot be read"]),
}


@pytest.mark.django_db
def test_whatever_is_changed_is_found_and_named(traveller, tmp_path, capsys):
    scene, _codes = of_every_kind(traveller)
    folder = unpacked(scene, tmp_path)
    for what, (name, before, after, named) in CHANGED.items():
        path = folder / name
        kept = path.read_bytes()
        assert before in kept.decode(), what
        path.write_bytes(kept.decode().replace(before, after, 1).encode())
        assert program.main([str(folder)]) == 1, what
        found = faults(capsys.readouterr().out)
        assert not [words for words in named if not any(words in line for line in found)], (what, found)
        path.write_bytes(kept)
    _receipts_are_changed(folder, capsys)
    _any_byte_is_changed(folder, capsys)
    (folder / "votes.csv").unlink()
    status, text = verified(folder)
    assert (status, "the files cannot be read: FileNotFoundError" in text) == (1, True)


def _receipts_are_changed(folder, capsys):
    path = folder / "receipts.csv"
    kept = path.read_text()
    head, first, second, *rest = kept.splitlines(keepends=True)
    for lines, named in (
        ([first, first], "none twice"),
        ([first], "none twice"),
        ([first[:-3] + "\r\n", second], path.name),
    ):
        path.write_text("".join([head, *lines, *rest]), newline="")
        assert program.main([str(folder)]) == 1
        found = faults(capsys.readouterr().out)
        assert any(named in line for line in found), (named, found)
    path.write_text(kept, newline="")


def _any_byte_is_changed(folder, capsys):
    chance = random.Random(1)
    for name in ("votes.csv", "receipts.csv", "ballot.json"):
        kept = (folder / name).read_bytes()
        for place in chance.sample(range(len(kept)), 60):
            if kept[place : place + 1] in b" \r\n":
                continue  # between the lines of a text, where no word stands
            other = chance.choice([byte for byte in b"0123456789abcdefx>" if byte != kept[place]])
            (folder / name).write_bytes(kept[:place] + bytes([other]) + kept[place + 1 :])
            assert program.main([str(folder)]) == 1, (name, kept[place - 20 : place + 20], chr(other))
            assert faults(capsys.readouterr().out)
        (folder / name).write_bytes(kept)
    assert program.main([str(folder)]) == 0


@st.composite
def profiles(draw):
    """A question and the marks on it, small enough that ties, cycles and blank papers are common."""
    method = draw(st.sampled_from(list(Method)))
    options = 2 if method is Method.FORCED else draw(st.integers(2, 6))
    seats = draw(st.integers(1, options)) if method is Method.STV else 1
    numbers = st.integers(1, options)
    one = {
        Method.DECISION: st.sampled_from(["for", "against"]),
        Method.APPROVAL: st.sets(numbers).map(lambda named: write(tuple(named), method)),
        Method.SCORE: st.lists(st.integers(0, 5), min_size=options, max_size=options).map(
            lambda s: write(tuple(s), method)
        ),
        Method.CHOICE: numbers.map(str),
        Method.FORCED: numbers.map(str),
    }.get(method, st.permutations(range(1, options + 1)).map(lambda order: write(tuple(order), method)))
    if method is not Method.FORCED:
        one |= st.just("abstain")
    marks = Counter(draw(st.lists(one, max_size=14)))
    threshold = Threshold.SIMPLE if method is Method.STV else draw(st.sampled_from(list(Threshold)))
    margin = str(draw(st.integers(0, 300)) / 10) if threshold is Threshold.OUTSIDE_MARGIN else None
    roll = marks.total() + draw(st.integers(0, 5))
    rule = {"seats": seats, "threshold": threshold.value, "margin": margin}
    return {"question": 1, "method": method.value, "options": ["·"] * options, **rule}, marks, roll


@hypothesis_settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(profiles(), st.sampled_from([0, 50, 100]))
def test_it_counts_as_the_house_does(profile, percent):
    question, marks, roll = profile
    method, rule = Method(question["method"]), {"roll": roll, "quorum": Share.at_least(percent, 100)}
    rule |= {"threshold": Threshold(question["threshold"])}
    rule["margin"] = None if question["margin"] is None else Fraction(question["margin"])
    if method is Method.DECISION:
        outcome = decide(Counts(*(marks[choice.value] for choice in Choice)), **rule)
    else:
        result = tally(marks, method, len(question["options"]), question["seats"])
        outcome = choose(result, method=method, cast=marks.total(), abstained=marks["abstain"], **rule)
    assert program.result_of(question, marks, roll, percent) == {"number": 1, **facts_of(outcome)}


@pytest.mark.parametrize("leaves", [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33])
def test_it_computes_the_same_tree(leaves):
    lines = [f"줄 {n}" for n in range(leaves)]
    tree = program.Tree()
    for line in lines:
        tree.add(line)
    assert tree.root() == merkle.root(line.encode() for line in lines).hex()


def test_it_is_one_short_program_for_python_from_3_9_on():
    text = PROGRAM.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 9))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    known = {"collections", "fractions", "hashlib", "hmac", "json", "pathlib", "re", "sys", "unicodedata"}
    assert (imported, text.count("\n") <= 400) == (known, True)


@pytest.mark.django_db
def test_the_bundle_tells_nothing_that_is_not_minuted(traveller, tmp_path):
    scene, _codes = of_every_kind(traveller, voters=2)
    folder = unpacked(scene, tmp_path)
    names = ["README.en.txt", "README.ko.txt", "ballot.json", "receipts.csv", "verify.py", "votes.csv"]
    assert sorted(path.name for path in folder.iterdir()) == names
    said = described(folder)
    assert [entry["step"] for entry in said["entries"]] == ["prepare", "close", "announce"] + ["result"] * 10
    assert json.dumps(said).count("S001") == 0
