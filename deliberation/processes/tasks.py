import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.actions import close_stage
from deliberation.processes.kinds import KINDS
from deliberation.processes.models import Process, Stage

logger = logging.getLogger(__name__)
REMIND_BEFORE = timedelta(hours=48)


@shared_task
def close_due() -> None:
    """Close every stage whose time is over, each in a transaction of its own.

    Harmless to repeat: a stage that somebody has closed meanwhile, or that still lacks something, is left.
    """
    due = Stage.objects.filter(
        process__state=Process.State.RUNNING, state=Stage.State.READY, closes_at__lte=timezone.now()
    )
    for stage in due.select_related("process__space"):
        try:
            close_stage(stage)
        except Refused:
            continue
        except Exception:  # one broken stage must not keep the others open
            logger.exception("Stage %s could not be closed", stage.pk)


@shared_task
def remind_due() -> None:
    """Remind whoever may act in a stage that closes within 48 hours and has not; once per person and stage."""
    closing = Stage.objects.open().filter(closes_at__lte=timezone.now() + REMIND_BEFORE)
    for stage in closing.select_related("process__space"):
        rows = KINDS[stage.kind].pending(Stage.objects.filter(pk=stage.pk))
        people = User.objects.filter(pk__in={row["user_id"] for row in rows}, is_active=True)
        facts = titles(process=stage.process, stage=stage) | {"closes": stage.closes_at.isoformat()}
        notify(people, "closing_soon", occasion=stage.subject, url=stage.get_absolute_url(), facts=facts)
