from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.opinions.facilitating.forms import DecisionForm
from deliberation.opinions.maps.drawing import coverage_lately
from deliberation.opinions.models import Statement
from deliberation.opinions.pages import page_of, round_of
from deliberation.opinions.statements.forms import StatementForm
from deliberation.spaces.actions import decide as decide_item

PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def moderate(request, slug, pk):
    """The facilitator's queue: what waits, oldest first, with the decision inline."""
    stage = round_of(request, slug, pk, "opinions.moderate")
    waiting = Statement.objects.filter(stage=stage, item__state="waiting").select_related("item", "seat")
    context = {
        "coverage": coverage_lately(stage),
        "rows": waiting.order_by("pk")[:PAGE],
        "count": waiting.count(),
        "form": StatementForm(),
    }
    return render(request, "opinions/facilitating/moderate.html", page_of(request, stage, **context))


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
