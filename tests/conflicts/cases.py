"""Conflicts in each state, reached by the actions that reach it."""

from typing import Any

from django.utils import timezone

from deliberation.conflicts.casefile.actions import appoint_expert, file_case
from deliberation.conflicts.casefile.cycle import list_case, release, settle
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.diagnosis.actions import diagnose, grade, review
from deliberation.conflicts.models import Diagnosis
from deliberation.conflicts.rulebook import Checklist
from deliberation.spaces.sittings import close_sitting
from tests.cast import Cast, person
from tests.sittings import in_session
from tests.standing import standing

REASON = "위원회의 판단입니다."
FIELDS: dict[str, Any] = {
    "title": "승기천 하수처리장 이전을 둘러싼 갈등",
    "summary": "낡은 하수처리장을 어디로 옮길지를 두고 의견이 갈립니다.",
    "owning_department": "하수과",
    "managing_department": "공론화갈등관리과",
    "district": "연수구",
    "place": "승기천 하류",
    "cost": 320_000_000_000,
    "restricted_note": "보상 협상의 하한선은 외부에 알리지 않습니다.",
}


@standing
def filed(cast: Cast, **fields: Any) -> ConflictCase:
    return file_case(by=cast.emil, **FIELDS | fields)


def expert(conflict: ConflictCase, name: str = "Gina"):
    """An expert appointed for this conflict."""
    user = person(name)
    appoint_expert(conflict, user, by=conflict.filed_by)
    return user


def levels(level: int = 3, checklist: Checklist | None = None) -> dict[int, int]:
    """Every item of the checklist at one level."""
    checklist = checklist or Checklist.objects.in_force()
    return {item.pk: level for item in checklist.items.all()}


@standing
def submitted(cast: Cast, conflict: ConflictCase | None = None, level: int = 3) -> Diagnosis:
    return diagnose(conflict or filed(cast), levels(level), note="부서가 보기에는 이렇습니다.", by=cast.emil)


@standing
def reviewed(cast: Cast, conflict: ConflictCase | None = None, level: int = 3) -> Diagnosis:
    """A diagnosis with the opinion of an expert of its own."""
    diagnosis = submitted(cast, conflict, level)
    number = Diagnosis.objects.count()
    gives = expert(diagnosis.conflict, f"Expert{number}")
    review(diagnosis, levels(level, diagnosis.checklist), opinion="현장을 살펴보았습니다.", by=gives)
    return diagnosis


def resolution(by, about: Any = None) -> dict[str, Any]:
    """What a committee's form gives, in a sitting that has not decided about this thing yet."""
    sitting = in_session()
    if about and sitting.points.filter(about=about.subject).exclude(decision=None).exists():
        close_sitting(sitting, by=by)
        sitting = in_session()
    return {"sitting": sitting, "reason": REASON, "by": by}


@standing
def graded(cast: Cast, level: int = 3, decided: int = 2, **fields: Any) -> ConflictCase:
    conflict = filed(cast, **fields)
    grade(reviewed(cast, conflict, level), decided, **resolution(cast.dora))
    conflict.refresh_from_db()
    return conflict


@standing
def listed(cast: Cast, year: int | None = None, **fields: Any) -> ConflictCase:
    conflict = graded(cast, **fields)
    list_case(conflict, year=year or timezone.localdate().year, **resolution(cast.dora))
    return conflict


@standing
def in_each_state(cast: Cast) -> dict[str, ConflictCase]:
    """One conflict in every state, by its name; ``graded`` is one that its department still manages."""
    every = {"filed": filed(cast), "graded": graded(cast)}
    every |= {state: listed(cast) for state in ("listed", "released", "settled")}
    release(every["released"], **resolution(cast.dora, every["released"]))
    settle(every["settled"], **resolution(cast.dora, every["settled"]))
    return {state: ConflictCase.objects.select_related("space").get(pk=row.pk) for state, row in every.items()}
