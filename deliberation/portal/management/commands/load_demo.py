from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from deliberation.portal.demo.loading import load


class Command(BaseCommand):
    help = "Load the demo city with fictional people, once."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Set DEMO=1: the demo city's people and texts are fictional.")
        if load():
            print("The demo city is loaded.")
        else:
            print("The demo city was loaded before; nothing is changed.")
