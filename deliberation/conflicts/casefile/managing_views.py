"""Pages of officials: filing a case, keeping it, telling what happened, files, the alert level, the expert."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliberation.conflicts.casefile import actions
from deliberation.conflicts.casefile.forms import (
    AlertForm,
    CaseForm,
    EventForm,
    ExpertForm,
    FileForm,
    RevisionForm,
)
from deliberation.conflicts.casefile.models import CaseAttachment, CaseEvent
from deliberation.conflicts.pages import act_page, conflict_page
from deliberation.spaces.access import reach_city
from deliberation.spaces.actions import dismiss
from deliberation.spaces.disclosure.forms import BasisForm
from deliberation.spaces.models import Role


@login_required
def file(request):
    """Open the file of a conflict. There is no such page for people without an office in the city."""
    reach_city(request.user, "conflicts.file")
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conflict = actions.file_case(by=request.user, **form.columns)
        messages.success(request, _("The conflict is filed and public. Next, diagnose it."))
        return redirect(conflict)
    return render(request, "conflicts/casefile/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def edit(request, pk: int):
    conflict, context = conflict_page(request, pk, "detail", "conflicts.edit")
    basis = RevisionForm.shown(conflict.note_restriction)
    initial = basis | {name: getattr(conflict, name) for name in RevisionForm.base_fields if hasattr(conflict, name)}
    form = RevisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_case(conflict, by=request.user, **form.columns)
        messages.success(request, _("The file is saved."))
        return redirect(conflict)
    return act_page(
        request, context, form, heading=_("Revise the file"), button=_("Save"), seen_by=_who(), undo=_revisable()
    )


@login_required
def enter_event(request, pk: int):
    conflict, context = conflict_page(request, pk, "record", "conflicts.enter_event")
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.enter_event(conflict, by=request.user, **form.columns)
        messages.success(request, _("It stands on the timeline."))
        return redirect("conflicts:record", pk)
    return act_page(
        request, context, form, heading=_("Enter what happened"), button=_("Enter"), seen_by=_who(), undo=_revisable()
    )


@login_required
def correct_event(request, pk: int, event: int):
    conflict, context = conflict_page(request, pk, "record", "conflicts.enter_event")
    rows = CaseEvent.objects.select_related("restriction").visible_to(request.user)
    row = get_object_or_404(rows, conflict=conflict, pk=event)
    form = EventForm(request.POST or None, initial=EventForm.of(row))
    if request.method == "POST" and form.is_valid():
        given = form.columns
        actions.correct_event(row, given.pop("basis"), by=request.user, **given)
        messages.success(request, _("The line is corrected."))
        return redirect("conflicts:record", pk)
    return act_page(
        request, context, form, heading=_("Correct a line"), button=_("Save"), seen_by=_who(), undo=_revisable()
    )


@login_required
def attach(request, pk: int):
    conflict, context = conflict_page(request, pk, "detail", "conflicts.enter_event")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        for upload in form.cleaned_data["uploads"]:
            actions.attach_file(conflict, upload, by=request.user, basis=form.basis_if_restricted)
        messages.success(request, _("The files are in the case file."))
        return redirect(conflict)
    return act_page(
        request, context, form, heading=_("Add files"), button=_("Add"), seen_by=_who(), undo=_restrictable()
    )


@login_required
def confine(request, pk: int, file: int):
    """Open a file to everyone, or say on which ground it is restricted."""
    conflict, context = conflict_page(request, pk, "detail", "conflicts.enter_event")
    rows = CaseAttachment.objects.select_related("attachment__restriction", "conflict__space").visible_to(request.user)
    row = get_object_or_404(rows, conflict=conflict, pk=file)
    if request.POST.get("readers") == "public":
        actions.confine_file(row, None, by=request.user)
        messages.success(request, _("The file is open to everyone."))
        return redirect(conflict)
    form = BasisForm(request.POST or None, initial=BasisForm.shown(row.attachment.restriction))
    if request.method == "POST" and form.is_valid():
        actions.confine_file(row, form.basis, by=request.user)
        messages.success(request, _("The file is restricted."))
        return redirect(conflict)
    heading, undo = _("Restrict “%(name)s”") % {"name": row.attachment.name}, _restrictable()
    return act_page(request, context, form, heading=heading, button=_("Restrict it"), seen_by=_who(), undo=undo)


@login_required
def alert(request, pk: int):
    conflict, context = conflict_page(request, pk, "detail", "conflicts.alert")
    form = AlertForm(request.POST or None, initial={"level": conflict.alert})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.set_alert(conflict, given["level"], reason=given["reason"], by=request.user)
        messages.success(request, _("The alert level is changed; committee and department are told."))
        return redirect(conflict)
    return act_page(
        request,
        context,
        form,
        heading=_("Change the alert level"),
        button=_("Publish the level"),
        seen_by=_("Everyone sees level and reason; the earlier ones stay on the page."),
        undo=_("By another change. Both stay on record."),
    )


@login_required
def experts(request, pk: int):
    """Who gives an opinion on this conflict, and the appointment of another."""
    conflict, context = conflict_page(request, pk, "detail", "conflicts.appoint_expert")
    form = ExpertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.appoint_expert(conflict, form.person, by=request.user)
        messages.success(request, _("The appointment is minuted."))
        return redirect("conflicts:experts", pk)
    members = conflict.space.memberships.current().filter(role=Role.EXPERT).select_related("user")
    context |= {"form": form, "experts": members.order_by("since")}
    return render(request, "conflicts/casefile/experts.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def dismiss_expert(request, pk: int, membership: int):
    conflict, _context = conflict_page(request, pk, "detail", "conflicts.appoint_expert")
    rows = conflict.space.memberships.filter(role=Role.EXPERT).select_related("user", "space")
    dismiss(get_object_or_404(rows, pk=membership), by=request.user)
    messages.success(request, _("The appointment has ended."))
    return redirect("conflicts:experts", pk)


def _who() -> str:
    return _("Everyone, but for what is marked as restricted.")


def _revisable() -> str:
    return _("You can correct it later; that it was corrected is minuted.")


def _restrictable() -> str:
    return _("You can restrict a file later; that is minuted.")
