import pytest

from deliberation.accounts.actions import erase, open_letter
from deliberation.accounts.models import Letter, User
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.panels import actions
from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.spaces.models import Membership, Role
from tests.concurrency import at_once
from tests.scenes import convened, prepared

LIST = """번호,이름,연락처,거주지,성별
A01,김하나,kim@example.org,서구,여
A02,박두리,,부평구,남
A03,한국인,finn@example.org,중구,남
""".encode()


def participants(process) -> set[int]:
    held = Membership.objects.current().filter(space=process.space, role=Role.PARTICIPANT)
    return set(held.values_list("user_id", flat=True))


@pytest.mark.django_db
def test_a_draw_makes_people_seats_and_memberships_in_one_minute(process, cast):
    minutes = Entry.objects.count()
    seats = actions.import_seats(process, LIST, by=cast.emil)
    assert [(seat.code, seat.strata) for seat in Seat.objects.order_by("code")] == [
        ("A01", {"district": "서구", "sex": "여"}),
        ("A02", {"district": "부평구", "sex": "남"}),
        ("A03", {"district": "중구", "sex": "남"}),
    ]
    known, without_contact = Seat.objects.get(code="A03").user, Seat.objects.get(code="A02").user
    assert known == cast.finn
    assert (without_contact.email, without_contact.phone, without_contact.origin) == (None, None, User.Origin.IMPORT)
    assert not without_contact.has_usable_password()
    assert participants(process) == {seat.user_id for seat in seats} | {cast.ben.pk}
    entry = Entry.objects.latest("pk")
    assert (Entry.objects.count() - minutes, entry.step, entry.facts["count"]) == (1, "seat", 3)


@pytest.mark.django_db
def test_a_bad_row_anywhere_enters_nothing(process, cast):
    before = User.objects.count()
    with pytest.raises(actions.BadDraw) as bad:
        actions.import_seats(process, LIST + b"A03,,,,\n,,,,x\n", by=cast.emil)
    assert bad.value.faults == ["Line 5: the code “A03” stands in line 4 already.", "Line 6: the code is missing."]
    assert (Seat.objects.count(), User.objects.count()) == (0, before)


@pytest.mark.django_db
def test_a_second_list_names_what_is_there_already(process, cast):
    actions.import_seats(process, LIST, by=cast.emil)
    again = b"code,email\nA01,new@example.org\nB02,finn@example.org\n"
    with pytest.raises(actions.BadDraw) as bad:
        actions.import_seats(process, again, by=cast.emil)
    assert bad.value.faults == [
        "Line 2: the code “A01” is taken in this process.",
        "Line 3: this person has a seat already.",
    ]


@pytest.mark.django_db
def test_one_person_under_two_contacts_is_named(process, cast):
    User.objects.filter(pk=cast.finn.pk).update(phone="+821023456789")
    with pytest.raises(actions.BadDraw) as bad:
        actions.import_seats(process, b"code,contact\nA1,finn@example.org\nA2,010-2345-6789\n", by=cast.emil)
    assert bad.value.faults == ["Line 3: this person stands in line 2 already."]


@pytest.mark.django_db
def test_a_concluded_process_seats_nobody(process, cast):
    Process.objects.filter(pk=process.pk).update(state=Process.State.CONCLUDED)
    with pytest.raises(Refused, match="over"):
        actions.import_seats(process, LIST, by=cast.emil)


@pytest.mark.django_db(transaction=True)
def test_the_same_list_entered_at_once_is_entered_once():
    process, cast = convened()
    results = at_once(4, lambda _i: actions.import_seats(process, LIST, by=cast.emil))
    assert sorted(type(result) for result in results if not isinstance(result, actions.BadDraw)) == [list]
    assert Seat.objects.count() == 3
    assert Entry.objects.filter(step="seat").count() == 1


@pytest.mark.django_db
def test_letters_sign_their_readers_in_until_the_last_stage(process, cast):
    seats = actions.import_seats(process, LIST, by=cast.emil)
    letters = {seat.code: code for seat, code in actions.issue_letters(process, seats)}
    opened = open_letter(letters["A02"])
    assert (opened.user, opened.landing) == (Seat.objects.get(code="A02").user, process.get_absolute_url())
    assert opened.valid_until == process.stages.latest("closes_at").closes_at


@pytest.mark.django_db
def test_a_new_letter_voids_the_lost_one(process, cast):
    seats = actions.import_seats(process, LIST, by=cast.emil)
    lost = actions.issue_letters(process, seats)[0][1]
    fresh = actions.issue_letters(process, seats[:1])[0][1]
    assert (open_letter(lost), open_letter(fresh).user) == (None, seats[0].user)
    assert Letter.objects.count() == 4


@pytest.mark.django_db
def test_everybody_may_join_an_open_process_once():
    process, cast = convened(preset="open_online")
    seat = actions.take_seat(process, cast.finn)
    assert actions.take_seat(process, cast.finn) == seat
    assert cast.finn.pk in participants(process)


@pytest.mark.django_db
def test_nobody_joins_a_drawn_panel_or_one_in_preparation(process, cast):
    with pytest.raises(Refused, match="are drawn"):
        actions.take_seat(process, cast.finn)
    with pytest.raises(Refused, match="are drawn"):
        actions.take_seat(prepared("other", preset="open_online"), cast.finn)


@pytest.mark.django_db(transaction=True)
def test_joining_at_once_takes_one_seat():
    process, cast = convened(preset="open_online")
    seats = at_once(6, lambda _i: actions.take_seat(process, cast.finn))
    assert len({seat.pk for seat in seats}) == 1
    assert Membership.objects.filter(user=cast.finn, role=Role.PARTICIPANT).count() == 1


@pytest.mark.django_db
def test_a_seat_ends_with_its_membership(process, cast):
    seat = actions.import_seats(process, LIST, by=cast.emil)[0]
    actions.end_seat(seat, by=cast.emil)
    assert seat.user_id not in participants(process)
    assert not Seat.objects.current().filter(pk=seat.pk).exists()
    assert Entry.objects.latest("pk").step == "dismiss"
    with pytest.raises(Refused, match="ended already"):
        actions.end_seat(seat, by=cast.emil)


@pytest.mark.django_db
def test_an_erased_person_leaves_the_seat_behind(process, cast):
    seat = actions.import_seats(process, LIST, by=cast.emil)[1]
    erase(seat.user, by=cast.emil)
    seat.refresh_from_db()
    assert seat.until is not None
    assert seat.user.display_name == ""
    assert seat.user_id not in participants(process)
