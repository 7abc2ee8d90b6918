"""What is made of a map for everyone to keep: its file, and its cross-tabs once the round has ended."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from deliberation.opinions.maps.crosstabs import keep_crosstabs
from deliberation.opinions.maps.drawing import draw_map, latest_map
from deliberation.opinions.maps.exporting import keep_file, offered_file
from deliberation.opinions.maps.reading import SMALLEST_PICTURE
from deliberation.opinions.maps.votes import read_votes
from deliberation.opinions.models import CrossTab, OpinionMap
from deliberation.opinions.rules import unsealed
from deliberation.processes.models import Process, Stage

ANEW_AFTER = timedelta(hours=1)  # a file in an open round


def publish(stage: Stage) -> None:
    """Make what is due of the round's answers as they are now, and of the map of these very answers."""
    votes = read_votes(stage)
    drawn = draw_map(stage, votes)
    if drawn is None:
        return
    keep_file(drawn, votes)
    if stage.state == Stage.State.CLOSED:
        keep_crosstabs(drawn, votes)


def make_left_files(process: Process) -> None:
    """Make the files of a process's ended rounds now, where the sweep has not come by since their last answer."""
    ended = Stage.objects.filter(process=process, kind="opinion_round", state=Stage.State.CLOSED)
    for stage in ended.select_related("process").order_by("pk"):
        drawn = latest_map(stage)
        made = drawn and drawn.as_of >= stage.closes_at
        filed = drawn and (drawn.people < SMALLEST_PICTURE or offered_file(stage) == drawn)
        if not (made and filed) and unsealed(None, stage):
            publish(stage)


def due_for_publishing() -> list[Stage]:
    """Unsealed rounds whose newest map has no file or, once they have ended, no cross-tabs.

    In an open round the last file must be an hour old.
    """
    of_stage = OpinionMap.objects.filter(stage=OuterRef("stage"))
    recent = of_stage.exclude(file="").filter(as_of__gt=timezone.now() - ANEW_AFTER)
    ended = Q(stage__state=Stage.State.CLOSED)
    no_file = Q(file="", people__gte=SMALLEST_PICTURE) & (ended | ~Exists(recent))
    no_tables = ended & ~Exists(CrossTab.objects.filter(map=OuterRef("pk")))
    newest = OpinionMap.objects.filter(no_file | no_tables, pk=Subquery(of_stage.values("pk")[:1]))
    stages = Stage.objects.filter(pk__in=newest.order_by().values("stage")).select_related("process").order_by("pk")
    return [stage for stage in stages if unsealed(None, stage)]
