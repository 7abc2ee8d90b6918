"""Which track of deliberation a conflict calls for: the first rule that fits its facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """Bounds of one quantity, both included; a bound that is None does not bind."""

    quantity: str
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, facts: Mapping[str, int]) -> bool:
        value = facts[self.quantity]
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


def first_match(facts: Mapping[str, int], rules: Iterable[Iterable[Condition]]) -> int | None:
    """The place of the first rule whose conditions all hold, or None; a rule without conditions always fits."""
    for place, conditions in enumerate(rules):
        if all(condition.holds(facts) for condition in conditions):
            return place
    return None
