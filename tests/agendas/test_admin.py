import pytest

from deliberation.agendas.models import Route
from deliberation.ledger.models import Entry
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role

ROW = {
    "kind": "citizens",
    "threshold": 3000,
    "window_days": 30,
    "screening_days": 20,
    "track": "large_panel",
    "minimum_age": 14,
    "least_level": 3,
    "district_rule": "spread",
    "district_number": 5,
    "district_least": 100,
    "in_force_since": "2026-12-01",
    "basis": "운영세칙 개정",
}


def test_administrator_adds_a_version_of_a_rule_and_changes_none(client, cast):
    appoint(cast.city, cast.finn, Role.ADMINISTRATOR)
    cast.finn.refresh_from_db()
    client.force_login(cast.finn)
    assert client.post("/admin/agendas/route/add/", ROW).status_code == 302
    assert Route.objects.filter(kind="citizens").count() == 2
    first = Route.objects.filter(kind="citizens").earliest("version")
    client.post(f"/admin/agendas/route/{first.pk}/change/", ROW | {"threshold": 1})
    client.post(f"/admin/agendas/route/{first.pk}/delete/", {"post": "yes"})
    first.refresh_from_db()
    assert first.threshold == 6000


def test_citizens_threshold_is_never_zero(client, cast):
    client.force_login(cast.root)
    response = client.post("/admin/agendas/route/add/", ROW | {"threshold": 0})
    assert response.status_code == 200
    assert not Route.objects.filter(kind="citizens", version=2).exists()


def test_versions_are_numbered_minuted_and_begin_as_the_present_one(client, cast):
    client.force_login(cast.root)
    fields = client.get("/admin/agendas/route/add/").context["adminform"].form.initial
    assert (fields["threshold"], fields["minimum_age"]) == (6000, 14)
    client.post("/admin/agendas/route/add/", ROW)
    client.post("/admin/agendas/route/add/", ROW | {"threshold": 2000})
    rows = Route.objects.filter(kind="citizens").order_by("version").values_list("version", "threshold")
    assert list(rows) == [(1, 6000), (2, 3000), (3, 2000)]
    entry = Entry.objects.get(subject="route:citizens:3")
    assert (entry.step, entry.facts["least_level"], entry.facts["district_number"]) == ("rule", 3, 5)


@pytest.mark.parametrize("wrong", [{"district_number": 0}, {"district_number": 11}])
def test_rule_that_cannot_be_fulfilled_is_refused_in_the_form(client, cast, wrong):
    client.force_login(cast.root)
    assert client.post("/admin/agendas/route/add/", ROW | wrong).status_code == 200
    assert Route.objects.filter(kind="citizens").count() == 1
