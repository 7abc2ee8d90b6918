from celery import shared_task
from django.db import transaction

from deliberation.processes.models import Stage
from deliberation.reports.exporting.actions import build, claim
from deliberation.reports.models import Export
from deliberation.reports.voices import check_voices, deliberated


@shared_task
def build_export(pk: int) -> None:
    export = claim(pk)
    if export:
        build(export)


@shared_task
def ring_again() -> None:
    """Sweep: ring for every export that waits or whose worker has died."""
    for pk in Export.objects.due().order_by("pk").values_list("pk", flat=True):
        build_export.delay(pk)


@shared_task
def check_all_voices() -> None:
    """Compute anew whose voice was there: people join meanwhile, and a worker may have been away at a stage's close."""
    for conflict in deliberated():
        check_voices(conflict)


@shared_task
def check_voices_of(process: int) -> None:
    """Compute anew whose voice was there in the conflict from which a process came."""
    for conflict in deliberated().filter(agendas__processes=process):
        check_voices(conflict)


def check_voices_after(stage: Stage) -> None:
    """Wake a worker when a stage of a deliberation that came from a conflict has closed."""
    if stage.process.agenda and stage.process.agenda.conflict_id:
        check_voices_of.delay(stage.process_id)


def ring_after_commit(export: Export) -> None:
    """Wake a worker once the row is there; while the broker is away the row waits for the sweep."""
    transaction.on_commit(lambda: build_export.delay(export.pk), robust=True)
