from celery import shared_task

from deliberation.ledger.actions import anchor


@shared_task
def anchor_heads() -> None:
    anchor()
