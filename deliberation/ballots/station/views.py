"""The polling desk, the booth, and the paper to print."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.accounts.models import Channel
from deliberation.accounts.views import within_limits
from deliberation.algorithms.counting.slips import RANKED, Method, may_abstain
from deliberation.ballots.models import Ballot, Question, RollEntry, handed_out
from deliberation.ballots.pages import ballot_at, page_of
from deliberation.ballots.station import actions, passes
from deliberation.ballots.station.forms import FindForm, PassForm, ServeForm
from deliberation.ballots.voting.forms import SIDES, drawn_options, drawn_sides
from deliberation.ballots.voting.marking import ABSTAINING, NONE_SUITS
from deliberation.ledger.actions import Refused

HOW_TO_MARK = {
    **dict.fromkeys([Method.DECISION, Method.CHOICE, Method.FORCED], gettext_lazy("Put a cross into one box.")),
    Method.APPROVAL: gettext_lazy("Put a cross into the box of everything that suits you."),
    Method.SCORE: gettext_lazy(
        "Write 0 to 5 points for every option: 5 is best. To abstain, put a cross into that box alone."
    ),
    **dict.fromkeys(
        RANKED,
        gettext_lazy("Number every option: 1 is what you want most. To abstain, put a cross into that box alone."),
    ),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def station(request, slug, pk):
    """The desk. A POST asks for one person on the roll: names stand in no address, and no list tells who has voted."""
    ballot = ballot_at(request, slug, pk, "ballots.station")
    find, entry = FindForm(request.POST or None), None
    if request.method == "POST" and find.is_valid():
        try:
            entry = actions.find(ballot, find.cleaned_data["asked"], by=request.user)
        except Refused as refused:
            find.add_error("asked", str(refused))
    return _desk(request, ballot, find, entry)


def _desk(request, ballot: Ballot, find: FindForm, entry: RollEntry | None, form: ServeForm | None = None):
    if entry and not form:
        form = ServeForm(ballot, initial={"found": actions.note_of(entry, by=request.user)})
    context = page_of(ballot, find=find, entry=entry, form=form, handed_out=handed_out(ballot))
    wrong = find.errors or (form is not None and form.errors)
    return render(request, "ballots/station/station.html", context, status=422 if wrong else 200)


@login_required
@never_cache
@require_POST
def serve(request, slug, pk):
    """Give somebody who was found what they chose: the page with their pass, or a paper."""
    ballot = ballot_at(request, slug, pk, "ballots.station")
    form = ServeForm(ballot, request.POST)
    entry = actions.found_before(request.POST.get("found", ""), ballot, by=request.user)
    if not form.is_valid():
        return _desk(request, ballot, FindForm(), entry, form)
    gets = form.cleaned_data["gets"]
    if gets == Channel.PAPER:
        actions.hand_out(ballot, entry.seat)
        said = _("%(code)s is marked: hand them one paper now, and show them the box.")
        messages.success(request, said % {"code": entry.seat.code})
        return redirect("ballots:station", slug, pk)
    code = passes.open_pass(ballot, entry.seat, channel=gets)
    address = settings.SITE_URL + reverse("ballots:enter_booth", args=[slug, pk, code])
    context = page_of(
        ballot,
        code=f"{code[:4]}-{code[4:]}",
        picture=segno.make_qr(address, error="m").svg_data_uri(scale=8, border=2),
        minutes=passes.LASTS.seconds // 60,
    )
    return render(request, "ballots/station/pass.html", context)


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def booth(request, slug, pk, name=""):
    """The neutral page of a device in the booth. With a code it lets one person vote; without, it forgets the last."""
    ballot = ballot_at(request, slug, pk)
    form = PassForm({"code": name} if name else request.POST or None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            if not within_limits(request, "pass", f"ballot:{ballot.pk}", count=False):
                raise Refused(_("Too many attempts. Please try again later, or ask at the desk."))
            passes.admit(code, ballot, request.user)
            return passes.keep(redirect("ballots:vote", slug, pk), code, ballot)
        except Refused as refused:
            if passes.pass_of(code, ballot) is None:
                within_limits(request, "pass", f"ballot:{ballot.pk}")
            form.add_error("code", str(refused))
    response = render(request, "ballots/station/booth.html", page_of(ballot, form=form), status=_status(form))
    return passes.forget(response, ballot)


def _status(form) -> int:
    return 422 if form.errors else 200


@login_required
@require_safe
def paper_form(request, slug, pk) -> HttpResponse:
    """The paper to print, the same for everybody: no number on it, the options in the order drawn for the ballot."""
    ballot = ballot_at(request, slug, pk, "ballots.manage")
    if ballot.state == Ballot.State.PLANNED:
        raise Refused(_("The paper can be printed once the roll and the questions are fixed."))
    questions = ballot.questions.prefetch_related("options")
    rows = [(question, HOW_TO_MARK[Method(question.method)], boxes(ballot, question)) for question in questions]
    return render(request, "ballots/station/paper_form.html", page_of(ballot, rows=rows))


def boxes(ballot: Ballot, question: Question) -> list[str]:
    """What stands beside the boxes of a question, in the drawn order; options with the number by which they count."""
    method = Method(question.method)
    offered = [f"{option.number}. {option}" for option in drawn_options(ballot, question)]
    if method is Method.DECISION:
        offered = [str(SIDES[side]) for side in drawn_sides(ballot)]
    if method is Method.APPROVAL:
        offered.append(str(NONE_SUITS))
    return [*offered, str(ABSTAINING)] if may_abstain(method) else offered
