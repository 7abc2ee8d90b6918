"""Pages of the questions to experts: the list, one question with its answers, and what is done with it."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.panels.rules import seat_of
from deliberation.processes.models import Stage
from deliberation.rounds.issues import Issue
from deliberation.rounds.participants import own_seat, rights_in, sides_of, stage_of, turned
from deliberation.rounds.questions import actions as acts
from deliberation.rounds.questions.forms import AnswerForm, AskForm, FilterForm, MergeForm, RouteForm
from deliberation.rounds.questions.models import ANSWER_DAYS, ANSWER_LENGTH, Answer, Question, Support
from deliberation.spaces import paging
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.models import Item, Membership, Role

KIND = "questions"
PAGE = 20


def read(questions):
    """With all that a page shows of each, in a fixed number of queries."""
    answers = Prefetch("answers", Answer.objects.select_related("expert", "item"))
    return questions.select_related("item", "seat__user", "issue", "stage__process", "merged_into").prefetch_related(
        answers
    )


def page_of(request, stage: Stage, **more) -> dict[str, Any]:
    """What every page shows about the stage and about what this person may do in it."""
    may = rights_in(request.user, stage, "ask", "support", "join", "merge", "route")
    return {"process": stage.process, "stage": stage, "seat": seat_of(request.user, stage), "may": may, **more}


def issues_of(stage: Stage):
    return Issue.objects.filter(process=stage.process)


@require_safe
def questions(request, slug: str, pk: int):
    """What people want to know, the most wanted first, with the answers that are shown."""
    stage = stage_of(request, slug, pk, KIND)
    form = FilterForm(request.GET or None, issues=issues_of(stage))
    seen = read(Question.objects.visible_to(request.user).filter(stage=stage))
    found, order = form.chosen(seen)
    page = paging.page_of(request, found, *order, size=PAGE)
    sides = sides_of(stage.process)
    context = page_of(request, stage, form=form, page=page)
    supported = _supported(context["seat"], page.rows)
    for row in page.rows:
        row.mine = row.pk in supported
        row.shown_answers = _answers(row, sides)
    context |= {"narrowed": any(request.GET.get(name) for name in ("issue", "state", "order"))}
    return render(request, "rounds/questions/questions.html", context)


def _supported(seat, rows) -> set[int]:
    if seat is None:
        return set()
    return set(Support.objects.filter(seat=seat, question__in=rows).values_list("question", flat=True))


def _answers(question: Question, sides) -> list[dict[str, Any]]:
    """One row for each side, in an order that turns from question to question; words only when all are shown."""
    shown = question.state == Question.State.PUBLISHED
    given = {answer.side: answer for answer in question.answers.all()}
    return [
        {"side": side, "answer": given[side.key], "shown": shown}
        for side in turned(sides, question.number)
        if side.key in given
    ]


@login_required
def ask(request, slug: str, pk: int):
    """A question of one's own, or for a table."""
    stage = stage_of(request, slug, pk, KIND, "rounds.ask")
    seat = seat_of(request.user, stage)
    form = AskForm(request.POST or None, issues=issues_of(stage), seated=seat is not None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = acts.ask(stage, by=request.user, seat=seat, channel=request.channel, **given)
        messages.success(request, _("Thank you. Your question is on the list; you will be told when it is answered."))
        return redirect(asked)
    length = stage.settings.get("answer_length") or ANSWER_LENGTH
    context = page_of(request, stage, form=form, length=length)
    return render(request, "rounds/questions/ask.html", context, status=422 if form.errors else 200)


def _question(request, slug: str, pk: int, question: int, right: str | None = None) -> tuple[Stage, Question]:
    stage = stage_of(request, slug, pk, KIND, right)
    found = reach(read(Question.objects.filter(stage=stage)), request.user, pk=question)
    found.stage = stage
    return stage, found


@require_safe
def question(request, slug: str, pk: int, question: int):
    """One question, who answers it until when, and the answers once they are shown."""
    stage, found = _question(request, slug, pk, question)
    context = page_of(request, stage, question=found, answers=_answers(found, sides_of(stage.process)))
    for row in context["answers"]:
        row["answer"].question = found
        row["may_answer"] = allowed(request.user, "rounds.answer", row["answer"])
    context |= {"mine": found.pk in _supported(context["seat"], [found]), "merged": found.merged.order_by("number")}
    return render(request, "rounds/questions/question.html", context)


@login_required
@require_POST
def support(request, slug: str, pk: int, question: int):
    stage, found = _question(request, slug, pk, question, "rounds.support")
    wanted = request.POST.get("wanted") != "0"
    acts.support(found, seat=own_seat(request.user, stage), wanted=wanted)
    messages.success(
        request, _("It counts that you want to know this.") if wanted else _("Your support is taken back.")
    )
    return redirect(found)


@login_required
def merge(request, slug: str, pk: int, question: int):
    """The facilitator chooses the question that stays."""
    stage, found = _question(request, slug, pk, question, "rounds.merge")
    others = Question.objects.filter(stage=stage, merged_into=None, item__state=Item.State.ADMITTED)
    candidates = read(others.exclude(pk=found.pk))
    form = MergeForm(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        acts.merge(found, form.into, by=request.user)
        messages.success(request, _("The two are one now, and the author has been told."))
        return redirect(form.into)
    rows = candidates.order_by("-supports", "pk")[:PAGE]
    context = page_of(request, stage, question=found, form=form, rows=rows)
    return render(request, "rounds/questions/merge.html", context, status=422 if form.errors else 200)


@login_required
def route(request, slug: str, pk: int, question: int):
    """The facilitator puts it to an expert of each side, with one deadline."""
    stage, found = _question(request, slug, pk, question, "rounds.route")
    appointed = Membership.objects.current().filter(space=stage.space, role=Role.EXPERT).select_related("user")
    form = RouteForm(
        request.POST or None,
        sides=turned(sides_of(stage.process), found.number),
        experts=appointed.order_by("label", "pk"),
        days=stage.settings.get("answer_days") or ANSWER_DAYS,
        given=found.answers.all(),
    )
    if request.method == "POST" and form.is_valid():
        acts.route(found, experts=form.experts(), due_at=form.cleaned_data["due_at"], by=request.user)
        messages.success(request, _("The question is with the experts, who have been told."))
        return redirect(found)
    length = found.length or stage.settings.get("answer_length") or ANSWER_LENGTH
    context = page_of(request, stage, question=found, form=form, length=length)
    return render(request, "rounds/questions/route.html", context, status=422 if form.errors else 200)


@login_required
def answer(request, slug: str, pk: int, question: int, answer: int):
    """An expert's answer, or the facilitator's entry of one from an expert without an account."""
    stage, found = _question(request, slug, pk, question)
    given = get_object_or_404(Answer.objects.select_related("expert"), question=found, pk=answer)
    given.question = found
    demand(request.user, "rounds.answer", given)
    form = AnswerForm(request.POST or None, length=cast(int, found.length), initial={"text": given.draft})
    if request.method == "POST" and form.is_valid():
        shown = acts.answer(given, text=form.cleaned_data["text"])
        messages.success(
            request,
            _("The answers of all sides are shown now.")
            if shown
            else _("The answer is kept. It is shown together with the others."),
        )
        return redirect(found)
    side = next((side for side in sides_of(stage.process, [given.side]) if side.key == given.side), None)
    context = page_of(request, stage, question=found, answer=given, side=side, form=form)
    return render(request, "rounds/questions/answer.html", context, status=422 if form.errors else 200)
