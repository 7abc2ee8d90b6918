"""The office looks again at what is not public: on its desk, in a list, one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.conflicts.casefile.actions import attach_file, enter_event
from deliberation.conflicts.models import CaseAttachment, CaseEvent
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.spaces import desk
from deliberation.spaces.disclosure.actions import keep
from deliberation.spaces.disclosure.models import YEAR, Ground, Restriction
from deliberation.spaces.disclosure.withheld import readable_by, source_of
from tests.concurrency import at_once
from tests.conflicts.cases import filed
from tests.restricting import usual
from tests.spaces.files import upload

PAGE = "/disclosure/"
LINE = "비밀 협의를 했습니다."


@pytest.fixture
def line(cast):
    """A line of a timeline whose day of review is today."""
    basis = replace(usual(), review_on=timezone.localdate())
    event = enter_event(
        filed(cast, restricted_note=""), by=cast.emil, on="2022-05-01", text=LINE, source="", basis=basis
    )
    return event.restriction


def test_the_desk_says_how_many_wait_and_the_list_shows_them(client, cast, line):
    row = desk.restrictions(cast.emil).get()
    assert (row["heading"], row["address"]) == ("비공개 재검토 1건", "/disclosure/?due=due")
    assert [desk.restrictions(person).count() for person in (cast.dora, cast.root, cast.ben)] == [0, 0, 0]
    client.force_login(cast.emil)
    assert LINE in client.get(row["address"]).content.decode()
    assert LINE not in client.get(f"{PAGE}?ground=6").content.decode()
    assert LINE in client.get(f"{PAGE}?ground=99&due=x&page=x").content.decode()


def test_nobody_else_reviews(client, cast, line):
    statuses = {}
    for person in (cast.dora, cast.ben):
        client.force_login(person)
        statuses[str(person)] = [client.get(address).status_code for address in (PAGE, f"{PAGE}{line.pk}/")]
    assert statuses == {"Dora": [403, 403], "Ben": [404, 404]}
    client.force_login(cast.emil)
    assert client.get(f"{PAGE}999999/").status_code == 404


def test_keeping_needs_a_reason_and_is_minuted(client, cast, line):
    client.force_login(cast.emil)
    day = timezone.localdate() + timedelta(days=90)
    given = {"ground": "7", "review_on": f"{day}", "note": ""}
    refused = client.post(f"{PAGE}{line.pk}/", given)
    assert (refused.status_code, f"{day}" in refused.content.decode()) == (422, True)
    assert client.post(f"{PAGE}{line.pk}/", given | {"note": "계약이 이어집니다."}).url == PAGE
    line.refresh_from_db()
    assert (line.ground, line.review_on, line.note, line.decided_by) == (7, day, "계약이 이어집니다.", cast.emil)
    facts = {"public": False, "restriction": line.pk, "ground": 7, "review_on": f"{day}"}
    assert Entry.objects.get(step="keep_restricted").facts == facts


def test_releasing_makes_it_public_and_is_minuted(client, cast, line):
    conflict = CaseEvent.objects.get().conflict
    attach_file(conflict, upload("협의록.pdf"), by=cast.emil, basis=usual())
    file = CaseAttachment.objects.get()
    client.force_login(cast.emil)
    for restriction in (line, file.attachment.restriction):
        assert client.post(f"{PAGE}{restriction.pk}/release/").url == PAGE
    assert not Restriction.objects.exists()
    client.logout()
    assert LINE in client.get(f"/conflicts/{conflict.pk}/record/").content.decode()
    assert b"".join(client.get(file.attachment.get_absolute_url())).startswith(b"%PDF")
    assert [entry.facts["public"] for entry in Entry.objects.filter(step__in=["correct", "confine"])] == [True, True]


def test_what_parties_must_agree_on_is_not_released_here(client, cast):
    conflict = filed(cast)
    client.force_login(cast.emil)
    address = f"{PAGE}{conflict.note_restriction.pk}/"
    assert "release/" not in client.get(address).content.decode()
    assert client.post(f"{address}release/").status_code == 404


@pytest.mark.parametrize("n", [1, 30])
def test_the_list_takes_the_same_queries(client, cast, line, n, django_assert_num_queries):
    conflict = CaseEvent.objects.get().conflict
    for i in range(n - 1):
        enter_event(conflict, by=cast.emil, on="2022-05-02", text=f"{i}", source="", basis=usual())
    client.force_login(cast.emil)
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)


@pytest.mark.django_db(transaction=True)
def test_of_one_who_keeps_and_one_who_releases_at_once_neither_breaks_it(cast):
    event = enter_event(filed(cast), by=cast.emil, on="2022-05-01", text=LINE, source="", basis=usual())
    (thing,) = readable_by(cast.emil, [event.restriction_id])
    again = replace(usual(), ground=Ground.TRADE, review_on=usual().review_on - YEAR / 2, note="계약 중")
    acts = [
        lambda: keep(event.restriction, again, by=cast.emil),
        lambda: source_of(thing).release(thing.thing, cast.emil),
    ]
    outcomes = at_once(2, lambda i: acts[i]())
    assert {type(outcome) for outcome in outcomes} <= {type(None), Refused}
    assert CaseEvent.objects.get().restriction is None
    assert Restriction.objects.filter(pk=event.restriction_id).count() == 0
