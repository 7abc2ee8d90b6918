from datetime import timedelta

from django.utils import timezone

from deliberation.agendas.models import Agenda
from deliberation.notices.actions import notify
from deliberation.notices.models import Delivery, Notice
from deliberation.processes.convening import amend_charter, convene, freeze
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Item, Role
from tests.agendas.proposing import published, screening
from tests.portal.scene import agreed, busy, close_space, running
from tests.recommendations.scene import adopting
from tests.scenes import TERMS, prepared

DESK = "/desk/"


def tasks(client, user) -> list[tuple[str, str, str]]:
    client.force_login(user)
    return [(str(task.what), str(task.act), task.address) for task in client.get(DESK).context["tasks"]]


def test_there_is_a_desk_for_those_alone_who_decide(client, cast):
    assert client.get(DESK).url == f"/accounts/login/?next={DESK}"
    people = [cast.ada, cast.dora, cast.hana, cast.emil, cast.root, cast.ben, cast.cleo, cast.finn]
    codes = []
    for user in people:
        client.force_login(user)
        codes.append((client.get(DESK).status_code, 'href="/desk/"' in client.get("/").content.decode()))
    assert codes == [(200, True)] * 5 + [(403, False)] * 3


def test_an_empty_desk_says_what_will_come(client, cast):
    client.force_login(cast.dora)
    assert "결정을 기다리는 일이 없습니다" in client.get(DESK).content.decode()


def test_the_oldest_comes_first_with_age_and_deadline(client, cast, clock):
    first = screening(cast.finn)
    clock.shift(timedelta(days=40))
    second = screening(cast.finn)
    client.force_login(cast.dora)
    rows = client.get(DESK).context["tasks"]
    assert [(task.address, task.age, task.due, task.is_overdue) for task in rows] == [
        (f"/proposals/{first.pk}/screen/", 40, first.screening_due, True),
        (f"/proposals/{second.pk}/screen/", 0, second.screening_due, False),
    ]


def test_texts_wait_for_officials_and_statements_for_their_facilitator(client, cast, clock):
    (stage,) = busy(cast, 1, clock).rounds
    address = f"/processes/process-0/stages/{stage.pk}/opinions/moderate/"
    assert tasks(client, cast.ada) == [(str(stage), "새 의견 확인하기", address)]
    texts = Item.objects.filter(kind="proposal").order_by("submitted_at")
    expected = [("확인할 글", "열기", f"/moderation/{item.pk}/") for item in texts]
    agenda = ("공론화를 만들 의제", "열기", f"/processes/new/?agenda={Agenda.objects.get().pk}")
    assert (len(expected), tasks(client, cast.emil)) == (2, [expected[0], agenda, expected[1]])


def test_a_closed_process_waits_on_no_other_desk(client, cast, clock):
    (stage,) = busy(cast, 1, clock).rounds
    close_space(stage.process)
    clock.move_to(stage.closes_at - timedelta(days=1))
    drafting = stage.process.stages.get(kind="drafting")
    clock.move_to(drafting.opens_at + timedelta(hours=1))
    assert [what for what, _act, _address in tasks(client, cast.ada)] != []
    for stranger in (cast.emil, cast.dora, cast.root):
        client.force_login(stranger)
        assert "수소" not in client.get(DESK).content.decode()


def test_stages_wait_to_be_prepared_and_closed_for_those_who_run_them(client, cast, clock):
    process = running(cast, "hydrogen")
    manage = "/processes/hydrogen/manage/"
    for user in (cast.ada, cast.emil):
        assert tasks(client, user) == [("준비할 단계", "열기", manage)]
    assert tasks(client, cast.dora) == []
    drafting = process.stages.get(kind="drafting")  # prepared with the convening; it lacks a recommendation to close
    clock.move_to(drafting.closes_at + timedelta(hours=1))
    assert ("마감할 단계", "열기", manage) in tasks(client, cast.ada)


def test_a_charter_waits_for_the_committee_and_then_the_convening_for_officials(client, cast):
    process = prepared("hydrogen")
    charter = amend_charter(process.charters.get(), by=cast.emil, **TERMS)
    address = f"/processes/hydrogen/charter/?version={charter.version}"
    assert tasks(client, cast.dora) == [("동의 여부를 밝힐 숙의 설계안", "열기", address)]
    charter = agreed(process, cast)
    assert tasks(client, cast.dora) == []
    freeze(charter, by=cast.emil)
    assert tasks(client, cast.emil) == [("시작을 공고할 공론화", "열기", "/processes/hydrogen/manage/")]


def test_a_new_version_of_a_charter_waits_since_it_was_written_and_is_never_overdue(client, cast, clock):
    process = prepared("hydrogen")
    appoint(process.space, cast.ada, Role.FACILITATOR)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    clock.shift(timedelta(days=50))
    amend_charter(process.charters.get(), by=cast.emil, promise="시장은 60일 안에 답합니다.")
    client.force_login(cast.dora)
    (task,) = client.get(DESK).context["tasks"]
    assert (str(task.what), task.age, task.due) == ("동의 여부를 밝힐 숙의 설계안", 0, None)


def test_an_adoption_waits_for_the_committee(client, db, clock):
    scene = adopting(clock)
    address = f"/processes/hydrogen/stages/{scene.stage('adoption').pk}/adoption/"
    assert (str(scene.stage("adoption")), "결과 보고서 접수하기", address) in tasks(client, scene.cast.hana)


def test_lost_mails_are_one_line_for_the_administrator(client, cast):
    published(cast.finn)
    notify([cast.finn], "proposal_reached", occasion="proposal:1", url="/", facts={"title": "물음", "count": "1"})
    for medium, state in (("email", "unknown"), ("sms", "failed")):
        Delivery.objects.update_or_create(
            notice=Notice.objects.get(), medium=medium, defaults={"state": state, "queued_at": timezone.now()}
        )
    client.force_login(cast.root)
    (task,) = client.get(DESK).context["tasks"]
    assert (task.heading, task.address, task.due) == ("메일 2통", "/notices/undelivered/", None)
    assert all("undelivered" not in address for _what, _act, address in tasks(client, cast.emil))
