import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.polis import BrokenExportError, Export, Problem, Statement, Votes, read, write
from tests.reference import conversation

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1403067224363,Wed Jun 18 11:53:44 WIB 2014,5,12,2,0,1,"매립지는
""{0}"" 안에서 쓴다"
1403058993,Wed Jun 18 09:36:33 WIB 2014,2,7,1,1,-1,소각장을 늘린다
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1403054214196,x,5,12,-1
1403054214198,x,5,12,1
1403054214197,x,5,12,0
1403054214196,x,2,7,0
1403054214196,x,2,7,1
1403054214196,x,5,3,-1
"""
MATRIX = """participant,group-id,n-comments,n-votes,n-agree,n-disagree,2,5
12,1,1,2,1,1,-1,1
3,0,0,1,0,1,,-1
7,,1,1,1,0,1,
40,,0,0,0,0,,
"""
SUMMARY = 'topic,쓰레기\nconversation-description,"두 줄\n설명"\n'


@pytest.fixture
def folder(tmp_path):
    def put(**files):
        for name, text in files.items():
            data = text if isinstance(text, bytes) else text.encode()
            (tmp_path / f"{name.replace('_', '-')}.csv").write_bytes(data)
        return tmp_path

    return put


def rows(votes):
    return list(zip(votes.person.tolist(), votes.statement.tolist(), votes.value.tolist(), strict=True))


def whole(export):
    times = export.votes.milliseconds
    listed = None if times is None else times.tolist()
    return export.statements, export.participants, export.groups, export.summary, rows(export.votes), listed


def table(path):
    return list(csv.reader(path.read_text().splitlines()))


def problems_of(path):
    with pytest.raises(BrokenExportError) as caught:
        read(path)
    return caught.value.problems


def test_votes_file_gives_latest_votes_with_times(folder):
    export = read(folder(comments=COMMENTS, votes=VOTES, summary=SUMMARY))
    assert export.statements == (
        Statement(2, 7, "소각장을 늘린다", -1, 1403058993000),
        Statement(5, 12, '매립지는\n"{0}" 안에서 쓴다', 1, 1403067224363),
    )
    assert export.participants == (3, 7, 12)
    assert rows(export.votes) == [(0, 1, -1), (1, 0, 1), (2, 1, 1)]
    assert export.votes.milliseconds.tolist() == [1403054214196, 1403054214196, 1403054214198]
    assert export.summary == {"topic": "쓰레기", "conversation-description": "두 줄\n설명"}
    assert export.hidden.tolist() == [0]


def test_matrix_gives_votes_without_times_and_groups(folder):
    export = read(folder(comments=COMMENTS, participants_votes=MATRIX))
    assert export.participants == (3, 7, 12, 40)
    assert rows(export.votes) == [(0, 1, -1), (1, 0, 1), (2, 0, -1), (2, 1, 1)]
    assert export.votes.milliseconds is None
    assert (export.groups, export.summary) == ({12: 1, 3: 0}, {})


def test_votes_file_holds_where_both_are_there(folder):
    export = read(folder(comments=COMMENTS, votes=VOTES, participants_votes=MATRIX))
    assert export.participants == (3, 7, 12, 40)
    assert rows(export.votes) == [(0, 1, -1), (1, 0, 1), (2, 1, 1)]
    assert export.groups == {12: 1, 3: 0}


def test_names_with_a_prefix_a_byte_order_mark_and_windows_line_ends(tmp_path):
    for name, text in {"comments": COMMENTS, "votes": VOTES, "participants-votes": MATRIX}.items():
        (tmp_path / f"2026-11-01-r4ty-{name}.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert len(read(tmp_path).votes.value) == 3


def test_newer_columns_mark_meta_and_seed_statements(folder):
    comments = "timestamp,comment-id,author-id,moderated,comment-body,is-meta,is-seed\n1,0,,0,인천에 산다,TRUE,false\n"
    export = read(folder(comments=comments, votes="timestamp,comment-id,voter-id,vote\n"))
    assert export.statements == (Statement(0, None, "인천에 산다", 0, 1000, meta=True),)
    assert (export.participants, rows(export.votes), export.votes.milliseconds.tolist()) == ((), [], [])


def test_the_result_of_the_server_tells_of_meta_statements_which_move_nobody(folder):
    place = folder(comments=COMMENTS, votes=VOTES)
    (place / "r4ty_math_blob.json").write_text('{"meta-tids": [5, 77]}')
    export = read(place)
    assert [one.meta for one in export.statements] == [False, True]
    assert export.hidden.tolist() == [0, 1]


@pytest.mark.parametrize("blob", ["", "[]", "{}", '{"meta-tids": ["a"]}', '{"meta-tids": 1}', '{"meta-tids": [null]}'])
def test_what_is_no_result_of_the_server_is_named(folder, blob):
    place = folder(comments=COMMENTS, votes=VOTES)
    (place / "r4ty_math_blob.json").write_text(blob)
    found = problems_of(place)
    assert [one[:2] for one in found] == [("r4ty_math_blob.json", 0)]


def test_statements_without_text_are_read(folder):
    """Real exports have some, most of them hidden."""
    export = read(folder(comments=COMMENTS + "1,x,9,,0,0,-1,\n", votes=VOTES))
    assert export.statements[-1] == Statement(9, None, "", -1, 1000)


def test_every_broken_row_is_named(folder):
    comments = COMMENTS + "1,x,2,7,0,0,1,zweimal\n1,x,9,seven,0,0,1,author\n99999999999999999,x,10,7,0,0,1,time\n1,x\n"
    votes = VOTES + "1,x,2,7,2\n1,x,77,7,1\n1,x,２,7,1\n-5,x,2,7,1\n"
    assert problems_of(folder(comments=comments, votes=votes, summary="topic\n")) == (
        Problem("comments.csv", 5, "comment-id 2 is there already"),
        Problem("comments.csv", 6, "author-id is 'seven', not a whole number"),
        Problem("comments.csv", 7, "timestamp is 99999999999999999, no time between 1970 and 5138"),
        Problem("comments.csv", 8, "has 2 cells instead of 8"),
        Problem("votes.csv", 8, "column vote is '2', not -1, 0 or 1"),
        Problem("votes.csv", 9, "comment-id 77 is not in comments.csv"),
        Problem("votes.csv", 10, "comment-id is '２', not a whole number"),
        Problem("votes.csv", 11, "timestamp is -5, no time between 1970 and 5138"),
        Problem("summary.csv", 1, "has 1 cells instead of a key and a value"),
    )


def test_ids_out_of_range_are_named(folder):
    comments = COMMENTS + "1,x,-1,7,0,0,1,minus\n1,x,9,1000000001,0,0,1,huge\n"
    assert problems_of(folder(comments=comments, votes=VOTES + "1,x,2,-7,1\n")) == (
        Problem("comments.csv", 5, "comment-id is -1, not between 0 and 1000000000"),
        Problem("comments.csv", 6, "author-id is 1000000001, not between 0 and 1000000000"),
        Problem("votes.csv", 8, "voter-id is -7, not between 0 and 1000000000"),
    )


def test_broken_rows_of_the_matrix_are_named(folder):
    matrix = MATRIX.replace("2,5\n", "2,6\n", 1) + "7,,0,0,0,0,,\n13,,0,0,0,0,agree,\n14,a,0,0,0,0,,\n"
    assert problems_of(folder(comments=COMMENTS, participants_votes=matrix)) == (
        Problem("participants-votes.csv", 2, "comment-id 6 is not in comments.csv"),
        Problem("participants-votes.csv", 3, "comment-id 6 is not in comments.csv"),
        Problem("participants-votes.csv", 6, "participant 7 is there already"),
        Problem("participants-votes.csv", 7, "column 2 is 'agree', not -1, 0 or 1"),
        Problem("participants-votes.csv", 8, "group-id is 'a', not a whole number"),
    )


def test_reading_stops_after_twenty_problems(folder):
    found = problems_of(folder(comments=COMMENTS, votes=VOTES + "1,x,2,7,9\n" * 30))
    assert [one.line for one in found] == list(range(8, 28))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"votes": VOTES}, "comments.csv: is not in the folder"),
        ({"comments": COMMENTS}, "votes.csv: neither this nor participants-votes.csv is in the folder"),
        (
            {"comments": COMMENTS, "a_votes": VOTES, "b_votes": VOTES},
            "votes.csv: more than one file in the folder has this name",
        ),
        (
            {"comments": "", "votes": VOTES.splitlines()[0]},
            "comments.csv, line 1: lacks the column timestamp, comment-id",
        ),
        (
            {"comments": COMMENTS, "votes": "timestamp,comment-id,voter-id,vote,vote"},
            "votes.csv, line 1: names the column vote twice",
        ),
        (
            {"comments": COMMENTS.encode() + b"\n1,x,3,7,0,0,1,\xb0\xa1\n", "votes": VOTES},
            "comments.csv, line 6: is not UTF-8",
        ),
        (
            {"comments": COMMENTS + '\n1,x,3,7,0,0,1,"open\nline\n', "votes": VOTES},
            "comments.csv, line 6: unexpected end",
        ),
    ],
    ids=["no comments", "no votes", "two votes", "no header", "column twice", "another encoding", "open quote"],
)
def test_unusable_files(folder, files, message):
    with pytest.raises(BrokenExportError) as caught:
        read(folder(**files))
    assert str(caught.value).startswith(message)


def test_what_is_written_has_the_columns_and_counts_of_polis(folder, tmp_path):
    export = read(folder(comments=COMMENTS, votes=VOTES, participants_votes=MATRIX))
    write(export, tmp_path / "out")
    tables = {path.name: table(path) for path in (tmp_path / "out").iterdir()}
    moment = "Wed Jun 18 2014 01:16:54 GMT+0000 (Coordinated Universal Time)"
    assert tables["votes.csv"] == [
        ["timestamp", "datetime", "comment-id", "voter-id", "vote"],
        ["1403054214196", moment, "2", "7", "1"],
        ["1403054214196", moment, "5", "3", "-1"],
        ["1403054214198", moment, "5", "12", "1"],
    ]
    assert tables["participants-votes.csv"] == [
        ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "2", "5"],
        ["3", "0", "0", "1", "0", "1", "", "-1"],
        ["7", "", "1", "1", "1", "0", "1", ""],
        ["12", "1", "1", "1", "1", "0", "", "1"],
        ["40", "", "0", "0", "0", "0", "", ""],
    ]
    assert tables["comments.csv"][1][2:] == ["2", "7", "1", "0", "-1", "소각장을 늘린다", "False", "False"]
    assert tables["summary.csv"] == []


@st.composite
def exports(draw):
    ids = st.lists(st.integers(0, 10**9), unique=True, max_size=5).map(sorted)
    participants, numbers = draw(ids), draw(ids)
    moments = st.integers(0, 10**10).map(lambda second: 10**11 + second)
    text = st.text(st.characters(codec="utf-8"))
    statements = [
        Statement(
            number,
            draw(st.none() | st.integers(0, 9)),
            draw(text.map("가{}".format)),
            draw(st.integers(-1, 1)),
            draw(moments),
            meta=draw(st.booleans()),
            seed=draw(st.booleans()),
        )
        for number in numbers
    ]
    pairs = [(p, s) for p in range(len(participants)) for s in range(len(numbers)) if draw(st.booleans())]
    columns = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
    votes = np.array([draw(st.integers(-1, 1)) for _ in pairs], dtype=np.int64)
    times = np.array([draw(moments) for _ in pairs], dtype=np.int64) if draw(st.booleans()) else None
    groups = {one: draw(st.integers(0, 4)) for one in participants if draw(st.booleans())}
    summary = draw(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), text, max_size=3))
    return Export(
        tuple(statements), tuple(participants), Votes(columns[:, 0], columns[:, 1], votes, times), groups, summary
    )


@given(exports())
def test_what_is_written_reads_the_same(tmp_path_factory, export):
    folder = tmp_path_factory.mktemp("export")
    write(export, folder)
    assert whole(read(folder)) == whole(export)


@pytest.mark.parametrize(
    ("name", "people", "statements", "votes", "hidden"),
    [
        ("15-per-hour-seattle", 339, 54, 2_872, 23),
        ("vtaiwan.uberx", 1_921, 197, 49_443, 78),
        ("american-assembly.bowling-green", 2_031, 896, 225_524, 289),
        ("reference/biodiversity", 536, 316, 29_719, 169),
    ],
)
def test_real_conversations(name, people, statements, votes, hidden):
    export = conversation(name)
    counts = len(export.participants), len(export.statements), len(export.votes.value), len(export.hidden)
    assert counts == (people, statements, votes, hidden)


def test_a_real_conversation_written_and_read_again(tmp_path):
    export = conversation("15-per-hour-seattle")
    write(export, tmp_path)
    assert whole(read(tmp_path)) == whole(export)
