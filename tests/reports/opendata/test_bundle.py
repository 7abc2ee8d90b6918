"""The bundle as a stranger gets it: unpacked into an empty folder and checked by its own program, run as it says."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from deliberation.ballots.checking.actions import announce
from deliberation.ballots.station.counting import finish_reading
from deliberation.ledger.canonical import digest
from deliberation.processes.actions import close_stage
from deliberation.processes.kinds import KINDS
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.opendata.bundle import bundle
from deliberation.reports.opendata.dictionary import TABLES, meaning
from tests.ballots.checking.scene import of_every_kind
from tests.ballots.scene import ballot_in, closed, counted, hour_come, seats, vote
from tests.ballots.station.scene import STACK, handed, read
from tests.opinions.maps.test_exporting import three_camps
from tests.opinions.scenes import after, during, ready_round

pytestmark = pytest.mark.django_db(transaction=True)
MADE: dict[str, bytes] = {}  # one process is enough for all of these tests


@pytest.fixture
def packed(traveller) -> bytes:
    """The bundle of a process whose ballot, with a question of every kind, is announced."""
    if not MADE:
        scene, _codes = of_every_kind(traveller)
        edition = freeze(scene.process)
        MADE["bundle"] = bundle(snapshot_of(edition))
        assert bundle(snapshot_of(edition)) == MADE["bundle"], "the same snapshot gives the same bytes"
        assert freeze(scene.process) == edition
        MADE["digest"] = edition.digest.encode()
    return MADE["bundle"]


@pytest.fixture
def folder(packed, tmp_path) -> Path:
    return unpacked(packed, tmp_path)


def unpacked(packed: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(folder)
    return folder


def verified(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", "verify.py"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_an_untouched_bundle_holds_and_names_its_edition(folder):
    code, said = verified(folder)
    assert (code, said.count(": OK"), said.count("NOT OK")) == (0, 5, 0), said
    assert MADE["digest"].decode() in said


def test_votes_on_paper_are_counted_with_the_others(traveller, tmp_path):
    scene = handed(traveller)
    vote(scene, seats(scene)[-1])
    traveller.move_to(scene.stage("ballot").closes_at)
    for who in (scene.cast.ada, scene.cast.emil):
        finish_reading(read(scene, who, STACK), by=who)
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    folder = unpacked(bundle(snapshot_of(freeze(scene.process))), tmp_path)
    assert votes_of(folder).read_text().count("invalid") == 3
    assert verified(folder)[0] == 0
    change(votes_of(folder), b"1,,invalid", b"1,,against")
    written_anew(folder)
    code, said = verified(folder)
    assert (code, "질문 1 재집계" in said) == (1, True), said


def test_the_map_of_an_ended_round_is_in_it_before_any_sweep_has_made_its_file(tmp_path):
    stage, cast = ready_round(statements=9)
    with during(stage):
        three_camps(stage, 50)
        folder = unpacked(bundle(snapshot_of(freeze(stage.process))), tmp_path / "open")
        assert not (folder / "polis").exists()
        assert "그 라운드가 끝나고" in (folder / "README.ko.md").read_text()
    with after(stage):
        close_stage(stage, by=cast.ada)
        edition = freeze(stage.process)
        folder = unpacked(bundle(snapshot_of(edition)), tmp_path / "ended")
        assert freeze(stage.process) == edition
    assert {path.name for path in (folder / "polis" / f"{stage.position:02}").iterdir()} >= {"votes.csv", "map.json"}
    assert "그 라운드가 끝나고" not in (folder / "README.ko.md").read_text()
    assert verified(folder)[0] == 0


def test_nothing_of_a_ballot_is_in_it_before_the_result_is_announced(traveller, tmp_path):
    scene, _codes = counted(traveller)
    snapshot = snapshot_of(freeze(scene.process))
    folder = unpacked(bundle(snapshot), tmp_path)
    assert snapshot.names("ballots/") == []
    assert {path.read_text().count("\n") for path in folder.glob("data/*-ballot-*.csv")} == {1}
    assert verified(folder)[0] == 0


def change(path: Path, old: bytes, new: bytes, n: int = 1) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, n))


def written_anew(folder: Path) -> None:
    """Whoever changes or drops a file may write the lists of files anew, too; the minutes still tell."""
    edition = json.loads((folder / "edition.json").read_text())
    for name in [name for name in edition["files"] if not name.startswith("documents/")]:
        if (folder / name).exists():
            edition["files"][name]["sha256"] = sha256((folder / name).read_bytes()).hexdigest()
        else:
            del edition["files"][name]
    (folder / "edition.json").write_text(json.dumps(edition))
    names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    there = [folder / name for name in names if (folder / name).exists()]
    sums = (f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in there)
    (folder / "SHA256SUMS").write_text("".join(sums))


def votes_of(folder: Path) -> Path:
    (path,) = folder.glob("data/*-ballot-votes.csv")
    return path


def ballot_of(folder: Path) -> Path:
    (path,) = folder.glob("ballots/*.json")
    return path


def told_otherwise(path: Path) -> None:
    """A ballot whose minutes hold in themselves, though they are not those of the minute book."""
    ballot = json.loads(path.read_text())
    entry = ballot["entries"][-1]
    entry["role"] = "chair"
    entry["digest"] = digest({key: value for key, value in entry.items() if key != "digest"})
    path.write_text(json.dumps(ballot))


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda at: change(votes_of(at), b"1,,for", b"1,,against"), "질문 1 재집계"),
        (lambda at: change(votes_of(at), b"5,,1\r", b"5,,2\r"), "질문 5 재집계"),
        (lambda at: change(votes_of(at), b"9,,3>2>1>4", b"9,,3>2>1"), "질문 9 (irv): 모든 표의 형식이 맞음"),
        (lambda at: change(votes_of(at), b"4,,3\r\n", b""), "so many votes on each question: 4. 5"),
        (lambda at: change(votes_of(at), b"4,,3\r\n", b"4,3\r\n"), "ballot-votes.csv: 모든 줄을 읽을 수 있음"),
        (lambda at: change(ballot_of(at), b'\n   "needed": 17', b'\n   "needed": 16'), "announced results: as minuted"),
        (lambda at: change(at / "ledger.json", b'"needed": 17', b'"needed": 16'), "not that of ledger.json"),
        (lambda at: told_otherwise(ballot_of(at)), "not that of ledger.json"),
        (lambda at: ballot_of(at).unlink(), "its votes are not here"),
        (lambda at: ballot_of(at).write_text("{"), "ballots/"),
        (lambda at: change(at / "ledger.json", b'"step": "announce"', b'"step": "forget"'), "ledger.json: entry "),
        (lambda at: change(at / "ledger.json", b'"previous": ', b'"previouz": '), "ledger.json: entry "),
        (lambda at: change(at / "ledger.json", b'"length": ', b'"length": 1'), "entries are missing after"),
        (lambda at: votes_of(at).write_bytes(votes_of(at).read_bytes().splitlines(True)[0]), "so many votes"),
    ],
)
def test_what_was_changed_is_named_also_when_the_digests_were_written_anew(folder, spoil, told, hidden):
    spoil(folder)
    if hidden:
        written_anew(folder)
    code, said = verified(folder)
    assert (code, told in said, "SHA256SUMS:" in said) == (1, True, not hidden), said


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda at: change(at / "README.ko.md", b"#", b"##"), "README.ko.md: changed"),
        (lambda at: (at / "data" / "stages.csv").unlink(), "data/stages.csv: missing"),
        (lambda at: (at / "data" / "more.csv").write_text("a"), "data/more.csv: not listed"),
        (lambda at: (at / "ledger.json").write_text("{"), "cannot be read"),
        (lambda at: (at / "SHA256SUMS").unlink(), "cannot be read"),
        (lambda at: (at / "ballots" / "verify.py").unlink(), "cannot be read"),
        (lambda at: (at / "ballots" / "more.json").write_text("{}"), "ballots/more.json: not listed"),
    ],
)
def test_files_that_are_not_as_they_were_are_named(folder, spoil, told):
    spoil(folder)
    code, said = verified(folder)
    assert (code, told in said) == (1, True), said


def test_every_table_is_described(folder):
    package = json.loads((folder / "datapackage.json").read_text())
    assert {one["path"] for one in package["resources"]} == {f"data/{path.name}" for path in folder.glob("data/*.csv")}
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file)) == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] and field["description_en"] for field in resource["schema"]["fields"])
    called = {one["name"]: (one["title"], one["title_en"]) for one in package["resources"]}
    assert (called["stages"], len(called)) == (("진행 단계", "Stages"), len(package["resources"]))
    korean, english = ((folder / f"README.{language}.md").read_text() for language in ("ko", "en"))
    assert [words.count("python3 verify.py") for words in (korean, english)] == [1, 1]
    assert ("누구인지 알아볼 수 없도록" in korean, "### 진행 단계 (data/stages.csv)" in korean) == (True, True)


def test_nobody_is_in_it_who_did_not_sign_with_a_name(folder):
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode(errors="replace")
    assert [name for name in ("Voter002", "Ben", "@example.org") if name in everything] == []


def test_every_column_of_every_kind_is_explained(traveller):
    """A kind that gives a new table has to say what its columns mean."""
    scene, _codes = counted(traveller)
    stage = scene.stage("ballot")
    for kind in KINDS.values():
        for table, columns, _rows in kind.tables(stage):
            assert table in TABLES
            assert [column for column in columns if not meaning(table, column).description] == []
