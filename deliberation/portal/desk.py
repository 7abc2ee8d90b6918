"""What waits for one member of staff, from every room, the oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.agendas import desk as agendas
from deliberation.ballots.complaints import desk as complaints
from deliberation.conflicts import desk as conflicts
from deliberation.notices.models import Delivery
from deliberation.portal.duties import AT_MOST, waiting_for
from deliberation.processes import desk as processes
from deliberation.responses import desk as responses
from deliberation.rounds import desk as rounds
from deliberation.spaces import desk as spaces


@dataclass(frozen=True)
class Task:
    """One line of the desk; ``act`` is what its button says."""

    what: Any
    heading: str
    act: Any
    address: str
    since: datetime
    due: datetime | None

    @property
    def age(self) -> int:
        """Days since it began to wait, in the city's calendar."""
        return (timezone.localdate() - timezone.localdate(self.since)).days

    @property
    def is_overdue(self) -> bool:
        return self.due is not None and self.due <= timezone.now()


def tasks_of(user) -> list[Task]:
    """At most AT_MOST lines, the oldest first: whoever decides these sees the next ones."""
    found = [*_of_stages(user), *_of_rooms(user), *_undelivered(user)]
    return sorted(found, key=lambda task: task.since)[:AT_MOST]


def _of_stages(user) -> Iterator[Task]:
    for duty in waiting_for(user):
        yield Task(duty.stage, str(duty.stage.process), duty.act, duty.address, duty.since, duty.due)


def _of_rooms(user) -> Iterator[Task]:
    others = [*conflicts.waiting(user), *conflicts.mediation(user), agendas.waiting(user)]
    others += [*agendas.bodies_waiting(user), processes.waiting(user), rounds.waiting(user), *responses.waiting(user)]
    others += [complaints.waiting(user), *spaces.restrictions(user)]
    yield from _read(spaces.waiting(user).union(*others, all=True))


def asked_of(user) -> list[Task]:
    """What sides and members of mediation councils are asked for, the oldest first. One query."""
    return list(_read(processes.charters_to_answer(user).union(*conflicts.mediation(user), all=True)))


def _read(rows: QuerySet) -> Iterator[Task]:
    for row in rows.order_by("since")[:AT_MOST]:
        yield Task(row["what"], row["heading"], _("Open"), row["address"], row["since"], row["due"])


def _undelivered(user) -> Iterator[Task]:
    """Mails refused or of unknown outcome: one line for all of them, on the desk of an administrator."""
    if not user.is_staff:
        return
    lost = Delivery.objects.filter(state__in=[Delivery.State.UNKNOWN, Delivery.State.FAILED])
    told = lost.aggregate(number=Count("pk"), since=Min("queued_at"))
    if told["number"]:
        heading = ngettext("%(n)d mail", "%(n)d mails", told["number"]) % {"n": told["number"]}
        what, address = _("Mails that may not have arrived"), reverse("notices:undelivered")
        yield Task(what, heading, _("Look at them"), address, told["since"], None)
