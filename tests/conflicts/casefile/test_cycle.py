import pytest
import time_machine

from deliberation.conflicts.casefile.cycle import carry_over, list_case, release, relist, settle
from deliberation.conflicts.casefile.models import ConflictCase, PriorityListing
from deliberation.conflicts.diagnosis.actions import grade
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.spaces.models import Decision
from tests.concurrency import at_once
from tests.conflicts.cases import REASON, filed, graded, listed, resolution, reviewed

THIS_YEAR = 2026


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-20T10:00:00+09:00"):
        yield


def rows(conflict):
    return list(conflict.listings.order_by("pk").values_list("year", "entry", "grade", "outcome"))


def test_the_whole_cycle_keeps_every_list(cast):
    conflict = listed(cast, 2023)
    carry_over(conflict, year=2024, **resolution(cast.dora, conflict))
    release(conflict, **resolution(cast.dora, conflict))
    relist(conflict, year=2024, **resolution(cast.dora, conflict))
    carry_over(conflict, year=2026, **resolution(cast.dora, conflict))
    settle(conflict, **resolution(cast.dora, conflict))
    relist(conflict, year=2027, **resolution(cast.dora, conflict))
    assert rows(conflict) == [
        (2023, "new", 2, "carried"),
        (2024, "carried", 2, "released"),
        (2024, "returned", 2, "carried"),
        (2026, "carried", 2, "settled"),
        (2027, "returned", 2, ""),
    ]
    assert conflict.state == "listed"
    ended = PriorityListing.objects.exclude(ended_by=None)
    assert [row.ended_by.result for row in ended.order_by("pk")] == ["carry", "release", "carry", "settle"]
    assert set(Decision.objects.values_list("about", flat=True)) == {conflict.subject, conflict.diagnoses.get().subject}


def test_listing_keeps_the_grade_it_came_with(cast):
    conflict = listed(cast, 2025)
    grade(reviewed(cast, conflict), 1, **resolution(cast.dora))
    carry_over(conflict, year=2026, **resolution(cast.dora, conflict))
    assert rows(conflict) == [(2025, "new", 2, "carried"), (2026, "carried", 1, "")]


def test_an_ungraded_case_is_not_listed(cast):
    with pytest.raises(Refused, match="등급"):
        list_case(filed(cast), year=THIS_YEAR, **resolution(cast.dora))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("year", [1, 2018, 2028, 9999])
def test_impossible_years_are_refused(cast, year):
    conflict = graded(cast)
    with pytest.raises(Refused, match="2019"):
        list_case(conflict, year=year, **resolution(cast.dora, conflict))
    assert ConflictCase.objects.get().state == "filed"


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_case_is_carried_to_a_later_year_only(cast, year):
    conflict = listed(cast, 2025)
    with pytest.raises(Refused, match="2025"):
        carry_over(conflict, year=year, **resolution(cast.dora, conflict))
    assert rows(conflict) == [(2025, "new", 2, "")]


@pytest.mark.parametrize("act", [carry_over, relist])
def test_steps_from_the_wrong_state_are_refused(cast, act):
    conflict = graded(cast)
    with pytest.raises(Refused):
        act(conflict, year=THIS_YEAR, **resolution(cast.dora))
    with pytest.raises(Refused):
        release(conflict, **resolution(cast.dora, conflict))
    assert conflict.listings.count() == 0


def test_reason_is_needed_and_nothing_happens_without(cast):
    conflict = graded(cast)
    with pytest.raises(Refused, match="이유"):
        list_case(conflict, year=THIS_YEAR, **resolution(cast.dora) | {"reason": " "})
    conflict.refresh_from_db()
    assert (conflict.state, conflict.listings.count()) == ("filed", 0)


def test_due_are_listed_ones_without_a_decision_for_the_year(cast):
    earlier, current, released = listed(cast, 2025), listed(cast, THIS_YEAR), listed(cast, 2025)
    release(released, **resolution(cast.dora, released))
    assert list(ConflictCase.objects.due_in(THIS_YEAR)) == [earlier]
    carry_over(earlier, year=THIS_YEAR, **resolution(cast.dora, earlier))
    assert not ConflictCase.objects.due_in(THIS_YEAR).exists()
    assert set(ConflictCase.objects.due_in(THIS_YEAR + 1)) == {earlier, current}


def test_who_filed_it_is_told_of_every_step_once(cast):
    conflict = listed(cast, 2025)
    carry_over(conflict, year=2026, **resolution(cast.dora, conflict))
    release(conflict, **resolution(cast.dora, conflict))
    kinds = Notice.objects.filter(person=cast.emil, kind__in=["conflict_list", "conflict_carry", "conflict_release"])
    assert sorted(kinds.values_list("kind", flat=True)) == ["conflict_carry", "conflict_list", "conflict_release"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("acts", [(carry_over, carry_over), (carry_over, release)])
def test_two_committee_decisions_at_the_same_instant_are_one(cast, acts):
    conflict = listed(cast, 2025)
    sitting = resolution(cast.dora, conflict)["sitting"]

    def act(i):
        fresh = ConflictCase.objects.select_related("space").get(pk=conflict.pk)
        year = {"year": 2026} if acts[i] is carry_over else {}
        acts[i](fresh, sitting=sitting, reason=REASON, by=[cast.dora, cast.hana][i], **year)

    outcomes = at_once(2, act)
    done = [outcome for outcome in outcomes if outcome is None]
    steps = list(Entry.objects.filter(subject=conflict.subject, step__in=["carry", "release"]).order_by("n"))
    # A release may follow a carrying over, but never the other way round, and nothing happens twice.
    assert {type(outcome).__name__ for outcome in outcomes} <= {"NoneType", "Refused"}
    assert [entry.step for entry in steps] in (["carry"], ["release"], ["carry", "release"])
    assert len(steps) == len(done) == Decision.objects.count() - 2
    assert conflict.listings.running().count() == (ConflictCase.objects.get().state == "listed")
