from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.conflicts.mediation.actions import seat, write_rules
from deliberation.conflicts.mediation.agreeing import agree_to_open, leave
from deliberation.conflicts.mediation.models import Opening
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.portal.searching import processes
from deliberation.processes.convening import prepare_process
from deliberation.processes.kinds import KINDS
from deliberation.processes.models import Process
from deliberation.reports.composing.content import compose
from deliberation.reports.composing.material import Material
from deliberation.rounds.floor import minuting
from deliberation.rounds.floor.notes import Minutes
from deliberation.rounds.floor.noting import write_note
from deliberation.rounds.floor.rules import FLOOR_RIGHTS
from deliberation.rounds.mediation.actions import take_back_caucus_note, write_caucus_note
from deliberation.rounds.mediation.models import CaucusNote
from deliberation.rounds.meetings import calendars
from deliberation.rounds.meetings.attending import door_path
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.rules import RIGHTS
from deliberation.rounds.meetings.scheduling import end_meeting
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Item, Role
from tests.cast import person
from tests.concurrency import at_once
from tests.conflicts.councils import RULES
from tests.permissions import actual, written
from tests.rounds.council_meetings import HIDDEN, Mediation, mediation, met
from tests.rounds.stage_meetings import again

KIND = KINDS["mediation"]
SECRET = "아들이 그 공사장에서 일합니다"
TABLE = """
             planned                                            open                            ended                        cancelled
  chair      change,cancel,arrange,open,attendance,tick,tables,seat,print,watch,caucus  arrange,end,attendance,tick,tables,seat,print,watch,conduct,raise,caption,caucus  attendance,tick,tables,watch,conduct,caucus  watch,caucus
  resident   watch,caucus                                       watch,raise,caucus              watch,caucus                 watch,caucus
  city       watch,caucus                                       watch,raise,caucus              watch,caucus                 watch,caucus
  expert     watch                                              watch,raise                     watch                        watch
  keeper     change,cancel,arrange,attendance,print,watch       arrange,attendance,print,watch  attendance,watch             watch
  citizen    -                                                  -                               -                            -
  superuser  -                                                  -                               -                            -
"""  # noqa: E501 - a table


def kept(here: Mediation, name: str = "resident", text: str = SECRET, party: str = "", **fields) -> CaucusNote:
    party_of = here.party(party or name)
    fields = {"key": uuid4(), "by": here.table.users[name]} | fields
    return write_caucus_note(here.meeting, party=party_of, text=text, **fields)


def add_expert(here: Mediation):
    expert = person("Neutral")
    seat(here.table.council, expert, party=None, capacity="교통 전문가", by=here.cast.emil)
    return expert


@pytest.mark.django_db
def test_rights_at_a_councils_meeting():
    here = mediation()
    people = {name: here.table.users[name] for name in ("chair", "resident", "city")}
    people |= {"expert": add_expert(here), "keeper": here.cast.emil}
    people |= {"citizen": here.cast.finn, "superuser": here.cast.root}
    meetings = {state: Meeting(pk=n, stage=here.stage, state=state) for n, state in enumerate(Meeting.State, 1)}
    assert actual("rounds", (*RIGHTS, *FLOOR_RIGHTS, "caucus"), people, meetings) == written(TABLE)


@pytest.mark.django_db
def test_nobody_else_learns_that_a_council_meets(client):
    here = mediation()
    meeting = met(here)
    end_meeting(meeting, by=here.table.users["chair"])
    slug = here.process.slug
    base, at = f"/processes/{slug}/", meeting.get_absolute_url()
    addresses = [
        *(base, f"{base}materials/", f"{base}people/", f"{base}record/", f"{base}record.json", f"{base}calendar.ics"),
        *(f"{base}stages/{here.stage.pk}/", f"{base}stages/{here.stage.pk}/meetings/", at),
        *(f"{at}{name}/" for name in ("console", "hall", "floor", "notes", "minutes", "caucus", "live/hall")),
    ]
    strangers = [here.cast.dora, here.cast.hana, person("Otto"), here.cast.finn, here.cast.root]
    appoint(here.cast.city, strangers[2], Role.OFFICIAL)  # an official who does not keep the papers
    for stranger in (None, *strangers):
        if stranger:
            client.force_login(stranger)
        told = [client.get(address) for address in addresses]
        assert {page.status_code for page in told} <= {404, 302}, stranger
        assert all(page.status_code == 404 or "login" in page.url for page in told)
        for page in ("/", "/processes/", f"/search/?q={HIDDEN[:5]}", door_path(meeting)):
            assert HIDDEN not in client.get(page, follow=True).content.decode()
        user = stranger or AnonymousUser()
        assert not Process.objects.visible_to(user).filter(pk=here.process.pk).exists()
        assert not processes(user).filter(pk=here.process.pk).exists()
        assert not Meeting.objects.visible_to(user).exists()
    assert HIDDEN not in calendars.of_person(strangers[2]).decode()
    assert not Entry.objects.filter(chain__name="city", subject__contains=slug).exists()
    for name in ("chair", "resident"):
        client.force_login(here.table.users[name])
        assert client.get(at).status_code == 200
        assert client.get(base).status_code == 200
        assert "조정회의" in calendars.of_person(here.table.users[name]).decode()
    leave(here.table.member("resident"), by=here.table.users["resident"])
    client.force_login(here.table.users["resident"])
    assert client.get(at).status_code == 404


def readers(here: Mediation, note: CaucusNote, **more) -> set[str]:
    cast = here.cast
    people = here.table.users | {"keeper": cast.emil, "superuser": cast.root, "citizen": cast.finn} | more
    return {
        name for name, user in people.items() if CaucusNote.objects.visible_to(user).filter(pk=note.pk).exists()
    } | ({"anyone"} if CaucusNote.objects.visible_to(AnonymousUser()).exists() else set())


@pytest.mark.django_db
def test_a_caucus_note_is_read_by_its_party_and_the_chair_alone(client):
    here = mediation()
    meeting = met(here)
    expert = add_expert(here)
    note = kept(here)
    told = kept(here, "chair", "주민 대표와 따로 만났습니다.", party="resident")
    for one in (note, told):
        assert readers(here, one, expert=expert) == {"resident", "chair"}
    at = f"{meeting.get_absolute_url()}caucus/"
    residents, city = here.party("resident"), here.party("city")
    for name, status, seen in (("resident", 200, True), ("chair", 200, True), ("city", 200, False)):
        client.force_login(here.table.users[name])
        page = client.get(at)
        assert (page.status_code, SECRET in page.content.decode()) == (status, seen), name
    assert client.get(f"{at}?party={residents.pk}").status_code == 404
    assert client.post(f"{at}?party={residents.pk}", {"key": uuid4(), "text": "엿봅니다"}).status_code == 404
    assert client.post(f"{at}{note.pk}/take-back/").status_code == 404
    for user in (expert, here.cast.emil):
        client.force_login(user)
        assert client.get(at).status_code == 403
    client.force_login(here.table.users["chair"])
    assert client.get(f"{at}?party={city.pk}").status_code == 200
    assert client.post(f"{at}{note.pk}/take-back/").status_code == 403
    assert client.post(f"{at}?party={city.pk}", {"key": uuid4(), "text": ""}).status_code == 422
    assert client.post(f"{at}?party={city.pk}", {"key": uuid4(), "text": "시와 만났습니다."}).status_code == 302
    client.force_login(here.table.users["resident"])
    assert client.post(f"{at}{note.pk}/take-back/").status_code == 302
    assert not CaucusNote.objects.filter(pk=note.pk).exists()


@pytest.mark.django_db
def test_a_caucus_note_stays_closed_when_the_procedure_is_opened():
    here = mediation()
    met(here)
    note = kept(here)
    for name in ("resident", "city"):
        agree_to_open(here.table.member(name), Opening.What.PROCEDURE, by=here.table.users[name])
    assert Process.objects.visible_to(AnonymousUser()).filter(pk=here.process.pk).exists()
    assert readers(here, note) == {"resident", "chair"}
    leave(here.table.member("resident"), by=here.table.users["resident"])
    assert readers(here, note) == {"chair"}
    leave(here.table.member("chair"), by=here.table.users["chair"])
    assert readers(here, note) == set()


@pytest.mark.django_db
def test_a_new_chair_does_not_read_what_was_told_to_the_one_before():
    here = mediation()
    met(here)
    before = kept(here)
    table, chaired = here.table, here.table.users["chair"]
    table.users["later"] = person("Later")
    seat(table.council, table.users["later"], party=None, capacity="새 의장", by=here.cast.emil)
    leave(table.member("chair"), by=chaired)
    between = kept(here, text="의장이 없을 때의 말")
    write_rules(table.council, chair=table.member("later"), by=here.cast.emil, **RULES)
    table.consents("resident", "city", "later")
    after = kept(here, text="새 의장에게 하는 말")
    assert [readers(here, note) for note in (before, between, after)] == [
        {"resident"},
        {"resident"},
        {"resident", "later"},
    ]
    seat(table.council, chaired, party=None, capacity="다시 온 위원", by=here.cast.emil)
    assert "chair" not in readers(here, before)


@pytest.mark.django_db
def test_a_caucus_note_is_in_no_minutes_report_table_book_or_item():
    here = mediation()
    meeting = met(here)
    chair = here.table.users["chair"]
    kept(here)
    write_note(meeting, by=chair, text="함께 정한 것", key=uuid4())
    end_meeting(meeting, by=chair)
    minuting.submit_minutes(again(meeting), "회의록", by=chair)
    minuting.publish_minutes(again(meeting), by=chair)
    content = str(Minutes.objects.get().content)
    told = str(compose(Material(here.process), "result")) + str(
        [list(rows) for _name, _columns, rows in KIND.tables(here.stage)]
    )
    book = str([entry.content() for entry in Entry.objects.filter(chain__name=here.process.chain)])
    assert "함께 정한 것" in content
    assert SECRET not in content + told + book
    assert "caucus" not in book
    assert KIND.summary(here.stage) == ["1 meeting was held."]
    assert not Item.objects.filter(text__contains=SECRET).exists()


@pytest.mark.django_db
def test_the_meetings_of_a_council_are_set_up_once_by_its_keeper(client):
    here = mediation()
    given = {"preset": "mediation", "first_day": here.stage.opens_at.date(), "title": HIDDEN}
    with pytest.raises(Refused, match="set up already"):
        prepare_process(None, slug="again", by=here.cast.emil, council=here.table.council, **given)
    with pytest.raises(Refused, match="keeps the papers"):
        prepare_process(None, slug="again", by=here.cast.ada, council=here.table.council, **given)
    with pytest.raises(Refused, match="comes together"):
        prepare_process(None, slug="again", by=here.cast.emil, **given)
    assert (here.process.space, here.process.charters.count()) == (here.table.council.space, 0)
    client.force_login(here.cast.emil)
    page = client.get(here.table.council.get_absolute_url())
    assert here.process.get_absolute_url() in page.content.decode()
    assert client.get(f"/processes/{here.process.slug}/manage/").status_code == 200
    given = {"role": "observer", "person": here.cast.finn.email}
    assert client.post(f"/processes/{here.process.slug}/people/appoint/", given).status_code in (403, 404)
    client.force_login(here.table.users["chair"])
    assert client.get(f"/processes/new/?council={here.table.council.pk}").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_at_one_instant_a_note_is_kept_once_and_none_by_who_has_left():
    here = mediation()
    met(here)
    key = uuid4()
    notes = at_once(4, lambda _n: kept(here, key=key).pk)
    assert len(set(notes)) == CaucusNote.objects.count() == 1
    chair = here.table.users["chair"]
    results = at_once(
        2, lambda n: leave(here.table.member("chair"), by=chair) if n else kept(here, "chair", party="city", text="끝")
    )
    written_first = CaucusNote.objects.filter(text="끝").exists()
    assert isinstance(results[0], CaucusNote if written_first else Refused)
    with pytest.raises(Refused, match="Only the seats"):
        kept(here, "chair", party="city", text="늦음")
    note = CaucusNote.objects.select_related("party").get(pk=notes[0])
    note.meeting = here.meeting
    resident = here.table.users["resident"]
    assert at_once(2, lambda _n: take_back_caucus_note(note, by=resident)) == [None, None]
    assert not CaucusNote.objects.filter(pk=note.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 30])
def test_the_caucus_page_asks_the_same_for_one_note_and_for_thirty(client, django_assert_num_queries, n):
    here = mediation()
    meeting = met(here)
    for i in range(n):
        kept(here, text=f"메모 {i}")
    client.force_login(here.table.users["chair"])
    with django_assert_num_queries(7):
        assert client.get(f"{meeting.get_absolute_url()}caucus/").status_code == 200


def desk(user):
    return [row["what"] for row in KIND.desk(user)]


@pytest.mark.django_db
def test_the_desk_asks_the_keeper_to_plan_and_the_chair_to_end(time_machine):
    here = mediation()
    chair = here.table.users["chair"]
    assert (desk(here.cast.emil), desk(chair), desk(here.table.users["city"])) == (["plan"], [], [])
    meeting = met(here)
    time_machine.move_to(meeting.ends_at)
    assert (desk(here.cast.emil), desk(chair)) == ([], ["end"])
