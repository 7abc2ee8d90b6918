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

from deliberation.processes.kinds import KINDS
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.opendata.bundle import bundle
from deliberation.reports.opendata.dictionary import TABLES, meaning
from tests.ballots.scene import ballot_in, counted, hour_come

pytestmark = pytest.mark.django_db(transaction=True)
MADE: dict[str, bytes] = {}  # one process is enough for all of these tests


@pytest.fixture
def packed(traveller) -> bytes:
    """The bundle of a process whose ballot on three recommendations is announced."""
    if not MADE:
        scene, _codes = counted(traveller)
        hour_come(scene)
        announce(ballot_in(scene), by=scene.cast.emil, role="official")
        edition = freeze(scene.process)
        MADE["bundle"] = bundle(snapshot_of(edition))
        assert bundle(snapshot_of(edition)) == MADE["bundle"], "the same snapshot gives the same bytes"
        MADE["digest"] = edition.digest.encode()
    return MADE["bundle"]


@pytest.fixture
def folder(packed, tmp_path) -> Path:
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(tmp_path)
    return tmp_path


def verified(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", "verify.py"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_an_untouched_bundle_holds_and_names_its_edition(folder):
    code, said = verified(folder)
    assert (code, said.count(": OK"), said.count("NOT OK")) == (0, 4, 0), said
    assert MADE["digest"].decode() in said


def change(path: Path, old: bytes, new: bytes, n: int = 1) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, n))


def without_digests(folder: Path) -> None:
    """Whoever changes a file may write the digests anew, too; the minutes still tell."""
    edition = json.loads((folder / "edition.json").read_text())
    for name, kept in edition["files"].items():
        if (folder / name).exists():
            kept["sha256"] = sha256((folder / name).read_bytes()).hexdigest()
    (folder / "edition.json").write_text(json.dumps(edition))
    names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    sums = (f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text("".join(sums))


def votes_of(folder: Path) -> Path:
    (path,) = folder.glob("data/*-ballot-votes.csv")
    return path


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda at: change(votes_of(at), b"1,,for", b"1,,against"), "ballot-votes.csv: question 1: "),
        (lambda at: change(at / "ledger.json", b'"step": "announce"', b'"step": "forget"'), "ledger.json: entry "),
        (lambda at: change(at / "ledger.json", b'"length": ', b'"length": 1'), "entries are missing after"),
        (lambda at: votes_of(at).write_bytes(votes_of(at).read_bytes().splitlines(True)[0]), "its votes are not here"),
    ],
)
def test_what_was_changed_is_named_also_when_the_digests_were_written_anew(folder, spoil, told, hidden):
    spoil(folder)
    if hidden:
        without_digests(folder)
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
    korean, english = ((folder / f"README.{language}.md").read_text() for language in ("ko", "en"))
    assert [words.count("python3 verify.py") for words in (korean, english)] == [1, 1]
    assert "누구인지 알아볼 수 없도록" in korean


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
