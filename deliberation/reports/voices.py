"""Whose voice was there: the parties of a conflict against who takes part in the deliberations that came from it.

A party says by which names it takes part. They are looked for in the strata of seats and in the labels of memberships,
such as the side that a representative speaks for; closed deliberations are not looked at, since the result is public.
"""

from collections import Counter
from typing import Any

from django.utils import timezone

from deliberation.algorithms.text import normalise
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.stakeholders.actions import note_voices
from deliberation.conflicts.stakeholders.models import VoiceCheck
from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.spaces.models import Membership

BEGUN = [Process.State.RUNNING, Process.State.SUSPENDED, Process.State.CONCLUDED]


def deliberated():
    """The conflicts from which a deliberation came that has begun."""
    begun = Process.objects.filter(state__in=BEGUN, space__restriction=None, agenda__conflict__isnull=False)
    return ConflictCase.objects.filter(pk__in=begun.values("agenda__conflict")).order_by("pk")


def check_voices(conflict: ConflictCase) -> VoiceCheck | None:
    """Compute whose voice was there and keep it with the conflict. None before a deliberation has begun."""
    at = timezone.now()
    processes = list(Process.objects.filter(agenda__conflict=conflict, state__in=BEGUN, space__restriction=None))
    if not processes:
        return None
    there = _people_by_label(processes)
    parties = conflict.parties.exclude(stands_for=[]).order_by("pk")
    found = {party.pk: _ways(party.stands_for, there) for party in parties}
    return note_voices(conflict, processes=len(processes), found=found, at=at)


def _people_by_label(processes: list[Process]) -> Counter[str]:
    """How many people stand under each label, in the form in which labels are compared."""
    there: Counter[str] = Counter()
    for strata in Seat.objects.filter(process__in=processes).values_list("strata", flat=True).iterator():
        there.update({_form(str(value)) for value in strata.values()})
    spaces = [process.space_id for process in processes]
    labels = Membership.objects.filter(space__in=spaces).exclude(label="")
    there.update(_form(label) for label, _user in labels.values_list("label", "user").distinct())
    return there


def _ways(labels: list[str], there: Counter[str]) -> list[dict[str, Any]]:
    return [{"label": label, "people": there[_form(label)]} for label in labels if there[_form(label)]]


def _form(label: str) -> str:
    return " ".join(normalise(label).casefold().split())
