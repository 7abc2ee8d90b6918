"""Pages of notes, of parts on paper, and of the minutes of a meeting."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ledger.actions import Refused
from deliberation.panels.rules import seat_of
from deliberation.rounds.floor import captioning, live, minuting, noting, paper
from deliberation.rounds.floor.forms import (
    MINUTES_LENGTH,
    SHEETS,
    CaptionForm,
    MaterialForm,
    MinutesForm,
    NoteForm,
    PaperForm,
    ReviewForm,
)
from deliberation.rounds.floor.models import Caption
from deliberation.rounds.floor.notes import Minutes, Note, PaperRun, Review, Sheet
from deliberation.rounds.floor.present import Airtime
from deliberation.rounds.floor.views import NewKey, answered, meeting_of, told_by
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem
from deliberation.rounds.participants import sides_of
from deliberation.spaces import paging
from deliberation.spaces.access import allowed, reach, roles_in
from deliberation.spaces.models import Role

PAGE = 30
CARD = re.compile(r"card[0-9]{1,4}")  # the name of the choice about a card


def context_of(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {"meeting": meeting, "process": meeting.stage.process, "clock": live.now_in_ms(), **more}


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request, slug, pk):
    """Notes of a meeting, one's own drafts first, and the form to write one: of the own table, or of oneself."""
    meeting = meeting_of(request, slug, pk)
    may_write = allowed(request.user, "rounds.write", meeting)
    if request.method == "POST":
        return _write(request, meeting, may_write)
    return _notes(request, meeting, NoteForm(), may_write)


def _notes(request, meeting: Meeting, form: NoteForm, may_write: bool, status: int = 200) -> HttpResponse:
    rows = Note.objects.visible_to(request.user).filter(meeting=meeting)
    related = rows.select_related("item", "table", "seat", "meeting__stage__process").prefetch_related("materials")
    page = paging.page_of(request, related.filed(), "-pk", size=PAGE)
    drafts = list(related.filter(filed_at=None)) if request.user.is_authenticated else []
    table = meeting.table_of(request.user) if may_write else None
    floor = getattr(meeting, "floor", None)
    shown = {"page": page, "drafts": drafts, "form": form, "may_write": may_write, "table": table, "new_key": NewKey()}
    shown["during"] = floor.item if floor and meeting.state == Meeting.State.OPEN else None
    return render(request, "rounds/floor/notes.html", context_of(meeting, **shown), status=status)


def _write(request, meeting: Meeting, may_write: bool) -> HttpResponse:
    if not request.user.is_authenticated or not may_write:
        raise PermissionDenied
    form = NoteForm(request.POST)
    back = "console" if request.POST.get("back") == "console" else "notes"
    if not form.is_valid():
        if request.headers.get("Accept", "").startswith("application/json"):
            return answered(request, meeting, back, told=told_by(form), done=False)
        return _notes(request, meeting, form, may_write, status=422)
    data = form.cleaned_data
    staff = Role.FACILITATOR in roles_in(request.user, meeting.space)
    table, seat = meeting.table_of(request.user), seat_of(request.user, meeting.stage)
    written = {"text": data["text"], "key": data["key"], "at": data["at"], "channel": request.channel}
    if not staff:
        data["kind"] = Note.Kind.NOTE
    try:
        note = noting.write_note(meeting, by=request.user, kind=data["kind"], table=table, seat=seat, **written)
    except Refused as error:
        return answered(request, meeting, back, told=str(error), done=False)
    told = _("Your note is kept.")
    if note.filed_at is None:
        told = _("The meeting is over. Your note is kept as a draft: only you see it, and you can hand it in below.")
    return answered(request, meeting, back, told=told)


@require_safe
def note(request, slug, pk, note_pk):
    """One note: what was said, at which table, and what it has become."""
    row = _note(request, slug, pk, note_pk)
    may_make = allowed(request.user, "rounds.make", row) and row.filed_at is not None
    form = MaterialForm(choices=noting.becomings(row), initial={"text": row.item.text}) if may_make else None
    context = context_of(row.meeting, note=row, materials=list(row.materials.select_related("issue")), form=form)
    return render(request, "rounds/floor/note.html", context)


def _note(request, slug: str, pk: int, note_pk: int) -> Note:
    related = ("item", "table", "seat", "during", "meeting__stage__process__space")
    notes = Note.objects.select_related(*related)
    return reach(notes, request.user, pk=note_pk, meeting=pk, meeting__stage__process__slug=slug)


@login_required
@require_POST
def file(request, slug, pk, note_pk):
    row = _note(request, slug, pk, note_pk)
    if row.item.author_id != request.user.pk:
        raise PermissionDenied
    noting.file_note(row, by=request.user)
    messages.success(request, _("Your note is handed in."))
    return redirect("rounds:notes", slug, pk)


@login_required
@require_POST
def make(request, slug, pk, note_pk):
    """Let a note become an issue, a statement or a sentence for the recommendations."""
    row = _note(request, slug, pk, note_pk)
    if not allowed(request.user, "rounds.make", row):
        raise PermissionDenied
    form = MaterialForm(request.POST, choices=noting.becomings(row))
    if not form.is_valid():
        context = context_of(row.meeting, note=row, materials=list(row.materials.select_related("issue")), form=form)
        return render(request, "rounds/floor/note.html", context, status=422)
    noting.make_material(row, **form.cleaned_data, by=request.user)
    messages.success(request, _("Done. The note and what it has become name each other."))
    return redirect(row.get_absolute_url())


# On paper -------------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request, slug, pk):
    """Which sheets of a meeting are on paper, and where each stands; a POST puts one there, or back on the screen."""
    meeting = meeting_of(request, slug, pk, "rounds.conduct")
    if request.method == "POST":
        form = PaperForm(request.POST)
        if not form.is_valid():
            raise Http404
        given = form.cleaned_data
        if given["back"]:
            paper.return_to_screen(_run(meeting, given["item"], given["sheet"]))
        else:
            item = get_object_or_404(ProgrammeItem, meeting=meeting, pk=given["item"])
            paper.go_to_paper(meeting, item, given["sheet"], by=request.user)
            messages.success(request, _("“%(item)s” is on paper now. Number the lines.") % {"item": item})
        return redirect("rounds:papers", slug, pk)
    runs = {(run.item_id, run.sheet): run for run in PaperRun.objects.filter(meeting=meeting)}
    rows = [(item, [(sheet, runs.get((item.pk, sheet))) for sheet in Sheet]) for item in meeting.programme.all()]
    return render(request, "rounds/floor/papers.html", context_of(meeting, rows=rows))


def _run(meeting: Meeting, item: int, sheet: str) -> PaperRun:
    run = get_object_or_404(PaperRun.objects.select_related("item"), meeting=meeting, item=item, sheet=sheet)
    run.meeting = meeting
    return run


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request, slug, pk, item_pk, sheet):
    """Enter a sheet of one part: first reading, second reading, and the look at what differs."""
    meeting = meeting_of(request, slug, pk, "rounds.conduct")
    run = _run(meeting, item_pk, sheet)
    form = SHEETS[sheet](request.POST or None, meeting=meeting)
    if request.method == "POST" and "settle" in request.POST:
        names = {f"line{number}": number for number, *_read in paper.differences(run)}
        given = {number: request.POST.get(name) for name, number in names.items()}
        choices = {number: int(choice) for number, choice in given.items() if choice in {"0", "1", "2"}}
        paper.settle_sheet(run, choices, by=request.user)
        messages.success(request, _("The sheet is entered."))
        return redirect("rounds:papers", slug, pk)
    if request.method == "POST" and form.is_valid():
        done = paper.read_sheet(run, form.cleaned_data["lines"], by=request.user)
        told = {
            PaperRun.State.CHECKING: _("The first reading is kept. Another person now reads the same sheet."),
            PaperRun.State.COMPARED: _("What both have read alike is entered. Please look at the rest."),
        }
        messages.success(request, told.get(PaperRun.State(done.state), _("The sheet is entered.")))
        return redirect("rounds:sheet", slug, pk, item_pk, sheet)
    mine = run.readings.filter(by=request.user).exists()
    differing = paper.differences(run) if run.state == PaperRun.State.COMPARED else []
    context = context_of(meeting, run=run, form=form, mine=mine, differing=differing)
    return render(request, "rounds/floor/sheet.html", context, status=422 if form.is_bound else 200)


# Captions -------------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def captions(request, slug, pk):
    """Where somebody types along what is said; a line can be taken back."""
    meeting = meeting_of(request, slug, pk, "rounds.caption")
    form = CaptionForm(request.POST or None)
    taken_back = request.POST.get("line", "")
    if taken_back.isdecimal():
        captioning.withdraw_caption(meeting, int(taken_back))
        return redirect("rounds:captions", slug, pk)
    if request.method == "POST":
        if not form.is_valid():
            return answered(request, meeting, "captions", told=told_by(form), done=False)
        try:
            given = form.cleaned_data
            captioning.add_caption(meeting, by=request.user, text=given["text"], key=given["key"])
        except Refused as error:
            return answered(request, meeting, "captions", told=str(error), done=False)
        return answered(request, meeting, "captions")
    lines = Caption.objects.filter(meeting=meeting).order_by("-pk")[:PAGE]
    context = context_of(meeting, form=form, lines=lines, new_key=NewKey())
    return render(request, "rounds/floor/captions.html", context)


# Minutes --------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request, slug, pk):
    """The minutes of a meeting, for those who write, review or read them."""
    meeting = meeting_of(request, slug, pk)
    if request.method == "POST":
        return _do(request, meeting)
    row = Minutes.objects.visible_to(request.user).filter(meeting=meeting).first()
    return _minutes(request, meeting, row, {})


def _minutes(request, meeting: Meeting, row: Minutes | None, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    draft = row or Minutes(meeting=meeting)
    draft.meeting = meeting
    inside = allowed(request.user, "rounds.watch", meeting)
    content = draft.content or (minuting.content_of(draft) if inside and meeting.state == Meeting.State.ENDED else None)
    course = [(parse_datetime(part["at"]), part["item"]) for part in content["course"]] if content else []
    names = {side.key: side.name for side in sides_of(meeting.process)} if content and content["sides"] else {}
    sides = (
        [Airtime(names.get(row["side"], row["side"]), row["seconds"], row["turns"]) for row in content["sides"]]
        if content
        else []
    )
    may = {right: allowed(request.user, f"rounds.{right}", draft) for right in ("compose", "review", "publish")}
    table = meeting.table_of(request.user) if may["review"] else None
    captioned = captioning.whole_text(meeting) if may["compose"] else ""
    context = context_of(
        meeting,
        captioned=captioned,
        minutes=row,
        content=content,
        course=course,
        sides=sides,
        may=may,
        table=table,
        reviews=list(row.reviews.filter(version=row.version).select_related("table")) if row else [],
        waiting=minuting.waiting_for(draft) if may["publish"] else [],
        form=forms.get("form") or MinutesForm(initial={"text": draft.text or captioned[:MINUTES_LENGTH]}),
        review_form=forms.get("review_form") or ReviewForm(),
        Stand=Review.Stand,
    )
    return render(request, "rounds/floor/minutes.html", context, status=status)


def _do(request, meeting: Meeting) -> HttpResponse:
    """The step that the pressed button names."""
    row = minuting.minutes_of(meeting)
    row.meeting = meeting
    step = request.POST.get("step", "")
    right = {"submit": "compose", "review": "review", "rework": "publish", "publish": "publish"}.get(step, "")
    if not right or not allowed(request.user, f"rounds.{right}", row):
        raise PermissionDenied
    if step == "submit":
        form = MinutesForm(request.POST)
        if not form.is_valid():
            return _minutes(request, meeting, row if row.pk else None, {"form": form}, status=422)
        minuting.submit_minutes(meeting, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The tables can review the minutes now."))
    elif step == "review":
        review, table = ReviewForm(request.POST), meeting.table_of(request.user)
        if table is None:
            raise PermissionDenied
        if not review.is_valid():
            return _minutes(request, meeting, row, {"review_form": review}, status=422)
        minuting.review_minutes(row, table=table, **review.cleaned_data, by=request.user)
        messages.success(request, _("The word of your table is kept."))
    elif step == "rework":
        minuting.rework_minutes(meeting, by=request.user)
    else:
        minuting.publish_minutes(meeting, by=request.user)
        messages.success(request, _("The minutes are published."))
    return redirect("rounds:minutes", meeting.stage.process.slug, meeting.pk)
