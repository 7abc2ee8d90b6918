"""What waits for the committee, and how it comes on the agenda of a sitting."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.diagnosis.actions import motion_of
from deliberation.conflicts.models import Diagnosis
from deliberation.spaces.models import Sitting
from deliberation.spaces.sittings import put_on_agenda


def to_grade() -> QuerySet[Diagnosis]:
    """Diagnoses on which an expert has given an opinion, the earliest first."""
    waiting = Diagnosis.objects.filter(state=Diagnosis.State.REVIEWED)
    return waiting.select_related("conflict__space").order_by("reviewed_at", "pk")


def to_carry() -> QuerySet[ConflictCase]:
    """Listed cases about which nothing has been decided this year, the gravest first."""
    return ConflictCase.objects.due_in(timezone.localdate().year).select_related("space").order_by("grade", "pk")


@transaction.atomic
def put_conflicts_on_agenda(sitting: Sitting) -> int:
    """Put all of these on a sitting's agenda; returns how many they are."""
    diagnoses, cases = list(to_grade()), list(to_carry())
    for diagnosis in diagnoses:
        put_on_agenda(sitting, diagnosis, motion_of(diagnosis), diagnosis.conflict.get_absolute_url())
    for conflict in cases:
        put_on_agenda(sitting, conflict, conflict.title, conflict.get_absolute_url())
    return len(diagnoses) + len(cases)
