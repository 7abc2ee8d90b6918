"""Pages of the office: paper lists read twice, people at a counter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from deliberation.agendas.models import PaperLine, PaperList, Proposal
from deliberation.agendas.paper import actions as acts
from deliberation.agendas.paper import files as paper_files
from deliberation.agendas.paper.forms import LINES_A_PAGE, CounterForm, PaperFileForm, PaperForm, SignerFormSet
from deliberation.spaces.access import allowed, reach

FIELDS = ("name", "born", "district", "number")


@login_required
def lists(request, pk: int):
    """The paper lists of a proposal, and a new one."""
    right = "agendas.enter_paper" if request.method == "POST" else "agendas.paper_lists"
    proposal = reach(Proposal.objects.select_related("route"), request.user, right, pk=pk)
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("agendas:paper", acts.open_list(proposal, form.cleaned_data["label"], by=request.user).pk)
    found = proposal.paper_lists.select_related("first_by", "second_by", "witnessed_by").order_by("-pk")[:100]
    context = {"proposal": proposal, "form": form, "lists": found}
    return render(request, "agendas/paper/lists.html", context, status=422 if form.errors else 200)


@login_required
def paper(request, pk: int):
    """One list at its present stage: to read, to look at a third time, or its outcome."""
    held = _paper(request, pk)
    if allowed(request.user, "agendas.read_paper", held):
        return _reading(request, held)
    if held.state != PaperList.State.COMPARED:
        return render(request, "agendas/paper/done.html", {"paper": held})
    return render(request, "agendas/paper/third.html", {"paper": held, "rows": _differences(held)})


@login_required
@require_POST
def upload(request, pk: int):
    """Lines of the reading under way from a spreadsheet: all of them, or none and every fault by its line."""
    held = _paper(request, pk, "agendas.read_paper")
    form = PaperFileForm(request.POST, request.FILES)
    faults: list[str] = []
    if form.is_valid():
        lines, faults = paper_files.read(form.cleaned_data["file"].read())
        if not faults:
            _entered(request, acts.enter_lines(held, lines, by=request.user))
            return redirect("agendas:paper", pk)
    return _page(request, held, file_form=form, faults=faults, status=422)


@login_required
@require_POST
def finish(request, pk: int):
    held = _paper(request, pk, "agendas.read_paper")
    acts.finish_reading(held, by=request.user)
    held.refresh_from_db()
    if held.state == PaperList.State.CHECKING:
        messages.success(request, _("The first reading is finished. A colleague now reads the list once more."))
    return redirect("agendas:paper", pk)


@login_required
@require_POST
def witness(request, pk: int):
    """A second person confirms that the list has come in."""
    held = _paper(request, pk, "agendas.witness_paper")
    acts.witness(held, by=request.user)
    messages.success(request, _("It is confirmed that the list has come in."))
    return redirect("agendas:paper_lists", held.proposal_id)


@login_required
@require_POST
def settle(request, pk: int):
    held = _paper(request, pk, "agendas.settle_paper")
    given = {key.removeprefix("line-"): value for key, value in request.POST.items() if key.startswith("line-")}
    choices = {int(n): int(choice) for n, choice in given.items() if n.isdecimal() and choice in {"0", "1", "2"}}
    acts.settle_list(held, choices, by=request.user)
    messages.success(request, _("The list is counted; its names and birth dates are deleted."))
    return redirect("agendas:paper", pk)


@login_required
@require_POST
def remove(request, pk: int, n: int):
    acts.remove_line(_paper(request, pk, "agendas.read_paper"), n, by=request.user)
    return redirect("agendas:paper", pk)


@login_required
@require_POST
def discard(request, pk: int):
    held = _paper(request, pk, "agendas.discard_paper")
    acts.discard_list(held, by=request.user)
    messages.success(request, _("The list is discarded; its names are deleted."))
    return redirect("agendas:paper", pk)


@login_required
def counter(request, pk: int):
    """Co-sign for somebody who stands at a counter, or take their co-signature back."""
    proposal = reach(Proposal.objects.select_related("route"), request.user, "agendas.enter_paper", pk=pk)
    form = CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in FIELDS}
        if form.cleaned_data["step"] == "withdraw":
            acts.withdraw_at_counter(proposal, name=given["name"], born=given["born"])
            messages.success(request, _("The co-signature is taken back."))
        else:
            acts.cosign_at_counter(proposal, **given)
            messages.success(request, _("The co-signature is entered."))
        return redirect("agendas:counter", pk)
    context = {"proposal": proposal, "form": form}
    return render(request, "agendas/paper/counter.html", context, status=422 if form.errors else 200)


def _paper(request, pk: int, right: str | None = None) -> PaperList:
    related = PaperList.objects.select_related("proposal__route", "proposal__space", "first_by", "second_by")
    return reach(related, request.user, right, pk=pk)


def _reading(request, held: PaperList):
    if request.method != "POST":
        return _page(request, held)
    start = int(request.POST["start"]) if request.POST.get("start", "").isdecimal() else _next(held)
    forms = SignerFormSet(request.POST)
    if not forms.is_valid():
        return _page(request, held, forms=forms, start=start, status=422)
    filled = [(start + place, form.cleaned_data) for place, form in enumerate(forms) if form.cleaned_data]
    lines = [PaperLine(n=n, **{name: data[name] for name in FIELDS}) for n, data in filled]
    _entered(request, acts.enter_lines(held, lines, by=request.user))
    return redirect("agendas:paper", held.pk)


def _page(request, held: PaperList, *, forms=None, start: int = 0, file_form=None, faults=(), status: int = 200):
    mine = request.user.pk == held.first_by_id if held.reading == 1 else held.first_by_id != request.user.pk
    context = {
        "paper": held,
        "mine": mine and (held.reading == 1 or held.second_by_id in (None, request.user.pk)),
        "lines": held.lines.filter(reading=held.reading),
        "start": start or _next(held),
        "forms": SignerFormSet() if forms is None else forms,
        "file_form": PaperFileForm() if file_form is None else file_form,
        "faults": faults,
        "a_page": LINES_A_PAGE,
    }
    return render(request, "agendas/paper/read.html", context, status=status)


def _next(held: PaperList) -> int:
    last = held.lines.filter(reading=held.reading).order_by("-n").values_list("n", flat=True).first()
    return (last or 0) + 1


def _entered(request, number: int) -> None:
    messages.success(request, ngettext("%(n)d line entered.", "%(n)d lines entered.", number) % {"n": number})


def _differences(held: PaperList) -> list[tuple[int, PaperLine | None, PaperLine | None]]:
    """Each line on which the readings differ, with both of them."""
    differing = acts.compared(held).differing
    lines = {(line.n, line.reading): line for line in held.lines.filter(n__in=differing)}
    return [(n, lines.get((n, acts.FIRST)), lines.get((n, acts.SECOND))) for n in differing]
