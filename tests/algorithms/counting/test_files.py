from fractions import Fraction

import pytest

from deliberation.algorithms.counting.files import Election, Unreadable, read

PREFLIB = """# FILE NAME: 1.toi
# TITLE: Where to plant trees
# a remark
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 8
# ALTERNATIVE NAME 1: The park: north
# ALTERNATIVE NAME 2: The road
# ALTERNATIVE NAME 3: 둑길
4: 1,2
2: {1, 3},2
1: 3,{1,2}
1:
"""
OLD_PREFLIB = """3
1,North
2,Road
3,Dyke
6,6,2
4,1,2,3
2,{1,3},2
"""
BLT = """# the garden club
4 2           # four options, two seats
-2            # Road has withdrawn
(7) 1 4 1 3 2 0
2.5 1=3 - 4 0
1/3 2 0  # a third
1 0
0
"North"       # one
"Road"
"Dyke #3"
"둑길"
"Where to plant trees"
"""
SCOTTISH = """3,2,
12,1,
88,1,3,2,
5,,
"Candidate 1","Alvin the "First"","Party A (A)",
"Candidate 2","Becca, the Second","Party B (B)",
"Candidate 3","Carrie","Party C (C)",
"Wardy McWard Town",
"""
RANKS = """Count,North,Road,Dyke
3,1,2,
2,,1,1
1,,0,
2,2,3,
"""
SCORES = """North,Road,Dyke
5,0,
5,0,
,,
"""


@pytest.fixture
def written(tmp_path):
    def write(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def level(*options):
    return frozenset(options)


READ = {
    "preflib.toi": (
        PREFLIB,
        Election(
            ["The park: north", "The road", "둑길"],
            "Where to plant trees",
            voters=8,
            rankings={(1, 2): 4, (level(1, 3), 2): 2, (3, level(1, 2)): 1, (): 1},
        ),
    ),
    "old.toi": (
        OLD_PREFLIB,
        Election(["North", "Road", "Dyke"], rankings={(1, 2, 3): 4, (level(1, 3), 2): 2}),
    ),
    "complete.soc": (
        "# NUMBER ALTERNATIVES: 2\n3: 2,1\n",
        Election(["1", "2"], rankings={(2, 1): 3}),
    ),
    "garden.blt": (
        BLT,
        Election(
            ["North", "Road", "Dyke #3", "둑길"],
            "Where to plant trees",
            seats=2,
            withdrawn={2},
            rankings={(4, 1, 3, 2): 1, (level(1, 3), 4): Fraction(5, 2), (2,): Fraction(1, 3), (): 1},
        ),
    ),
    "nameless.blt": ("2 1\n3 1 0\n0\n", Election(["1", "2"], seats=1, rankings={(1,): 3})),
    "titled.blt": (
        "2 1\n3 1 0\n0\nPark\nRoad\nTrees\n",
        Election(["Park", "Road"], "Trees", seats=1, rankings={(1,): 3}),
    ),
    "one line.blt": (
        '2 1\n3 1 0\n0\n"North" "Road" "Trees"\n',
        Election(["North", "Road"], "Trees", seats=1, rankings={(1,): 3}),
    ),
    "ward.csv": (
        SCOTTISH,
        Election(
            ['Alvin the "First"', "Becca, the Second", "Carrie"],
            "Wardy McWard Town",
            seats=2,
            rankings={(1,): 12, (1, 3, 2): 88, (): 5},
        ),
    ),
    "ranks.csv": (
        RANKS,
        Election(["North", "Road", "Dyke"], rankings={(1, 2): 5, (level(2, 3),): 2, (): 1}),
    ),
}


@pytest.mark.parametrize(("name", "text", "election"), [(name, *pair) for name, pair in READ.items()], ids=READ)
@pytest.mark.parametrize("way", ["plain", "signed and with CRLF", "from an old Mac"])
def test_files_of_every_kind(written, name, text, election, way):
    ends = {"plain": "\n", "signed and with CRLF": "\r\n", "from an old Mac": "\r"}
    encoding = "utf-8-sig" if way.startswith("signed") else "utf-8"
    assert read(written(name, text.replace("\n", ends[way]), encoding)) == election


def test_scores(written):
    scores = {(5, 0, None): 2, (None, None, None): 1}
    assert read(written("scores.csv", SCORES), scored=True) == Election(["North", "Road", "Dyke"], scores=scores)


HEAD = "# NUMBER ALTERNATIVES: 3\n"
SCORES_OF_RANKINGS = "rankings hold no scores; scores need a CSV with a column for each option"
BAD = [
    ("1.toi", "", "the file is empty"),
    ("1.csv", " \r\n", "the file is empty"),
    ("1.txt", "1", ".txt is none of .soc .soi .toc .toi .blt .csv"),
    ("ballots", "1", "a name without an ending is none of .soc .soi .toc .toi .blt .csv"),
    ("1.toi", HEAD, "the file holds no papers"),
    ("1.blt", "2 1\n0\n", "the file holds no papers"),
    ("1.csv", "3,2\n", "the file holds no papers"),
    ("1.csv", "North,Road\n", "the file holds no papers"),
    ("1.toi", "4: 1,2\n", "no line '# NUMBER ALTERNATIVES: …' says how many options there are"),
    ("1.toi", HEAD + "4 1,2\n", "line 2: '4 1,2' is not 'papers: ranking'"),
    ("1.toi", HEAD + "x: 1,2\n", "line 2: 'x' is no number of papers"),
    ("1.toi", HEAD + "-4: 1,2\n", "line 2: '-4' is no number of papers"),
    ("1.toi", HEAD + "0: 1,2\n", "line 2: '0' is no number of papers"),
    ("1.toi", HEAD + "1/0: 1,2\n", "line 2: '1/0' is no number of papers"),
    ("1.toi", HEAD + "1: 1\n\n1: 1,4\n", "line 4: there is no option 4, only 1 to 3"),
    ("1.toi", HEAD + "1: 1,2,1\n", "line 2: option 1 is ranked twice"),
    ("1.toi", HEAD + "1: 2,{1,2}\n", "line 2: option 2 is ranked twice"),
    ("1.toi", HEAD + "1: {1,1}\n", "line 2: option 1 is ranked twice"),
    ("1.toi", HEAD + "1: 1,{2\n", "line 2: '1,{2' is no ranking of this kind of file"),
    ("1.toi", HEAD + "1: 1,b\n", "line 2: '1,b' is no ranking of this kind of file"),
    ("1.soi", HEAD + "1: {1,2}\n", "line 2: '{1,2}' is no ranking of this kind of file"),
    ("1.soc", HEAD + "1: 1,2\n", "line 2: the ranking is incomplete: option 3 is missing"),
    ("1.soi", "3\n1,North\n", "line 1: the names of 3 options and a line of sums must follow"),
    ("1.blt", "# nothing\n", "line 1: '' is not the number of options and of seats"),
    ("1.blt", "2 x\n", "line 1: '2 x' is not the number of options and of seats"),
    ("1.blt", "2 1\n-3\n1 1 0\n0\n", "line 2: -3 is not an option that has withdrawn (-1 to -2)"),
    ("1.blt", "2 1\n1 1 2\n0\n", "line 2: a paper must end with 0"),
    ("1.blt", "2 1\n1 1 0\n", "line 2: after the papers there must be a line 0"),
    ("1.blt", "2 1\n1 3 0\n0\n", "line 2: there is no option 3, only 1 to 2"),
    ("1.blt", "2 1\n1 1 1 0\n0\n", "line 2: option 1 is ranked twice"),
    ("1.blt", "2 1\n1 1=1 0\n0\n", "line 2: option 1 is ranked twice"),
    ("1.blt", "2 1\nx 1 0\n0\n", "line 2: 'x' is no number of papers"),
    ("1.blt", "2 1\n1 b 0\n0\n", "line 2: 'b' is no number of an option"),
    ("1.blt", '3 1\n1 1 0\n0\n"North"\n"Road"\n', "line 5: names of 2 options only, there are 3"),
    ("1.blt", '3 1\n1 1 0\n0\n"North"\n', "line 4: names of 1 options only, there are 3"),
    ("1.blt", "3 1\n1 1 0\n0\nTrees\n", "line 4: names of 1 options only, there are 3"),
    ("1.csv", "3,2\n4,1,x\n", "line 2: 'x' is no number of an option"),
    ("1.csv", "3,2\nmany,1\n", "line 2: 'many' is no number of papers"),
    ("1.csv", "3,2\n4,1,5\n", "line 2: there is no option 5, only 1 to 3"),
    ("1.csv", '3,2\n4,1\n"Candidate 1","North"\n', "line 3: names of 1 options only, there are 3"),
    (
        "1.csv",
        '1,1\n4,1\n"Candidate 1","North"\n3,1\nWard',
        "line 5: nothing may follow the names of the options but one line",
    ),
    ("1.csv", "1,2,3\n", "line 1: the first line must be 'options,seats' or name each option"),
    ("1.csv", "North,\n1,2\n", "line 1: the first line must be 'options,seats' or name each option"),
    ("1.csv", "North,Road\n1\n", "line 2: 1 cells under 2 names"),
    ("1.csv", "North,Road\n1,b\n", "line 2: 'b' is no whole number"),
    ("1.csv", "North,Road\n1,²\n", "line 2: '²' is no whole number"),
    ("1.csv", "North,Road\n1,3\n", "line 2: rank 3 among 2 options"),
    ("1.csv", "North,count\n1,b\n", "line 2: 'b' is no number of papers"),
]
BAD_SCORES = [
    ("1.csv", "North,Road\n1,6\n", "line 2: 6 is no score from 0 to 5"),
    ("1.csv", "3,2\n4,1\n", SCORES_OF_RANKINGS),
    ("1.blt", "2 1\n1 1 0\n0\n", SCORES_OF_RANKINGS),
    ("1.toi", HEAD + "1: 1\n", SCORES_OF_RANKINGS),
]


@pytest.mark.parametrize(
    ("name", "text", "said", "scored"),
    [*((*case, False) for case in BAD), *((*case, True) for case in BAD_SCORES)],
    ids=lambda case: case if isinstance(case, str) and len(case) > 20 else "",
)
def test_bad_files(written, name, text, said, scored):
    with pytest.raises(Unreadable) as refused:
        read(written(name, text), scored=scored)
    assert str(refused.value) == said


def test_a_file_in_another_encoding(written):
    with pytest.raises(Unreadable, match="this is no text in UTF-8"):
        read(written("1.toi", PREFLIB, "cp949"))
