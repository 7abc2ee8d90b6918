from celery import shared_task

from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.actions import expire_proposal
from deliberation.agendas.screening.actions import escalate_proposal


@shared_task
def expire_overdue() -> None:
    """Close what missed its threshold; each proposal for itself, so that one does not hold up the rest."""
    for proposal in Proposal.objects.overdue().order_by("closes_at"):
        expire_proposal(proposal)


@shared_task
def escalate_overdue() -> None:
    """Tell of every screening deadline that has passed; each for itself."""
    for proposal in Proposal.objects.to_escalate().order_by("screening_due"):
        escalate_proposal(proposal)
