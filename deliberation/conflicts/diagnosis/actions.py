"""How a conflict is graded: the department's own diagnosis, an expert's opinion, the committee's decision."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.accounts.models import User
from deliberation.conflicts.casefile.actions import decide, experts_of, locked, tell
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.models import Diagnosis, Rating
from deliberation.conflicts.rulebook import LEVELS, Checklist
from deliberation.ledger.actions import Refused, advance, record
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.disclosure.actions import facts_of, restrict, set_basis
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Role, Sitting, Space
from deliberation.spaces.sittings import Vote, members_of

MOTION = gettext_noop("Grade of the conflict: %(title)s")
Levels = Mapping[int, int]  # by the key of the item


@transaction.atomic
def diagnose(conflict: ConflictCase, levels: Levels, *, note: str, by) -> Diagnosis:
    """The department's own diagnosis by the checklist in force; the expert is asked next. One at a time."""
    checklist = Checklist.objects.in_force()
    held = locked(conflict)
    if held.state == ConflictCase.State.SETTLED:
        raise Refused(_("This conflict is settled; it is no longer diagnosed."))
    _check(checklist, levels)
    points = checklist.points(levels)
    try:
        with transaction.atomic():
            diagnosis = Diagnosis.objects.create(
                conflict=held,
                checklist=checklist,
                points=points,
                suggested=checklist.grade_of(points),
                note=note,
                restriction=restrict(held.space, Basis.usual(Ground.DELIBERATION), by=by),
                submitted_by=by,
            )
    except IntegrityError as error:
        raise Refused(_("A diagnosis of this conflict is under way already.")) from error
    _rate(diagnosis, Rating.Voice.DEPARTMENT, levels)
    tell(experts_of(held), "diagnosis_to_review", held, occasion=f"{diagnosis.subject}:review")
    record(diagnosis, "diagnose", by=by, role=str(Role.OFFICIAL), facts={"checklist": checklist.version})
    return diagnosis


@transaction.atomic
def review(diagnosis: Diagnosis, levels: Levels, *, opinion: str, by) -> None:
    """The expert's levels by the same version of the checklist, and an opinion; the committee is asked next."""
    held = locked(diagnosis.conflict)
    checklist = _fresh(diagnosis, "review").checklist
    _check(checklist, levels)
    points = checklist.points(levels)
    tell(members_of(Space.objects.city()), "diagnosis_to_grade", held, occasion=f"{diagnosis.subject}:grade")
    _rate(diagnosis, Rating.Voice.EXPERT, levels)
    advance(
        diagnosis,
        "review",
        by=by,
        role=str(Role.EXPERT),
        expert=by,
        expert_points=points,
        expert_grade=checklist.grade_of(points),
        opinion=opinion,
        reviewed_at=timezone.now(),
    )


@transaction.atomic
def grade(
    diagnosis: Diagnosis, level: int, *, sitting: Sitting, reason: str, by: User, vote: Vote | None = None
) -> None:
    """The committee's decision, which may differ from what the expert's points say; its reason is published.

    Who diagnosed takes no part, should they sit on the committee.
    """
    held = locked(diagnosis.conflict)
    fresh = _fresh(diagnosis, "grade")
    people = [held.filed_by, fresh.submitted_by, *experts_of(held)]
    tell(people, "conflict_graded", held, occasion=f"{diagnosis.subject}:graded", grade=level)
    ConflictCase.objects.filter(pk=held.pk).update(grade=level)
    decision = decide(
        fresh,
        motion=motion_of(fresh),
        result=f"grade_{level}",
        sitting=sitting,
        reason=reason,
        by=by,
        vote=vote,
        parties=[fresh.submitted_by, fresh.expert],
    )
    facts = {
        "grade": level,
        "points": fresh.expert_points,
        "computed": fresh.expert_grade,
        "checklist": fresh.checklist.version,
    }
    columns = {"grade": level, "decision": decision, "decided_at": decision.decided_at}
    advance(diagnosis, "grade", by=by, role="committee", facts=facts, **columns)


def motion_of(diagnosis: Diagnosis) -> str:
    """What the committee is asked."""
    return city_words(MOTION, title=diagnosis.conflict.title)


@transaction.atomic
def withdraw_diagnosis(diagnosis: Diagnosis, *, by) -> None:
    """Take a diagnosis back that the expert has not seen to yet, so that it can be made anew."""
    locked(diagnosis.conflict)
    advance(diagnosis, "withdraw", by=by, role=str(Role.OFFICIAL))


@transaction.atomic
def open_diagnosis(diagnosis: Diagnosis, *, by) -> None:
    """Make the department's note and the expert's opinion public, once the committee has decided."""
    locked(diagnosis.conflict)
    held = Diagnosis.objects.select_related("restriction", "conflict__space").get(pk=diagnosis.pk)
    if held.state != Diagnosis.State.DECIDED:
        raise Refused(_("The committee decides the grade first; then this is possible."))
    if not held.restricted:
        return
    set_basis(held, None, by=by, space=held.space)
    record(held, "open_diagnosis", by=by, role=str(Role.OFFICIAL), facts=facts_of(held.restriction))


def _check(checklist: Checklist, levels: Levels) -> None:
    """Exactly the items of this version, each at a level that there is."""
    if set(levels) != {item.pk for item in checklist.items.all()} or not set(levels.values()) <= set(LEVELS):
        raise Refused(_("Please give every item of the checklist a level from 1 to 5."))


def _fresh(diagnosis: Diagnosis, step: str) -> Diagnosis:
    """The diagnosis as it is now; its case is locked, so nobody else moves it. Refused when the step has been taken."""
    rows = Diagnosis.objects.select_related("checklist", "submitted_by", "expert", "conflict__space")
    found = rows.filter(pk=diagnosis.pk, state__in=Diagnosis.STEPS[step][0]).first()
    if found is None:
        raise Refused(_("Somebody has taken this step already. Look at the page again."))
    return found


def _rate(diagnosis: Diagnosis, voice: str, levels: Levels) -> None:
    Rating.objects.bulk_create(
        Rating(diagnosis=diagnosis, item_id=item, voice=voice, level=level) for item, level in sorted(levels.items())
    )
