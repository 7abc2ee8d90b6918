from celery import shared_task
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.processes.models import Stage
from deliberation.spaces.models import Item


@shared_task
def draw_due_maps() -> None:
    """Draw anew every round with answers newer than its map, or with a statement hidden since.

    Drawing twice is harmless: the same votes are one map.
    """
    drawn = OpinionMap.objects.filter(stage=OuterRef("pk")).values("as_of")[:1]
    newer = Stance.objects.filter(statement__stage=OuterRef("pk"), answered_at__gt=OuterRef("drawn"))
    hidden = Statement.objects.filter(
        stage=OuterRef("pk"), item__state=Item.State.HIDDEN, item__decided_at__gt=OuterRef("drawn")
    )
    first = Stance.objects.filter(statement__stage=OuterRef("pk"))
    rounds = Stage.objects.filter(kind="opinion_round", opens_at__lte=timezone.now()).annotate(drawn=Subquery(drawn))
    for stage in rounds.filter(Exists(newer) | Exists(hidden) | Q(drawn=None) & Exists(first)):
        draw_map(stage)
