"""The public pages of a process. Those of its staff are in ``managing``."""

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliberation.ledger.actions import first_fault
from deliberation.ledger.models import Chain
from deliberation.ledger.publishing import as_download
from deliberation.processes.convening import missing_before_frozen
from deliberation.processes.kinds import kind_of
from deliberation.processes.minutes import in_words
from deliberation.processes.models import Charter, Election, Process, Rescheduling, Stage
from deliberation.processes.pages import links
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.paging import page_of

SENTENCES = 3
CHARTER_RIGHTS = ("amend", "endorse", "freeze")


def listing(request):
    """Processes by where they stand, the newest first, paged by key."""
    groups = _groups(request.user)
    group = request.GET.get("group", "begun")
    if group not in groups:
        group = "begun"
    visible = Process.objects.visible_to(request.user)
    rows = getattr(visible, group)().prefetch_related("stages")
    context = {
        "group": group,
        "tabs": [{"label": label, "url": f"?group={name}", "current": name == group} for name, label in groups.items()],
        "page": page_of(request, rows.dated() if group == "concluded" else rows, "-pk"),
    }
    return render(request, "processes/list.html", context)


def _groups(user) -> dict[str, str]:
    groups = {"begun": _("Under way"), "coming": _("To come"), "concluded": _("Concluded")}
    return groups | ({"preparing": _("In preparation")} if user.is_authenticated else {})


def process_page(request, slug: str, tab: str) -> tuple[Process, dict]:
    """The process of an address, or 404, and what every one of its pages shows."""
    found = Process.objects.select_related("space", "agenda").with_participants()
    process = reach(found, request.user, slug=slug)
    return process, {
        "process": process,
        "participants": process.participants,
        "tabs": _tabs(process, tab),
        "manages": allowed(request.user, "processes.manage", process),
    }


def _tabs(process: Process, current: str) -> list[dict]:
    names = {
        "detail": _("Overview"),
        "materials": _("Materials"),
        "people": pgettext("tab", "People"),
        "record": _("Record"),
    }
    return [
        {"label": label, "url": reverse(f"processes:{name}", args=[process.slug]), "current": name == current}
        for name, label in names.items()
    ]


def detail(request, slug):
    process, context = process_page(request, slug, "detail")
    stages = _stages_of(process)
    context |= {
        "stages": stages,
        "acts": [(stage, kind_of(stage).url(stage), kind_of(stage).act) for stage in stages if stage.is_open()],
        "findings": _findings(stages),
        "charter": process.charter,
        "pause": process.pause,
        "warnings": Election.objects.near(stages),
        "changes": Rescheduling.objects.filter(stage__process=process).select_related("stage").order_by("-at")[:3],
        "links": links(process, "overview", request.user),
    }
    return render(request, "processes/detail.html", context)


def _stages_of(process: Process) -> list[Stage]:
    """The stages, read once for all who ask the process for them."""
    prefetch_related_objects([process], "stages")
    stages = list(process.stages.all())
    for stage in stages:
        stage.process = process
    return stages


def _findings(stages: list[Stage]) -> list[str]:
    """The latest findings first, three sentences at most."""
    sentences: list[str] = []
    for stage in reversed(stages):
        if stage.state != Stage.State.PLANNED and len(sentences) < SENTENCES:
            sentences += kind_of(stage).summary(stage)
    return sentences[:SENTENCES]


def stage(request, slug, pk):
    """The address of a stage for mails and notices: it leads to the page of the room that does its work."""
    stage = reach(_with_process(), request.user, process__slug=slug, pk=pk)
    return redirect(kind_of(stage).url(stage))


def event(request, slug, pk):
    process, context = process_page(request, slug, "detail")
    stage = reach(_with_process().filter(kind="event"), request.user, process=process, pk=pk)
    return render(request, "processes/event.html", context | {"stage": stage})


def _with_process():
    return Stage.objects.select_related("process__space")


def materials(request, slug):
    process, context = process_page(request, slug, "materials")
    context |= {
        "groups": [(stage, kind_of(stage).materials(stage)) for stage in _stages_of(process)],
        "chartered": process.charters.exists(),
        "links": links(process, "materials", request.user),
    }
    return render(request, "processes/materials.html", context)


def charter(request, slug):
    """One version of the charter: the one asked for, else the one in force, else the draft."""
    process, context = process_page(request, slug, "detail")
    versions = list(process.charters.order_by("-version"))
    if not versions:  # imported from elsewhere
        raise Http404
    asked = request.GET.get("version", "")
    if asked:
        charter = get_object_or_404(process.charters, version=asked if asked.isdecimal() else 0)
    else:
        charter = next((version for version in versions if version.state == Charter.State.FROZEN), versions[0])
    charter.process = process
    context |= {
        "charter": charter,
        "versions": versions,
        "endorsements": charter.endorsements.order_by("at"),
        "rights": {right for right in CHARTER_RIGHTS if allowed(request.user, f"processes.{right}", charter)},
        "missing": missing_before_frozen(charter) if charter.state == Charter.State.DRAFT else [],
    }
    return render(request, "processes/charter.html", context)


def record(request, slug):
    """The minute book of the process, the newest entry first, paged by number."""
    process, context = process_page(request, slug, "record")
    chain = get_object_or_404(Chain, name=process.chain)
    page = page_of(request, chain.entries.all(), "-n")
    if "check" in request.GET:
        context |= {"checked": True, "fault": first_fault(chain)}
    context |= {
        "chain": chain,
        "page": page,
        "minutes": in_words(process, page.rows),
        "links": links(process, "record", request.user),
    }
    return render(request, "processes/record.html", context)


def record_json(request, slug):
    process, _context = process_page(request, slug, "record")
    return as_download(get_object_or_404(Chain, name=process.chain))
