"""What a conversation does not know yet, and which statements a facilitator could add to it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from deliberation.algorithms.opinion_bridging import Bridging, Camp, Share
from deliberation.algorithms.opinion_space import OpinionMap
from deliberation.algorithms.opinion_statistics import Z_90, Bools, Counts, Ints, distinctive

FEW_ANSWERS = 20  # below that one person moves a share by more than five points in a hundred
OFTEN = 1.5  # times the usual share of passes
NEARLY = 0.4  # of a party or group; more than half would make it a statement that holds
FEW_STATEMENTS = 15  # people are grouped by seven answers, of which routing should be able to choose
NO_AUTHOR = -1


class Reason(StrEnum):
    """Why nobody knows what people think of a statement."""

    FEW_ANSWERS = "few_answers"
    PASSED = "passed"  # many saw it and could or would not say


class Unknown(NamedTuple):
    """A statement of which little is known, and the counts that say so."""

    statement: int
    reason: Reason
    passed: int
    seen: int


class Need(StrEnum):
    """What a conversation lacks; in brackets which fields of the suggestion say where."""

    STATEMENTS = "statements"  # too few can be answered (figure: how many there are)
    DISTINCTIVE = "distinctive"  # nothing tells this group from the others (group)
    AUTHOR = "author"  # nobody in this group has written a visible statement (group)
    REWORDING = "rewording"  # a statement holds nearly everywhere (statement, short: where least)
    INFORMATION = "information"  # a statement that is passed a lot (statement)


@dataclass(frozen=True)
class Suggestion:
    """What is needed, and where; fields that do not belong to the need are None."""

    need: Need
    figure: int | None = None
    group: int | None = None
    statement: int | None = None
    short: Share | None = None


def unknowns(totals: Counts, *, hidden: Bools, most: int = 5) -> list[Unknown]:
    """Return up to ``most`` statements passed a lot, the most first, then as many with few answers, the fewest first.

    Passed a lot is a statement with at least 20 answers where the share of passes exceeds the usual one, that of all
    answers to visible statements, significantly (one-sided, 90 %) and half as much again.
    """
    passed, seen = totals.passed, totals.seen
    answers = int(seen[~hidden].sum())
    usual = int(passed[~hidden].sum()) / answers if answers else 0.0
    share, enough = passed / np.maximum(seen, 1), seen >= FEW_ANSWERS
    spread = np.sqrt(usual * (1 - usual) / np.maximum(seen, 1))
    often = (share > OFTEN * usual) & (share - usual > Z_90 * spread) & enough & ~hidden
    ranked = (
        (Reason.PASSED, np.flatnonzero(often), -share),
        (Reason.FEW_ANSWERS, np.flatnonzero(~enough & ~hidden), seen),
    )
    return [
        Unknown(int(statement), reason, int(passed[statement]), int(seen[statement]))
        for reason, chosen, order in ranked
        for statement in chosen[np.argsort(order[chosen], kind="stable")][:most]
    ]


def suggestions(found: OpinionMap, bridging: Bridging, *, authors: Ints, most: int = 5) -> list[Suggestion]:
    """Return what a facilitator could seed next, in the order of ``Need``, up to ``most`` of each need.

    ``authors`` (statements,) holds the position of each statement's author among the people of the map, −1 where there
    is none, as for the facilitator's own. A statement nearly holds for everyone where more than half agree in all
    parties and groups but one party, one group, or one of each, and at least 40 % there (smoothed shares); those
    closest to it come first. Raises ``ValueError`` where ``authors`` does not fit the map.
    """
    authors, visible = np.asarray(authors), ~found.hidden
    if authors.shape != visible.shape:
        raise ValueError(f"there are {len(visible)} statements, but {authors.size} authors")
    wrong = np.flatnonzero((authors < NO_AUTHOR) | (authors >= len(found.groups)))
    if len(wrong):
        raise ValueError(f"statement {wrong[0]}: author is {authors[wrong[0]]}, not from -1 to {len(found.groups) - 1}")
    writing = set(found.groups[authors[visible & (authors != NO_AUTHOR)]].tolist())
    groups = range(found.k)
    silent = [group for group in groups if not distinctive(found.statistics, group, hidden=found.hidden, most=1)]
    count = int(visible.sum())
    passed = [one for one in unknowns(found.totals, hidden=found.hidden, most=most) if one.reason is Reason.PASSED]
    return [
        *([Suggestion(Need.STATEMENTS, figure=count)] if count < FEW_STATEMENTS else []),
        *(Suggestion(Need.DISTINCTIVE, group=group) for group in silent),
        *(Suggestion(Need.AUTHOR, group=group) for group in groups if group not in writing),
        *_nearly_uniting(bridging, found.hidden, most),
        *(Suggestion(Need.INFORMATION, statement=one.statement) for one in passed),
    ]


def _nearly_uniting(bridging: Bridging, hidden: Bools, most: int) -> list[Suggestion]:
    short, camp = bridging.share <= 1 / 2, np.array([camp for camp, _ in bridging.camps])
    few = np.all([short[camp == one].sum(axis=0) <= 1 for one in Camp], axis=0) & short.any(axis=0)
    answered = (bridging.counts.seen > 0).all(axis=0)
    nearly = np.flatnonzero(few & (bridging.lowest >= NEARLY) & answered & ~hidden)
    closest = nearly[np.argsort(-bridging.lowest[nearly], kind="stable")][:most].tolist()
    return [Suggestion(Need.REWORDING, statement=n, short=bridging.of(n).weakest) for n in closest]
