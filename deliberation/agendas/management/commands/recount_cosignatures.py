from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, F, Q, QuerySet

from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.actions import recount


class Command(BaseCommand):
    help = "Compares each proposal's counter with its co-signatures; --repair sets the counters right."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="set wrong counters to the number of rows")

    def handle(self, *, repair: bool, **options):
        counted: QuerySet[Any] = Proposal.objects.annotate(
            rows=Count("cosignatures", filter=Q(cosignatures__counts=True)),
            others=Count("cosignatures", filter=Q(cosignatures__counts=False)),
        )
        wrong = counted.exclude(rows=F("cosignature_count"), others=F("apart_count")).order_by("pk")
        for proposal in wrong:
            told = f"counter {proposal.cosignature_count}, rows {proposal.rows}"
            if proposal.others != proposal.apart_count:
                told += f"; apart: counter {proposal.apart_count}, rows {proposal.others}"
            self.stdout.write(f"proposal {proposal.pk}: {told}")
            if repair:
                recount(proposal)
        if wrong and not repair:
            raise CommandError("Some counters are wrong; run again with --repair.")
        self.stdout.write(self.style.SUCCESS("Every counter agrees with its co-signatures."))
