from celery import shared_task

from deliberation.notices import actions


@shared_task
def deliver() -> None:
    actions.deliver_queued()


@shared_task
def give_up_lost_claims() -> None:
    actions.give_up_lost_claims()
