"""What waits for those who run a process: rows that ``portal`` joins with those of other rooms on the desk page."""

from datetime import timedelta

from django.db.models import Case, CharField, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.agendas.models import Agenda
from deliberation.processes.convening import COMMITTEE
from deliberation.processes.models import Charter, Endorsement, Process, Stage
from deliberation.spaces.bilingual import column_in_language
from deliberation.spaces.desk import address, rows
from deliberation.spaces.models import Role, Space

AHEAD = timedelta(days=7)


def waiting(user) -> QuerySet:
    """Charters to speak on, agendas and processes to convene, stages to prepare and stages that could not close."""
    held = user.memberships.current().filter(space__kind=Space.Kind.CITY).values_list("role", flat=True)
    roles = set(held)
    return _charters(user, roles).union(_agendas(roles), _processes(user, roles), _stages(user, roles), all=True)


def charters_to_answer(user) -> QuerySet:
    """Drafts on which this person has not spoken yet for their side; sides have no desk: they stand on their page."""
    spoken = Endorsement.objects.filter(charter=OuterRef("pk"), user=user)
    sides = user.memberships.current().filter(role=Role.SIDE).values("space")
    drafts = _complete_drafts(user).filter(~Exists(spoken), process__space__in=sides)
    return _drafts(drafts, _("Your side's word on the charter is awaited: agree, or put an objection on record."))


def _complete_drafts(user) -> QuerySet:
    drafts = Charter.objects.filter(state=Charter.State.DRAFT, process__in=_visible(user))
    return drafts.exclude(process__state=Process.State.GIVEN_UP).exclude(sides=[]).exclude(promise="")


def _charters(user, roles: set[str]) -> QuerySet:
    """Drafts whose text is complete and on which nobody has spoken for the committee yet."""
    spoken = Endorsement.objects.filter(charter=OuterRef("pk"), speaks_for=COMMITTEE)
    drafts = _complete_drafts(user).filter(~Exists(spoken))
    return _drafts(drafts if roles & {Role.COMMITTEE, Role.CHAIR} else drafts.none(), _("Charter to agree on"))


def _drafts(drafts: QuerySet, what: str) -> QuerySet:
    return rows(
        drafts,
        what=Value(what),
        heading=column_in_language("process__title"),
        address=Concat(
            address("processes:charter", "process__slug"), Value("?version="), Cast(F("version"), CharField())
        ),
        since=F("drafted_at"),
        due=Case(When(process__state=Process.State.PREPARING, then=Min("process__stages__opens_at"))),
    )


def _agendas(roles: set[str]) -> QuerySet:
    selected = Agenda.objects.filter(state=Agenda.State.WAITING).listed()
    return rows(
        selected if Role.OFFICIAL in roles else selected.none(),
        what=Value(_("Agenda to set a process up for")),
        heading=F("title"),
        address=Concat(Value(reverse("processes:new") + "?agenda="), Cast(F("pk"), CharField())),
        since=F("selected_at"),
        due=Value(None),
    )


def _processes(user, roles: set[str]) -> QuerySet:
    """Processes in preparation whose charter is in force; a council's ground rules are so before."""
    in_force = Q(charters__state=Charter.State.FROZEN) | Q(space__kind=Space.Kind.COUNCIL)
    prepared = Process.objects.preparing().filter(in_force, pk__in=_visible(user))
    return rows(
        prepared if Role.OFFICIAL in roles else prepared.none(),
        what=Value(_("Deliberation to convene")),
        heading=F("title"),
        address=address("processes:manage", "slug"),
        since=Coalesce(F("charters__frozen_at"), F("created_at")),
        due=Min("stages__opens_at"),
    )


def _stages(user, roles: set[str]) -> QuerySet:
    """Stages of running processes that open within a week and are not prepared, or are over and not closed."""
    now = timezone.now()
    to_close = Q(state=Stage.State.READY, closes_at__lte=now)
    waiting = Q(state=Stage.State.PLANNED, opens_at__lte=now + AHEAD) | to_close
    mine = Stage.objects.filter(process__in=_visible(user))
    if Role.OFFICIAL not in roles:
        mine = mine.staffed_by(user, Role.FACILITATOR)
    return rows(
        mine.filter(waiting, process__state=Process.State.RUNNING),
        what=Case(When(to_close, then=Value(_("Stage to close"))), default=Value(_("Stage to prepare"))),
        heading=Concat(F("process__title"), Value(" · "), F("title"), output_field=CharField()),
        address=address("processes:manage", "process__slug"),
        since=Case(When(to_close, then=F("closes_at")), default=F("opens_at") - AHEAD),
        due=Case(When(to_close, then=F("closes_at")), default=F("opens_at")),
    )


def _visible(user) -> QuerySet:
    return Process.objects.visible_to(user).values("pk")
