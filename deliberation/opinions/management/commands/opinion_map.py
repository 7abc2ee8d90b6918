import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from deliberation.algorithms import polis
from deliberation.algorithms.opinion_space import Doubt, NotEnough, OpinionMap
from deliberation.algorithms.opinion_statistics import Finding, Side, distinctive, dividing, uniting
from deliberation.algorithms.polis_map import map_of, records, what_is_missing
from deliberation.opinions.maps.drawing import SEED

SIGNS = {Side.AGREE: "+", Side.DISAGREE: "-"}
WARNINGS = {
    Doubt.FEW_PEOPLE: "there are few people in it",
    Doubt.UNSURE_POSITIONS: "half of the statements would place people elsewhere",
    Doubt.BLURRED_GROUPS: "the groups are hardly set apart from each other",
}


class Command(BaseCommand):
    help = (
        "Print the opinion map of a Polis export (comments.csv with votes.csv or participants-votes.csv), without a "
        "database: in words, or as JSON. The seconds are those of drawing, without reading the files."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--json", action="store_true", help="everyone's place and every statement's figures")
        parser.add_argument("--k", type=int, help="force this number of groups, from 2")

    def handle(self, *args, folder: Path, k: int | None, **options):
        try:
            export = polis.read(folder)
            begun = time.perf_counter()
            drawn = map_of(export, seed=SEED, k=k)
        except (ValueError, OSError) as error:  # a broken export and too few groups are ValueErrors
            raise CommandError(str(error)) from error
        seconds = round(time.perf_counter() - begun, 4)
        if isinstance(drawn, NotEnough):
            raise CommandError(f"Not enough for a map yet: {what_is_missing(drawn, export, k)}.")
        if options["json"]:
            self.stdout.write(json.dumps(records(drawn, export) | {"seconds": seconds}, allow_nan=False))
        else:
            self.stdout.write("\n".join(in_words(drawn, export)))


def in_words(drawn: OpinionMap, export: polis.Export) -> list[str]:
    """Return the lines of a map for people; a group is called by its number in the JSON."""
    hidden, statistics = drawn.hidden, drawn.statistics
    sizes = ", ".join(f"{number}: {size:,}" for number, size in enumerate(drawn.sizes))
    lines = [
        f"{len(export.participants):,} people, {len(export.votes.value):,} votes, {len(export.statements):,} statements"
        f" ({hidden.sum():,} hidden)",
        f"{drawn.k} groups ({sizes}), silhouette {drawn.silhouette:.2f}",
        *(f"Read with care: {WARNINGS[doubt]}." for doubt in drawn.doubts),
    ]
    unites, divides = uniting(statistics, hidden=hidden), dividing(statistics, hidden=hidden)
    told = {
        "What unites all (+ they agree, - they disagree)": [_line(one, export, SIGNS[one.side]) for one in unites],
        "What divides the groups": [_line(one, export, "/") for one in divides],
    }
    for group in range(drawn.k):
        says = distinctive(statistics, group, hidden=hidden)
        told[f"What group {group} says more than the others"] = [_line(one, export, SIGNS[one.side]) for one in says]
    for heading, found in told.items():
        lines += ["", f"{heading}:", *found] if found else []
    return lines


def _line(finding: Finding, export: polis.Export, sign: str) -> str:
    statement = export.statements[finding.statement]
    return f"  {sign} {' '.join(statement.text.split())} [{statement.id}]"
