from django.core.management.base import BaseCommand

from config import translations


class Command(BaseCommand):
    help = "Bring locale/*/LC_MESSAGES/django.po up to date with code and templates, and compile it."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        for path in translations.catalogues():
            translations.update(path)
        translations.compile_catalogues()
