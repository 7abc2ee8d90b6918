import pytest

from deliberation.algorithms.advice import Condition, first_match
from deliberation.conflicts.diagnosis.advising import advise, override
from deliberation.conflicts.models import Advice
from deliberation.conflicts.rulebook import AdviceRule, AdviceRules
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from tests.concurrency import at_once
from tests.conflicts.cases import filed, graded

BILLION = 10**9


def test_bounds_are_included_and_none_does_not_bind():
    bounded = Condition("days", at_least=2, at_most=4)
    assert [bounded.holds({"days": days}) for days in (1, 2, 4, 5)] == [False, True, True, False]
    assert Condition("days").holds({"days": 0})


def test_first_rule_that_fits_wins():
    rules = [[Condition("days", at_least=9)], [Condition("days", at_least=3)], []]
    assert [first_match({"days": days}, rules) for days in (9, 8, 0)] == [0, 1, 2]
    assert first_match({"days": 0}, rules[:2]) is None


# grade, parties, cost, area, days → the track by our default rules
DEFAULT = [
    ((1, 8, 5 * BILLION, 3, 120), "large_panel"),
    ((1, 8, 5 * BILLION - 1, 3, 120), "small_panel"),
    ((1, 8, 5 * BILLION, 3, 119), "small_panel"),
    ((1, 5, 224 * BILLION, 2, 240), "mediation"),
    ((2, 6, 0, 1, 60), "mediation"),
    ((2, 7, 0, 2, 60), "small_panel"),
    ((2, 2, 0, 3, 60), "briefing"),
    ((3, 3, 0, 3, 21), "listening"),
    ((1, 8, 5 * BILLION, 3, 20), "briefing"),
    ((3, 2, 0, 1, 300), "briefing"),
]


@pytest.mark.parametrize(("facts", "track"), DEFAULT)
def test_default_rules(db, facts, track):
    rows = list(AdviceRules.objects.in_force().rows.all())
    named = dict(zip(("grade", "parties", "cost", "extent", "days"), facts, strict=True))
    assert rows[first_match(named, (row.conditions for row in rows))].track == track


def test_advice_keeps_facts_rule_and_version(cast):
    conflict = graded(cast, decided=2, cost=None)
    advice = advise(conflict, parties=4, days=90, by=cast.emil)
    assert (advice.recommended, advice.rule.n, advice.cost, advice.rules.version) == ("mediation", 2, 0, 1)
    later = AdviceRules.objects.create(version=2, basis="시 기준")
    AdviceRule.objects.create(rules=later, n=1, track="briefing")
    advice.refresh_from_db()
    assert (advice.recommended, advice.rules.version) == ("mediation", 1)
    assert advise(conflict, parties=4, days=90, by=cast.emil).recommended == "briefing"


def test_rules_that_fit_nothing_are_told(cast):
    later = AdviceRules.objects.create(version=2, basis="시 기준")
    AdviceRule.objects.create(rules=later, n=1, track="briefing", grade_at_most=1)
    with pytest.raises(Refused, match="규칙"):
        advise(graded(cast, decided=2), parties=4, days=90, by=cast.emil)


def test_ungraded_case_gets_no_advice(cast):
    with pytest.raises(Refused, match="등급"):
        advise(filed(cast), parties=4, days=90, by=cast.emil)


def test_override_keeps_reason_and_person_and_is_minuted(cast):
    advice = advise(graded(cast), parties=4, days=90, by=cast.emil)
    for track, reason in (("mediation", "같은 방식"), ("listening", " ")):
        with pytest.raises(Refused):
            override(advice, track, reason=reason, by=cast.emil)
    override(advice, "listening", reason="찾아가서 듣습니다.", by=cast.dora)
    advice = Advice.objects.get()
    assert (str(advice.track), advice.chosen_by, advice.reason) == ("숙의경청회", cast.dora, "찾아가서 듣습니다.")
    assert Entry.objects.get(step="override").facts == {"from": "mediation", "to": "listening"}
    advise(advice.conflict, parties=9, days=90, by=cast.emil)
    with pytest.raises(Refused):
        override(advice, "briefing", reason="이전 권고", by=cast.emil)


def test_rule_in_words(db):
    rows = AdviceRules.objects.in_force().rows.all()
    assert rows[0].words == [
        *("1등급 이상", "사업비 50억 원 이상", "영향 지역이 여러 구·군 또는 시 전역 이상", "남은 기간 120일 이상"),
    ]
    assert rows[4].words == []


@pytest.mark.django_db(transaction=True)
def test_two_overrides_at_the_same_instant_are_one(cast):
    advice = advise(graded(cast), parties=4, days=90, by=cast.emil)

    def choose(i):
        fresh = Advice.objects.select_related("conflict__space").get(pk=advice.pk)
        override(fresh, ["listening", "briefing"][i], reason="까닭", by=[cast.emil, cast.dora][i])

    outcomes = at_once(2, choose)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert Entry.objects.filter(step="override").count() == 1
