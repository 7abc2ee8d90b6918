from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import demo


class Command(BaseCommand):
    help = "Open the demo city with server, worker and beat (started by `make demo`)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="forget the data of earlier demos first")

    def handle(self, *args, reset: bool, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Use `make demo`: without DEMO=1 this installation is no demo.")
        demo.require_free_port()
        if reset:
            demo.forget()
        demo.prepare()
        demo.serve()
