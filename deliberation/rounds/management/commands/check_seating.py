from django.core.management.base import BaseCommand, CommandError

from deliberation.ledger.models import Entry
from deliberation.rounds.meetings.models import Seating
from deliberation.rounds.meetings.tables import committed_to, repeats


class Command(BaseCommand):
    help = "Repeats every published assignment of tables from its minuted seed and compares it with what was dealt."

    def handle(self, **options):
        wrong = 0
        for seating in Seating.objects.exclude(published_at=None).select_related("meeting__stage__process"):
            subject, chain = seating.meeting.subject, seating.meeting.chain
            entry = Entry.objects.filter(chain__name=chain, subject=subject, step="publish_tables").first()
            minuted = (entry.facts["seed"], entry.commitments) if entry else None
            holds = minuted == (seating.seed, committed_to(seating)) and repeats(seating)
            wrong += not holds
            self.stdout.write(f"{subject}: {'as minuted' if holds else 'DIFFERS'}")
        if wrong:
            raise CommandError(f"{wrong} assignments differ from what was minuted.")
        self.stdout.write(self.style.SUCCESS("Every published assignment repeats from its minuted seed."))
