from celery import shared_task

from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot


@shared_task
def destroy_left_keys() -> None:
    """Destroy the keys of closed ballots that are still in the vault: a process may die between close and removal."""
    closed = Ballot.objects.filter(state__in=[Ballot.State.CLOSED, Ballot.State.ANNOUNCED])
    for public_key in closed.values_list("public_key", flat=True):
        envelope.destroy_key(public_key)
