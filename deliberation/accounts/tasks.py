from celery import shared_task

from deliberation.accounts import actions


@shared_task
def purge_unverified() -> None:
    actions.purge_unverified()
