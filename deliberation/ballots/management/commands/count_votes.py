import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deliberation.algorithms.counting.files import Election, Unreadable, read
from deliberation.algorithms.counting.marks import Totals, approval, plurality, score
from deliberation.algorithms.counting.papers import Result, Weight
from deliberation.algorithms.counting.schulze import Duels, schulze
from deliberation.algorithms.counting.transfers import Transfers, instant_runoff, transferable_vote

METHODS = ("plurality", "approval", "score", "irv", "schulze", "stv")
FOR_ONE_SEAT: dict[str, Callable[..., Result]] = {"irv": instant_runoff, "schulze": schulze}
FOR_SEATS: dict[str, Callable[..., Result]] = {"plurality": plurality, "approval": approval, "stv": transferable_vote}
DECIMALS = 5  # as printed; the count itself is exact


class Command(BaseCommand):
    help = "Count an election from a PrefLib, BLT or CSV file; options are numbered from 1 as in the file."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".soc .soi .toc .toi (PrefLib), .blt, or .csv")
        parser.add_argument("--method", required=True, choices=METHODS)
        parser.add_argument("--seats", type=int, help="if not 1; STV takes what the file says")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, file: Path, method: str, seats: int | None, **options: Any) -> None:
        try:
            election = read(file, scored=method == "score")
            result = count(election, method, seats)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except Unreadable as error:
            raise CommandError(f"{file}: {error}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        if election.voters not in (None, election.papers):
            self.stderr.write(f"The file says {election.voters} voters, but holds {plain(election.papers)} papers.")
        facts = {
            "method": method,
            "title": election.title,
            "options": election.names,
            "withdrawn": sorted(election.withdrawn),
            "papers": plain(election.papers),
            "seats": result.seats,
            "winners": list(result.winners),
            "ties": [list(result.tied)] if result.tied else [],
            **details(result),
        }
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines(facts, result)))


def count(election: Election, method: str, seats: int | None) -> Result:
    """Count by ``method``; what cannot be counted so is a ``ValueError``."""
    if method in FOR_ONE_SEAT:
        if seats not in (None, 1):
            raise ValueError(f"{method} finds one winner; stv counts for {seats} seats")
        return FOR_ONE_SEAT[method](election.rankings, election.standing)
    if seats is None:
        seats = (method == "stv" and election.seats) or 1
    if method == "score":
        return score(election.scores, election.standing, seats)
    return FOR_SEATS[method](election.rankings, election.standing, seats)


def details(result: Result) -> dict[str, Any]:
    """What a reader needs to follow the count, in JSON's terms; keys of inner objects are option numbers."""
    match result:
        case Totals():
            totals = numbers(result.totals)
            return {"totals": totals, "margin": plain(result.margin), "unclear": plain(result.unclear)}
        case Duels():
            options = sorted({option for pair in result.preferred for option in pair})
            others = {one: [other for other in options if other != one] for one in options}
            first = [*result.winners, *result.tied]
            return {
                "pairwise": {
                    one: numbers({other: result.preferred[one, other] for other in others[one]}) for one in others
                },
                "margins": {
                    one: numbers({other: result.margin(one, other) for other in others.get(one, ())}) for one in first
                },
                "paths": {one: numbers({other: result.paths[one, other] for other in others[one]}) for one in others},
            }
        case Transfers():
            rounds = [
                {
                    "votes": numbers(this.votes),
                    "idle": plain(this.idle),
                    "elected": list(this.elected),
                    "excluded": list(this.excluded),
                    "tied": list(this.tied),
                }
                for this in result.rounds
            ]
            return {"quota": result.quota, "rounds": rounds, "all_ways": result.all_ways}
    raise TypeError(result)


def numbers(values: dict[int, Weight]) -> dict[int, int | float]:
    return {option: plain(value) for option, value in values.items()}


def plain(value: Weight) -> int | float:
    """Return whole numbers as they are, others rounded for reading."""
    return int(value) if Fraction(value).denominator == 1 else round(float(value), DECIMALS)


def lines(facts: dict[str, Any], result: Result) -> list[str]:
    """Say the result to people."""

    def named(options: Any) -> str:
        return ", ".join(f"{option} {facts['options'][option - 1]}" for option in options) or "nobody"

    said = [f"{facts['papers']} papers, {facts['seats']} seats, counted by {facts['method']}"]
    match result:
        case Totals():
            descending = sorted(result.totals, key=lambda option: (-result.totals[option], option))
            said += [f"  {named([option])}: {plain(result.totals[option])}" for option in descending]
        case Duels():
            said += [
                f"  {named([one])} {facts['pairwise'][one][other]} : {facts['pairwise'][other][one]} {named([other])}"
                for one, other in result.preferred
                if one < other
            ]
        case Transfers():
            said.append(f"quota {result.quota}")
            for number, this in enumerate(facts["rounds"], 1):
                votes = ", ".join(f"{named([option])}: {votes}" for option, votes in this["votes"].items())
                said.append(f"round {number}: {votes}")
                said += [f"  {what}: {named(this[what])}" for what in ("elected", "excluded", "tied") if this[what]]
            if not result.all_ways:
                said.append(
                    "ties leave more ways to go on than were followed; not all who are called tied may have a chance"
                )
    said.append(f"winners: {named(result.winners)}")
    if result.tied:
        said.append(f"a tie for {result.open_seats} seats, to be decided otherwise: {named(result.tied)}")
    return said
