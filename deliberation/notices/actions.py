"""Telling people: in the app exactly once, by mail at most once.

The rows are the queue; Celery is only the bell. A mail is claimed before it is sent, so that two workers never send it
twice; a claim that never ends has an unknown outcome, which the administrator is shown.
"""

import json
import logging
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from celery import current_app
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from deliberation.accounts.models import Consent
from deliberation.notices.kinds import KINDS
from deliberation.notices.mail import message
from deliberation.notices.models import Delivery, Notice, Preference

logger = logging.getLogger(__name__)

BATCH = 200
CLAIM_HOLDS = timedelta(minutes=10)


@transaction.atomic
def notify(people: Iterable, kind: str, *, occasion: str, url: str, facts: dict[str, Any] | None = None) -> int:
    """Tell each person once per kind and occasion; queue a mail for those who want one and can get it.

    Returns how many were told for the first time. Repeating the call, also at the same moment elsewhere, is harmless:
    the unique row decides. People are told in order of their keys, so that two calls never wait for each other.
    """
    keys = sorted({person.pk for person in people})
    told = _tell("SELECT unnest(%s::bigint[])", [keys], kind=kind, occasion=occasion, url=url, facts=facts)
    if told and KINDS[kind].by_mail:
        _queue_mail(told)
        if all(waiting[1] is not ring for waiting in connection.run_on_commit):
            transaction.on_commit(ring, robust=True)
    return len(told)


def notify_all(people: QuerySet, kind: str, *, occasion: str, url: str, facts: dict[str, Any] | None = None) -> int:
    """Tell many people in the app alone, in one statement and without loading them; a repetition is harmless.

    ``people`` is a queryset of users. Returns how many were told for the first time.
    """
    select, parameters = people.order_by("pk").values("pk").query.sql_with_params()
    return len(_tell(select, parameters, kind=kind, occasion=occasion, url=url, facts=facts))


def _tell(select: str, parameters: Iterable, *, kind: str, occasion: str, url: str, facts: dict | None) -> list[int]:
    """Insert what is not there yet. Plain SQL, since ``bulk_create`` does not say which rows were new."""
    insert = (
        "INSERT INTO notices_notice (person_id, kind, occasion, url, facts, created_at)"  # noqa: S608 - Django's own SQL
        f" SELECT DISTINCT person.id, %s, %s, %s, %s::jsonb, %s FROM ({select}) AS person (id) ORDER BY 1"
        " ON CONFLICT (person_id, kind, occasion) DO NOTHING RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(insert, [kind, occasion, url, json.dumps(facts or {}), timezone.now(), *parameters])
        return [row[0] for row in cursor.fetchall()]


def _queue_mail(notices: list[int]) -> None:
    declined = Preference.objects.filter(medium=Delivery.Medium.EMAIL, wanted=False).values("person")
    reachable = Notice.objects.filter(pk__in=notices, person__is_active=True, person__email__isnull=False)
    wanted = reachable.exclude(person__in=declined).exclude(_unasked()).order_by("pk")
    Delivery.objects.bulk_create([Delivery(notice=notice, medium=Delivery.Medium.EMAIL) for notice in wanted])


def _unasked() -> Q:
    """Who signed up without consenting to be contacted; mail to staff about their duties needs no consent."""
    consents = Consent.objects.filter(user=OuterRef("person"), withdrawn_at=None)
    signed_up = Exists(consents.filter(purpose=Consent.Purpose.ACCOUNT, user__decides=False))
    return signed_up & ~Exists(consents.filter(purpose=Consent.Purpose.CONTACT))


def ring() -> None:
    """Wake a worker. When the broker is away this fails within about a second, and beat rings again."""
    current_app.send_task("deliberation.notices.tasks.deliver")


def deliver_queued() -> int:
    """Send what is queued, oldest first; returns how many were sent.

    The connection is opened before the claim: while the mail server is away, mails stay queued.
    """
    queued = Delivery.objects.filter(state=Delivery.State.QUEUED, medium=Delivery.Medium.EMAIL)
    sent = 0
    for key in queued.order_by("pk").values_list("pk", flat=True)[:BATCH]:
        try:
            with get_connection() as server:
                sent += _deliver(key, server)
        except (OSError, SMTPException):
            logger.exception("the mail server cannot be reached; mails stay queued")
            break
    return sent


def _deliver(key: int, server) -> bool:
    claim = Delivery.objects.filter(pk=key, state=Delivery.State.QUEUED)
    if not claim.update(state=Delivery.State.CLAIMED, claimed_at=timezone.now()):
        return False  # another worker was first
    delivery = Delivery.objects.select_related("notice__person").get(pk=key)
    state, fault = _send(delivery, server)
    claimed = Delivery.objects.filter(pk=key, state=Delivery.State.CLAIMED)
    claimed.update(state=state, ended_at=timezone.now(), fault=fault[:300])
    return state == Delivery.State.SENT


def _send(delivery: Delivery, server) -> tuple[Delivery.State, str]:
    try:
        server.send_messages([message(delivery)])
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        return Delivery.State.FAILED, str(error)
    except (OSError, SMTPException) as error:
        logger.exception("delivery %s broke off", delivery.pk)
        return Delivery.State.UNKNOWN, str(error)
    return Delivery.State.SENT, ""


def give_up_lost_claims() -> int:
    """A claim that has not ended in ten minutes was cut off: perhaps sent, perhaps not. It is never sent again."""
    now = timezone.now()
    lost = Delivery.objects.filter(state=Delivery.State.CLAIMED, claimed_at__lt=now - CLAIM_HOLDS)
    return lost.update(state=Delivery.State.UNKNOWN, ended_at=now)


def mark_read(notices) -> None:
    """Mark the unread ones of a queryset as read now."""
    notices.filter(read_at=None).update(read_at=timezone.now())


def prefer(person, medium: Delivery.Medium, wanted: bool) -> None:
    """Keep a person's choice for one medium."""
    Preference.objects.update_or_create(person=person, medium=medium, defaults={"wanted": wanted})


def forget(person) -> None:
    """What erasing a person means here: nothing is left to tell them."""
    Notice.objects.filter(person=person).delete()
    Preference.objects.filter(person=person).delete()
