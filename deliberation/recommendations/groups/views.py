"""The page of the drafting groups and of the themes that they draft about, and the acts on groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.processes.models import Stage
from deliberation.recommendations.groups import actions
from deliberation.recommendations.groups.forms import FormingForm, PlacingForm
from deliberation.recommendations.groups.models import group_of
from deliberation.recommendations.groups.reading import groups_of, without_group
from deliberation.recommendations.pages import drafting_at, page_of
from deliberation.recommendations.themes.reading import with_opinions
from deliberation.spaces.access import allowed


@require_safe
def groups(request, slug, pk):
    """Who is in which group, what each drafts and how far it is; for the facilitator the acts besides."""
    stage = drafting_at(request, slug, pk)
    return render(request, "recommendations/groups/groups.html", groups_page(request, stage))


def groups_page(request, stage: Stage, **forms) -> dict:
    """What the page shows; ``forms`` are those that came back with faults."""
    rows, themes = groups_of(stage), with_opinions(stage)
    for row in rows:
        row.at_work = [theme for theme in themes if theme.group_id == row.pk]
    may_draft = allowed(request.user, "recommendations.draft", stage)
    context = {
        "stage": stage,
        "groups": rows,
        "own": group_of(request.user, stage),
        "themes": themes,
        "may_draft": may_draft,
    }
    if may_draft:
        without = without_group(stage)
        people = len(without) + sum(len(row.codes) for row in rows)
        untouched = not any(theme.group or theme.opinions for theme in themes)
        context |= {
            "people": people,
            "without": without,
            "forming": FormingForm(stage, people) if untouched else None,
            "placing": PlacingForm(stage) if rows else None,
        }
    return page_of(stage.process, **context | forms)


@login_required
@require_POST
def form(request, slug, pk):
    stage = drafting_at(request, slug, pk, "recommendations.draft")
    forming = FormingForm(stage, len(without_group(stage)), request.POST)
    if not forming.is_valid():
        return _again(request, stage, forming=forming)
    actions.form_groups(stage, forming.seats, by=request.user)
    messages.success(request, _("The groups are formed; everybody sees their own here."))
    return redirect("recommendations:groups", slug, pk)


@login_required
@require_POST
def place(request, slug, pk):
    stage = drafting_at(request, slug, pk, "recommendations.draft")
    placing = PlacingForm(stage, request.POST)
    if not placing.is_valid():
        return _again(request, stage, placing=placing)
    group, seat = placing.cleaned_data["group"], placing.cleaned_data["seat"]
    group.stage = stage
    actions.place_member(group, seat=seat)
    messages.success(request, _("%(code)s is in %(group)s now.") % {"code": seat.code, "group": group})
    return redirect("recommendations:groups", slug, pk)


def _again(request, stage: Stage, **forms):
    context = groups_page(request, stage, **forms)
    return render(request, "recommendations/groups/groups.html", context, status=422)
