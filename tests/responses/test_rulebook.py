import pytest
from django.utils import timezone

from deliberation.ledger.models import Entry
from deliberation.responses.models import AnswerRules

pytestmark = pytest.mark.django_db
ROW = {
    "days": 45,
    "extension_days": 15,
    "remind_days": 5,
    "milestone_days": 20,
    "check_months": 12,
    "recheck_days": 20,
    "contests": 3,
    "basis": "조례 제12조",
    "in_force_since": timezone.localdate().isoformat(),
}


def test_an_administrator_adds_versions_that_are_minuted_and_changes_none(client, cast):
    client.force_login(cast.root)
    begun = client.get("/admin/responses/answerrules/add/").context["adminform"].form.initial
    assert (begun["days"], begun["contests"]) == (30, 5)
    assert client.post("/admin/responses/answerrules/add/", ROW).status_code == 302
    assert client.post("/admin/responses/answerrules/add/", ROW | {"contests": 0}).status_code == 200
    rules = AnswerRules.objects.in_force()
    assert (rules.version, rules.days, rules.adopted) == (2, 45, False)
    entry = Entry.objects.get(subject="answerrules:2")
    assert (entry.step, entry.facts["contests"], entry.role) == ("rule", 3, "administrator")
    client.post(f"/admin/responses/answerrules/{rules.pk}/change/", ROW | {"days": 1})
    client.post(f"/admin/responses/answerrules/{rules.pk}/delete/", {"post": "yes"})
    assert list(AnswerRules.objects.order_by("version").values_list("days", flat=True)) == [30, 45]


def test_whoever_is_no_administrator_changes_no_rule(client, cast):
    client.force_login(cast.emil)
    assert client.post("/admin/responses/answerrules/add/", ROW).status_code in (302, 403, 404)
    assert AnswerRules.objects.count() == 1
