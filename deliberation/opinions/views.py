from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.opinions import actions
from deliberation.opinions.forms import AnswerForm, DecisionForm, StatementForm
from deliberation.opinions.maps import coverage, latest_map
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.picture import picture
from deliberation.opinions.reading import answers_to, read_map
from deliberation.opinions.routing import next_statements
from deliberation.panels.actions import take_seat
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Process, Stage
from deliberation.spaces import paging
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.actions import decide as decide_item

PAGE = 30


def round_of(request, slug: str, pk: int, right: str | None = None) -> Stage:
    """The round of the address: 404 for who may not see its process, 403 for who may not do this."""
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    stage = get_object_or_404(Stage, process=process, kind="opinion_round", pk=pk)
    stage.process = process
    if right:
        demand(request.user, right, stage)
    return stage


def page_of(request, stage: Stage, **more) -> dict:
    """What every page of a round shows about the round and about what this person may do in it."""
    rights = {
        right: allowed(request.user, f"opinions.{right}", stage) for right in ("answer", "moderate", "map", "join")
    }
    return {"process": stage.process, "stage": stage, "may": rights, **more}


@require_http_methods(["GET", "POST"])
def answer(request, slug, pk):
    """One statement, large, with three buttons. The POST stores an answer and shows the next statement."""
    stage = round_of(request, slug, pk, "opinions.answer" if request.method == "POST" else None)
    seat = seat_of(request.user, stage)
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return HttpResponseBadRequest()
        values = {form.cleaned_data["statement"]: form.cleaned_data["value"]}
        if seat is None:
            raise PermissionDenied
        actions.answer(stage, seat=seat, values=values, channel=request.channel)
        if not request.htmx:
            return redirect("opinions:answer", slug, pk)
    context = page_of(request, stage, form=StatementForm(), **progress(request.user, stage, seat))
    return render(request, "opinions/_card.html" if request.htmx else "opinions/answer.html", context)


def progress(user, stage: Stage, seat) -> dict:
    """The next statement for this person, and how many are answered of how many."""
    admitted = Statement.objects.admitted().filter(stage=stage)
    batch = next_statements(stage, seat) if allowed(user, "opinions.answer", stage) else []
    answered = Stance.objects.filter(statement__in=admitted, seat=seat).count() if seat else 0
    total = admitted.count()
    return {
        "seat": seat,
        "statement": batch[0] if batch else None,
        "answered": answered,
        "total": total,
        "left": total - answered,
    }


@login_required
@require_POST
def join(request, slug, pk):
    stage = round_of(request, slug, pk, "opinions.join")
    take_seat(stage.process, request.user)
    return redirect("opinions:answer", slug, pk)


@login_required
@require_POST
def put(request, slug, pk):
    """A participant's statement; a facilitator's own becomes a seed."""
    stage = round_of(request, slug, pk)
    seeding = allowed(request.user, "opinions.moderate", stage)
    if not seeding:
        demand(request.user, "opinions.put", stage)
    seat = seat_of(request.user, stage)
    form = StatementForm(request.POST)
    if not form.is_valid():
        shown = {"form": form, **progress(request.user, stage, seat)}
        return render(request, "opinions/answer.html", page_of(request, stage, **shown), status=422)
    if seeding:
        actions.seed_statement(stage, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("The statement is in the round."))
        return redirect("opinions:moderate", slug, pk)
    if seat is None:
        raise PermissionDenied
    actions.put_statement(stage, seat=seat, text=form.cleaned_data["text"], channel=request.channel)
    messages.success(
        request, _("Thank you. The facilitator reads your statement; you will be told what becomes of it.")
    )
    return redirect("opinions:answer", slug, pk)


@require_safe
def statements(request, slug, pk):
    """All decided statements by number, declined and hidden ones as stubs with the reason."""
    stage = round_of(request, slug, pk)
    found = Statement.objects.visible_to(request.user).filter(stage=stage)
    page = paging.page_of(request, found.select_related("item", "seat", "stage__process"), "pk", size=PAGE)
    seat = seat_of(request.user, stage)
    stances = dict(Stance.objects.filter(seat=seat, statement__in=page.rows).values_list("statement", "value"))
    for row in page.rows:
        row.mine = stances.get(row.pk)
    return render(request, "opinions/statements.html", page_of(request, stage, page=page))


@require_safe
def statement(request, slug, pk, statement_pk):
    """One statement: its words, what became of it, the person's own answer, and how groups answered once shown."""
    stage = round_of(request, slug, pk)
    query = Statement.objects.filter(stage=stage).select_related(
        "item", "seat", "item__author", "note__meeting__stage__process", "note__table", "note__seat"
    )
    row = reach(query, request.user, pk=statement_pk)
    seat = seat_of(request.user, stage)
    mine = Stance.objects.filter(statement=row, seat=seat).values_list("value", flat=True).first() if seat else None
    newest = latest_map(stage) if allowed(request.user, "opinions.map", stage) else None
    shares = answers_to(newest, row) if newest else []
    context = page_of(request, stage, statement=row, mine=mine, shares=shares, map=newest)
    return render(request, "opinions/statement.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def moderate(request, slug, pk):
    """The facilitator's queue: what waits, oldest first, with the decision inline."""
    stage = round_of(request, slug, pk, "opinions.moderate")
    waiting = Statement.objects.filter(stage=stage, item__state="waiting").select_related("item", "seat")
    context = {"rows": waiting.order_by("pk")[:PAGE], "count": waiting.count(), "form": StatementForm()}
    return render(request, "opinions/moderate.html", page_of(request, stage, coverage=coverage(stage), **context))


@login_required
@require_POST
def decide(request, slug, pk, statement_pk):
    stage = round_of(request, slug, pk, "opinions.moderate")
    row = get_object_or_404(Statement.objects.select_related("item"), stage=stage, pk=statement_pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "opinions/decide.html", page_of(request, stage, statement=row, form=form), status=422)
    decide_item(row.item, by=request.user, **form.cleaned_data)
    messages.success(request, _("Your decision is recorded, and the author has been told."))
    return redirect("opinions:moderate", slug, pk)


@require_safe
def opinion_map(request, slug, pk):
    """First in words what unites and what divides, then the picture, then the tables."""
    stage = round_of(request, slug, pk)
    newest = latest_map(stage) if allowed(request.user, "opinions.map", stage) else None
    seat = seat_of(request.user, stage)
    context = page_of(request, stage, map=newest, coverage=coverage(stage))
    if newest:
        context |= {"reading": read_map(newest), "my_group": newest.group_of(seat)}
    return render(request, "opinions/map.html", context)


@require_safe
def map_picture(request, slug, pk):
    """The map as SVG, with "you are here" for the person who looks."""
    stage = round_of(request, slug, pk, "opinions.map")
    newest = get_object_or_404(stage.maps.order_by("-as_of", "-pk")[:1])
    response = HttpResponse(picture(newest, seat_of(request.user, stage)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=300"
    return response
