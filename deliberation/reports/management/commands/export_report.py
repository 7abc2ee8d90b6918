import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from deliberation.ledger.actions import Refused
from deliberation.processes.models import Process
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.editions.snapshot import Damaged
from deliberation.reports.exporting.formats import FORMATS


class Command(BaseCommand):
    help = "Freeze a process as it is now, and write its report or its open data to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process", help="slug of the process, as in its address")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", required=True, type=Path, help="replaced once the new file is whole")
        parser.add_argument("--shape", choices=Shape.values, default=Shape.RESULT.value)
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE)
        parser.add_argument("--edition", type=int, help="number of an earlier edition; nothing is frozen then")

    def handle(self, *, process: str, output: Path, shape: str, language: str, edition: int | None, **options: Any):
        of = Process.objects.filter(slug=process).first()
        if of is None:
            raise CommandError(f"There is no process “{process}”.")
        frozen = of.editions.filter(number=edition).first() if edition else freeze(of)
        if frozen is None:
            raise CommandError(f"“{process}” has no edition {edition}.")
        try:
            with translation.override(language):
                content = FORMATS[options["format"]].render(snapshot_of(frozen), shape, language)
            _write(output, content)
        except Damaged as error:
            raise CommandError(f"A stored file of edition {frozen.number} is damaged or missing: {error}") from error
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        self.stdout.write(f"edition {frozen.number} {frozen.digest}")


def _write(output: Path, content: bytes) -> None:
    """Written beside and renamed: never a half file, and an earlier one stays when this one cannot be written."""
    part = output.with_name(f".{output.name}.{uuid4().hex}.part")
    try:
        part.write_bytes(content)
        os.replace(part, output)
    finally:
        part.unlink(missing_ok=True)
