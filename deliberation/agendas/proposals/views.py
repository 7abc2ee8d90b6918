"""Pages of citizens: the list, one proposal, writing one, co-signing."""

from io import BytesIO

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.agendas.models import Agenda, Exclusion, Proposal
from deliberation.agendas.proposals import actions, signature_list
from deliberation.agendas.proposals.actions import signature_codes
from deliberation.agendas.proposals.forms import ORDERS, MergeForm, NamesForm, ProposalFilterForm, RewordForm
from deliberation.agendas.proposals.merging import merge_proposals
from deliberation.agendas.proposals.similar import similar_to
from deliberation.algorithms.disclosure import hide_small
from deliberation.algorithms.text import normalise
from deliberation.documents import pdf
from deliberation.ledger.canonical import digest
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.models import Decision
from deliberation.spaces.paging import figure, page_of

LONG = ("bigrams", "title_grams")
RIGHTS = ["withdraw", "resubmit", "screen", "lift", "confer", "enter_paper", "paper_lists", "merge"]


@require_safe
def listing(request):
    """Proposals by filters and words; with words those whose title has them come first."""
    form = ProposalFilterForm(request.GET)
    chosen = form.chosen()
    found = form.narrowed(Proposal.objects.listed())
    order_name = chosen.get("sort", "newest")
    order = ORDERS[order_name]
    if order_name == "closing":
        found = found.collecting()
    parts, number = found.search(chosen.get("q", ""))
    page = page_of(request, [part.for_list() for part in parts], *order)
    drafts = (
        Proposal.objects.filter(Proposal.of(request.user), state="draft")[:5] if request.user.is_authenticated else []
    )
    context = {"form": form, "chosen": chosen, "page": page, "number": figure(number), "drafts": drafts}
    context["narrowed"] = any(name in chosen for name in form.EXACT) or order_name != "newest"
    return render(request, "agendas/proposals/list.html", context)


@require_safe
def detail(request, pk: int):
    related = Proposal.objects.select_related("route", "author", "space", "item__space", "merged_into", "agenda")
    related = related.defer(*(f"{where}{column}" for where in ("", "merged_into__") for column in LONG))
    proposal = reach(related, request.user, pk=pk)
    if proposal.state == Proposal.State.DRAFT:
        return redirect("agendas:preview", pk=pk)
    rights = {right for right in RIGHTS if _may(request, right, proposal)}
    spread = proposal.spread()
    context = {
        "proposal": proposal,
        "rights": rights,
        "standing": proposal.route.standing(spread),
        "conditions": proposal.route.conditions(),
        "signature": request.user.is_authenticated and proposal.cosignatures.filter(user=request.user).first(),
        "spread": list(hide_small(dict(spread)).items()),
        "co_proposers": proposal.co_proposers.joined(),
        "attachments": proposal.attachments.all(),
        "decisions": Decision.objects.filter(about=proposal.subject).order_by("-decided_at"),
        "earlier": proposal.item.versions.exclude(n=proposal.item.version).order_by("-n"),
        "exclusion": Exclusion.objects.filter(proposal=proposal).select_related("ground").first()
        if proposal.state == Proposal.State.DECLINED
        else None,
        "agenda": Agenda.objects.filter(proposal=proposal).first()
        if proposal.state == Proposal.State.SELECTED
        else None,
        "moderates": allowed(request.user, "spaces.moderate", proposal.item),
    }
    return render(
        request, "agendas/proposals/stub.html" if proposal.is_stub else "agendas/proposals/detail.html", context
    )


@login_required
def reword(request, pk: int):
    """The author's answer to a return: a new wording goes to the committee."""
    proposal = reach(Proposal.objects.select_related("item"), request.user, "agendas.resubmit", pk=pk)
    texts = {name: getattr(proposal, name) for name in actions.TEXTS}
    form = RewordForm(request.POST or None, initial=texts)
    if request.method == "POST" and form.is_valid():
        actions.resubmit_proposal(proposal, by=request.user, **form.cleaned_data)
        messages.success(request, _("The new wording is with the committee."))
        return redirect(proposal)
    decision = Decision.objects.filter(about=proposal.subject).last()
    context = {"form": form, "proposal": proposal, "decision": decision}
    return render(request, "agendas/proposals/reword.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def publish(request, pk: int):
    draft = reach(Proposal.objects, request.user, "agendas.publish", pk=pk)
    actions.publish_proposal(draft, by=request.user, channel=request.channel)
    messages.success(request, _("Your proposal is public. Now tell your neighbours about it."))
    return redirect(draft)


@login_required
@require_POST
def discard(request, pk: int):
    actions.discard_draft(reach(Proposal.objects, request.user, "agendas.edit", pk=pk))
    messages.success(request, _("The draft is deleted."))
    return redirect("agendas:list")


@login_required
@require_POST
def withdraw(request, pk: int):
    proposal = reach(Proposal.objects, request.user, "agendas.withdraw", pk=pk)
    actions.withdraw_proposal(proposal, by=request.user)
    messages.success(request, _("Your proposal is withdrawn."))
    return redirect(proposal)


@require_POST
def cosign(request, pk: int):
    """Co-sign; whoever has still to sign in comes back to the proposal and presses there. Twice is once."""
    proposal = reach(Proposal.objects.select_related("route"), request.user, pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(proposal.get_absolute_url())
    try:
        actions.cosign(proposal, by=request.user, channel=request.channel)
    except actions.AlreadySigned as known:
        messages.info(request, str(known))
    else:
        if proposal.cosignatures.filter(user=request.user, counts=False).exists():
            messages.info(request, _("Thank you. By the rules of this route it is shown apart and does not count."))
        else:
            messages.success(request, _("Thank you. Your co-signature is counted."))
    return redirect(proposal)


@login_required
@require_POST
def take_back(request, pk: int):
    proposal = reach(Proposal.objects, request.user, pk=pk)
    actions.withdraw_cosignature(proposal, by=request.user)
    messages.success(request, _("Your co-signature is taken back."))
    return redirect(proposal)


@login_required
def merge(request, pk: int):
    """Merge a duplicate into another proposal; what is similar is offered, a person decides."""
    related = Proposal.objects.select_related("route", "item")
    proposal = reach(related, request.user, "agendas.merge", pk=pk)
    found = [one.proposal for one in similar_to(proposal.title, besides=proposal) if one.proposal]
    form = MergeForm(proposal, [one for one in found if one.is_collecting], request.POST or None)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["target"]
        merge_proposals(proposal, target, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The proposals are merged; every person counts once."))
        return redirect(target)
    context = {"proposal": proposal, "form": form}
    return render(request, "agendas/proposals/merge.html", context, status=422 if form.errors else 200)


@require_safe
def similar(request):
    """Proposals and agendas under a similar title, while a title is typed."""
    title = normalise(request.GET.get("title", ""))[:120]
    return render(request, "agendas/proposals/_similar.html", {"similar": similar_to(title)})


@require_safe
def poster(request, pk: int):
    """A page to print and hang up, with the proposal's address as a QR code, as long as it asks for co-signatures."""
    proposal = reach(Proposal.objects.listed().select_related("route"), request.user, pk=pk)
    if not proposal.is_collecting:
        return redirect(proposal)
    address = request.build_absolute_uri(proposal.get_absolute_url())
    return render(request, "agendas/proposals/poster.html", {"proposal": proposal, "address": address})


@require_safe
def qr_code(request, pk: int):
    """The address of a proposal as an SVG."""
    proposal = reach(Proposal.objects.listed(), request.user, pk=pk)
    picture = BytesIO()
    code = segno.make(request.build_absolute_uri(proposal.get_absolute_url()), error="m")
    code.save(picture, kind="svg", scale=8, border=2, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_safe
def signatures(request, pk: int):
    """The list of co-signatures once it is final: by district, with its check value and how to check it."""
    proposal = _final(request, pk)
    form = NamesForm() if _may(request, "name_signers", proposal) else None
    mine = request.user.is_authenticated and proposal.cosignatures.filter(user=request.user).first()
    codes = signature_codes(proposal)
    context = {"proposal": proposal, "number": len(codes), "digest": digest({"cosignatures": codes})}
    context |= {"spread": list(hide_small(dict(proposal.spread())).items()), "mine": mine, "form": form}
    return render(request, "agendas/proposals/signatures.html", context)


@require_safe
def signature_file(request, pk: int):
    """The codes as the file whose SHA-256 was minuted."""
    return _file(signature_list.published(_final(request, pk)), "application/json", f"cosignatures-{pk}.json")


@require_safe
def signature_pdf(request, pk: int):
    """The list by codes, to print."""
    return _file(pdf.render(signature_list.by_codes(_final(request, pk))), "application/pdf", f"cosignatures-{pk}.pdf")


@login_required
@require_POST
def signature_names(request, pk: int):
    """The list by names for the office: asked for with a reason, each look logged."""
    proposal = reach(Proposal.objects.select_related("route"), request.user, "agendas.name_signers", pk=pk)
    form = NamesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why you need to see this: it is logged."))
        return redirect("agendas:signatures", pk)
    document = signature_list.by_names(proposal, by=request.user, why=form.cleaned_data["why"])
    return _file(pdf.render(document), "application/pdf", f"cosigners-{pk}.pdf")


def _final(request, pk: int) -> Proposal:
    proposal = reach(Proposal.objects.select_related("route"), request.user, pk=pk)
    if not proposal.signatures_are_final:
        raise Http404
    return proposal


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may(request, right: str, proposal: Proposal) -> bool:
    return allowed(request.user, f"agendas.{right}", proposal)
