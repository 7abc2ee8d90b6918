"""The opinion map of a Polis export, and the map as plain records with the figures of the Polis server."""

import hashlib
from typing import Any

import numpy as np

from deliberation.algorithms.opinion_groups import Missing
from deliberation.algorithms.opinion_space import ANSWERS_TO_BE_GROUPED, NotEnough, OpinionMap, draw_map
from deliberation.algorithms.opinion_statistics import Floats, GroupStatistics, Side, routing_priorities
from deliberation.algorithms.polis import Export

META_PRIORITY = 49.0  # who somebody is, is asked first, whatever has been answered


def map_of(export: Export, *, seed: int, k: int | None = None) -> OpinionMap | NotEnough:
    """Draw the map of an export, in the positions of its lists of people and statements; ``k`` as in ``draw_map``."""
    people, statements = len(export.participants), len(export.statements)
    votes = export.votes.person, export.votes.statement, export.votes.value
    return draw_map(*votes, n_people=people, n_statements=statements, hidden=export.hidden, seed=seed, k=k)


def digest_of(export: Export) -> str:
    """Return SHA-256 over all that a map is drawn from: the rows (participant, statement, vote) and what is hidden."""
    participants = np.array(export.participants, dtype="<i8")
    statements = np.array([one.id for one in export.statements], dtype="<i8")
    votes = export.votes
    rows = np.stack([participants[votes.person], statements[votes.statement], votes.value.astype("<i8")], axis=1)
    return hashlib.sha256(rows.tobytes() + statements[export.hidden].tobytes()).hexdigest()


def what_is_missing(found: NotEnough, export: Export, k: int | None = None) -> str:
    """Say in words what a map would need, with the counts that there are."""
    most = np.bincount(export.votes.person, minlength=1).max()
    seen = found.totals.seen > 0
    needed = min(ANSWERS_TO_BE_GROUPED, int(seen.sum()))
    visible = int(np.delete(seen, export.hidden).sum())
    return {
        Missing.VOTES: "nobody has voted",
        Missing.STATEMENTS: f"a map needs votes on two visible statements, and there are votes on {visible}",
        Missing.ANSWERS: f"nobody has answered {needed} statements; the most that anyone has answered is {most}",
        Missing.DIFFERENCES: "all who have answered enough stand at the same place",
        Missing.PEOPLE: f"those who have answered enough stand at fewer than {k} different places",
    }[found.missing]


def records(drawn: OpinionMap, export: Export) -> dict[str, Any]:
    """Return the map as plain data: everyone grouped, and every statement with the server's figures.

    ``priority`` is the weight in the server's routing, for hidden statements, too. ``repness`` and its test are those
    of the ``side`` by which the group differs more from the others.
    """
    grouped = np.flatnonzero(drawn.groups >= 0)
    return {
        "groups": [
            {"participant": export.participants[at], "group": int(drawn.groups[at]), "x": x, "y": y}
            for at, (x, y) in zip(grouped.tolist(), drawn.coordinates[grouped].tolist(), strict=True)
        ],
        "k": drawn.k,
        "silhouette": drawn.silhouette,
        "statements": _statements(drawn, export),
        "reliability": drawn.reliability,
        "enough_data": drawn.enough_data,
        "doubts": [str(doubt) for doubt in drawn.doubts],
        "seed": drawn.seed,
        "version": drawn.version,
        "digest": digest_of(export),
    }


def _statements(drawn: OpinionMap, export: Export) -> list[dict[str, Any]]:
    figures = {
        "id": [one.id for one in export.statements],
        "consensus": drawn.statistics.consensus.tolist(),
        "priority": _priorities(drawn, export).tolist(),
        "extremity": drawn.extremity.tolist(),
        "hidden": drawn.hidden.tolist(),
        "by_group": _by_group(drawn.statistics),
    }
    return _rows(figures)


def _by_group(statistics: GroupStatistics) -> list[list[dict[str, Any]]]:
    """For each statement the figures of each group."""
    counts = statistics.counts
    figures = {
        "agree": counts.agree,
        "disagree": counts.disagree,
        "pass": counts.passed,
        "seen": counts.seen,
        "repness": statistics.repness,
        "repness_test": statistics.repness_test,
        "side": np.where(statistics.leans_to_agree, Side.AGREE, Side.DISAGREE),
    }
    statements = zip(*(figure.T.tolist() for figure in figures.values()), strict=True)
    return [_rows(dict(zip(figures, columns, strict=True))) for columns in statements]


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _priorities(drawn: OpinionMap, export: Export) -> Floats:
    meta = np.array([one.meta for one in export.statements], dtype=bool)
    return np.where(meta, META_PRIORITY, routing_priorities(drawn.statistics.totals, drawn.extremity))
