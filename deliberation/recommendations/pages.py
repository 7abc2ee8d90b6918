"""What every page of the room shows, what its addresses name, and as whom somebody writes."""

from deliberation.panels.models import Seat
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.groups.models import group_of
from deliberation.recommendations.models import Adoption, Recommendation, Theme
from deliberation.rounds.participants import stage_of
from deliberation.spaces.access import demand, reach


def page_of(process: Process, **more) -> dict:
    """The process, and whether its text is a 권고안 still or signed as a 권고문."""
    adoption = Adoption.objects.filter(stage__process=process).select_related("stage", "decision__sitting").first()
    return {"process": process, "adoption": adoption, "signed": bool(adoption and adoption.signed_at), **more}


def recommendation_at(request, slug: str, pk: int, right: str | None = None) -> Recommendation:
    """The recommendation of the address: 404 for strangers; the right, if any, is demanded in its stage."""
    rows = Recommendation.objects.for_pages().select_related("stage", "process__space")
    found = reach(rows, request.user, process__slug=slug, pk=pk)
    found.stage.process = found.process
    theme = theme_of(found)
    if theme:
        theme.stage = found.stage
    if right:
        demand(request.user, right, found.stage)
    return found


def theme_of(recommendation: Recommendation) -> Theme | None:
    """The theme of a recommendation that was read together with it, if it has one."""
    return getattr(recommendation, "theme", None)


def drafting_at(request, slug: str, pk: int, right: str | None = None) -> Stage:
    """The drafting stage of the address: 404 for strangers; the right, if any, is demanded in it."""
    return stage_of(request, slug, pk, "drafting", right)


def writing_seat(user, theme: Theme | None) -> Seat | None:
    """The seat as which a member of the group writes that drafts a theme; None for the facilitator."""
    group = group_of(user, theme.stage) if theme else None
    return seat_of(user, theme.stage) if theme and group and group.pk == theme.group_id else None
