"""Pages of whoever writes a proposal: step by step, with co-proposers, up to the preview."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals import actions, co_proposing, files, guide
from deliberation.agendas.proposals.forms import InviteForm, JoinForm, StepForm
from deliberation.agendas.proposals.similar import similar_to
from deliberation.ledger.actions import Refused
from deliberation.spaces.access import allowed, reach

NEW_LINK = "co_proposer_link"  # kept for one page, since only its hash is stored


@login_required
def write(request, pk: int | None = None, step: str = "question"):
    """One step of a draft; it is kept with every press of a button, finished or not."""
    here = _step(step)
    draft = reach(Proposal.objects, request.user, "agendas.edit", pk=pk) if pk else None
    form = StepForm(here, request.POST or None, request.FILES or None, initial=_texts(draft, here))
    if request.method == "POST" and form.is_valid():
        uploads = form.cleaned_data.pop("files", [])
        draft = actions.save_draft(draft, by=request.user, **form.cleaned_data)
        if uploads:
            files.add_files(draft, uploads, by=request.user)
        if "later" in request.POST:
            messages.success(request, _("The draft is saved. Only you and your co-proposers can see it."))
            return redirect("agendas:edit_step", draft.pk, step)
        following = guide.after(here)
        return redirect(
            *(("agendas:edit_step", draft.pk, following.slug) if following else ("agendas:people", draft.pk))
        )
    context = {
        "form": form,
        "draft": draft,
        "step": here,
        "number": guide.STEPS.index(here) + 1,
        "names": guide.NAMES,
        "previous": guide.before(here),
        "attachments": draft.attachments.all() if draft and here.takes_files else [],
        "similar": similar_to(draft.title, besides=draft) if draft and step == "question" else [],
    }
    return render(request, "agendas/proposals/write.html", context, status=422 if form.errors else 200)


@require_POST
def autosave(request, pk: int, step: str):
    """Keep what has been typed so far; the answer is one line for the page, also when it could not be kept."""
    if not request.user.is_authenticated:
        return render(request, "agendas/proposals/_saved.html", {"problem": _("You are signed out.")})
    draft = reach(Proposal.objects, request.user, "agendas.edit", pk=pk)
    form, problem = StepForm(_step(step), request.POST), ""
    if form.is_valid():
        form.cleaned_data.pop("files", None)
        try:
            actions.save_draft(draft, by=request.user, **form.cleaned_data)
        except Refused as refused:
            problem = str(refused)
    else:
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return render(request, "agendas/proposals/_saved.html", {"at": timezone.now(), "problem": problem})


@login_required
def people(request, pk: int):
    """The co-proposers of a draft; a new link is shown once."""
    draft = reach(Proposal.objects, request.user, "agendas.edit", pk=pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token = co_proposing.invite(draft, form.cleaned_data["label"])
        request.session[NEW_LINK] = request.build_absolute_uri(reverse("agendas:join", args=[token]))
        return redirect("agendas:people", pk)
    context = {"draft": draft, "form": form, "names": guide.NAMES, "link": request.session.pop(NEW_LINK, "")}
    context["co_proposers"] = draft.co_proposers.select_related("user")
    return render(request, "agendas/proposals/people.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_person(request, pk: int, person: int):
    draft = reach(Proposal.objects, request.user, "agendas.edit", pk=pk)
    co_proposing.remove(draft, person)
    return redirect("agendas:people", pk)


@login_required
@require_POST
def remove_file(request, pk: int, file: int):
    files.remove_file(reach(Proposal.objects, request.user, "agendas.edit", pk=pk), file)
    return redirect("agendas:edit_step", pk, "background")


@login_required
def join(request, token: str):
    """An invited person reads the draft and joins, by name or only counted."""
    invitation = co_proposing.invitation(token)
    if invitation is None:
        return render(request, "agendas/proposals/join_gone.html", status=404)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        co_proposing.join(invitation, by=request.user, named=form.cleaned_data["named"] == "yes")
        messages.success(request, _("You propose this together now. Its author is told."))
        return redirect("agendas:preview", invitation.proposal_id)
    context = {"form": form, "proposal": invitation.proposal}
    return render(request, "agendas/proposals/join.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def leave(request, pk: int):
    proposal = reach(Proposal.objects, request.user, pk=pk)
    co_proposing.leave(proposal, by=request.user)
    messages.success(request, _("You are no longer a co-proposer."))
    return redirect("agendas:list")


@login_required
@require_safe
def preview(request, pk: int):
    draft = reach(Proposal.objects.select_related("route"), request.user, "agendas.read_draft", pk=pk)
    context = {
        "proposal": draft,
        "missing": actions.missing_before_publishing(draft),
        "writes": allowed(request.user, "agendas.edit", draft),
        "co_proposers": draft.co_proposers.joined(),
        "attachments": draft.attachments.all(),
        "names": guide.NAMES,
    }
    return render(request, "agendas/proposals/preview.html", context)


def _step(slug: str) -> guide.Step:
    if slug not in guide.BY_SLUG:
        raise Http404
    return guide.BY_SLUG[slug]


def _texts(draft: Proposal | None, step: guide.Step) -> dict[str, str]:
    return {name: getattr(draft, name) for name in step.fields} if draft else {}
