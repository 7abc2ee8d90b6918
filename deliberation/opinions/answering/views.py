from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.opinions.answering import actions
from deliberation.opinions.answering.forms import AnswerForm
from deliberation.opinions.answering.routing import next_statements
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.pages import page_of, round_of
from deliberation.opinions.statements.forms import StatementForm
from deliberation.panels.actions import take_seat
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Stage
from deliberation.spaces.access import allowed


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
    return render(
        request, "opinions/answering/_card.html" if request.htmx else "opinions/answering/answer.html", context
    )


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
