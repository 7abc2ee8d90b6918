"""What every page of a round begins with: the round of its address, and what this person may do in it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from deliberation.panels.models import OPEN_TO_ALL
from deliberation.processes.models import Process, Stage
from deliberation.spaces.access import allowed, demand, reach

ROUND = "<slug:slug>/stages/<int:pk>/opinions/"


def round_of(request, slug: str, pk: int, right: str | None = None) -> Stage:
    """The round of the address: 404 for who may not see its process, 403 for who may not do this."""
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    stage = get_object_or_404(Stage, process=process, kind="opinion_round", pk=pk)
    stage.process = process
    if right:
        demand(request.user, right, stage)
    return stage


def voluntary(stage: Stage) -> str:
    """What stands beside every result of a round that is open to all; empty where participants are drawn."""
    if stage.process.preset != OPEN_TO_ALL:
        return ""
    return _("Taking part was voluntary; this is not the opinion of the whole city.")


def page_of(request, stage: Stage, **more) -> dict:
    """What every page of a round shows about the round and about what this person may do in it."""
    rights = {
        right: allowed(request.user, f"opinions.{right}", stage) for right in ("answer", "moderate", "map", "join")
    }
    return {"process": stage.process, "stage": stage, "may": rights, "voluntary": voluntary(stage), **more}
