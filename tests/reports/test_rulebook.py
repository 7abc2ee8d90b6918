from datetime import date

import pytest
from django.utils import timezone

from deliberation.ledger.models import Entry
from deliberation.reports.models import RetentionRules
from deliberation.reports.rulebook import begins_on, ends_on

ROW = {
    "period": "30",
    "basis": "기록관리기준표 2026",
    "adopted": "on",
    "in_force_since": timezone.localdate().isoformat(),
}


@pytest.mark.parametrize(
    ("period", "last"),
    [("permanent", None), ("semi", None), ("30", date(2056, 12, 31)), ("1", date(2027, 12, 31))],
)
def test_a_period_counts_from_the_year_after_the_matter_was_completed(period, last):
    assert begins_on(date(2026, 3, 30)) == date(2027, 1, 1)
    assert ends_on(period, date(2026, 3, 30)) == last


@pytest.mark.django_db
def test_an_administrator_adds_periods_that_are_minuted_and_nobody_else_does(client, cast):
    address = "/admin/reports/retentionrules/add/"
    client.force_login(cast.emil)
    client.post(address, ROW)
    client.force_login(cast.root)
    assert client.get(address).context["adminform"].form.initial["period"] == "permanent"
    assert client.post(address, ROW | {"period": "31"}).status_code == 200
    assert client.post(address, ROW).status_code == 302
    assert list(RetentionRules.objects.order_by("version").values_list("period", "adopted")) == [
        ("permanent", False),
        ("30", True),
    ]
    assert RetentionRules.objects.in_force().version == 2
    assert Entry.objects.get(subject="retentionrules:2").facts["period"] == "30"
