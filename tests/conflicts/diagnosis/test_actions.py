import pytest
from django.utils.translation import override

from deliberation.conflicts.casefile.actions import appoint_expert
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.diagnosis.actions import diagnose, grade, review, withdraw_diagnosis
from deliberation.conflicts.models import Diagnosis
from deliberation.conflicts.rulebook import Checklist, ChecklistItem
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from deliberation.spaces.models import Decision
from deliberation.spaces.sittings import Vote
from tests.concurrency import at_once
from tests.conflicts.cases import REASON, expert, filed, graded, levels, listed, resolution, reviewed, submitted
from tests.sittings import in_session


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def later_version(**bands) -> Checklist:
    """A version that weighs the first item five times."""
    latest = Checklist.objects.in_force()
    later = Checklist.objects.create(
        version=latest.version + 1,
        basis="시 기준",
        **{"grade_1_from": latest.grade_1_from, "grade_2_from": latest.grade_2_from, **bands},
    )
    for item in latest.items.all():
        ChecklistItem.objects.create(
            checklist=later, n=item.n, weight=5 if item.n == 1 else 1, title=item.title, low="1", middle="3", high="5"
        )
    return later


@pytest.mark.parametrize(("level", "points", "suggested"), [(1, 12, 3), (2, 24, 3), (3, 36, 2), (4, 48, 1), (5, 60, 1)])
def test_points_and_grade_follow_from_the_default_checklist(cast, level, points, suggested):
    diagnosis = submitted(cast, level=level)
    assert (diagnosis.points, diagnosis.suggested, diagnosis.ratings.count()) == (points, suggested, 12)


@pytest.mark.parametrize(("points", "expected"), [(12, 3), (27, 3), (28, 2), (41, 2), (42, 1), (60, 1)])
def test_bands_include_their_first_point(db, points, expected):
    assert Checklist.objects.in_force().grade_of(points) == expected


def test_default_is_marked_as_no_official_rule_and_comes_once(db):
    from deliberation.conflicts.defaults import install  # noqa: PLC0415 - called a second time

    install(using="default")
    checklist = Checklist.objects.get()
    assert (checklist.adopted, checklist.items.count(), "공식 기준이 아님" in checklist.basis) == (False, 12, True)


def test_three_voices_in_order_are_told_and_minuted(cast):
    conflict = filed(cast)
    gina = expert(conflict)
    diagnosis = submitted(cast, conflict)
    assert told("diagnosis_to_review") == {"Gina"}
    review(diagnosis, levels(4), opinion="현장을 보았습니다.", by=gina)
    assert told("diagnosis_to_grade") == {"Dora", "Hana"}
    grade(diagnosis, 1, vote=Vote(2), **resolution(cast.dora))
    assert told("conflict_graded") == {"Emil", "Gina"}
    conflict.refresh_from_db()
    assert (conflict.grade, diagnosis.state, diagnosis.overridden) == (1, "decided", False)
    steps = list(Entry.objects.filter(chain__name=conflict.chain).order_by("n").values_list("step", "role"))
    assert steps == [
        ("file", "official"),
        ("appoint", ""),
        ("diagnose", "official"),
        ("review", "expert"),
        ("resolve", "committee"),
        ("grade", "committee"),
    ]
    assert Entry.objects.get(step="grade").facts == {
        "from": "reviewed",
        "to": "decided",
        "grade": 1,
        "points": 48,
        "computed": 1,
        "checklist": 1,
    }
    assert first_fault(Chain.objects.get(name=conflict.chain)) is None


def test_committee_overrides_with_a_reason_that_is_published(cast):
    diagnosis = reviewed(cast, level=5)
    with pytest.raises(Refused, match="이유"):
        grade(diagnosis, 3, **resolution(cast.dora) | {"reason": "  "})
    assert ConflictCase.objects.get().grade is None
    grade(diagnosis, 3, **resolution(cast.dora))
    diagnosis = Diagnosis.objects.get()
    assert (diagnosis.overridden, diagnosis.expert_grade, diagnosis.decision.reason) == (True, 1, REASON)


def test_who_diagnosed_takes_no_part_in_the_grade(cast):
    conflict = filed(cast)
    appoint_expert(conflict, cast.hana, by=cast.emil)
    diagnosis = submitted(cast, conflict)
    review(diagnosis, levels(), opinion="의견", by=cast.hana)
    with pytest.raises(Refused, match="다른 위원"):
        grade(diagnosis, 1, **resolution(cast.hana))
    with pytest.raises(Refused):
        grade(diagnosis, 1, vote=Vote(2), **resolution(cast.dora))
    grade(diagnosis, 1, vote=Vote(1), **resolution(cast.dora))
    decision = Decision.objects.get()
    assert (decision.voting, [recusal["kind"] for recusal in decision.recusals]) == (1, ["exclusion"])
    assert decision.point.url == conflict.get_absolute_url()


def test_what_the_committee_decided_is_written_in_the_citys_language_whoever_records_it(cast):
    with override("en"):
        grade(reviewed(cast), 1, **resolution(cast.dora))
    assert Decision.objects.get().motion.startswith("갈등 등급 결정: ")


def test_grade_and_list_are_two_points_of_one_sitting(cast):
    listed(cast)
    assert list(in_session().points.values_list("decision__result", flat=True)) == ["grade_2", "list"]


def test_a_new_version_changes_no_earlier_result(cast):
    decided = graded(cast, level=3).diagnoses.get()
    waiting = reviewed(cast, level=3)
    running = submitted(cast, level=3)
    before = list(Diagnosis.objects.order_by("pk").values())
    later = later_version()
    assert list(Diagnosis.objects.order_by("pk").values()) == before
    grade(waiting, 2, **resolution(cast.dora))
    review(running, levels(3, running.checklist), opinion="의견", by=expert(running.conflict, "Ivan"))
    for diagnosis in (decided, waiting, running):
        diagnosis.refresh_from_db()
        assert (diagnosis.checklist.version, diagnosis.expert_points, diagnosis.expert_grade) == (1, 36, 2)
    fresh = submitted(cast, level=3)
    assert (fresh.checklist, fresh.points, fresh.suggested) == (later, 48, 1)


def test_version_whose_day_has_not_come_is_not_used(cast):
    Checklist.objects.filter(pk=later_version().pk).update(in_force_since="2999-01-01")
    assert submitted(cast).checklist.version == 1


@pytest.mark.parametrize("fault", ["missing", "foreign", "high", "low"])
def test_levels_must_fit_the_checklist(cast, fault):
    given = levels()
    first = next(iter(given))
    given |= {"missing": {}, "foreign": {10**6: 3}, "high": {first: 6}, "low": {first: 0}}[fault]
    if fault == "missing":
        del given[first]
    with pytest.raises(Refused, match="진단표"):
        diagnose(filed(cast), given, note="", by=cast.emil)
    assert not Diagnosis.objects.exists()


def test_one_diagnosis_at_a_time_and_withdrawing_frees_the_place(cast):
    conflict = filed(cast)
    first = submitted(cast, conflict)
    with pytest.raises(Refused, match="이미"):
        submitted(cast, conflict)
    withdraw_diagnosis(first, by=cast.emil)
    second = submitted(cast, conflict)
    review(second, levels(), opinion="의견", by=expert(conflict))
    with pytest.raises(Refused):
        withdraw_diagnosis(second, by=cast.emil)


def test_steps_out_of_order_are_refused(cast):
    diagnosis = submitted(cast)
    with pytest.raises(Refused):
        grade(diagnosis, 1, **resolution(cast.dora))
    gina = expert(diagnosis.conflict)
    review(diagnosis, levels(), opinion="의견", by=gina)
    with pytest.raises(Refused):
        review(diagnosis, levels(5), opinion="다른 의견", by=gina)
    grade(diagnosis, 2, **resolution(cast.dora))
    with pytest.raises(Refused):
        grade(diagnosis, 1, **resolution(cast.hana))
    assert (Diagnosis.objects.get().grade, Decision.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_the_same_instant_make_one(cast):
    diagnosis = reviewed(cast)
    sitting = in_session()

    def decide(i):
        by, level = [(cast.dora, 1), (cast.hana, 3)][i]
        fresh = Diagnosis.objects.select_related("conflict__space", "checklist").get(pk=diagnosis.pk)
        grade(fresh, level, sitting=sitting, reason=REASON, by=by)

    outcomes = at_once(2, decide)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    decided, decision = Diagnosis.objects.get(), Decision.objects.get()
    assert decision.result == f"grade_{decided.grade}"
    assert ConflictCase.objects.get().grade == decided.grade


@pytest.mark.django_db(transaction=True)
def test_two_self_diagnoses_at_the_same_instant_make_one(cast):
    conflict = filed(cast)
    outcomes = at_once(2, lambda _i: submitted(cast, ConflictCase.objects.get(pk=conflict.pk)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Diagnosis", "Refused"]
    assert Diagnosis.objects.get().ratings.count() == 12
