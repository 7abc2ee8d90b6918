"""``manage.py opinion_map``; none of these tests may touch the database."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from deliberation.algorithms.polis import Export, Statement, Votes, write
from tests.reference import reference

TEXTS = ("나무를 더 심는다", "소각장을\n늘린다", "버스를 늘린다", "주차장을 늘린다")


def exported(folder, rows, *, hidden=()):
    """Write an export of these votes, a row a person; None is no vote."""
    cells = [(person, n, vote) for person, row in enumerate(rows) for n, vote in enumerate(row) if vote is not None]
    person, statement, vote = np.array(cells, dtype=np.int64).reshape(len(cells), 3).T
    statements = tuple(Statement(n + 10, 0, text, -1 if n in hidden else 1, 1000) for n, text in enumerate(TEXTS))
    write(Export(statements, tuple(range(100, 100 + len(rows))), Votes(person, statement, vote, None)), folder)
    return str(folder)


def printed(capsys, *arguments):
    call_command("opinion_map", *arguments)
    return capsys.readouterr().out


TWO_CAMPS = [[1, 1, 1, 0]] * 30 + [[1, -1, -1, 0]] * 30 + [[1, None, None, None]]


def test_the_map_as_json(tmp_path, capsys):
    found = json.loads(printed(capsys, exported(tmp_path, TWO_CAMPS), "--json"))
    assert set(found) >= {"groups", "k", "silhouette", "statements", "seconds"}
    assert (found["k"], found["silhouette"], found["enough_data"], found["doubts"]) == (2, 1.0, True, [])
    assert [(one["participant"], one["group"]) for one in found["groups"]] == [(100 + n, n // 30) for n in range(60)]
    assert {(abs(round(one["x"], 6)), round(one["y"], 6)) for one in found["groups"]} == {(round(2**0.5, 6), 0.0)}
    assert 0 < found["seconds"] < 60
    assert [one["id"] for one in found["statements"]] == [10, 11, 12, 13]
    share, others = 31 / 32, 1 / 32
    spread = (32 / 62 * 30 / 62 * 2 / 31) ** 0.5
    leaning = {"repness": pytest.approx(share / others), "repness_test": pytest.approx((1 - 1 / 31) / spread)}
    statement = found["statements"][1]
    assert statement["by_group"] == [
        {"agree": 30, "disagree": 0, "pass": 0, "seen": 30, **leaning, "side": "agree"},
        {"agree": 0, "disagree": 30, "pass": 0, "seen": 30, **leaning, "side": "disagree"},
    ]
    extremity = pytest.approx(0.5**0.5 * 4**0.5)
    priority = ((1 - 1 / 62) * 31 / 62 * (0.5**0.5 * 2 + 1) * (1 + 8 * 2 ** (-60 / 5))) ** 2
    assert (statement["consensus"], statement["extremity"]) == (pytest.approx(share * others), extremity)
    assert statement["priority"] == pytest.approx(priority)


def test_the_map_in_words(tmp_path, capsys):
    assert printed(capsys, exported(tmp_path, TWO_CAMPS, hidden={3})) == (
        "61 people, 241 votes, 4 statements (1 hidden)\n"
        "2 groups (0: 30, 1: 30), silhouette 1.00\n"
        "\n"
        "What unites all (+ they agree, - they disagree):\n"
        "  + 나무를 더 심는다 [10]\n"
        "\n"
        "What divides the groups:\n"
        "  / 소각장을 늘린다 [11]\n"
        "  / 버스를 늘린다 [12]\n"
        "\n"
        "What group 0 says more than the others:\n"
        "  + 소각장을 늘린다 [11]\n"
        "  + 버스를 늘린다 [12]\n"
        "\n"
        "What group 1 says more than the others:\n"
        "  - 소각장을 늘린다 [11]\n"
        "  - 버스를 늘린다 [12]\n"
    )


def test_a_doubtful_map_says_so(tmp_path, capsys):
    told = printed(capsys, exported(tmp_path, TWO_CAMPS[28:32]))
    assert "Read with care: there are few people in it.\n" in told


def test_the_number_of_groups_can_be_forced(capsys):
    folder = str(reference("polis", "15-per-hour-seattle"))
    forced = [json.loads(printed(capsys, folder, "--json", "--k", str(k))) for k in (3, 4)]
    assert [found["k"] for found in forced] == [3, 4]
    assert [{one["group"] for one in found["groups"]} for found in forced] == [{0, 1, 2}, {0, 1, 2, 3}]


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ([], [], "nobody has voted"),
        ([[1, None, None, None], [-1, None, None, None]], [], "on two visible statements, and there are votes on 1"),
        ([[1, None, 1, None], [None, -1, None, 0]], [], "nobody has answered 4 statements; .* has answered is 2"),
        ([[1, -1, 0, 1]] * 9, [], "all who have answered enough stand at the same place"),
        (TWO_CAMPS, ["--k", "3"], "stand at fewer than 3 different places"),
    ],
    ids=["nobody", "one statement", "few answers", "all alike", "fewer places than groups"],
)
def test_what_is_missing_is_said(tmp_path, rows, options, said):
    with pytest.raises(CommandError, match=f"Not enough for a map yet: .*{said}"):
        call_command("opinion_map", exported(tmp_path, rows), *options)


@pytest.mark.parametrize(
    ("broken", "options", "said"),
    [
        (
            "participant,group-id,10\n1,,1\n2,,2\n",
            [],
            "participants-votes.csv, line 3: column 10 is '2', not -1, 0 or 1",
        ),
        ("participant,group-id,10\n1,,1\n", ["--k", "1"], "a map has at least 2 groups, not 1"),
        ("participant,group-id,77\n1,,1\n", [], "participants-votes.csv, line 2: comment-id 77 is not in comments.csv"),
    ],
)
def test_what_is_broken_is_said(tmp_path, broken, options, said):
    folder = exported(tmp_path, TWO_CAMPS)
    (tmp_path / "participants-votes.csv").write_text(broken)
    with pytest.raises(CommandError, match=said):
        call_command("opinion_map", folder, *options)


def test_a_folder_without_an_export_is_told(tmp_path):
    with pytest.raises(CommandError, match=r"comments\.csv: is not in the folder"):
        call_command("opinion_map", str(tmp_path / "nowhere"))
