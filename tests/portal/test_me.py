from deliberation.opinions.answering.actions import answer
from deliberation.panels.models import Seat
from deliberation.processes.convening import amend_charter, endorse
from deliberation.spaces.actions import appoint, decide, dismiss
from deliberation.spaces.models import Role
from tests.ballots.scene import voted
from tests.portal.scene import busy, close_space
from tests.scenes import SIDES, TERMS, prepared

ME = "/me/"
SHELVES = ["proposals", "cosignatures", "statements", "seats"]


def shelves(client, user):
    client.force_login(user)
    return {one["name"]: one["rows"] for one in client.get(ME).context["shelves"]}


def test_strangers_sign_in_first_and_unknown_lists_are_not_there(client, cast):
    assert client.get(ME).url == f"/accounts/login/?next={ME}"
    assert client.get(f"{ME}seats/").url == f"/accounts/login/?next={ME}seats/"
    client.force_login(cast.finn)
    assert client.get(f"{ME}votes/").status_code == 404


def test_nobody_sees_what_another_did(client, cast, clock):
    busy(cast, 2, clock)
    assert shelves(client, cast.cleo) == {name: [] for name in SHELVES}
    assert "여기에 나옵니다" in client.get(ME).content.decode()


def test_a_duty_done_is_gone(client, cast, clock):
    (stage,) = busy(cast, 1, clock).rounds
    client.force_login(cast.ben)
    (duty,) = client.get(ME).context["duties"]
    assert (str(duty.act), duty.address, duty.due) == (
        "의견에 답하기",
        f"/processes/process-0/stages/{stage.pk}/opinions/",
        stage.closes_at,
    )
    seat = Seat.objects.get(user=cast.ben)
    statement = stage.statements.get(number=1)
    answer(stage, seat=seat, values={statement.pk: 1})
    assert client.get(ME).context["duties"] == []


def test_a_statement_tells_what_became_of_it(client, cast, clock):
    (stage,) = busy(cast, 1, clock).rounds
    item = stage.statements.get(item__author=cast.ben).item
    decide(item, "decline", by=cast.ada, version=1, reason="같은 의견이 이미 있습니다.")
    client.force_login(cast.ben)
    text = client.get(ME).content.decode()
    assert "같은 의견이 이미 있습니다." in text


def test_a_closed_process_goes_with_the_membership(client, cast, clock):
    (stage,) = busy(cast, 1, clock).rounds
    close_space(stage.process)
    assert len(shelves(client, cast.ben)["seats"]) == 1
    dismiss(stage.process.space.memberships.get(user=cast.ben), by=cast.emil)
    kept = shelves(client, cast.ben)
    assert (len(kept["seats"]), len(kept["statements"]), client.get(ME).context["duties"]) == (0, 0, [])
    assert "수소" not in client.get(ME).content.decode()


def test_a_seat_tells_that_one_voted_never_how(client, db, clock):
    scene, _codes = voted(clock, voters=2)
    for user, said in ((scene.cast.ben, "표결했습니다"), (Seat.objects.get(code="S002").user, "표결하지 않았습니다")):
        client.force_login(user)
        (seat,) = shelves(client, user)["seats"]
        assert [bool(entry.voted_on) for entry in seat.votes] == [said == "표결했습니다"]
        assert f"<strong>{said}</strong>" in client.get(ME).content.decode()


def test_a_side_is_asked_for_its_word_until_it_has_spoken(client, cast):
    process = prepared("harbour")
    appoint(process.space, cast.finn, Role.SIDE, label=SIDES[0]["name"])
    charter = process.charters.get()
    client.force_login(cast.finn)
    asked = []
    for step in ("empty", "complete", "spoken"):
        if step == "complete":
            charter = amend_charter(charter, by=cast.emil, **TERMS)
        if step == "spoken":
            endorse(charter, by=cast.finn, stand="agree")
        pages = [client.get(address).content.decode() for address in ("/", ME)]
        asked.append({f'href="{charter.get_absolute_url()}"' in page for page in pages})
    assert asked == [{False}, {True}, {False}]
    client.force_login(cast.ben)
    assert list(client.get(ME).context["tasks"]) == []
