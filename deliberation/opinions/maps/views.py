from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from deliberation.opinions.maps.drawing import coverage, latest_map
from deliberation.opinions.maps.picture import picture
from deliberation.opinions.maps.reading import read_map
from deliberation.opinions.pages import page_of, round_of
from deliberation.panels.rules import seat_of
from deliberation.spaces.access import allowed


@require_safe
def opinion_map(request, slug, pk):
    """First in words what unites and what divides, then the picture, then the tables."""
    stage = round_of(request, slug, pk)
    newest = latest_map(stage) if allowed(request.user, "opinions.map", stage) else None
    seat = seat_of(request.user, stage)
    context = page_of(request, stage, map=newest, coverage=coverage(stage))
    if newest:
        context |= {"reading": read_map(newest), "my_group": newest.group_of(seat)}
    return render(request, "opinions/maps/map.html", context)


@require_safe
def map_picture(request, slug, pk):
    """The map as SVG, with "you are here" for the person who looks."""
    stage = round_of(request, slug, pk, "opinions.map")
    newest = get_object_or_404(stage.maps.order_by("-as_of", "-pk")[:1])
    response = HttpResponse(picture(newest, seat_of(request.user, stage)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=300"
    return response
