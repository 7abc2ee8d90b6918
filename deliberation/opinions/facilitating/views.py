from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.algorithms.text import holds_two_thoughts
from deliberation.opinions.facilitating.coverage import behind, coverage_of, lists_seats
from deliberation.opinions.facilitating.forms import DecisionForm, MergeForm
from deliberation.opinions.facilitating.guiding import convergence_in_words, suggestions
from deliberation.opinions.maps.drawing import coverage_lately, latest_map
from deliberation.opinions.models import Reply, Statement
from deliberation.opinions.pages import page_of, round_of
from deliberation.opinions.statements.alike import alike_to, mark_alike
from deliberation.opinions.statements.forms import StatementForm
from deliberation.opinions.statements.merging import merge_statements
from deliberation.spaces import paging
from deliberation.spaces.access import demand
from deliberation.spaces.actions import decide as decide_item

PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def moderate(request, slug, pk):
    """The facilitator's queue: what waits, oldest first, with what is alike and the decision inline."""
    stage = round_of(request, slug, pk, "opinions.moderate")
    present = Statement.objects.filter(stage=stage, item__state__in=["admitted", "waiting"], merged_into=None)
    waiting = present.filter(item__state="waiting").select_related("item", "seat")
    rows = list(waiting.order_by("pk")[:PAGE])
    mark_alike(rows, present)
    replies = Reply.objects.filter(statement__stage=stage, item__state="waiting")
    replies = replies.select_related("item", "seat", "statement__item", "statement__stage__process")
    context = {
        "coverage": coverage_lately(stage),
        "rows": [(row, holds_two_thoughts(row.item.text)) for row in rows],
        "count": waiting.count(),
        "replies": replies.order_by("pk")[:PAGE],
        "reply_count": replies.count(),
        "form": StatementForm(),
    }
    return render(request, "opinions/facilitating/moderate.html", page_of(request, stage, **context))


@login_required
@require_safe
def overview(request, slug, pk):
    """What the facilitator can do for the round now: whom and what answers are missing from."""
    stage = round_of(request, slug, pk, "opinions.moderate")
    counted = coverage_of(stage)
    statements = Statement.objects.admitted().select_related("item", "stage__process")
    found = statements.in_bulk([key for key, _answers in counted.least])
    least = [(found[key], answers) for key, answers in counted.least if key in found]
    seats = paging.page_of(request, behind(stage, counted), "pk", size=PAGE) if lists_seats(stage) else None
    context = page_of(request, stage, counted=counted, least=least, seats=seats)
    drawn = latest_map(stage) if context["may"]["map"] else None
    context["map"] = drawn
    context["convergence"] = convergence_in_words(drawn) if drawn else []
    context["suggestions"] = suggestions(drawn, counted.statements)
    return render(request, "opinions/facilitating/overview.html", context)


@login_required
@require_POST
def decide(request, slug, pk, statement_pk):
    stage = round_of(request, slug, pk, "opinions.moderate")
    row = get_object_or_404(Statement.objects.select_related("item"), stage=stage, pk=statement_pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(
            request, "opinions/facilitating/decide.html", page_of(request, stage, statement=row, form=form), status=422
        )
    decide_item(row.item, by=request.user, **form.cleaned_data)
    messages.success(request, _("Your decision is recorded, and the author has been told."))
    return redirect("opinions:moderate", slug, pk)


@login_required
@require_http_methods(["GET", "POST"])
def merge(request, slug, pk, statement_pk):
    """Merge a statement into another one; what is alike in words is offered, a person decides."""
    stage = round_of(request, slug, pk, "opinions.moderate")
    row = get_object_or_404(Statement.objects.select_related("item", "seat"), stage=stage, pk=statement_pk)
    row.stage = stage
    demand(request.user, "opinions.merge", row)
    alike = alike_to(row.item.text, Statement.objects.admitted().filter(stage=stage), besides=row.pk)
    form = MergeForm(row, alike, request.POST or None)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["statement"]
        carried = merge_statements(row, into, by=request.user)
        told = ngettext(
            "Merged into no. %(n)d: %(carried)d answer came along.",
            "Merged into no. %(n)d: %(carried)d answers came along.",
            carried,
        )
        messages.success(request, told % {"n": into.number, "carried": carried})
        return redirect(into)
    context = page_of(request, stage, statement=row, form=form)
    return render(request, "opinions/facilitating/merge.html", context, status=422 if form.errors else 200)
