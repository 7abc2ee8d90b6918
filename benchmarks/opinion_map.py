"""How the time and memory of an opinion map grow with the votes, from ten thousand to ten million; generated input."""

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from deliberation.algorithms.opinion_space import OpinionMap, draw_map

# people, statements, votes: 40 to 100 answers a person, as in large conversations
SIZES = [(400, 60, 10_000), (2_000, 200, 100_000), (20_000, 500, 1_000_000), (100_000, 1_000, 10_000_000)]
GROUPS = 3


def simulated(people: int, statements: int, votes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return about so many votes of three planted groups of light and heavy voters."""
    rng = np.random.default_rng(1)
    zeal = rng.gamma(2, size=people)
    answered = np.minimum(rng.multinomial(votes, zeal / zeal.sum()), statements)
    person = np.repeat(np.arange(people, dtype=np.int32), answered)
    # Each answers at equal steps from a random start: distinct statements without a matrix of all pairs.
    position = np.arange(len(person)) - np.repeat(answered.cumsum() - answered, answered)
    start, step = rng.integers(0, statements, people), np.maximum(statements // np.maximum(answered, 1), 1)
    statement = ((start[person] + position * step[person]) % statements).astype(np.int32)
    views = rng.normal(size=(1, statements)) + rng.normal(size=(GROUPS, statements))
    feeling = views[person % GROUPS, statement] + rng.normal(scale=1.5, size=len(person))
    return person, statement, np.where(np.abs(feeling) < 0.4, 0, np.sign(feeling)).astype(np.int8)


def measure(size: tuple[int, int, int]) -> str:
    """Return a row of the table; run in a process of its own, for the peak of the memory never falls."""
    people, statements, votes = size
    columns = simulated(people, statements, votes)
    start = time.perf_counter()
    found = draw_map(*columns, n_people=people, n_statements=statements, seed=0)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert isinstance(found, OpinionMap)
    drawn = len(columns[0])
    return f"| {people:,} | {statements:,} | {drawn:,} | {seconds:.2f} | {drawn / seconds / 1e6:.1f} | {peak:,.0f} |"


def main() -> None:
    """Print the table as Markdown."""
    print("### Opinion map: one cold run from arrays\n")
    print("| people | statements | votes | seconds | million votes a second | peak MB, input included |")
    print("|--:|--:|--:|--:|--:|--:|")
    for size in SIZES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            print(apart.submit(measure, size).result(), flush=True)


if __name__ == "__main__":
    main()
