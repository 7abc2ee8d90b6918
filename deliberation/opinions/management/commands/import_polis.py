from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from deliberation.algorithms.polis import BrokenExportError
from deliberation.ledger.actions import Refused
from deliberation.opinions.importing import import_polis
from deliberation.opinions.maps.drawing import draw_map


class Command(BaseCommand):
    help = "Turn a Polis export (comments.csv with votes.csv or participants-votes.csv) into a concluded process."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--title", required=True)
        parser.add_argument("--slug", default="", help="the address; made from the title when left out")

    def handle(self, *args, folder: Path, title: str, slug: str, **options):
        try:
            stage = import_polis(folder, title=title, slug=slug)
        except (BrokenExportError, Refused, OSError) as error:
            raise CommandError(str(error)) from error
        newest = draw_map(stage)
        drawn = f"{newest.people} people in {newest.result['k']} groups" if newest else "not enough answers for a map"
        self.stdout.write(f"{stage.process.get_absolute_url()} · {drawn}")
