import pytest

from deliberation.conflicts.rulebook import AdviceRules, Checklist
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role

CHECKLIST, ADVICE = "/admin/conflicts/checklist/", "/admin/conflicts/advicerules/"


@pytest.fixture
def administrator(client, cast):
    appoint(cast.city, cast.finn, Role.ADMINISTRATOR)
    cast.finn.refresh_from_db()
    client.force_login(cast.finn)
    return client


def filled(page):
    """What a browser would send back of the form as it stands."""
    form, (inline,) = page.context["adminform"].form, page.context["inline_admin_formsets"]
    given = {bound.html_name: bound.value() for bound in form}
    for row in [*inline.formset.forms]:
        given |= {bound.html_name: bound.value() for bound in row}
    given |= {bound.html_name: bound.value() for bound in inline.formset.management_form}
    return {name: "" if value is None else value for name, value in given.items() if value is not False}


def test_a_new_version_begins_as_the_latest_stands(administrator):
    form = filled(administrator.get(f"{CHECKLIST}add/"))
    form |= {"basis": "시 위원회 의결", "adopted": "on", "items-0-weight": 2}
    response = administrator.post(f"{CHECKLIST}add/", form)
    assert response.status_code == 302, response.context["errors"]
    first, second = Checklist.objects.order_by("version")
    assert (second.version, second.adopted, second.grade_1_from, second.basis) == (2, True, 42, "시 위원회 의결")
    texts = ("n", "title", "title_en", "low", "middle", "high")
    assert list(second.items.values_list(*texts)) == list(first.items.values_list(*texts))
    assert [item.weight for item in second.items.all()] == [2, *[1] * 11]


@pytest.mark.parametrize("bands", [(28, 42), (42, 12), (61, 28), (42, 42)])
def test_grades_must_begin_within_the_possible_points(administrator, bands):
    form = filled(administrator.get(f"{CHECKLIST}add/"))
    form |= {"grade_1_from": bands[0], "grade_2_from": bands[1]}
    assert administrator.post(f"{CHECKLIST}add/", form).status_code == 200
    assert Checklist.objects.count() == 1


def test_rules_of_advice_get_a_new_version_too(administrator):
    form = filled(administrator.get(f"{ADVICE}add/")) | {"rows-2-days_at_least": 45}
    assert administrator.post(f"{ADVICE}add/", form).status_code == 302
    later = AdviceRules.objects.in_force()
    assert (later.version, later.rows.count(), later.rows.get(n=3).days_at_least) == (2, 5, 45)


def test_versions_are_neither_changed_nor_deleted(administrator):
    address = f"{CHECKLIST}{Checklist.objects.get().pk}/"
    assert administrator.get(address + "change/").status_code == 200
    assert administrator.post(address + "change/", {"grade_1_from": 1}).status_code == 403
    assert administrator.post(address + "delete/", {"post": "yes"}).status_code == 403


def test_nobody_else_enters(client, cast):
    for user in (cast.emil, cast.dora, cast.ben):
        client.force_login(user)
        assert client.get(f"{CHECKLIST}add/").status_code == 302
