import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from manage import needs_database
from tests.reference import reference

SEATS = """3 2
6 1 2 0
2 1 3 0
1 2 0
3 3 0
0
"Park"
"Road"
"Dyke"
"Trees"
"""
TREES = {"title": "Trees", "options": ["Park", "Road", "Dyke"], "withdrawn": [], "papers": 12}
DECIDED = {"seats": 1, "winners": [1], "ties": []}
NO_TIE = {"elected": [], "excluded": [], "tied": []}
COUNTED = {
    "plurality": {**DECIDED, "totals": {"1": 8, "2": 1, "3": 3}, "margin": 5, "unclear": 0},
    "approval": {**DECIDED, "totals": {"1": 8, "2": 7, "3": 5}, "margin": 1, "unclear": 0},
    "irv": {
        **DECIDED,
        "quota": 7,
        "rounds": [{"votes": {"1": 8, "2": 1, "3": 3}, "idle": 0, **NO_TIE, "elected": [1]}],
        "all_ways": True,
    },
    "schulze": {
        **DECIDED,
        "pairwise": {"1": {"2": 8, "3": 8}, "2": {"1": 1, "3": 7}, "3": {"1": 3, "2": 5}},
        "margins": {"1": {"2": 7, "3": 5}},
        "paths": {"1": {"2": 8, "3": 8}, "2": {"1": 0, "3": 7}, "3": {"1": 0, "2": 0}},
    },
    "stv": {
        "seats": 2,
        "winners": [1, 3],
        "ties": [],
        "quota": 5,
        "rounds": [
            {"votes": {"1": 8, "2": 1, "3": 3}, "idle": 0, **NO_TIE, "elected": [1]},
            {"votes": {"2": 3.25, "3": 3.75}, "idle": 0, **NO_TIE, "elected": [3], "excluded": [2]},
        ],
        "all_ways": True,
    },
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "trees.blt"
    path.write_text(SEATS)
    return path


def said(*arguments):
    out, err = StringIO(), StringIO()
    call_command("count_votes", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def counted(*arguments):
    return json.loads(said(*arguments, "--json"))


@pytest.mark.parametrize("method", COUNTED)
def test_every_method_of_rankings(file, method):
    assert counted(file, "--method", method) == {"method": method, **TREES, **COUNTED[method]}


def test_scores(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("count,Park,Road\n2,5,0\n1,,3\n")
    told = {"method": "score", "title": "", "options": ["Park", "Road"], "withdrawn": [], "papers": 3}
    result = {"totals": {"1": 10, "2": 3}, "margin": 7, "unclear": 0}
    assert counted(path, "--method", "score") == told | DECIDED | result


def test_seats_that_are_asked_for(file):
    assert counted(file, "--method", "stv", "--seats", 1)["winners"] == [1]
    assert counted(file, "--method", "plurality", "--seats", 2)["winners"] == [1, 3]


def test_a_tie_is_printed_and_not_broken(tmp_path):
    path = tmp_path / "even.csv"
    path.write_text("Park,Road,Dyke\n1,,\n,1,\n")
    for method in ("plurality", "approval", "irv", "schulze", "stv"):
        found = counted(path, "--method", method)
        assert (found["winners"], found["ties"]) == ([], [[1, 2]])
        assert "a tie for 1 seats, to be decided otherwise: 1 Park, 2 Road" in said(path, "--method", method)


def test_ties_that_leave_too_many_ways_are_said(tmp_path):
    path = tmp_path / "even.blt"
    path.write_text("14 1\n" + "".join(f"1 {option} {option % 14 + 1} 0\n" for option in range(1, 15)) + "0\n")
    assert not counted(path, "--method", "irv")["all_ways"]
    assert "ties leave more ways to go on than were followed" in said(path, "--method", "irv")


def test_to_be_read_by_people(file):
    assert said(file, "--method", "stv").splitlines() == [
        "12 papers, 2 seats, counted by stv",
        "quota 5",
        "round 1: 1 Park: 8, 2 Road: 1, 3 Dyke: 3",
        "  elected: 1 Park",
        "round 2: 2 Road: 3.25, 3 Dyke: 3.75",
        "  elected: 3 Dyke",
        "  excluded: 2 Road",
        "winners: 1 Park, 3 Dyke",
    ]
    assert "  1 Park 8 : 1 2 Road" in said(file, "--method", "schulze")
    assert said(file, "--method", "plurality").splitlines()[1] == "  1 Park: 8"


def test_a_file_that_lacks_papers_is_counted_with_a_warning(tmp_path):
    path = tmp_path / "cut.soi"
    path.write_text("# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 5\n3: 1,2\n")
    assert "The file says 5 voters, but holds 3 papers." in said(path, "--method", "irv")


@pytest.mark.parametrize(
    ("method", "seats", "reason"),
    [
        ("stv", 4, "4 seats, but only 3 options stand"),
        ("plurality", 0, "there must be at least one seat"),
        ("irv", 2, "irv finds one winner; stv counts for 2 seats"),
        ("schulze", 2, "schulze finds one winner; stv counts for 2 seats"),
    ],
)
def test_seats_that_cannot_be_filled(file, method, seats, reason):
    with pytest.raises(CommandError, match=reason):
        said(file, "--method", method, "--seats", seats)


def test_a_bad_file_is_named_with_its_line(file, tmp_path):
    file.write_text(SEATS.replace("2 1 3 0", "2 1 9 0"))
    with pytest.raises(CommandError, match=r"trees\.blt: line 3: there is no option 9, only 1 to 3"):
        said(file, "--method", "irv")
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        said(tmp_path / "none.blt", "--method", "irv")


def test_burlington_and_a_scottish_ward():
    burlington = reference("elections", "00005-00000002.toi")
    winners = {method: counted(burlington, "--method", method)["winners"] for method in ("plurality", "irv", "schulze")}
    assert winners == {"plurality": [5], "irv": [1], "schulze": [2]}
    ward = reference("elections", "scot", "edinburgh_2022_ward5.csv")
    assert counted(ward, "--method", "stv")["winners"] == [1, 6, 8, 9]


def test_no_database_is_needed():
    assert not needs_database(["count_votes", "ward.csv", "--method", "stv"])
