"""The office looks again at what is not public: on its desk, in a list, one by one."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.formats import date_format

from deliberation.conflicts.casefile.actions import attach_file, edit_case, enter_event
from deliberation.conflicts.casefile.minutes import sentence
from deliberation.conflicts.diagnosis.actions import open_diagnosis
from deliberation.conflicts.mediation.agreeing import add_undertaking, agree_to_open, check, open_evidence
from deliberation.conflicts.mediation.models import Compliance
from deliberation.conflicts.models import CaseAttachment, CaseEvent
from deliberation.conflicts.records import case_file
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.minutes import in_short
from deliberation.spaces import desk
from deliberation.spaces.disclosure.actions import keep
from deliberation.spaces.disclosure.models import YEAR, Ground, Restriction
from deliberation.spaces.disclosure.withheld import readable_by, source_of
from deliberation.spaces.records import STANDING_REVIEW, kept
from tests.cast import person
from tests.concurrency import at_once
from tests.conflicts.cases import filed, graded, reviewed
from tests.conflicts.councils import agreed
from tests.restricting import usual, withheld
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
    (row,) = desk.restrictions(cast.emil)[0]
    assert (row["heading"], row["address"]) == ("비공개 재검토 1건", "/disclosure/?due=due")
    assert [desk.restrictions(person) for person in (cast.dora, cast.root, cast.ben)] == [[], [], []]
    client.force_login(cast.emil)
    assert LINE in client.get(row["address"]).content.decode()
    assert LINE not in client.get(f"{PAGE}?ground=6").content.decode()
    assert LINE in client.get(f"{PAGE}?ground=99&due=x&page=x").content.decode()


def test_nobody_else_reviews(client, cast, line):
    statuses = {}
    for who in (cast.dora, cast.ben):
        client.force_login(who)
        statuses[str(who)] = [client.get(address).status_code for address in (PAGE, f"{PAGE}{line.pk}/")]
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
    entry = Entry.objects.get(step="keep_restricted")
    assert (entry.facts, date_format(day, "DATE_FORMAT") in sentence(entry)) == (facts, True)


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
    page = client.get(address).content.decode()
    assert ("release/" in page, f'href="/conflicts/{conflict.pk}/edit/"' in page) == (False, True)
    assert client.post(f"{address}release/").status_code == 404


def test_note_and_opinion_of_a_diagnosis_are_made_public_once_the_committee_has_decided(client, cast):
    diagnosis = graded(cast, restricted_note="").diagnoses.get()
    said = (diagnosis.note, diagnosis.opinion)
    page, release = diagnosis.get_absolute_url(), f"{PAGE}{diagnosis.restriction_id}/release/"
    assert [words in client.get(page).text for words in said] == [False, False]
    with pytest.raises(Refused, match="등급"):
        open_diagnosis(reviewed(cast), by=cast.emil)
    client.force_login(cast.emil)
    assert "release/" in client.get(f"{PAGE}{diagnosis.restriction_id}/").text
    assert [client.post(release).status_code for _n in range(2)] == [302, 404]
    client.logout()
    assert [words in client.get(page).text for words in said] == [True, True]
    printed = repr(case_file(diagnosis.conflict, inside=False).blocks)
    assert [words in printed for words in said] == [True, True]
    entry = Entry.objects.get(step="open_diagnosis")
    assert (entry.facts, entry.role, sentence(entry)) == (
        {"public": True},
        "official",
        "갈등진단의 메모와 의견을 공개했습니다.",
    )


def test_evidence_is_made_public_once_the_parties_have_opened_procedure_and_agreement(client, cast):
    table = agreed(cast)
    promised = add_undertaking(table.now, text="지하에 짓습니다.", party=None, due=None, by=table.users["chair"])
    found = {"result": "partly", "done_on": None, "finding": "땅을 파기 시작했습니다."}
    row = check(promised, **found, upload=upload("현장 사진.pdf"), by=table.users["chair"])
    for what in ("procedure", "agreement"):
        with pytest.raises(Refused, match="당사자"):
            open_evidence(Compliance.objects.get(), by=cast.emil)
        for name in ("resident", "city"):
            agree_to_open(table.member(name), what, by=table.users[name])
    agreement = f"{table.council.get_absolute_url()}agreement/"
    assert row.evidence.get_absolute_url() not in client.get(agreement).text
    client.force_login(cast.emil)
    assert client.post(f"{PAGE}{row.evidence.restriction_id}/release/").url == PAGE
    client.logout()
    assert row.evidence.get_absolute_url() in client.get(agreement).text
    assert b"".join(client.get(row.evidence.get_absolute_url())).startswith(b"%PDF")
    entry = Entry.objects.get(step="open_evidence")
    assert (entry.subject, entry.facts) == (promised.subject, {"number": 1, "public": True})
    assert in_short(entry, {}) == "합의의 약속 1: 점검 증빙을 공개했습니다"


def test_a_day_of_review_that_has_passed_stops_nobody_who_changes_something_else(client, cast, line):
    """It stays due on the desk; another day must lie in the allowed time, and so must one for a second look."""
    event, decided = CaseEvent.objects.get(), (line.decided_at, line.decided_by)
    address = f"/conflicts/{event.conflict_id}/events/{event.pk}/"
    client.force_login(cast.emil)
    form = withheld() | {"review_on": f"{line.review_on}", "note": "", "on": "2022-05-01", "source": ""}
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        saved = client.post(address, form | {"text": "다시 만났습니다."})
        assert (saved.status_code, CaseEvent.objects.get().text) == (302, "다시 만났습니다.")
        line.refresh_from_db()
        assert (line.decided_at, line.decided_by) == decided, "the same ground stands as it was decided"
        assert desk.restrictions(cast.emil)[0].get()["heading"] == "비공개 재검토 1건"
        assert client.post(address, form | {"text": LINE, "ground": "7"}).status_code == 302
        yesterday = timezone.localdate() - timedelta(days=1)
        refused = client.post(address, form | {"text": "또 만났습니다.", "review_on": f"{yesterday}"})
        assert (refused.status_code, CaseEvent.objects.get().text) == (422, LINE)
        line.refresh_from_db()
        assert (line.ground, line.review_on) == (7, timezone.localdate() - timedelta(days=2))
        assert line.decided_at > decided[0], "another ground is a new decision"
        with pytest.raises(Refused, match="재검토일"):
            keep(line, replace(line.basis, note="계약이 이어집니다."), by=cast.emil)


def test_a_file_gets_another_title_though_the_day_of_review_of_its_note_has_passed(client, cast):
    conflict = filed(cast, note_basis=replace(usual(), review_on=timezone.localdate()))
    before = Restriction.objects.values().get()
    client.force_login(cast.emil)
    address = f"/conflicts/{conflict.pk}/edit/"
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        shown = client.get(address).context["form"].initial
        names = (
            "summary",
            "owning_department",
            "managing_department",
            "extent",
            "restricted_note",
            "ground",
            "version",
        )
        form = {name: shown[name] for name in names} | {"title": "새 이름", "review_on": f"{shown['review_on']}"}
        assert client.post(address, form).status_code == 302
    conflict.refresh_from_db()
    assert (conflict.title, Restriction.objects.values().get()) == ("새 이름", before)


def test_another_wording_of_a_note_leaves_its_ground_and_who_decided_it(cast):
    other = person("Gina")
    conflict = filed(cast, note_basis=replace(usual(), note="보상 협상 중입니다."))
    before = Restriction.objects.values().get()
    with time_machine.travel(before["review_on"] + timedelta(days=1)):
        for basis in (None, conflict.note_restriction.basis):
            text = f"하한선을 다시 정했습니다. {basis}"
            conflict = edit_case(conflict, by=other, version=conflict.version, note_basis=basis, restricted_note=text)
            assert conflict.restricted_note == text
        assert Restriction.objects.values().get() == before
        assert [entry.facts["changed"] for entry in Entry.objects.filter(step="edit")] == [["restricted_note"]] * 2
        new = replace(usual(), ground=Ground.TRADE)
        edit_case(conflict, by=other, version=conflict.version, note_basis=new, restricted_note="계약서")
    after = Restriction.objects.get()
    assert (after.pk, after.basis, after.decided_by) == (before["id"], new, other)


def test_grounds_that_stand_for_a_whole_kind_are_listed_with_their_day(client, cast):
    client.force_login(cast.emil)
    shown = {ground: client.get(f"{PAGE}?ground={ground}").context["standing"] for ground in ("", "5", "6")}
    assert shown[""] == [one for one in kept() if one in shown["5"] + shown["6"]] == kept()
    assert {one.ground for one in shown["6"]} == {Ground.PRIVACY}
    told = client.get(PAGE).content.decode()
    for words in ("공동서명 명부의 이름", "함께 앉히는 사람", "정보공개법 제9조제1항제6호"):
        assert words in told
    assert client.get(f"{PAGE}?due=due").context["standing"] == []
    day = datetime.combine(STANDING_REVIEW, time(12), tzinfo=timezone.get_current_timezone())
    with time_machine.travel(day):
        client.force_login(cast.emil)
        assert client.get(f"{PAGE}?due=due").context["standing"] == kept()


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
