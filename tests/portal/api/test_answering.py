"""What every answer has in common: methods, conditions, limits, faults, languages."""

import pytest
from django.core.cache import cache
from django.test import Client

from deliberation.agendas.proposals.actions import cosign
from deliberation.portal.api.limiting import WINDOW
from tests.agendas.proposing import WEB, published

pytestmark = pytest.mark.django_db
JSON, PROBLEM = "application/json", "application/problem+json"


@pytest.fixture
def proposal(cast):
    return published(cast.finn)


def test_an_answer_may_be_kept_and_asked_for_again_by_what_it_says_or_since_when(ask, proposal, clock):
    first = ask("proposals")
    assert (first.status_code, first["Content-Type"], first["Cache-Control"]) == (200, JSON, "public, max-age=60")
    assert (first["Vary"], first["Access-Control-Allow-Origin"]) == ("Accept-Language", "*")
    by_tag = ask("proposals", {"if-none-match": first["ETag"]})
    by_date = ask("proposals", {"if-modified-since": first["Last-Modified"]})
    for kept in (by_tag, by_date):
        assert (kept.status_code, kept.content, kept["ETag"]) == (304, b"", first["ETag"])
    cosign(proposal, by=proposal.author, channel=WEB)  # a count moves; no minute tells it
    for condition in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = ask("proposals", condition)
        assert (again.status_code, again.json()["data"][0]["cosignatures"]) == (200, 1)
    clock.shift(3600)
    assert ask("proposals")["Last-Modified"] == again["Last-Modified"]
    assert ask("proposals", {"if-match": first["ETag"]}).status_code == 412


def test_each_language_is_an_answer_of_its_own(ask, proposal):
    korean, english = (ask("proposals", {"accept-language": language}) for language in ("ko", "en"))
    assert [korean["Content-Language"], english["Content-Language"]] == ["ko", "en"]
    labels = [answer.json()["data"][0]["state"] for answer in (korean, english)]
    assert labels == [
        {"code": "collecting", "label": "공감 모으는 중"},
        {"code": "collecting", "label": "collecting co-signatures"},
    ]
    assert korean["ETag"] != english["ETag"]
    titles = [ask("nothing", {"accept-language": language}).json()["title"] for language in ("ko", "en")]
    assert titles[1] == "There is nothing at this address"
    assert titles[0] != titles[1]


def test_no_cookie_is_read(client, proposal):
    client.cookies["django_language"] = "en"
    client.cookies["sessionid"] = "nonsense"
    assert client.get("/api/v1/proposals")["Content-Language"] == "ko"
    assert not client.get("/api/v1/proposals").cookies


def test_one_can_only_read(proposal):
    strict = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        refused = getattr(strict, method)("/api/v1/proposals")
        assert (refused.status_code, refused["Allow"], refused["Content-Type"]) == (405, "GET, HEAD, OPTIONS", PROBLEM)
    head, get = strict.head("/api/v1/proposals"), strict.get("/api/v1/proposals")
    assert (head.content, head["ETag"]) == (b"", get["ETag"])
    asked = strict.options("/api/v1/proposals")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("sort=newest", ["sort"]),
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=ten", ["limit"]),
        ("limit=", ["limit"]),
        ("limit=1&limit=2", ["limit"]),
        ("state=draft", ["state"]),
        ("updated_since=yesterday", ["updated_since"]),
        ("updated_since=2026-13-01T00:00:00Z", ["updated_since"]),
        ("updated_since=0001-01-01T00:00:00%2B15:00", ["updated_since"]),
        (f"q={'a' * 61}", ["q"]),
        ("page=nonsense", ["page"]),
        ("page=after.WzAsICJ4IiwgMV0%3D", ["page"]),
        ("page=before.WzAsIEluZmluaXR5LCAxXQ%3D%3D", ["page"]),
        ("page=side.WzAsIDEsIDFd", ["page"]),
        ("limit=x&state=x", ["limit", "state"]),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(ask, proposal, query, faults):
    answer = ask(f"/api/v1/proposals?{query}")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (400, PROBLEM, "no-store")
    told = answer.json()
    assert [fault["parameter"] for fault in told["errors"]] == faults
    assert told | {"errors": [], "title": "", "detail": ""} == {
        "type": "about:blank",
        "status": 400,
        "errors": [],
        "title": "",
        "detail": "",
    }


def test_what_is_needed_and_missing_is_named(ask, cast):
    assert [fault["parameter"] for fault in ask("entries").json()["errors"]] == ["book"]


@pytest.mark.parametrize(
    "address",
    ["", "nothing", "proposals/", "proposals/x", "proposals/99999999999999999999", "processes/none", "entries/1"],
)
def test_other_addresses_are_not_found_in_the_same_words(ask, cast, address):
    answer = ask(f"/api/v1/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


def test_an_address_may_ask_so_much_in_a_minute_and_then_waits(ask, proposal, settings, clock):
    settings.API_REQUESTS_PER_MINUTE = 3
    clock.move_to(1_900_000_000 // WINDOW * WINDOW)  # the beginning of a window
    left = [ask("proposals")["RateLimit"] for _ in range(3)]
    assert left == ['"address";r=2;t=60', '"address";r=1;t=60', '"address";r=0;t=60']
    refused = ask("proposals")
    assert (refused.status_code, refused["Content-Type"], refused["Retry-After"]) == (429, PROBLEM, "60")
    assert refused["RateLimit-Policy"] == '"address";q=3;w=60'
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.get("/api/v1/proposals").status_code == 200
    clock.shift(WINDOW + 10)  # what was asked fades evenly
    waits = ask("proposals")
    assert waits.status_code == 429
    clock.shift(int(waits["Retry-After"]))
    assert ask("proposals").status_code == 200
    clock.shift(2 * WINDOW)
    assert ask("proposals")["RateLimit"].startswith('"address";r=2;')


def test_one_subscriber_of_ipv6_is_one_address(proposal, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    answers = [
        Client(REMOTE_ADDR=f"2001:db8:0:{net}::{n}").get("/api/v1/proposals") for net, n in ((1, 1), (1, 2), (2, 1))
    ]
    assert [answer.status_code for answer in answers] == [200, 429, 200]


def test_behind_a_proxy_the_address_is_the_one_that_it_tells(proposal, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    asked = [
        Client().get("/api/v1/proposals", headers={"x-forwarded-for": ip})
        for ip in ("9.9.9.9, 1.1.1.1", "8.8.8.8, 1.1.1.1", "1.1.1.2")
    ]
    assert [answer.status_code for answer in asked] == [200, 429, 200]


def test_without_the_cache_nobody_is_refused(ask, proposal, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 1
    for name, answer in (("get", None), ("add", True), ("set", None)):
        monkeypatch.setattr(cache, name, lambda *_args, answer=answer, **_more: _args[1] if len(_args) > 1 else answer)
    monkeypatch.setattr(cache, "incr", lambda _name, delta=1: delta)
    assert [ask("proposals").status_code for _ in range(3)] == [200] * 3
