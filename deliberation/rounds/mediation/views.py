"""Caucus notes of a meeting: a party's own page, and for the chair one of each party."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.conflicts.stakeholders.models import Party
from deliberation.rounds.floor.views import NewKey
from deliberation.rounds.mediation import actions
from deliberation.rounds.mediation.forms import CaucusForm
from deliberation.rounds.mediation.models import CaucusNote, is_chair, seat_in
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.views import meeting_at
from deliberation.spaces import paging

PAGE = 30


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def caucus(request, slug: str, pk: int):
    """The notes of one party, newest first, and the form to write one. The chair chooses the party by ``?party=``."""
    meeting = meeting_at(request, slug, pk, "rounds.caucus")
    parties = _parties(request.user, meeting)
    asked = request.GET.get("party", "")
    party = next((one for one in parties if str(one.pk) == asked), None) if asked else next(iter(parties), None)
    if party is None:
        raise Http404
    form = CaucusForm(request.POST or None, initial={"key": NewKey()})
    if request.method == "POST" and form.is_valid():
        actions.write_caucus_note(meeting, party=party, **form.cleaned_data, by=request.user)
        messages.success(request, _("The note is kept. Only this party and the chair see it."))
        return redirect(_address(meeting, party))
    rows = CaucusNote.objects.visible_to(request.user).filter(meeting=meeting, party=party).select_related("by")
    context = {
        "process": meeting.process,
        "meeting": meeting,
        "party": party,
        "tabs": [
            {"label": one.public_name, "url": f"?party={one.pk}", "current": one.pk == party.pk} for one in parties
        ],
        "page": paging.page_of(request, rows, "-pk", size=PAGE),
        "form": form,
        "writes": meeting.state != Meeting.State.CANCELLED,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "rounds/mediation/caucus.html", context, status=status)


def _parties(user, meeting: Meeting) -> list[Party]:
    """The person's own party; for the chair all that have seats."""
    seat = seat_in(user, meeting.space)
    if seat is None:
        raise PermissionDenied
    if is_chair(seat):
        seated = Party.objects.filter(council_seats__council=seat.council_id, council_seats__left_at=None)
        return list(seated.distinct().order_by("pk"))
    return [seat.party] if seat.party else []


def _address(meeting: Meeting, party: Party) -> str:
    return f"{reverse('rounds:caucus', args=[meeting.process.slug, meeting.pk])}?party={party.pk}"


@login_required
@require_POST
def take_back(request, slug: str, pk: int, note_pk: int):
    meeting = meeting_at(request, slug, pk, "rounds.caucus")
    rows = CaucusNote.objects.visible_to(request.user).select_related("party")
    note = get_object_or_404(rows, meeting=meeting, pk=note_pk)
    note.meeting = meeting
    if note.by_id != request.user.pk:
        raise PermissionDenied
    actions.take_back_caucus_note(note, by=request.user)
    messages.success(request, _("The note is gone for good."))
    return redirect(_address(meeting, note.party))
