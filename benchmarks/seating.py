"""Tables for hundreds of people over several sessions: time, balance and repeated pairs, beside dealing by chance."""

import random
import time
from collections import Counter
from itertools import combinations

from deliberation.algorithms.seating import Balance, Inputs, assign, balance

# people, tables, sessions: the hydrogen panel, Shin-Kori's shape, the largest that is promised
SIZES = [(30, 4, 3), (471, 48, 4), (500, 50, 5)]
TRAITS = {
    "sex": ("FM", None),
    "age_band": ("23456", None),
    "district": ("0123456789", (6, 5, 10, 12, 18, 17, 9, 19, 2, 1)),
    "side": ("ABC", (37, 27, 36)),
    "group": ("XYZ", (5, 3, 2)),
}


def measure(people: int, tables: int, sessions: int) -> str:
    chance = random.Random(1)
    codes = [f"S{n:03}" for n in range(people)]
    traits = {
        name: {code: chance.choices(values, weights)[0] for code in codes} for name, (values, weights) in TRAITS.items()
    }
    ours, dealt = Past(), Past()
    seconds = 0.0
    for session in range(sessions):
        inputs = Inputs(codes, traits, tables, met=ours.met)
        start = time.perf_counter()
        seated = assign(inputs, seed=f"session {session}")
        seconds += time.perf_counter() - start
        ours.add(balance(inputs, seated), seated)
        shuffled = chance.sample(codes, people)
        by_chance = [shuffled[n::tables] for n in range(tables)]
        dealt.add(balance(Inputs(codes, traits, tables, met=dealt.met), by_chance), by_chance)
    columns = (people, tables, sessions, f"{seconds:.1f}", f"{ours.worst:.1f}", f"{dealt.worst:.1f}")
    return f"| {' | '.join(map(str, columns))} | {ours.again:,} | {dealt.again:,} | {ours.pairs:,} |"


class Past:
    """What the sessions so far came to."""

    def __init__(self) -> None:
        self.worst, self.again, self.pairs = 0.0, 0, 0
        self.counted: Counter = Counter()

    @property
    def met(self) -> list[tuple[str, str, int]]:
        return [(one, other, times) for (one, other), times in self.counted.items()]

    def add(self, measured: Balance, tables: list[list[str]]) -> None:
        self.worst = max(self.worst, *measured.worst.values())
        self.again += measured.again
        self.pairs += measured.pairs
        self.counted.update(pair for table in tables for pair in combinations(sorted(table), 2))


def main() -> None:
    """Print the table as Markdown."""
    print("### Tables: sex, age, district, side and opinion group\n")
    print("| people | tables | sessions | seconds | worst deviation | by chance | pairs again | by chance | pairs |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for size in SIZES:
        print(measure(*size), flush=True)


if __name__ == "__main__":
    main()
