"""The pages of those who run a process: composing, convening, stages, pauses, people."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliberation.agendas.agenda.advised import advised_for
from deliberation.agendas.models import Agenda
from deliberation.conflicts.mediation.models import Council
from deliberation.processes import actions, convening
from deliberation.processes.forms import (
    AgendaProcessForm,
    AppointmentForm,
    CharterForm,
    CouncilProcessForm,
    EndorsementForm,
    NewStageForm,
    ProcessForm,
    ReasonForm,
    RescheduleForm,
    StageForm,
)
from deliberation.processes.kinds import KINDS, kind_of
from deliberation.processes.models import Charter, Election, Process, Stage
from deliberation.processes.pages import links
from deliberation.processes.presets import PRESETS, preset_for
from deliberation.processes.views import process_page
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.actions import appoint, dismiss
from deliberation.spaces.models import Membership, Role, Space


@login_required
def new(request):
    """Set up a process, for an agenda (``?agenda=``) with what is advised for it filled in."""
    demand(request.user, "processes.new", Space.objects.city())
    if "council" in request.GET:
        return _new_of_council(request, request.GET["council"])
    asked = request.GET.get("agenda", "")
    waiting = Agenda.objects.filter(state=Agenda.State.WAITING).listed()
    agenda = _agenda(request, asked) if asked.isdecimal() else None
    if agenda and agenda.state != Agenda.State.WAITING:
        messages.info(request, _("A process is set up for this agenda already."))
        return redirect(agenda)
    advised = advised_for(agenda) if agenda else None
    data = request.POST or None
    form = AgendaProcessForm(agenda, advised, data) if agenda and advised else ProcessForm(data)
    if request.method == "POST" and form.is_valid():
        process = convening.prepare_process(agenda, by=request.user, **form.cleaned_data)
        messages.success(request, _("The process is set up. Complete its charter next."))
        return redirect("processes:manage", process.slug)
    context = {
        "form": form,
        "agenda": agenda,
        "advised": advised,
        "conflict": agenda.conflict if agenda else None,
        "carried_out": bool(advised and preset_for(advised.track)),
        "agendas": waiting.order_by("-selected_at", "-pk")[:20],
        "presets": PRESETS.values(),
    }
    return render(request, "processes/new.html", context)


def _new_of_council(request, pk: str):
    """Set up the meetings of a mediation council."""
    councils = Council.objects.filter(founded_by=request.user).select_related("conflict")
    council = reach(councils, request.user, pk=pk if pk.isdecimal() else 0)
    form = CouncilProcessForm(council, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        process = convening.prepare_process(None, preset="mediation", council=council, by=request.user, **given)
        messages.success(request, _("The meetings of the council are set up. Convene them when the dates are right."))
        return redirect("processes:manage", process.slug)
    context = {"form": form, "council": council, "presets": [PRESETS["mediation"]]}
    return render(request, "processes/new.html", context)


def _agenda(request, pk: str) -> Agenda:
    related = Agenda.objects.listed().select_related("route", "conflict", "proposal")
    return reach(related.defer("proposal__bigrams", "conflict__bigrams"), request.user, pk=pk)


def _managed(request, slug: str, right: str = "processes.manage") -> Process:
    return reach(Process.objects.select_related("space"), request.user, right, slug=slug)


def _stage(request, slug: str, pk: int, right: str) -> Stage:
    queryset = Stage.objects.select_related("process__space")
    return reach(queryset, request.user, right, process__slug=slug, pk=pk)


@login_required
def manage(request, slug):
    _managed(request, slug)
    return _manage_page(request, slug, ReasonForm())


def _manage_page(request, slug: str, reason_form: ReasonForm, status: int = 200):
    process, context = process_page(request, slug, "manage")
    stages = list(process.stages.all())
    for stage in stages:
        stage.process = process
    preparing = process.state == Process.State.PREPARING
    context |= {
        "stages": [_row(stage) for stage in stages],
        "next": _next(stages),
        "warnings": Election.objects.near(stages),
        "preparing": preparing,
        "may_add": allowed(request.user, "processes.add_stage", process),
        "missing": convening.missing_before_convened(process) if preparing else [],
        "reason_form": reason_form,
        "pause": process.pause,
        "rights": {step for step in Process.STEPS if allowed(request.user, f"processes.{step}", process)},
        "finished": all(stage.state == Stage.State.CLOSED for stage in stages),
    }
    return render(request, "processes/manage.html", context, status=status)


def _row(stage: Stage) -> dict:
    over = stage.closes_at <= timezone.now()
    kind, planned = kind_of(stage), stage.state == Stage.State.PLANNED
    return {
        "stage": stage,
        "kind": kind,
        "to_prepare": planned,
        "to_write": kind.to_write(stage) if planned else [],
        "to_close": stage.state == Stage.State.READY and over,
        "to_end": stage.is_open(),
    }


def _next(stages: list[Stage]) -> dict | None:
    """The step that waits, with what it still needs: a stage to close before one to prepare."""
    now = timezone.now()
    for stage in stages:
        if stage.state == Stage.State.READY and stage.closes_at <= now:
            return {"stage": stage, "step": "close", "missing": actions.missing_before_closed(stage)}
    for stage in stages:
        if stage.state == Stage.State.PLANNED:
            return {"stage": stage, "step": "prepare", "missing": actions.missing_before_ready(stage)}
    return None


@login_required
@require_POST
def convene(request, slug):
    process = _managed(request, slug, "processes.convene")
    convening.convene(process, by=request.user)
    messages.success(request, _("The process is convened and public from now on."))
    return redirect("processes:manage", slug)


@login_required
@require_POST
def give_up(request, slug):
    """End a preparation that leads nowhere; its agenda waits again."""
    process = _managed(request, slug, "processes.give_up")
    actions.give_up(process, by=request.user)
    messages.success(request, _("The preparation is given up."))
    return redirect(process.agenda or "processes:list")


@login_required
@require_POST
def suspend(request, slug):
    told = _("The process is suspended. Nothing can be entered until it is resumed.")
    return _for_a_reason(request, slug, "processes.suspend", actions.suspend, told)


@login_required
@require_POST
def resume(request, slug):
    told = _("The process goes on. All dates ahead have moved by the length of the pause.")
    return _for_a_reason(request, slug, "processes.resume", actions.resume, told)


def _for_a_reason(request, slug: str, right: str, act: Callable, told: str) -> HttpResponse:
    """Do what takes a reason and leads back to the process's desk."""
    process = _managed(request, slug, right)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _manage_page(request, slug, form, status=422)
    act(process, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, told)
    return redirect("processes:manage", slug)


@login_required
@require_POST
def conclude(request, slug):
    process = _managed(request, slug, "processes.conclude")
    actions.conclude(process, by=request.user)
    messages.success(request, _("The process is concluded."))
    return redirect("processes:manage", slug)


@login_required
@require_POST
def prepare_stage(request, slug, pk):
    stage = _stage(request, slug, pk, "processes.prepare")
    actions.prepare_stage(stage, by=request.user)
    messages.success(request, _("“%(stage)s” is prepared. It opens and ends by the clock.") % {"stage": stage})
    return redirect("processes:manage", slug)


@login_required
@require_POST
def close_stage(request, slug, pk):
    stage = _stage(request, slug, pk, "processes.close")
    actions.close_stage(stage, by=request.user)
    messages.success(request, _("“%(stage)s” is closed.") % {"stage": stage})
    return redirect("processes:manage", slug)


@login_required
def end_stage(request, slug, pk):
    """End an open stage before its time, with a reason."""
    stage = _stage(request, slug, pk, "processes.close")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close_early(stage, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("“%(stage)s” is closed.") % {"stage": stage})
        return redirect("processes:manage", slug)
    return render(request, "processes/end_stage.html", {"form": form, "stage": stage, "process": stage.process})


@login_required
def reschedule(request, slug, pk):
    stage = _stage(request, slug, pk, "processes.reschedule")
    opened = stage.state == Stage.State.READY and stage.opens_at <= timezone.now()
    form = RescheduleForm(request.POST or None, initial={"opens_at": stage.opens_at, "closes_at": stage.closes_at})
    form.fields["opens_at"].disabled = opened
    if request.method == "POST" and form.is_valid():
        dates = form.cleaned_data | ({"opens_at": stage.opens_at} if opened else {})
        actions.reschedule(stage, by=request.user, **dates)
        messages.success(request, _("The new dates are set, and the participants are told."))
        return redirect("processes:manage", slug)
    context = {"form": form, "stage": stage, "process": stage.process, "warnings": Election.objects.near([stage])}
    return render(request, "processes/reschedule.html", context)


@login_required
def edit_stage(request, slug, pk):
    """Title, dates and settings of a stage while its process is being prepared."""
    stage = _stage(request, slug, pk, "processes.compose")
    settings_form = kind_of(stage).settings_form_of(stage)
    names = ("title", "title_en", "opens_at", "closes_at")
    form = StageForm(request.POST or None, initial={name: getattr(stage, name) for name in names})
    settings = settings_form(request.POST or None, initial=stage.settings, prefix="settings") if settings_form else None
    if request.method == "POST" and form.is_valid() and (settings is None or settings.is_valid()):
        chosen = {"settings": stage.settings | settings.cleaned_data} if settings else {}
        convening.edit_stage(stage, by=request.user, **form.cleaned_data, **chosen)
        messages.success(request, _("“%(stage)s” is saved.") % {"stage": stage})
        return redirect("processes:manage", slug)
    context = {"form": form, "settings": settings, "stage": stage, "process": stage.process}
    return render(request, "processes/edit_stage.html", context | {"warnings": Election.objects.near([stage])})


@login_required
def add_stage(request, slug):
    """One more stage of any kind while the process is being prepared."""
    process = _managed(request, slug, "processes.add_stage")
    kinds = sorted(((kind.name, kind.label) for kind in KINDS.values()), key=lambda kind: str(kind[1]))
    form = NewStageForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        stage = convening.add_stage(process, **form.cleaned_data)
        messages.success(request, _("“%(stage)s” is added.") % {"stage": stage})
        return redirect("processes:manage", slug)
    return render(request, "processes/add_stage.html", {"form": form, "process": process})


def _charter(request, slug: str, version: int, right: str) -> Charter:
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    charter = get_object_or_404(process.charters.select_related("process__space"), version=version)
    demand(request.user, right, charter)
    return charter


@login_required
def amend_charter(request, slug, version):
    charter = _charter(request, slug, version, "processes.amend")
    form = CharterForm(request.POST or None, charter=charter)
    if request.method == "POST" and form.is_valid():
        charter = convening.amend_charter(charter, by=request.user, **form.terms())
        messages.success(request, _("Version %(n)d of the charter is saved.") % {"n": charter.version})
        return redirect(charter)
    context = {"form": form, "charter": charter, "process": charter.process}
    return render(request, "processes/amend_charter.html", context)


@login_required
def endorse(request, slug, version):
    charter = _charter(request, slug, version, "processes.endorse")
    form = EndorsementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        convening.endorse(charter, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your position is on record."))
        return redirect(charter)
    return render(request, "processes/endorse.html", {"form": form, "charter": charter, "process": charter.process})


@login_required
@require_POST
def freeze_charter(request, slug, version):
    charter = _charter(request, slug, version, "processes.freeze")
    convening.freeze(charter, by=request.user)
    messages.success(request, _("The charter is in force. From now on it changes only by a new version."))
    return redirect(charter)


def people(request, slug):
    """Who runs the process and who speaks for whom, by name; participants as a number. Officials appoint here."""
    process, context = process_page(request, slug, "people")
    form = _appointment_form(process) if allowed(request.user, "processes.appoint", process) else None
    return render(request, "processes/people.html", context | _people(request, process) | {"form": form})


def _people(request, process: Process) -> dict:
    current = Membership.objects.current().filter(space=process.space).exclude(role=Role.PARTICIPANT)
    charter = process.charters.order_by("-version").first()
    members = list(current.select_related("user").order_by("role", "label", "pk"))
    for member in members:
        member.called = charter.side_named(member.label) if charter else member.label
    return {
        "members": members,
        "links": links(process, "people", request.user),
    }


def _appointment_form(process: Process, data=None) -> AppointmentForm:
    charter = process.charters.order_by("-version").first()
    return AppointmentForm(data, sides=[side["name"] for side in charter.sides] if charter else [])


@login_required
@require_POST
def appoint_person(request, slug):
    process = _managed(request, slug, "processes.appoint")
    form = _appointment_form(process, request.POST)
    if not form.is_valid():
        _process, context = process_page(request, slug, "people")
        return render(request, "processes/people.html", context | _people(request, process) | {"form": form})
    given = form.cleaned_data
    appoint(process.space, form.person, Role(given["role"]), by=request.user, label=given["label"])
    if draft := process.charters.filter(state=Charter.State.DRAFT).first():
        convening.ask_for_words(draft)
    messages.success(request, _("The appointment is minuted."))
    return redirect("processes:people", slug)


@login_required
@require_POST
def dismiss_person(request, slug, pk):
    process = _managed(request, slug, "processes.appoint")
    dismiss(get_object_or_404(process.space.memberships.exclude(role=Role.PARTICIPANT), pk=pk), by=request.user)
    messages.success(request, _("The appointment has ended."))
    return redirect("processes:people", slug)
