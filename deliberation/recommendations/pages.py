"""What every page of the room shows, and the recommendation of an address."""

from deliberation.processes.models import Process
from deliberation.recommendations.models import Adoption, Recommendation
from deliberation.spaces.access import demand, reach


def page_of(process: Process, **more) -> dict:
    """The process, and whether its text is a 권고안 still or signed as a 권고문."""
    adoption = Adoption.objects.filter(stage__process=process).select_related("stage", "decision__sitting").first()
    return {"process": process, "adoption": adoption, "signed": bool(adoption and adoption.signed_at), **more}


def recommendation_at(request, slug: str, pk: int, right: str | None = None) -> Recommendation:
    """The recommendation of the address: 404 for strangers; the right, if any, is demanded in its stage."""
    rows = Recommendation.objects.with_open_amendments().select_related("stage", "process__space")
    found = reach(rows, request.user, process__slug=slug, pk=pk)
    found.stage.process = found.process
    if right:
        demand(request.user, right, found.stage)
    return found
