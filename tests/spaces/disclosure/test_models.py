from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation

from deliberation.ledger.actions import Refused
from deliberation.spaces.disclosure.actions import restrict
from deliberation.spaces.disclosure.forms import BasisForm, ReadersForm
from deliberation.spaces.disclosure.models import LONGEST, Basis, Ground, Restriction

TODAY, DAY = date(2026, 3, 12), timedelta(days=1)
NOON = datetime(2026, 3, 12, 12, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def test_every_ground_is_cited_as_the_law_has_it_and_explained():
    assert [ground.citation for ground in Ground] == [f"정보공개법 제9조제1항제{n}호" for n in range(1, 9)]
    assert len({ground.explained for ground in Ground}) == len(Ground)
    with translation.override("en"):
        assert Ground.PRIVACY.citation == "Official Information Disclosure Act, article 9 (1) 6"


def test_a_restriction_needs_one_of_the_eight_grounds_and_a_day_within_three_years(cast):
    for days in (-DAY, LONGEST + DAY):
        with pytest.raises(Refused, match="재검토일"):
            restrict(cast.city, Basis(Ground.LAW, TODAY + days), by=cast.emil)
    for days in (0 * DAY, LONGEST):
        restrict(cast.city, Basis(Ground.LAW, TODAY + days), by=cast.emil)
    assert Restriction.objects.due().count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.create(space=cast.city, ground=9, review_on=TODAY)


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, {"ground", "review_on"}),
        ({"ground": "9", "review_on": "2027-01-01"}, {"ground"}),
        ({"ground": "x", "review_on": "어제"}, {"ground", "review_on"}),
        ({"ground": "5", "review_on": "2026-03-11"}, {"review_on"}),
        ({"ground": "5", "review_on": "2029-03-12"}, {"review_on"}),
        ({"ground": "5", "review_on": "2027-03-12", "note": "가" * 1001}, {"note"}),
        ({"ground": "5", "review_on": "2027-03-12"}, set()),
    ],
)
def test_bad_grounds_and_days_are_told_in_the_form(given, faults):
    assert set(BasisForm(given).errors) == faults
    assert set(ReadersForm(given | {"readers": "restricted"}).errors) == faults
    assert not ReadersForm(given | {"readers": "public"}).errors, "what everyone reads needs no ground"
