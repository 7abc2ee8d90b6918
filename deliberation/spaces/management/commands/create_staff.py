from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from deliberation.accounts.actions import person_for
from deliberation.accounts.contacts import parse
from deliberation.ledger.actions import Refused
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role, Space

CITY_ROLES = [Role.ADMINISTRATOR, Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE]


class Command(BaseCommand):
    help = "Appoint the person behind an e-mail address in the city: the first official or administrator."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("role", choices=[str(role) for role in CITY_ROLES])

    def handle(self, *, email: str, role: str, **options):
        try:
            person = person_for(parse(email), language="ko")
            appoint(Space.objects.city(), person, Role(role))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email} is {role} now: sign in with a code sent there, then set up the second factor.")
