"""Pages of the argument map: issues, columns, outline, picture, one argument with its replies, and the acts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.panels.actions import take_seat
from deliberation.panels.rules import seat_of
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Stage
from deliberation.rounds.arguments import actions as acts
from deliberation.rounds.arguments.forms import ClaimForm, IssueForm, MergeForm, RatingForm, ReplyForm
from deliberation.rounds.arguments.models import SHOWN_FROM, Argument, Rating
from deliberation.rounds.arguments.reading import (
    IN_PICTURE,
    ORDER,
    columns,
    counts_below,
    mark_rated,
    read,
    replies_below,
    sides_used,
    tree,
    with_replies,
)
from deliberation.rounds.crossing import elsewhere
from deliberation.rounds.floor.notes import ORIGIN_OF_ISSUE
from deliberation.rounds.issues import Issue, add_issue
from deliberation.rounds.participants import own_seat, rights_in, sides_of, stage_of, turned
from deliberation.spaces import paging
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.sequels import sequels

KIND = "arguments"
PAGE = 20


def page_of(request, stage: Stage, **more) -> dict[str, Any]:
    """What every page of the map shows about the stage and about what this person may do in it."""
    seat = seat_of(request.user, stage)
    may = rights_in(request.user, stage, "argue", "join", "merge", "add_issue")
    return {"process": stage.process, "stage": stage, "seat": seat, "may": may, "shown_from": SHOWN_FROM, **more}


@require_safe
def arguments(request, slug: str, pk: int):
    """The issues, each with how many arguments its sides have."""
    stage = stage_of(request, slug, pk, KIND)
    claims = Argument.objects.filter(stage=stage).claims().standing().order_by()
    counted = claims.values_list("issue", "side").annotate(n=Count("pk"))
    totals = {(issue, side): n for issue, side, n in counted}
    sides = sides_used(stage)
    issues = [
        (issue, [(side, totals.get((issue.pk, side.key), 0)) for side in turned(sides, issue.number)])
        for issue in Issue.objects.filter(process=stage.process).select_related(*ORIGIN_OF_ISSUE)
    ]
    return render(request, "rounds/arguments/arguments.html", page_of(request, stage, issues=issues))


@login_required
def write_issue(request, slug: str, pk: int):
    """One more issue of the process, for everything that is ordered by issues."""
    stage = stage_of(request, slug, pk, KIND, "rounds.add_issue")
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_issue(stage.process, **form.cleaned_data)
        messages.success(request, _("The issue is written down."))
        return redirect("rounds:arguments", slug, pk)
    context = page_of(request, stage, form=form)
    return render(request, "rounds/arguments/issue.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def join(request, slug: str, pk: int):
    """Take a seat in an open process, from the page of the stage that asks for it."""
    stages = Stage.objects.select_related("process__space")
    stage = reach(stages, request.user, "rounds.join", process__slug=slug, pk=pk)
    take_seat(stage.process, request.user)
    return redirect(kind_of(stage).url(stage))


def _issue(request, slug: str, pk: int, issue: int, right: str | None = None, **more) -> tuple[Stage, Issue, dict]:
    stage = stage_of(request, slug, pk, KIND, right)
    issues = Issue.objects.select_related(*ORIGIN_OF_ISSUE)
    found = get_object_or_404(issues, process=stage.process, pk=issue)
    return stage, found, page_of(request, stage, issue=found, **more)


@require_safe
def columns_page(request, slug: str, pk: int, issue: int):
    """The strongest arguments of each side beside each other."""
    stage, found, context = _issue(request, slug, pk, issue, tab="columns")
    drawn = columns(stage, found)
    mark_rated((row for column in drawn for row in column.rows), context["seat"])
    found.process = stage.process
    context |= {"columns": drawn, "places": elsewhere(found, here=KIND)}
    return render(request, "rounds/arguments/columns.html", context)


@require_safe
def outline(request, slug: str, pk: int, issue: int):
    """All arguments of one issue as a list: claims with their strongest replies, side after side or one side alone."""
    stage, found, context = _issue(request, slug, pk, issue, tab="outline")
    sides = turned(sides_used(stage), found.number)
    claims = read(Argument.objects.filter(stage=stage, issue=found).claims())
    chosen = next((side for side in sides if str(side.number) == request.GET.get("side")), None)
    parts = [claims.filter(side=side.key) for side in sides if chosen in (None, side)]
    page = paging.page_of(request, parts, "-strength", "-id", size=PAGE)
    named = {side.key: side for side in sides}
    below, counted = replies_below(page.rows), counts_below(page.rows)
    mark_rated(page.rows, context["seat"])
    for row in page.rows:
        row.speaks_for = named[row.side]
        row.replies_shown = sum(len(below.get((row.pk, stance.value), [])) for stance in Argument.Stance)
        row.replies_all = counted[row.pk]
        row.below = [(stance, below.get((row.pk, stance.value), [])) for stance in Argument.Stance]
    context |= {"page": page, "sides": sides, "chosen": chosen}
    return render(request, "rounds/arguments/outline.html", context)


@require_safe
def picture(request, slug: str, pk: int, issue: int):
    """The tree of the strongest arguments, and the same as a table."""
    stage, found, context = _issue(request, slug, pk, issue, tab="picture")
    drawn = columns(stage, found, IN_PICTURE)
    return render(request, "rounds/arguments/picture.html", context | {"columns": drawn, "tree": tree(drawn)})


@login_required
def write(request, slug: str, pk: int, issue: int):
    """A claim of one's own on an issue."""
    stage, found, context = _issue(request, slug, pk, issue, "rounds.argue")
    form = ClaimForm(request.POST or None, sides=turned(sides_of(stage.process), found.number))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("side", "text", "named")}
        seat = own_seat(request.user, stage)
        channel = request.channel
        claim = acts.put_claim(stage, seat=seat, issue=found, sources=form.sources(), channel=channel, **given)
        messages.success(request, _("Thank you. Your argument stands in the map."))
        return redirect(claim)
    status = 422 if form.errors else 200
    return render(request, "rounds/arguments/write.html", context | {"form": form}, status=status)


def _argument(request, slug: str, pk: int, argument: int, right: str | None = None) -> tuple[Stage, Argument]:
    stage = stage_of(request, slug, pk, KIND, right)
    rows = Argument.objects.filter(stage=stage).select_related("issue")
    found = reach(with_replies(read(rows)).prefetch_related("sources"), request.user, pk=argument)
    found.stage = stage
    return stage, found


@require_safe
def argument(request, slug: str, pk: int, argument: int):
    """One argument with its sources, ratings and replies; a reply with what is said to it."""
    stage, found = _argument(request, slug, pk, argument)
    return _argument_page(request, stage, found, ReplyForm())


def _argument_page(request, stage: Stage, found: Argument, form: ReplyForm, status: int = 200):
    said = Argument.objects.filter(stage=stage)
    said = said.filter(answers=found) if found.parent_id else said.filter(parent=found)
    page = paging.page_of(request, read(said).prefetch_related("sources"), "number", size=PAGE)
    side = (found.parent or found).side
    context = page_of(
        request,
        stage,
        argument=found,
        claim=found.parent or found,
        side=next((one for one in sides_used(stage) if one.key == side), None),
        page=page,
        form=form,
        withdrawable=allowed(request.user, "rounds.withdraw", found),
        values=Rating.Value,
        sequels=sequels(found, request.user),
    )
    mark_rated([found, *page.rows], context["seat"])
    return render(request, "rounds/arguments/argument.html", context, status=status)


@login_required
@require_POST
def reply(request, slug: str, pk: int, argument: int):
    stage, found = _argument(request, slug, pk, argument, "rounds.argue")
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _argument_page(request, stage, found, form, status=422)
    given = {name: form.cleaned_data[name] for name in ("stance", "text", "named")}
    seat = own_seat(request.user, stage)
    written = acts.reply(found, seat=seat, sources=form.sources(), channel=request.channel, **given)
    messages.success(request, _("Thank you. Your answer stands in the map."))
    return redirect(written)


@login_required
@require_POST
def rate(request, slug: str, pk: int, argument: int):
    stage, found = _argument(request, slug, pk, argument, "rounds.argue")
    form = RatingForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    acts.rate(found, seat=own_seat(request.user, stage), value=form.cleaned_data["value"])
    messages.success(request, _("Your rating is kept. You can change it until the stage closes."))
    return redirect(found)


@login_required
@require_POST
def withdraw(request, slug: str, pk: int, argument: int):
    _stage, found = _argument(request, slug, pk, argument)
    demand(request.user, "rounds.withdraw", found)
    acts.withdraw(found, by=request.user)
    messages.success(request, _("Your text is taken back. A note that it was there stays, and so do the replies."))
    return redirect(found)


@login_required
def merge(request, slug: str, pk: int, argument: int):
    """The facilitator chooses, among those of the same place, the one that stays."""
    stage, found = _argument(request, slug, pk, argument, "rounds.merge")
    place = {name: getattr(found, name) for name in ("issue", "side", "parent", "stance")}
    candidates = read(Argument.objects.filter(stage=stage, **place).standing().exclude(pk=found.pk))
    form = MergeForm(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        acts.merge(found, form.into, by=request.user)
        messages.success(request, _("The two are one now, and the author has been told."))
        return redirect(form.into)
    rows = candidates.order_by(*ORDER)[:PAGE]
    context = page_of(request, stage, argument=found, form=form, rows=rows)
    return render(request, "rounds/arguments/merge.html", context, status=422 if form.errors else 200)
