"""How long verify.py takes for a million votes of each kind, from the unpacked files to the last line.

Run: python -m benchmarks.verify [votes]. The files are made here as the check bundle has them; no database is needed.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django

from config import services

os.environ.setdefault("DEBUG", "1")
services.prepare()
django.setup()

from deliberation.algorithms import merkle
from deliberation.algorithms.counting.outcomes import choose
from deliberation.algorithms.counting.slips import Method, tally, write
from deliberation.algorithms.tally import Choice, Counts, Share, Threshold, decide
from deliberation.ballots.checking.actions import facts_of
from deliberation.ballots.checking.bundle import PROGRAM
from deliberation.ledger.canonical import GENESIS, canonical, digest

VOTES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
BALLOT, OPTIONS, SEATS = 7, 10, 4
KINDS = {  # label: method, options
    "for, against, abstained": (Method.DECISION, 0),
    "one of ten": (Method.CHOICE, OPTIONS),
    "any of ten": (Method.APPROVAL, OPTIONS),
    "ten scores": (Method.SCORE, OPTIONS),
    "ten ranked by chance, Schulze": (Method.SCHULZE, OPTIONS),
    "ten ranked by chance, instant runoff": (Method.IRV, OPTIONS),
    f"ten ranked by chance, STV for {SEATS}": (Method.STV, OPTIONS),
    f"thirty ranked by chance, STV for {SEATS}": (Method.STV, 30),
}


def mark(chance: random.Random, method: Method, options: int) -> str:
    every = range(1, options + 1)
    if method is Method.DECISION:
        return chance.choices([choice.value for choice in Choice], (55, 40, 5))[0]
    if method is Method.CHOICE:
        return str(chance.choices(every, every)[0])
    if method is Method.APPROVAL:
        return write(tuple(option for option in every if chance.random() < option / 15), method)
    if method is Method.SCORE:
        return write(tuple(chance.choices(range(6), k=options)), method)
    return write(tuple(chance.sample(every, options)), method)


def outcome_of(marks: Counter, method: Method, options: int, seats: int):
    rule = {"roll": VOTES, "quorum": Share.at_least(50, 100), "threshold": Threshold.SIMPLE}
    if method is Method.DECISION:
        return decide(Counts(*(marks[choice.value] for choice in Choice)), **rule)
    return choose(tally(marks, method, options, seats), method=method, cast=VOTES, abstained=marks["abstain"], **rule)


def entries(steps: list[tuple[str, dict]]) -> list[dict]:
    made, previous = [], GENESIS
    for n, (step, facts) in enumerate(steps, start=1):
        entry = {"version": 1, "chain": "process-bench", "n": n, "at": "2026-03-12T05:00:00.000000Z", "step": step}
        entry |= {"subject": f"ballot:{BALLOT}", "actor": "", "role": "", "facts": facts, "commitments": {}}
        entry["previous"] = previous
        previous = digest(entry)
        made.append({**entry, "digest": previous})
    return made


def make(folder: Path, method: Method, options: int) -> None:
    """The files of a ballot with one question, its receipts beside the votes."""
    chance = random.Random(1)
    seats = SEATS if method is Method.STV else 1
    receipts = sorted(chance.randbytes(32).hex() for _vote in range(VOTES))
    votes = [(receipt, mark(chance, method, options)) for receipt in receipts]
    root = merkle.root(canonical({"question": 1, "receipt": r, "choice": c}) for r, c in votes).hex()
    asked = {"question": 1, "method": method.value, "title": "질문", "text": ""}
    asked |= {
        "options": [f"{n}번" for n in range(1, options + 1)],
        "seats": seats,
        "threshold": "simple",
        "margin": None,
    }
    result = {
        "number": 1,
        **facts_of(outcome_of(Counter(choice for _receipt, choice in votes), method, options, seats)),
    }
    roll = {"roll": VOTES, "roll_digest": digest({"ballot": BALLOT})}
    prepared = {**roll, "questions": 1, "questions_digest": digest({"questions": [asked]}), "quorum_percent": 50}
    steps = [("prepare", prepared), ("close", {**roll, "voted": VOTES, "root": root}), ("announce", {"root": root})]
    said = {"format": 1, "ballot": BALLOT, "questions": [asked], "quorum_percent": 50, **roll, "voted": VOTES}
    said |= {"root": root, "results": [result], "entries": entries([*steps, ("result", result)])}
    (folder / "ballot.json").write_text(json.dumps(said), encoding="utf-8")
    with (folder / "votes.csv").open("w", newline="") as file:
        file.write("question,receipt,choice\r\n")
        file.writelines(f"1,{receipt},{choice}\r\n" for receipt, choice in votes)
    (folder / "receipts.csv").write_text("question,receipt\r\n", newline="")
    shutil.copy(PROGRAM, folder)


def run(folder: Path) -> tuple[float, float, int]:
    """Seconds, those of the processor, and the most memory that was used, in MB."""
    begun = time.perf_counter()
    command = "import runpy, sys, time; sys.argv = ['verify.py']\n"
    command += "try: runpy.run_path('verify.py', run_name='__main__')\n"
    command += "finally: print(time.process_time(), open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    program = [sys.executable, "-I", "-S", "-c", command]
    done = subprocess.run(program, check=True, cwd=folder, capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    *said, measured = done.stdout.splitlines()
    assert "everything holds" in said[-1], done.stdout
    of_processor, memory = measured.split()
    return seconds, float(of_processor), int(memory) // 1024


def main() -> None:
    print(f"{os.cpu_count()} cores, {VOTES:,} votes with receipts, one question\n")
    print("| votes | seconds | of the processor | memory, MB |\n|---|--:|--:|--:|")
    for label, (method, options) in KINDS.items():
        with tempfile.TemporaryDirectory() as made:
            make(Path(made), method, options)
            seconds, of_processor, memory = run(Path(made))
        print(f"| {label} | {seconds:.1f} | {of_processor:.1f} | {memory:,} |", flush=True)


if __name__ == "__main__":
    main()
