from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.opinions.answering.views import progress
from deliberation.opinions.maps.drawing import latest_map
from deliberation.opinions.maps.reading import answers_to
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.pages import page_of, round_of
from deliberation.opinions.statements import actions
from deliberation.opinions.statements.forms import StatementForm
from deliberation.panels.rules import seat_of
from deliberation.spaces import paging
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.sequels import sequels

PAGE = 30


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
        return render(request, "opinions/answering/answer.html", page_of(request, stage, **shown), status=422)
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
    return render(request, "opinions/statements/statements.html", page_of(request, stage, page=page))


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
    context["sequels"] = sequels(row, request.user)
    return render(request, "opinions/statements/statement.html", context)
