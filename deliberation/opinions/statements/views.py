from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.algorithms.text import holds_two_thoughts
from deliberation.opinions.answering.views import progress
from deliberation.opinions.maps.crosstabs import answer_tables
from deliberation.opinions.maps.drawing import latest_map
from deliberation.opinions.maps.reading import answers_to
from deliberation.opinions.models import Reply, Stance, Statement
from deliberation.opinions.pages import page_of, round_of
from deliberation.opinions.statements import actions
from deliberation.opinions.statements.alike import alike_to
from deliberation.opinions.statements.forms import ReplyForm, StatementForm, TranslationForm, WordingForm
from deliberation.opinions.statements.outcomes import count_replies, outcomes
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Stage
from deliberation.spaces import paging
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.sequels import sequels

PAGE = 30
REPLIES = 20


@login_required
@require_POST
def put(request, slug, pk):
    """A participant's statement; a facilitator's own becomes a seed.

    Who has not seen while typing what is alike, or that it looks like two thoughts, sees it once and sends it again.
    """
    stage = round_of(request, slug, pk)
    seeding = allowed(request.user, "opinions.moderate", stage)
    if not seeding:
        demand(request.user, "opinions.put", stage)
    seat = seat_of(request.user, stage)
    form = StatementForm(request.POST)
    if not form.is_valid():
        shown = {"form": form, **progress(request.user, stage, seat)}
        return render(request, "opinions/answering/answer.html", page_of(request, stage, **shown), status=422)
    text = form.cleaned_data["text"]
    advised = {} if request.POST.get("seen") else _advice(stage, text)
    if any(advised.values()):
        return render(request, "opinions/statements/put.html", page_of(request, stage, form=form, **advised))
    if seeding:
        actions.seed_statement(stage, by=request.user, text=text)
        messages.success(request, _("The statement is in the round."))
        return redirect("opinions:moderate", slug, pk)
    if seat is None:
        raise PermissionDenied
    actions.put_statement(stage, seat=seat, text=text, channel=request.channel)
    messages.success(
        request, _("Thank you. The facilitator reads your statement; you will be told what becomes of it.")
    )
    return redirect("opinions:answer", slug, pk)


@require_safe
def advice(request, slug, pk):
    """While a statement is typed: whether it looks like two thoughts, and what is alike already."""
    stage = round_of(request, slug, pk)
    form = StatementForm(request.GET)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return render(request, "opinions/statements/_advice.html", page_of(request, stage, **_advice(stage, text)))


def _advice(stage: Stage, text: str) -> dict[str, Any]:
    alike = alike_to(text, Statement.objects.admitted().filter(stage=stage)) if text else []
    return {"two_thoughts": holds_two_thoughts(text), "alike": alike}


@require_safe
def statements(request, slug, pk):
    """All decided statements by number, declined, hidden and merged ones as stubs."""
    stage = round_of(request, slug, pk)
    found = Statement.objects.visible_to(request.user).filter(stage=stage).prefetch_related("translations")
    found = found.select_related("item", "seat", "stage__process", "merged_into")
    page = paging.page_of(request, found, "pk", size=PAGE)
    seat = seat_of(request.user, stage)
    stances = dict(Stance.objects.filter(seat=seat, statement__in=page.rows).values_list("statement", "value"))
    replies = count_replies([row.pk for row in page.rows])
    for row in page.rows:
        row.mine, row.reply_count = stances.get(row.pk), replies.get(row.pk, 0)
    return render(request, "opinions/statements/statements.html", page_of(request, stage, page=page))


def _statement(request, slug, pk, statement_pk, right: str | None = None) -> tuple[Stage, Statement]:
    """The statement of the address: 404 for who may not see it, 403 for who may not do this."""
    stage = round_of(request, slug, pk)
    origin = ("note__meeting__stage__process", "note__table", "note__seat")
    query = Statement.objects.filter(stage=stage).select_related("item__author", "seat", "merged_into", *origin)
    row = reach(query, request.user, pk=statement_pk)
    row.stage = stage
    if row.merged_into:
        row.merged_into.stage = stage
    if right:
        demand(request.user, f"opinions.{right}", row)
    return stage, row


@require_safe
def statement(request, slug, pk, statement_pk):
    """One statement: its words, what became of it, one's own answer, what was said to it, how groups answered."""
    stage, row = _statement(request, slug, pk, statement_pk)
    return _show(request, stage, row, ReplyForm())


def _show(request, stage: Stage, row: Statement, form: ReplyForm, status: int = 200) -> HttpResponse:
    user, seat = request.user, seat_of(request.user, stage)
    mine = Stance.objects.filter(statement=row, seat=seat).values_list("value", flat=True).first() if seat else None
    newest = latest_map(stage) if allowed(user, "opinions.map", stage) else None
    replies = Reply.objects.visible_to(user).about(row).select_related("item", "seat", "statement__item")
    rights = ("reword", "correct", "merge", "translate", "reply")
    context = page_of(
        request,
        stage,
        statement=row,
        mine=mine,
        map=newest,
        shares=answers_to(newest, row) if newest else [],
        tables=answer_tables(newest, row) if newest else [],
        page=paging.page_of(request, replies, "pk", size=REPLIES),
        form=form,
        outcome=outcomes([row], user)[row.pk],
        sequels=sequels(row, user),
        can={right: allowed(user, f"opinions.{right}", row) for right in rights},
    )
    return render(request, "opinions/statements/statement.html", context, status=status)


@login_required
@require_POST
def reply(request, slug, pk, statement_pk):
    """What a participant says to a statement in words."""
    stage, row = _statement(request, slug, pk, statement_pk, "reply")
    form = ReplyForm(request.POST)
    seat = seat_of(request.user, stage)
    if not form.is_valid() or seat is None:
        return _show(request, stage, row, form, status=422)
    written = actions.reply_to(row, seat=seat, text=form.cleaned_data["text"], channel=request.channel)
    messages.success(request, _("Thank you. The facilitator reads your reply; you will be told what becomes of it."))
    return redirect(written)


@login_required
def edit(request, slug, pk, statement_pk):
    """Until the first answer: a better wording by the author, which is read again, or a correction."""
    stage, row = _statement(request, slug, pk, statement_pk)
    correcting = allowed(request.user, "opinions.moderate", stage)
    demand(request.user, "opinions.correct" if correcting else "opinions.reword", row)
    form = WordingForm(request.POST or None, initial={"text": row.item.text, "version": row.item.version})
    if request.method == "POST" and form.is_valid():
        act = actions.correct_statement if correcting else actions.reword_statement
        act(row, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _("The wording is corrected.")
            if correcting
            else _("The new wording is sent. The facilitator reads it before it is shown."),
        )
        return redirect(row)
    context = page_of(request, stage, statement=row, form=form, correcting=correcting)
    return render(request, "opinions/statements/edit.html", context, status=422 if form.errors else 200)


@login_required
def translate(request, slug, pk, statement_pk):
    """The statement in the other language, by the facilitator."""
    stage, row = _statement(request, slug, pk, statement_pk, "translate")
    language = row.translations.model.language_for(row.item.text)
    known = row.translations.filter(language=language).first()
    initial = {"text": known.text if known else "", "version": row.item.version}
    form = TranslationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.translate_statement(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("The translation is stored."))
        return redirect(row)
    context = page_of(request, stage, statement=row, form=form, into=language.label, known=known)
    return render(request, "opinions/statements/translate.html", context, status=422 if form.errors else 200)
