import re

import pytest

from deliberation.agendas.models import Route
from tests.agendas.proposing import threshold

ABOUT = "/about/"
PARTS = ["steps", "rules", "check", "accessibility", "privacy"]


def test_it_takes_one_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get(ABOUT).status_code == 200


def test_every_part_that_the_footer_names_is_there(client, db):
    text = client.get(ABOUT).content.decode()
    named = re.findall(r'href="/about/#(\w+)"', client.get("/").content.decode())
    assert named == PARTS[1:]
    assert [part for part in PARTS if f'id="{part}"' not in text] == []


def test_thresholds_are_those_of_the_rules_in_force(client, db):
    assert "30일 안에 6,000명 공감" in client.get(ABOUT).content.decode()
    threshold(500)
    Route.objects.create(
        kind="citizens", version=9, threshold=9, window_days=9, basis="미래", in_force_since="2999-01-01"
    )
    shown = client.get(ABOUT).context["routes"]
    assert (shown[0].kind, shown[0].threshold) == ("citizens", 500)
    assert sorted(route.kind for route in shown) == ["citizens", "committee", "council", "mayor"]


@pytest.mark.parametrize(("language", "heading"), [("ko", "개인정보 처리방침"), ("en", "Privacy notice")])
def test_it_is_there_in_both_languages(client, db, language, heading):
    assert heading in client.get(ABOUT, headers={"accept-language": language}).content.decode()


def test_robots_stay_out_of_what_is_personal(client, settings):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /me/", "Disallow: /desk/", "Disallow: /accounts/"} <= set(lines)
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
