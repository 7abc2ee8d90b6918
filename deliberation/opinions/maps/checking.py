"""What would hold for everyone, and how sure a map is: computed when it is drawn, told by ``reading``."""

from collections import Counter
from typing import Any

import numpy as np

from deliberation.algorithms.disclosure import LEAST
from deliberation.algorithms.opinion_bridging import Bridging, Camp, Share, bridge, statement_intercepts
from deliberation.algorithms.opinion_gaps import NO_AUTHOR, Need, suggestions, unknowns
from deliberation.algorithms.opinion_robustness import Difference, convergence, stability, without_suspects
from deliberation.algorithms.opinion_space import OpinionMap
from deliberation.algorithms.opinion_statistics import Ints
from deliberation.opinions.maps.votes import Votes
from deliberation.opinions.statements.models import Statement
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage

MOST_BRIDGES = 5
MOST_PARTIES = 6
MOST_CHECKED = 10_000_000  # votes; the map is redrawn five times and more to check it


def common_ground(stage: Stage, drawn: OpinionMap, votes: Votes) -> dict[str, Any]:
    """``parties`` by name, ``bridges`` as [position of the statement, [camp, number, agree, seen] of each party
    and group, which of these agrees least], ``unknown`` as [position, reason, passed, seen], and ``needs`` as [need,
    group, position, the same of the party or group that agrees least].

    A party is a side that people declared at the draw. Statements that fewer than five of a party answered are left
    out, for its share would tell what single people said; where fewer than five stand on one side of a statement, the
    number of those who agree is None.
    """
    names, parties = _parties(stage, votes)
    bridging = bridge(
        votes.person,
        votes.statement,
        votes.value,
        parties=parties,
        n_parties=len(names),
        groups=drawn.groups,
        k=drawn.k,
        n_statements=len(votes.statements),
    )
    of_parties = [row for row, (camp, _number) in enumerate(bridging.camps) if camp is Camp.PARTY]
    thin = (bridging.counts.seen[of_parties] < LEAST).any(axis=0)
    ranked = bridging.ranked(hidden=drawn.hidden | thin, most=MOST_BRIDGES)
    return {
        "parties": names,
        "bridges": [
            [found.statement, [_told(share) for share in found.shares], found.shares.index(found.weakest)]
            for found in ranked
            if found.holds
        ],
        "unknown": [
            [found.statement, str(found.reason), found.passed, found.seen]
            for found in unknowns(drawn.totals, hidden=drawn.hidden)
        ],
        "needs": _needs(drawn, bridging, votes),
    }


def check(drawn: OpinionMap, votes: Votes, bridged: list[int]) -> dict[str, Any]:
    """How sure it is; nothing where there are too many votes to draw the map several times.

    ``stability`` holds a verdict and a Jaccard for each group, ``convergence`` a verdict and the differences that the
    last answers made, ``suspects`` the difference that each kind of suspects makes, and ``doubted`` those of the
    ``bridged`` statements which the second opinion does not count to the better half.
    """
    if len(votes.value) > MOST_CHECKED:
        return {}
    columns = votes.person, votes.statement, votes.value
    stable = stability(drawn, *columns)
    moving = convergence(drawn, *columns, seconds=votes.seconds)
    suspects = without_suspects(drawn, *columns, seconds=votes.seconds)
    return {
        "stability": [
            [str(verdict), round(jaccard, 3)] for verdict, jaccard in zip(stable.sureness, stable.by_group, strict=True)
        ],
        "convergence": {
            "verdict": str(moving.verdict),
            "steps": {str(share): _difference(step) for share, step in moving.by_share.items()},
        },
        "suspects": {str(kind): _difference(found) for kind, found in suspects.items()},
        "doubted": _doubted(drawn, columns, bridged),
    }


def _needs(drawn: OpinionMap, bridging: Bridging, votes: Votes) -> list[list[Any]]:
    """What the facilitator could seed next; a camp is [party or group, its number, agree, seen].

    How many statements there are is counted where it is told, since that needs no map.
    """
    written = Statement.objects.filter(pk__in=votes.statements.tolist()).values_list("pk", "seat")
    author, place = dict(written), {seat: n for n, seat in enumerate(votes.seats.tolist())}
    authors = [place.get(author[statement], NO_AUTHOR) for statement in votes.statements.tolist()]
    return [
        [str(found.need), found.group, found.statement, found.short and _told(found.short)]
        for found in suggestions(drawn, bridging, authors=np.array(authors, dtype=np.int64))
        if found.need is not Need.STATEMENTS and (found.short is None or _told(found.short)[2] is not None)
    ]


def _told(share: Share) -> list[Any]:
    """[camp, number, agree, seen]; of a party, whose members others may know, no number that is small."""
    small = share.camp is Camp.PARTY and min(share.agree, share.seen - share.agree) < LEAST
    return [str(share.camp), share.number, None if small else share.agree, share.seen]


def _parties(stage: Stage, votes: Votes) -> tuple[list[str], Ints]:
    """Names of the parties, and the number of each person's, −1 for none."""
    declared = Seat.objects.filter(process=stage.process_id, strata__has_key="side")
    sides = {pk: str(side) for pk, side in declared.values_list("pk", "strata__side") if side}
    answering = Counter(sides[seat] for seat in votes.seats.tolist() if seat in sides)
    names = sorted(name for name, people in answering.most_common(MOST_PARTIES) if people >= LEAST)
    numbers = {name: number for number, name in enumerate(names)}
    parties = [numbers.get(sides.get(seat, ""), -1) for seat in votes.seats.tolist()]
    return names, np.array(parties, dtype=np.int64)


def _doubted(drawn: OpinionMap, columns: tuple[Ints, Ints, Ints], bridged: list[int]) -> list[int]:
    intercepts = statement_intercepts(
        *columns,
        n_people=len(drawn.groups),
        n_statements=len(drawn.hidden),
        seed=drawn.seed,
        hidden=drawn.hidden,
    )
    middle = np.median(intercepts[~drawn.hidden & (drawn.totals.seen > 0)])
    return [statement for statement in bridged if intercepts[statement] < middle]


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "people": found.people_left_out,
        "answers": found.answers_left_out,
        "missing": str(found.missing or ""),
        "doubts": [str(doubt) for doubt in found.doubts],
        "k": found.k,
        "compared": found.compared,
        "moved": found.moved,
        "unites": found.uniting.replaced,
        "divides": found.dividing.replaced,
    }
