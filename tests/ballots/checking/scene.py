"""A ballot with a question of every kind besides the recommendations, announced; and its check bundle, unpacked."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from deliberation.ballots.checking.actions import announce
from deliberation.ballots.envelope import new_code
from deliberation.ballots.preparing.actions import Named, write_question
from deliberation.ballots.voting.actions import cast
from deliberation.processes.actions import prepare_stage
from tests.ballots.pages import page, visitor
from tests.ballots.scene import ballot_in, closed, final, hour_come, seats
from tests.standing import standing

PLACES = ("부평", "송도", "월미도", "강화")
# method, seats, threshold, margin, options; then what the voters in turn mark
ASKED = [
    ("choice", 1, "simple", None, PLACES, ["1", "2", "2", "abstain", "3", "2"]),
    ("forced", 1, "outside_margin", "3.6", PLACES[:2], ["1", "1", "2", "1", "1", "2"]),
    ("approval", 1, "absolute", None, PLACES, ["1+2", "2+4", "none", "2", "abstain", "1+2+3"]),
    ("score", 1, "two_thirds", None, PLACES[:3], ["5/0/3", "5/5/0", "4/0/1", "abstain", "5/1/2", "3/3/3"]),
    ("schulze", 1, "simple", None, PLACES[:3], ["1>2>3", "2>3>1", "3>1>2", "1>2>3", "2>3>1", "3>1>2"]),
    ("irv", 1, "simple", None, PLACES, ["1>2>3>4", "1>2>3>4", "2>1>3>4", "2>1>3>4", "3>2>1>4", "abstain"]),
    ("stv", 2, "simple", None, PLACES, ["1>2>3>4", "1>2>3>4", "1>3>2>4", "2>1>3>4", "4>3>2>1", "3>1>2>4"]),
]


@standing
def of_every_kind(traveller, voters: int = 6, absent: int = 0, asked=ASKED) -> tuple:
    """The scene of an announced ballot on three recommendations and the questions ``asked``, and the codes of seats."""
    scene = final(traveller, voters)
    stage = scene.stage("ballot")
    for n, (method, places, threshold, margin, options, _marks) in enumerate(asked, start=1):
        wording = {"method": method, "title": f"질문 {n}", "seats": places, "threshold": threshold, "margin": margin}
        write_question(stage, wording, [Named(option) for option in options])
    prepare_stage(stage, by=scene.cast.ada)
    ballot, codes = ballot_in(scene), {}
    numbers = ballot.questions.filter(recommendation=None).values_list("number", flat=True)
    for i, seat in enumerate(seats(scene)[: voters - absent]):
        own = {number: line[-1][i % len(line[-1])] for number, line in zip(numbers, asked, strict=True)}
        codes[seat.pk] = new_code()
        given = {1: ("for", "against", "abstain")[i % 3], 2: "for", 3: "abstain"}
        cast(ballot, seat, given | own, code=codes[seat.pk])
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    return scene, codes


def packed(scene) -> bytes:
    return b"".join(visitor().get(page("check_bundle", scene)).streaming_content)


def unpacked(scene, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(packed(scene))) as archive:
        archive.extractall(folder)
    return folder


def verified(folder: Path, *more: str) -> tuple[int, str]:
    """Exit code and output of verify.py as a reader runs it, without anything of ours in reach."""
    command = [sys.executable, "-I", "-S", folder / "verify.py", *more]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert not done.stderr
    return done.returncode, done.stdout


def described(folder: Path) -> dict:
    return json.loads((folder / "ballot.json").read_text(encoding="utf-8"))
