from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from deliberation.accounts.models import User
from deliberation.ledger.models import Chain
from deliberation.opinions.importing import import_polis
from deliberation.opinions.models import Stance, Statement
from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.spaces.models import Item

pytestmark = pytest.mark.django_db

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500000000000,x,0,0,2,0,1,나무를 더 심어야 합니다.
1500000001000,x,1,1,0,1,-1,광고입니다.
1500000002000,x,2,0,1,1,0,"쉼표, ""따옴표"" 포함"
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1500000003000,x,0,0,1
1500000004000,x,0,1,-1
1500000005000,x,0,1,1
1500000006000,x,2,1,0
1500000007000,x,1,0,-1
"""


def export(folder: Path, comments: str = COMMENTS, votes: str = VOTES) -> Path:
    (folder / "comments.csv").write_text(comments)
    (folder / "votes.csv").write_text(votes)
    return folder


def test_people_statements_and_the_latest_votes_are_stored(tmp_path):
    stage = import_polis(export(tmp_path), title="나무 심기", slug="trees")
    assert (stage.process.state, stage.state, stage.kind) == ("concluded", "closed", "opinion_round")
    assert list(Seat.objects.order_by("code").values_list("code", flat=True)) == ["P0", "P1"]
    rows = Statement.objects.order_by("number").values_list("number", "item__text", "item__state", "seat__code")
    assert list(rows) == [
        (1, "나무를 더 심어야 합니다.", "admitted", "P0"),
        (2, "광고입니다.", "hidden", "P1"),
        (3, '쉼표, "따옴표" 포함', "admitted", "P0"),
    ]
    stances = Stance.objects.order_by("statement__number", "seat__code")
    assert list(stances.values_list("statement__number", "seat__code", "value")) == [
        (1, "P0", 1),
        (1, "P1", 1),
        (2, "P0", -1),
        (3, "P1", 0),
    ]
    assert not User.objects.filter(origin="import").exclude(email=None, phone=None).exists()
    entry = Chain.objects.get(name="process-trees").entries.get(step="import")
    assert {key: entry.facts[key] for key in ("people", "statements", "stances")} == {
        "people": 2,
        "statements": 3,
        "stances": 4,
    }


def test_statements_without_text_are_marked(tmp_path):
    import_polis(export(tmp_path, COMMENTS + "1500000002000,x,3,0,0,0,-1, \0\n"), title="나무 심기")
    assert list(Statement.objects.filter(number=4).values_list("item__text", "item__state")) == [("…", "hidden")]


@pytest.mark.parametrize(
    ("votes", "named"),
    [
        (VOTES + "1500000008000,x,9,1,1\n", "votes.csv, line 7"),
        (VOTES + "1500000008000,x,0,1,2\n", "votes.csv, line 7"),
        (VOTES + "soon,x,0,1,1\n", "votes.csv, line 7"),
        (VOTES + "1500000008000,x,0,99999999999,1\n", "votes.csv, line 7"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_imported(tmp_path, votes, named):
    folder = export(tmp_path, votes=votes)
    with pytest.raises(CommandError, match=named):
        call_command("import_polis", str(folder), title="나무 심기")
    counts = [model.objects.count() for model in (Process, User, Item, Statement, Stance, Chain)]
    assert counts == [0] * 6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"title": " "}, "--title"),
        ({"title": "나" * 121}, "--title"),
        ({"title": "나무", "slug": "나무"}, "--slug"),
        ({"title": "나무", "slug": "a b/"}, "--slug"),
        ({"title": "나무", "slug": "x" * 61}, "--slug"),
        ({"title": "new"}, "--slug"),
    ],
)
def test_a_title_or_address_that_cannot_be_is_told(tmp_path, options, said):
    with pytest.raises(CommandError, match=said):
        call_command("import_polis", str(export(tmp_path)), **options)
    assert Process.objects.count() == 0


def test_an_address_is_made_from_a_long_title_or_a_folder_with_any_name(tmp_path):
    long = import_polis(export(tmp_path), title="word " * 24).process
    assert (long.slug, long.title) == (("word-" * 12).strip("-"), ("word " * 24).strip())
    folder = tmp_path / "My_export.v2"
    folder.mkdir()
    assert import_polis(export(folder), title="나무\0심기").process.slug == "import-my-export-v2"


def test_an_export_without_statements_is_none(tmp_path):
    heads = COMMENTS.splitlines()[0], VOTES.splitlines()[0]
    with pytest.raises(CommandError, match=r"comments.csv: holds no statements"):
        call_command("import_polis", str(export(tmp_path, *heads)), title="나무")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_polis", str(tmp_path / "nowhere"), title="x")


def test_an_address_that_is_taken_is_told(tmp_path):
    folder = export(tmp_path)
    import_polis(folder, title="나무", slug="trees")
    with pytest.raises(CommandError, match="trees"):
        call_command("import_polis", str(folder), title="나무", slug="trees")
