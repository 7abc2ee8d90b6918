from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from deliberation.opinions.maps.drawing import draw_map, refresh_interim
from deliberation.opinions.maps.interim import LATEST_AFTER
from deliberation.opinions.maps.publishing import due_for_publishing, publish
from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.processes.models import Stage

ENOUGH_NEW = 100  # one in so many of the answers on the map is reason enough to draw it anew


@shared_task
def draw_due_maps() -> None:
    """Draw anew every round where enough has changed since its map; what another worker is drawing is left to it."""
    for stage in due_rounds():
        with alone(stage) as mine:
            if mine:
                draw_map(stage)
    refresh_interim()


@shared_task
def publish_due_maps() -> None:
    """Make files and cross-tabs where they are due."""
    for stage in due_for_publishing():
        with alone(stage) as mine:
            if mine:
                publish(stage)


def due_rounds():
    """Rounds with one hundredth more answers than on their map, or any more where it is ten minutes old; those closed
    since; and those where an answered statement has been taken out, put back or merged."""
    now = timezone.now()
    drawn = OpinionMap.objects.filter(stage=OuterRef("pk"))
    newer = Stance.objects.filter(statement__stage=OuterRef("pk"), answered_at__gt=OuterRef("as_of"))
    number = newer.order_by().values("statement__stage").annotate(n=Count("pk")).values("n")
    since = OuterRef("as_of")
    decided = Statement.objects.filter(Q(item__decided_at__gt=since) | Q(merged_at__gt=since), stage=OuterRef("pk"))
    answered = Stance.objects.filter(statement=OuterRef("pk"))
    first = Stance.objects.filter(statement__stage=OuterRef("pk"))
    rounds = Stage.objects.filter(kind="opinion_round", opens_at__lte=now).annotate(
        as_of=Subquery(drawn.values("as_of")[:1]),
        on_map=Subquery(drawn.values("votes")[:1]),
        new=Coalesce(Subquery(number), 0),
    )
    enough = Q(new__gte=F("on_map") / ENOUGH_NEW) | Q(as_of__lt=now - LATEST_AFTER)
    return rounds.filter(
        Q(new__gt=0) & enough
        | Q(state=Stage.State.CLOSED, as_of__lt=F("closes_at"))
        | Exists(decided.filter(Exists(answered)))
        | Q(as_of=None) & Exists(first)
    )


@contextmanager
def alone(stage: Stage) -> Iterator[bool]:
    """Whether nobody else is drawing the stage's map; PostgreSQL lets go of it however this process ends."""
    key = f"opinion map:{stage.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
