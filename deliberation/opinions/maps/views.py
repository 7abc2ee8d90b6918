from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.opinions.maps import actions
from deliberation.opinions.maps.crosstabs import of_groups, tables_in_words
from deliberation.opinions.maps.drawing import SCREEN, coverage_lately
from deliberation.opinions.maps.exporting import offered_file
from deliberation.opinions.maps.forms import GroupNameForm
from deliberation.opinions.maps.interim import with_interim
from deliberation.opinions.maps.picture import LETTERS, picture
from deliberation.opinions.maps.reading import SORTS, Table, read_map
from deliberation.opinions.maps.steps import timeline
from deliberation.opinions.models import GroupName, OpinionMap
from deliberation.opinions.pages import page_of, round_of
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Stage
from deliberation.rounds.floor import live
from deliberation.spaces.access import demand


@require_safe
def opinion_map(request, slug, pk):
    """First in words what unites and what divides, then the picture, then the tables; of now, or of an earlier step."""
    stage = round_of(request, slug, pk)
    return _page(request, stage)


@require_safe
def map_part(request, slug, pk):
    """The living part of the page, for newer maps and for other steps; ``live.polls`` answers where nothing is new."""
    stage = round_of(request, slug, pk, "opinions.map")
    return render(request, "opinions/maps/_map.html", page_of(request, stage, **_shown(request, stage)))


@require_safe
def map_file(request, slug, pk):
    """The newest file in Polis's format."""
    stage = round_of(request, slug, pk, "opinions.map")
    kept = offered_file(stage)
    if kept is None or not default_storage.exists(kept.file):
        raise Http404
    name = f"{stage.process.slug}-{stage.pk}-{kept.made_at:%Y-%m-%d}.zip"
    response = FileResponse(default_storage.open(kept.file), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def name_group(request, slug, pk):
    stage = round_of(request, slug, pk, "opinions.moderate")
    demand(request.user, "opinions.map", stage)
    form = GroupNameForm(request.POST)
    if not form.is_valid():
        return _page(request, stage, form)
    actions.name_group(stage, by=request.user, **form.cleaned_data)
    messages.success(request, _("The name is on the map."))
    return redirect("opinions:map", slug, pk)


def _page(request, stage: Stage, form: GroupNameForm | None = None):
    context = page_of(request, stage, coverage=coverage_lately(stage))
    if context["may"]["map"]:
        context |= _shown(request, stage)
        if context["map"] and not context["at"]:
            names = [group.name for group in context["reading"].groups]
            context["file"] = offered_file(stage)
            context["tables"] = tables_in_words(context["crosstabs"], names)
        if context["may"]["moderate"] and context["map"]:
            context["forms"] = _forms(stage, context["map"], form)
    return render(request, "opinions/maps/map.html", context, status=422 if form else 200)


def _shown(request, stage: Stage) -> dict[str, Any]:
    """The map of ``?at=``, or the newest, in words and as a picture; the stamp is read first, so no news is lost."""
    shown: dict[str, Any] = {"stamp": live.stamp_of(stage, SCREEN), "clock": live.now_in_ms()}
    at = request.GET.get("at", "")
    maps = OpinionMap.objects.defer(None).defer("axes").filter(stage=stage).annotate(crosstabs_of_groups=of_groups())
    newest: OpinionMap | None = get_object_or_404(maps, pk=_number(at)) if at else maps.first()
    if newest is None:
        return shown | {"map": None}
    crosstabs = vars(newest)["crosstabs_of_groups"]
    newest, replaced_at = (newest, None) if at else with_interim(newest)
    sort = request.GET.get("sort", "")
    reading = read_map(newest, sort=sort if sort in SORTS else "answers", page=_number(request.GET.get("page", "")))
    seat = seat_of(request.user, stage)
    place = newest.place_of(seat.pk) if seat else None
    steps = timeline(stage, newest)
    return shown | {
        "map": newest,
        "crosstabs": crosstabs,
        "replaced_at": replaced_at,
        "reading": reading,
        "place": place,
        "picture": picture(newest.picture, place) if reading.picture else None,
        "timeline": steps,
        "at": newest.pk if at and steps.after else None,
        "sorts": SORTS,
        "pager": _pager(reading.table, newest.pk if at and steps.after else None),
    }


def _pager(table: Table, at: int | None) -> list[str]:
    """The addresses of the pages before and after, empty at the ends."""
    fixed = {"at": at} if at else {}
    return [
        f"?{urlencode(fixed | {'sort': table.sort, 'page': page})}#statements" if 1 <= page <= table.pages else ""
        for page in (table.page - 1, table.page + 1)
    ]


def _number(given: str) -> int:
    """0 where it is none, which no key and no page is."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0  # noqa: PLR2004 - 32 bits


def _forms(stage: Stage, drawn: OpinionMap, bound: GroupNameForm | None) -> list[tuple[str, GroupNameForm]]:
    """A form for each group, the one that was sent with its errors."""
    given = {row.group: {"name": row.name, "name_en": row.name_en} for row in GroupName.objects.filter(stage=stage)}
    sent = bound.data.get("group") if bound else None
    forms = {
        group: GroupNameForm(initial={"group": group, **given.get(group, {})}, auto_id=f"group-{group}-%s")
        for group in range(drawn.result["k"])
    }
    return [(LETTERS[group], bound if bound and sent == str(group) else form) for group, form in forms.items()]
