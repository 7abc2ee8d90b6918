"""How time and memory of an opinion map grow with the votes, and how much faster it is than red-dwarf; generated input.

Run: python -m benchmarks.opinion_map. All seconds are processor time of one thread, so that other work on the machine
hardly counts. The comparison asks for a Python that has red-dwarf, which brings too much with it to be installed here:

    python3 -m venv FOLDER && FOLDER/bin/pip install red-dwarf==0.4.0
    RED_DWARF=FOLDER/bin/python python -m benchmarks.opinion_map

It takes about ten minutes and 8 GB.
"""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # read by the libraries when they are loaded

import numpy as np

from deliberation.algorithms.opinion_space import Columns, OpinionMap, draw_map
from deliberation.algorithms.opinion_update import update_map
from deliberation.algorithms.polis_map import map_of
from tests.algorithms.agreement import agreement
from tests.reference import conversation

# people, statements, votes: 25 to 100 answers a person, as in large conversations
SIZES = [
    (400, 60, 10_000),
    (2_000, 200, 100_000),
    (20_000, 500, 1_000_000),
    (100_000, 1_000, 10_000_000),
    (1_000_000, 2_000, 100_000_000),
]
COMPARED = [(20_000, 500, 1_200_000), (100_000, 1_000, 10_000_000)]
CONVERSATIONS = ["american-assembly.bowling-green", "vtaiwan.uberx", "15-per-hour-seattle", "reference/biodiversity"]
GROUPS = 3
NEW = 0.01  # share of the votes that an interim map adds
PEOPLE_AT_ONCE = 20_000
RED_DWARF = """
import resource, sys, time, warnings
import numpy as np
warnings.simplefilter("ignore")
from reddwarf.implementations.polis import run_pipeline
given = np.load(sys.argv[1])
rows = zip(given["person"].tolist(), given["statement"].tolist(), given["vote"].tolist())
votes = [{"participant_id": p, "statement_id": s, "vote": v, "modified": 0} for p, s, v in rows]
spent = []
for _ in range(int(sys.argv[3])):
    start = time.process_time()
    found = run_pipeline(votes=votes, mod_out_statement_ids=given["hidden"].tolist(), random_state=1)
    spent.append(time.process_time() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
groups = found.participants_df["cluster_id"].dropna().astype(int)
np.savez(sys.argv[2], spent=np.median(spent), peak=peak, people=groups.index.to_numpy(), groups=groups.to_numpy())
"""


def simulated(people: int, statements: int, votes: int) -> Columns:
    """Return about so many votes of three planted groups of light and heavy voters, by person and statement."""
    rng = np.random.default_rng(1)
    zeal = rng.gamma(2, size=people)
    answered = np.minimum(rng.multinomial(votes, zeal / zeal.sum()), statements)
    bounds = np.append(0, answered.cumsum())
    views = rng.normal(size=(1, statements)) + rng.normal(size=(GROUPS, statements))
    columns = np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.int8)
    for first in range(0, people, PEOPLE_AT_ONCE):
        those = np.arange(first, min(first + PEOPLE_AT_ONCE, people))
        part = slice(bounds[those[0]], bounds[those[-1] + 1])
        person = np.repeat(those, answered[those])
        # Each answers at equal steps from a random start: distinct statements without a matrix of all pairs.
        start, step = (
            rng.integers(0, statements, len(those)),
            np.maximum(statements // np.maximum(answered[those], 1), 1),
        )
        position = np.arange(part.start, part.stop) - bounds[person]
        statement = (start[person - first] + position * step[person - first]) % statements
        person, statement = np.divmod(np.sort(person * statements + statement), statements)
        feeling = views[person % GROUPS, statement] + rng.normal(scale=1.5, size=len(person))
        vote = np.where(np.abs(feeling) < 0.4, 0, np.sign(feeling))
        for column, values in zip(columns, (person, statement, vote), strict=True):
            column[part] = values
    return columns


def timed(action: Callable[[], OpinionMap], times: int = 1) -> tuple[OpinionMap, float]:
    """Return what the action gives, and the median of its seconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        found = action()
        spent.append(time.process_time() - start)
    return found, statistics.median(spent)


def peak() -> float:
    """MB of this process at most until now; it never falls, so that each row is measured in a process of its own."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row_of_growth(size: tuple[int, int, int]) -> str:
    people, statements, _votes = size
    sizes = {"n_people": people, "n_statements": statements}
    votes = simulated(*size)
    drawn, cold = timed(lambda: draw_map(*votes, **sizes, seed=1))
    memory, count = peak(), len(votes[0])
    new = np.random.default_rng(2).random(count) < NEW
    earlier, since = (tuple(column[chosen] for column in votes) for chosen in (~new, new))
    before = draw_map(*earlier, **sizes, seed=1)
    updated, interim = timed(lambda: update_map(before, earlier, since, **sizes))
    return (
        f"| {people:,} | {statements:,} | {count:,} | {cold:.2f} | {count / cold / 1e6:.1f} | {memory:,.0f} "
        f"| {interim:.3f} | {interim / cold:.2f} | {agreement(updated.groups, drawn.groups):.3f} |"
    )


def row_of_comparison(case: str | tuple[int, int, int]) -> str:
    """Draw a conversation of the reference data or a generated one here and by red-dwarf."""
    if isinstance(case, str):
        export = conversation(case)
        votes, hidden = (export.votes.person, export.votes.statement, export.votes.value), export.hidden
        times, draw = 5, partial(map_of, export, seed=1)
    else:
        votes, hidden = simulated(*case), np.array([], dtype=int)
        times, draw = 1, partial(draw_map, *votes, n_people=case[0], n_statements=case[1], seed=1)
    draw_map(*simulated(400, 60, 10_000), n_people=400, n_statements=60, seed=1)  # what libraries load late is there
    drawn, spent = timed(draw, times)
    memory, name = peak(), case if isinstance(case, str) else f"generated {case[0]:,} × {case[1]:,}"
    with tempfile.TemporaryDirectory() as folder:
        given, taken = Path(folder, "given.npz"), Path(folder, "taken.npz")
        np.savez(given, person=votes[0], statement=votes[1], vote=votes[2], hidden=hidden)
        subprocess.run([os.environ["RED_DWARF"], "-c", RED_DWARF, given, taken, str(times)], check=True)
        theirs = dict(np.load(taken))
    groups = np.full(len(drawn.groups), -1)
    groups[theirs["people"]] = theirs["groups"]
    return (
        f"| {name} | {len(votes[0]):,} | {theirs['spent']:.2f} | {theirs['peak'] / 1024:,.0f} | {spent:.3f} "
        f"| {memory:,.0f} | {theirs['spent'] / spent:,.0f} | {groups.max() + 1}, {drawn.k} "
        f"| {agreement(groups, drawn.groups):.3f} |"
    )


def rows(row: Callable[..., str], cases: list) -> None:
    for case in cases:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            print(apart.submit(row, case).result(), flush=True)


def main() -> None:
    """Print the tables as Markdown."""
    print("### One cold run from arrays, and an interim map with 1 % new votes\n")
    print(
        "| people | statements | votes | seconds | million votes a second | peak MB, input included | interim seconds ",
        end="",
    )
    print("| of the cold run | ARI of the groups |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    rows(row_of_growth, SIZES)
    if "RED_DWARF" in os.environ:
        print("\n### Against red-dwarf 0.4.0\n")
        print("| conversation | votes | red-dwarf, s | MB | here, s | MB | times faster | groups | ARI |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
        rows(row_of_comparison, CONVERSATIONS + COMPARED)


if __name__ == "__main__":
    main()
