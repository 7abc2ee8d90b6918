"""A million opened papers of each kind, as they come: equal ones are put together, checked, and counted."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator

from deliberation.algorithms.counting.marks import approval, plurality, score
from deliberation.algorithms.counting.papers import compress
from deliberation.algorithms.counting.schulze import schulze
from deliberation.algorithms.counting.transfers import instant_runoff, transferable_vote
from deliberation.algorithms.tally import MAJORITY, Choice, Threshold, count, decide

PAPERS = 1_000_000
OPTIONS = range(1, 11)
SEATS = 4


def choices(chance: random.Random) -> list[str]:
    return chance.choices([choice.value for choice in Choice], (55, 40, 5), k=PAPERS)


def marks(chance: random.Random) -> list[tuple[int, ...]]:
    return [(option,) for option in chance.choices(OPTIONS, range(1, 11), k=PAPERS)]


def approvals(chance: random.Random) -> list[tuple[int, ...]]:
    return [tuple(option for option in OPTIONS if chance.random() < option / 15) for _ in range(PAPERS)]


def scores(chance: random.Random) -> list[tuple[int, ...]]:
    return [tuple(chance.choices(range(6), k=len(OPTIONS))) for _ in range(PAPERS)]


def rankings(chance: random.Random) -> list[tuple[int, ...]]:
    """Everybody ranks everything, and nearly no two alike: the worst case."""
    return [tuple(chance.sample(OPTIONS, len(OPTIONS))) for _ in range(PAPERS)]


def likely_rankings(chance: random.Random) -> list[tuple[int, ...]]:
    """Most stop after a few of the likely ones, as in the record."""
    order = sorted(OPTIONS, reverse=True)
    return [
        tuple(dict.fromkeys(chance.choices(order, range(10, 0, -1), k=chance.randint(1, 5)))) for _ in range(PAPERS)
    ]


def of_rankings(method: Callable) -> Callable:
    return lambda papers: method(compress(papers, len(OPTIONS)), OPTIONS)


def seats(papers: Counter, options: range) -> object:
    return transferable_vote(papers, options, SEATS)


def for_and_against(papers: list[str]) -> object:
    return decide(count(papers), roll=PAPERS, quorum=MAJORITY, threshold=Threshold.SIMPLE)


def kinds() -> Iterator[tuple[str, Callable, dict[str, Callable]]]:
    yield "for, against, abstained", choices, {"question": for_and_against}
    yield "one of ten", marks, {"plurality": of_rankings(plurality)}
    yield "any of ten", approvals, {"approval": of_rankings(approval)}
    yield "ten scores", scores, {"score": lambda papers: score(Counter(papers), OPTIONS)}
    ranked = {"Schulze": schulze, "instant runoff": instant_runoff, f"STV, {SEATS} seats": seats}
    by_method = {name: of_rankings(method) for name, method in ranked.items()}
    yield "up to five of ten ranked", likely_rankings, by_method
    yield "all ten ranked, by chance", rankings, by_method


def main() -> None:
    """Print the table as Markdown."""
    print(f"### {PAPERS:,} papers\n")
    print("| papers | different | counted by | seconds | of the processor |")
    print("|---|--:|---|--:|--:|")
    for papers_of, make, methods in kinds():
        papers = make(random.Random(1))
        different = len(set(papers))
        for name, method in methods.items():
            start, of_processor = time.perf_counter(), time.process_time()
            method(papers)
            seconds, of_processor = time.perf_counter() - start, time.process_time() - of_processor
            columns = (papers_of, f"{different:,}", name, f"{seconds:.1f}", f"{of_processor:.1f}")
            print(f"| {' | '.join(columns)} |", flush=True)


if __name__ == "__main__":
    main()
