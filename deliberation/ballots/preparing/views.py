from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ballots.models import Ballot, Question
from deliberation.ballots.pages import ballot_at, page_of
from deliberation.ballots.preparing import actions
from deliberation.ballots.preparing.actions import Overtaken
from deliberation.ballots.preparing.forms import QuestionForm, written_in
from deliberation.ballots.voting.forms import VoteForm
from deliberation.ledger.actions import Refused

RIGHT = "ballots.write_questions"


@login_required
@require_safe
def questions(request, slug, pk):
    """The ballot's own questions as they will stand on the paper, and what can be done with each."""
    ballot = ballot_at(request, slug, pk, RIGHT)
    rows = VoteForm(ballot, _own(ballot)).rows
    return render(request, "ballots/questions/list.html", page_of(ballot, rows=rows))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, slug, pk):
    ballot = ballot_at(request, slug, pk, RIGHT)
    return _edited(request, ballot, QuestionForm(request.POST or None))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug, pk, question):
    """Who comes second sees the other wording beside what they typed, and decides; so does who finds it removed."""
    ballot = ballot_at(request, slug, pk, RIGHT)
    found = _own(ballot).filter(pk=question).first()
    if found is None and request.method != "POST":
        raise Http404
    return _edited(request, ballot, QuestionForm(request.POST or None, found), found, is_gone=found is None)


def _edited(request, ballot: Ballot, form: QuestionForm, question: Question | None = None, *, is_gone: bool = False):
    overtaken, status = None, 422 if form.errors else 200
    if is_gone:
        form.add_error(None, _("Somebody has removed this question in the meantime. Saving adds it as a new one."))
        status = 409
    elif request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            actions.write_question(ballot.stage, form.wording, form.named, question=question, seen=seen)
        except Overtaken as error:
            overtaken, status = written_in(error.current), 409
        except Refused as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, _("The question is saved."))
            return redirect("ballots:questions", ballot.stage.process.slug, ballot.stage_id)
    context = page_of(ballot, form=form, question=question, overtaken=overtaken)
    return render(request, "ballots/questions/edit.html", context, status=status)


@login_required
@require_POST
def remove(request, slug, pk, question):
    _ballot, found = _question_at(request, slug, pk, question)
    actions.remove_question(found)
    messages.success(request, _("The question is removed."))
    return redirect("ballots:questions", slug, pk)


@login_required
@require_POST
def move_up(request, slug, pk, question):
    _ballot, found = _question_at(request, slug, pk, question)
    actions.raise_question(found)
    return redirect("ballots:questions", slug, pk)


def _question_at(request, slug: str, pk: int, question: int) -> tuple[Ballot, Question]:
    ballot = ballot_at(request, slug, pk, RIGHT)
    return ballot, get_object_or_404(_own(ballot), pk=question)


def _own(ballot: Ballot):
    """Those that the ballot asks besides what it asks about recommendations; none while it is unsaved."""
    return Question.objects.filter(ballot=ballot.pk, recommendation=None).prefetch_related("options")
