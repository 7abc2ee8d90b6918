from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.ledger.actions import Refused
from deliberation.opinions.answering import actions
from deliberation.opinions.answering.forms import Answers, read_answers
from deliberation.opinions.answering.routing import Offer, Reason, next_statements
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.pages import page_of, round_of
from deliberation.opinions.statements.forms import StatementForm
from deliberation.panels.actions import take_seat
from deliberation.panels.models import Seat
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Stage
from deliberation.rounds.floor.live import now_in_ms
from deliberation.spaces.access import allowed, demand


@require_http_methods(["GET", "POST"])
def answer(request, slug, pk):
    """One statement, large, with three buttons; the next ones travel along. The POST stores what was answered.

    A script is told in data what counts, and keeps what it sent where the answer is no data; a plain form goes on to
    the next statement.
    """
    stage = round_of(request, slug, pk)
    seat = seat_of(request.user, stage)
    if request.method == "GET":
        shown = progress(request.user, stage, seat, again=request.GET.get("again", ""))
        context = page_of(request, stage, form=StatementForm(), **shown)
        return render(request, "opinions/answering/answer.html", context)
    to_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        _store(request, stage, seat)
    except Refused as refusal:
        if not to_script:
            raise
        return JsonResponse({"done": False, "told": str(refusal)}, status=409)
    return JsonResponse({"done": True, "told": ""}) if to_script else redirect("opinions:answer", slug, pk)


def _store(request, stage: Stage, seat: Seat | None) -> None:
    """Store what was posted. Refused, in words for the reader, for what does not count; the rest is stored.

    What waited on the device for another seat is not this person's: 403, and it stays there.
    """
    of = request.POST.get("seat")
    if of and (seat is None or of != str(seat.pk)):
        if seat is None and of.isdecimal() and Seat.objects.filter(pk=of, user=request.user.pk).exists():
            raise Refused(_("Your seat in this deliberation has ended. What you answered before counts."))
        raise PermissionDenied
    if seat is None:
        demand(request.user, "opinions.answer", stage)
        raise PermissionDenied
    answers = read_answers(request.POST)
    taken = 0
    if answers.values:
        try:
            taken = actions.answer(stage, seat=seat, channel=request.channel, **answers.storable)
        except Refused as refusal:
            if stage.is_open():
                raise
            raise Refused(f"{refusal} {_too_late(len(answers.values))}") from refusal
    if refused := _against(stage, answers, taken):
        raise Refused(" ".join(refused))


def _too_late(count: int) -> str:
    """Told beside the hour at which a stage closed, to whoever pressed before it and was heard only afterwards."""
    told = ngettext(
        "%(count)s answer came when none were taken any more, and does not count.",
        "%(count)s answers came when none were taken any more, and do not count.",
        count,
    )
    return told % {"count": count}


def _against(stage: Stage, answers: Answers, taken: int) -> list[str]:
    """What is to be told of answers that do not count."""
    said = []
    passed_over = len(answers.values) - taken
    if passed_over:
        told = ngettext(
            "%(count)s answer does not count, since its statement is not open for answers any more%(which)s.",
            "%(count)s answers do not count, since their statements are not open for answers any more%(which)s.",
            passed_over,
        )
        said.append(told % {"count": passed_over, "which": _which(stage, answers)})
    if answers.unreadable:
        told = ngettext(
            "%(count)s answer could not be read and is not stored. Please load the page again and answer once more.",
            "%(count)s answers could not be read and are not stored. Please load the page again and answer once more.",
            answers.unreadable,
        )
        said.append(told % {"count": answers.unreadable})
    return said


def _which(stage: Stage, answers: Answers) -> str:
    """The public numbers of the statements that are not offered any more; those of other rounds have none here."""
    offered = Statement.objects.admitted().values("pk")
    gone = Statement.objects.filter(stage=stage, pk__in=answers.values, number__isnull=False).exclude(pk__in=offered)
    numbers = [str(number) for number in gone.order_by("number").values_list("number", flat=True)]
    return _(" (no. %(numbers)s)") % {"numbers": ", ".join(numbers)} if numbers else ""


def progress(user, stage: Stage, seat: Seat | None, *, again: str = "") -> dict:
    """The next statements for this person, and how many are answered of how many.

    ``again`` is the key of one that comes first though it is answered: its answer is to be changed.
    """
    admitted = Statement.objects.admitted().filter(stage=stage)
    mine = Stance.objects.filter(statement__in=admitted, seat=seat) if seat else Stance.objects.none()
    offers: list[Offer] = []
    if seat and allowed(user, "opinions.answer", stage):
        offers = [*_again(mine, again), *next_statements(stage, seat)]
    answered, total = mine.count(), admitted.count()
    return {
        "seat": seat,
        "offers": offers,
        "statement": offers[0].statement if offers else None,
        "previous": mine.order_by("-given_at", "-pk").values_list("statement", flat=True).first(),
        "answered": answered,
        "total": total,
        "left": total - answered,
        "clock": now_in_ms(),
    }


def _again(mine, key: str) -> list[Offer]:
    found = (
        mine.filter(statement=key).select_related("statement__item").prefetch_related("statement__translations").first()
        if key.isdecimal()
        else None
    )
    return [Offer(found.statement, Reason.AGAIN, found.value)] if found else []


@login_required
@require_POST
def join(request, slug, pk):
    stage = round_of(request, slug, pk, "opinions.join")
    take_seat(stage.process, request.user)
    return redirect("opinions:answer", slug, pk)
