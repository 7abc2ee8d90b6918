import pytest
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.conflicts.mediation.actions import make_offer
from deliberation.conflicts.mediation.agreeing import add_undertaking, agree_to_open, write_draft
from deliberation.conflicts.mediation.models import Council, Member, Offer
from tests.cast import gather, person
from tests.conflicts.cases import filed
from tests.conflicts.councils import RULES, TEXT, agreed, put, ruled, seated, signing, talking
from tests.conflicts.parties import published
from tests.spaces.files import upload

SIGNED_IN = 3
TODAY = timezone.localdate


def page(table, act=""):
    return f"/conflicts/{table.council.conflict_id}/councils/{table.council.pk}/{act}"


def sign_in(client, table, name):
    client.force_login(User.objects.get(pk=table.users[name].pk))


@pytest.mark.parametrize("reached", [seated, talking, put, agreed])
def test_strangers_learn_that_there_is_a_council_and_nothing_else(client, cast, reached):
    table = reached(cast)
    public = f"/conflicts/{table.council.conflict_id}/councils/"
    for user in (None, cast.finn, cast.dora, cast.root):
        if user:
            client.force_login(user)
        told = client.get(public).content.decode()
        assert "인근 주민 1" in told
        assert str(table.now.get_state_display()) in told
        assert not any(word in told for word in (TEXT, "resident", RULES["purpose"], "총회"))
        for act in ("", "agreement/", "agreement.pdf", "draft/", "offer/", "ratify/", "seat/"):
            assert client.get(page(table, act)).status_code in (404, 302), act
        if user:
            assert client.post(page(table, "acts/sign/"), {"version": 1}).status_code == 404


def test_an_agreement_is_read_by_everyone_once_all_parties_say_so(client, cast):
    table = agreed(cast)
    add_undertaking(table.council, text="악취를 매달 잽니다.", party=None, due=None, by=cast.emil)
    for name in ("resident", "city"):
        assert client.get(page(table, "agreement/")).status_code == 404
        agree_to_open(table.member(name), "agreement", by=table.users[name])
    told = client.get(page(table, "agreement/")).content.decode()
    assert TEXT in told
    assert "악취를 매달 잽니다." in told
    assert client.get(page(table, "agreement.pdf")).content[:5] == b"%PDF-"
    assert client.get(page(table)).status_code == 404
    assert "open_agreement" in str(client.get(f"/conflicts/{table.council.conflict_id}/record/").context["lines"])


def test_from_founding_to_the_agreement_by_the_pages_alone(client, cast):
    conflict = filed(cast)
    parties = [published(cast, conflict, n) for n in (1, 2)]
    client.force_login(cast.emil)
    address = f"/conflicts/{conflict.pk}/councils/"
    assert client.post(f"{address}new/", {"since": "2022-05-01"}).status_code == 302
    council = Council.objects.get()
    here = f"{address}{council.pk}/"
    users = [person(name) for name in ("Res", "Off", "Med")]
    for user, of in zip(users, [parties[0].pk, parties[1].pk, ""], strict=True):
        given = {"contact": user.email, "party": of, "capacity": "위원"}
        assert client.post(f"{here}seat/", given).status_code == 302
    chair = Member.objects.get(party=None)
    assert client.post(f"{here}rules/", RULES | {"chair": chair.pk}).status_code == 302
    for user in users:
        client.force_login(user)
        assert client.post(f"{here}acts/consent/", {"version": 1}).status_code == 302
    for user in users[:2]:
        client.force_login(user)
        assert client.post(f"{here}principal/", {"principal": "총회"}).status_code == 302
        assert client.post(f"{here}offer/", {"party": "", "text": "조건을 냅니다."}).status_code == 302
    offer = Offer.objects.order_by("pk").first()
    assert client.post(f"{here}offers/{offer.pk}/", {"answer": "accepted", "text": "좋습니다."}).status_code == 302
    client.force_login(users[2])
    assert client.post(f"{here}draft/", {"based_on": 0, "text": TEXT, "extent": "interim"}).status_code == 302
    assert client.post(f"{here}acts/put/", {"version": 1}).status_code == 302
    for user in users[:2]:
        client.force_login(user)
        given = {"version": 1, "decision": "accepted", "on": TODAY(), "note": "총회 의결"}
        assert client.post(f"{here}ratify/", given).status_code == 302
    for user in users:
        client.force_login(user)
        assert client.post(f"{here}acts/sign/", {"version": 1}).status_code == 302
    client.force_login(cast.emil)
    assert client.post(f"{here}undertake/", {"text": "악취를 잽니다.", "party": "", "due": ""}).status_code == 302
    row = council.undertakings.get()
    given = {"result": "kept", "done_on": TODAY(), "finding": "쟀습니다.", "evidence": upload("사진.pdf")}
    assert client.post(f"{here}undertakings/{row.pk}/", given).status_code == 302
    council.refresh_from_db()
    assert (council.state, row.checks.get().evidence.name) == ("agreed", "사진.pdf")


@pytest.mark.parametrize(
    ("who", "act", "given"),
    [
        ("resident", "principal/", {"principal": ""}),
        ("resident", "offer/", {"party": "999999", "text": "제안"}),
        ("resident", "offer/", {"party": "", "text": "가" * 3001}),
        ("chair", "draft/", {"based_on": "x", "text": "안", "extent": "whole"}),
        ("chair", "draft/", {"based_on": 0, "text": "안", "extent": "half"}),
        ("chair", "rules/", RULES | {"chair": "0"}),
        ("chair", "end/", {"reason": " "}),
        ("clerk", "seat/", {"contact": "nobody@example.org", "party": "", "capacity": "위원"}),
        ("clerk", "seat/", {"contact": "finn@example.org", "party": "x", "capacity": "위원"}),
    ],
)
def test_bad_input_is_told(client, cast, who, act, given):
    table = talking(cast)
    client.force_login(cast.emil if who == "clerk" else table.users[who])
    assert client.post(page(table, act), given).status_code == 422
    assert table.now.state == "talking"


def test_a_day_to_come_is_no_day_of_a_decision(client, cast):
    table = put(cast)
    sign_in(client, table, "city")
    given = {"version": 1, "decision": "accepted", "on": "2999-01-01", "note": ""}
    assert client.post(page(table, "ratify/"), given).status_code == 422


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 40, "-1", "7"])
def test_a_version_that_is_not_there_is_not_agreed_to(client, cast, version):
    table = ruled(cast)
    sign_in(client, table, "city")
    assert client.post(page(table, "acts/consent/"), {"version": version}).status_code == 409
    sign_in(client, table, "city")
    assert client.post(page(table, "acts/nonsense/"), {}).status_code == 404
    assert client.post(page(table, "acts/open/"), {"what": "everything"}).status_code == 404


def test_acts_of_another_state_or_seat_are_forbidden(client, cast):
    table = signing(cast)
    sign_in(client, table, "chair")
    assert client.post(page(table, "ratify/"), {}).status_code == 403
    sign_in(client, table, "resident")
    assert client.post(page(table, "end/"), {"reason": "싫어서"}).status_code == 403
    client.force_login(cast.emil)
    assert client.post(page(table, "acts/sign/"), {"version": 1}).status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_a_council_takes_the_same_queries(client, cast, django_assert_num_queries, number):
    table = talking(cast)
    for n in range(number):
        make_offer(table.member("resident"), to=None, text=f"제안 {n}", by=table.users["resident"])
        write_draft(table.council, f"안 {n}", interim=False, based_on=n, by=table.users["chair"])
    sign_in(client, table, "city")
    # roles in two spaces, conflict, council, members, rules, who agreed, drafts, offers, openings, undertakings,
    # its meetings
    with django_assert_num_queries(SIGNED_IN + 12):
        assert len(client.get(page(table)).context["offers"]) == number
    client.logout()
    with django_assert_num_queries(6):  # conflict, what is withheld, councils, which to enter, which to read, seats
        client.get(f"/conflicts/{table.council.conflict_id}/councils/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_accessible_and_fit_the_screen(assert_all_accessible):
    cast = gather()
    table, done = put(cast, filed(cast, title="가" * 120)), agreed(cast)
    make = [(talking(cast), "resident", ["", "offer/", "principal/"])]
    make += [(table, "city", ["", "ratify/"]), (done, "resident", ["", "agreement/"])]
    for row, name, acts in make:
        councils = f"/conflicts/{row.council.conflict_id}/councils/"
        assert_all_accessible({row.users[name]: [*(page(row, act) for act in acts), councils]})
