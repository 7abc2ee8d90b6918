"""What members of a mediation council do: each page is one act on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deliberation.conflicts.mediation import actions as mediating
from deliberation.conflicts.mediation import agreeing
from deliberation.conflicts.mediation.forms import (
    AnswerForm,
    CheckForm,
    DraftForm,
    EndForm,
    FoundForm,
    OfferForm,
    PrincipalForm,
    RatifyForm,
    RulesForm,
    SeatForm,
    UndertakingForm,
)
from deliberation.conflicts.mediation.models import Council, Member, Offer, Opening
from deliberation.conflicts.mediation.views import council_page
from deliberation.conflicts.pages import act_page, conflict_page

# Of each act without a form: the right that it needs and the word afterwards.
STEPS: dict[str, tuple[str, Any]] = {
    "consent": ("consent", gettext_lazy("You have agreed to the ground rules.")),
    "put": ("put", gettext_lazy("The draft is before the principals.")),
    "sign": ("sign", gettext_lazy("You have signed.")),
    "leave": ("leave", gettext_lazy("You have given up your seat.")),
    "open": ("open", gettext_lazy("Your agreement is on record. It becomes public once all parties have agreed.")),
}


@login_required
def found(request, pk: int):
    conflict, context = conflict_page(request, pk, "councils", "conflicts.found_council")
    form = FoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        council = mediating.found_council(conflict, since=form.cleaned_data["since"], by=request.user)
        messages.success(request, _("The council is founded. Next, give its members their seats."))
        return redirect(council)
    context["back"] = conflict.get_absolute_url()
    seen_by = _("Everyone sees that there is a council, its members by party and its state; its papers its members.")
    undo = _("By ending it. Both stay on record.")
    heading, button = _("Found a mediation council"), _("Found it")
    return act_page(request, context, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


@login_required
def seat(request, pk: int, council: int):
    row, context = council_page(request, pk, council, "seat")
    parties = list(row.conflict.parties.exclude(public_name="").order_by("-direct", "pk"))
    form = SeatForm(request.POST or None, parties)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        mediating.seat(row, form.person, party=given["party"], capacity=given["capacity"], by=request.user)
        return _done(request, row, _("The seat is given; the person is told."))
    return _act(request, context, form, heading=_("Give a seat"), button=_("Give the seat"), final=False)


@login_required
def rules(request, pk: int, council: int):
    row, context = council_page(request, pk, council, "rules")
    neutral = [member for member in context["members"] if not member.party_id]
    form = RulesForm(request.POST or None, neutral, row.rules.order_by("-n").first())
    if request.method == "POST" and form.is_valid():
        mediating.write_rules(row, by=request.user, **form.cleaned_data)
        return _done(request, row, _("The ground rules are before the members."))
    return _act(request, context, form, heading=_("Write the ground rules"), button=_("Ask the members"), final=False)


@login_required
def principal(request, pk: int, council: int):
    row, me, context = _member(request, pk, council, "principal")
    form = PrincipalForm(request.POST or None, initial={"principal": me.principal})
    if request.method == "POST" and form.is_valid():
        agreeing.name_principal(me, form.cleaned_data["principal"], by=request.user)
        return _done(request, row, _("It is written down who ratifies for your seat."))
    return _act(request, context, form, heading=_("Say who ratifies"), button=_("Save"), final=False)


@login_required
def offer(request, pk: int, council: int):
    row, me, context = _member(request, pk, council, "offer")
    others = {m.party_id: m.party for m in context["members"] if m.party and m.party_id != me.party_id}
    form = OfferForm(request.POST or None, list(others.values()))
    if request.method == "POST" and form.is_valid():
        mediating.make_offer(me, to=form.cleaned_data["party"], text=form.cleaned_data["text"], by=request.user)
        return _done(request, row, _("The offer is made; who is asked is told."))
    return _act(request, context, form, heading=_("Make an offer"), button=_("Make the offer"))


@login_required
def answer(request, pk: int, council: int, offer: int):
    row, me, context = _member(request, pk, council, "offer")
    asked = get_object_or_404(Offer.objects.select_related("maker__user", "council__space"), council=row, pk=offer)
    own = asked.maker_id == me.pk
    form = AnswerForm(request.POST or None, own=own)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        mediating.answer_offer(asked, given["answer"], text=given["text"], member=me, by=request.user)
        return _done(request, row, _("The answer stands beside the offer."))
    context["quoted"] = asked.text
    heading = _("Take an offer back") if own else _("Answer an offer")
    return _act(request, context, form, heading=heading, button=_("Save"))


@login_required
def draft(request, pk: int, council: int):
    row, context = council_page(request, pk, council, "draft")
    last = row.drafts.order_by("-n").first()
    initial = {"based_on": last.n if last else 0, "text": last.text if last else ""}
    initial["extent"] = "interim" if last and last.interim else "whole"
    form = DraftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        interim = given["extent"] == "interim"
        agreeing.write_draft(row, given["text"], interim=interim, based_on=given["based_on"], by=request.user)
        return _done(request, row, _("The new version is before the council."))
    context["keep"] = f"council-{row.pk}-draft-{initial['based_on']}"
    heading = _("Write the draft agreement")
    return _act(request, context, form, heading=heading, button=_("Save as a new version"), final=False)


@login_required
def ratify(request, pk: int, council: int):
    row, me, context = _member(request, pk, council, "ratify")
    form = RatifyForm(request.POST or None, initial={"version": row.put.n if row.put else 0})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        accepted = given.pop("decision") == "accepted"
        agreeing.ratify(me, accepted=accepted, by=request.user, **given)
        return _done(request, row, _("The decision of your principals is handed in."))
    context["quoted"] = row.put.text if row.put else ""
    heading = _("Hand in what %(principal)s decided") % {"principal": me.principal}
    return _act(request, context, form, heading=heading, button=_("Hand it in"))


@login_required
def end(request, pk: int, council: int):
    row, context = council_page(request, pk, council, "end")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mediating.end_council(row, reason=form.cleaned_data["reason"], by=request.user)
        return _done(request, row, _("The mediation has ended."))
    return _act(request, context, form, heading=_("End the mediation without an agreement"), button=_("End it"))


@login_required
def undertake(request, pk: int, council: int):
    row, context = council_page(request, pk, council, "undertake")
    parties = {member.party_id: member.party for member in context["members"] if member.party}
    form = UndertakingForm(request.POST or None, list(parties.values()))
    if request.method == "POST" and form.is_valid():
        agreeing.add_undertaking(row, by=request.user, **form.cleaned_data)
        return _done(request, row, _("The undertaking stands in the list."))
    context["published_later"] = True
    return _act(request, context, form, heading=_("Add an undertaking"), button=_("Add"))


@login_required
def check(request, pk: int, council: int, undertaking: int):
    row, context = council_page(request, pk, council, "check")
    promised = get_object_or_404(row.undertakings, pk=undertaking)
    promised.council = row
    form = CheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        evidence = given.pop("evidence")
        agreeing.check(promised, upload=evidence[0] if evidence else None, by=request.user, **given)
        messages.success(request, _("The check stands beside the undertaking."))
        return redirect("conflicts:agreement", pk, council)
    context |= {"quoted": promised.text, "published_later": True}
    return _act(request, context, form, heading=_("Check an undertaking"), button=_("Save the check"))


@login_required
@require_POST
def act(request, pk: int, council: int, step: str):
    """The acts that need no form: agreeing to the rules, putting the draft, signing, leaving, making public."""
    if step not in STEPS:
        raise Http404
    right, done = STEPS[step]
    row, context = council_page(request, pk, council, right)
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < len("999999") else 0
    if step == "put":
        agreeing.put_draft(row, version=number, by=request.user)
        return _done(request, row, done)
    me = context["me"]
    if me is None:
        raise PermissionDenied
    if step == "consent":
        mediating.consent(me, version=number, by=request.user)
    elif step == "sign":
        agreeing.sign(me, version=number, by=request.user)
    elif step == "leave":
        agreeing.leave(me, by=request.user)
        messages.success(request, str(done))
        return redirect("conflicts:councils", pk)
    else:
        what = request.POST.get("what", "")
        if what not in Opening.What.values:
            raise Http404
        agreeing.agree_to_open(me, what, by=request.user)
    return _done(request, row, done)


def _member(request, pk: int, council: int, right: str) -> tuple[Council, Member, dict[str, Any]]:
    """The council and the reader's own seat on it."""
    row, context = council_page(request, pk, council, right)
    if context["me"] is None:
        raise PermissionDenied
    return row, context["me"], context


def _done(request, council: Council, told: Any):
    messages.success(request, str(told))
    return redirect(council)


def _act(request, context: dict[str, Any], form, *, heading: str, button: str, final: bool = True):
    council = context["council"]
    context["back"] = reverse("conflicts:council", args=[council.conflict_id, council.pk])
    if context.get("published_later"):
        seen_by = _("Members of the council; everyone once all parties make the agreement public.")
    elif council.space.closed:
        seen_by = _("Members of the council alone.")
    else:
        seen_by = _("Everyone: all parties have made the procedure public.")
    undo = _("No. It is minuted.") if final else _("A later version can replace it; both stay on record.")
    return act_page(request, context, form, heading=heading, button=button, seen_by=seen_by, undo=undo)
