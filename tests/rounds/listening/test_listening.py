import pytest
from django.utils import timezone

from deliberation.documents.blocks import Table
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_early, close_stage, missing_before_closed
from deliberation.processes.kinds import KINDS
from deliberation.processes.models import Stage
from deliberation.rounds.listening.actions import (
    answer_concern,
    count_turnout,
    judge_concern,
    reword_concern,
    write_concern,
)
from deliberation.rounds.listening.models import Concern, Turnout, numbers_of
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.scheduling import cancel_meeting
from tests.cast import person
from tests.concurrency import at_once
from tests.permissions import actual, written
from tests.rounds.stage_meetings import HOUR
from tests.rounds.tours import concern, held, planned, returned, stored, tour, visited

KIND = KINDS["listening"]
RIGHTS = ("take_down", "return")
OF_A_MEETING = """
                planned  open       ended             second     closed
  facilitator   -        take_down  take_down,return  take_down  -
  participant   -        -          -                 -          -
  elsewhere     -        -          -                 -          -
  committee     -        -          -                 -          -
  chair         -        -          -                 -          -
  official      -        take_down  take_down,return  take_down  -
  citizen       -        -          -                 -          -
  superuser     -        -          -                 -          -
"""
OF_A_CONCERN = """
                raised                 answered              settled        still_open            new             closed
  facilitator   reword_concern,judge_concern  judge_concern  judge_concern  judge_concern         reword_concern  -
  participant   -                      -                     -              -                     -               -
  elsewhere     -                      -                     -              -                     -               -
  committee     -                      -                     -              -                     -               -
  chair         -                      -                     -              -                     -               -
  official      reword_concern,answer_concern  answer_concern  -            answer_concern  reword_concern,answer_concern  -
  citizen       -                      -                     -              -                     -               -
  superuser     -                      -                     -              -                     -               -
"""  # noqa: E501 - a table


STATES = ("planned", "open", "ended")


@pytest.mark.django_db
def test_rights_around_listening_sessions():
    here = tour()
    cast = here.cast
    people = {
        "facilitator": cast.ada,
        "participant": cast.ben,
        "elsewhere": cast.cleo,
        "committee": cast.dora,
        "chair": cast.hana,
        "official": cast.emil,
        "citizen": cast.finn,
        "superuser": cast.root,
    }
    closed = Stage(pk=here.stage.pk, process=here.process, kind="listening", state=Stage.State.CLOSED)
    meetings = {state: Meeting(pk=n, stage=here.stage, state=state) for n, state in enumerate(STATES, 1)}
    meetings["second"] = Meeting(pk=5, stage=here.stage, state="ended", follows_id=1)
    meetings["closed"] = Meeting(pk=6, stage=closed, state="ended")
    assert actual("rounds", RIGHTS, people, meetings) == written(OF_A_MEETING)
    texts = {"settled": "답변", "still_open": "답변"}
    concerns = {
        state: Concern(stage=here.stage, meeting=meetings["ended"], number=1, state=state, answer=texts.get(state, ""))
        for state in ("raised", "settled", "still_open", "new")
    }
    concerns["answered"] = Concern(stage=here.stage, meeting=meetings["ended"], number=1, state="raised", answer="답변")
    concerns["closed"] = Concern(stage=closed, meeting=meetings["ended"], number=1, state="raised", answer="답변")
    rights = ("reword_concern", "answer_concern", "judge_concern")
    assert actual("rounds", rights, people, concerns) == written(OF_A_CONCERN)
    elsewhere = Meeting(stage=Stage(process=here.process, kind="meetings"), state="ended")
    assert actual("rounds", RIGHTS, {"facilitator": cast.ada}, {"a": elsewhere}) == {("facilitator", "a"): frozenset()}


@pytest.mark.django_db
def test_a_tour_from_its_first_place_to_its_end():
    here = tour()
    cast = here.cast
    assert KIND.summary(here.stage) == []
    first = planned(here)
    with pytest.raises(Refused, match="not been opened"):
        concern(here, first)
    held(here, first)
    count_turnout(first, {"fishers": 12, "residents": 30, "traders": 0}, by=cast.ada)
    count_turnout(first, {"fishers": 14, "residents": 30}, by=cast.emil)
    assert dict(first.turnouts.values_list("group", "people")) == {"fishers": 14, "residents": 30}
    crab, noise, road = (
        concern(here, first, text) for text in ("꽃게가 줄어듭니다.", "소리가 들립니다.", "길이 좁습니다.")
    )
    reword_concern(crab, group="fishers", text="꽃게 어장이 줄어듭니다.")
    for one in (crab, noise):
        answer_concern(one, answer="조업을 허용하도록 협의했습니다.", by=cast.emil)
    with pytest.raises(Refused, match="has answered"):
        reword_concern(crab, group="fishers", text="다른 말")
    assert KIND.summary(here.stage) == [
        "At 1 places 44 people came, and 3 concerns were written down.",
        "The city has answered 2 of them; it comes back to each place.",
    ]
    with pytest.raises(Refused, match="second session"):
        judge_concern(crab, "settle", finding="받아들였습니다.", by=cast.ada)
    assert missing_before_closed(here.stage)[1:] == [
        "“덕적도” has not been visited a second time.",
        "Of 3 concerns nobody has said yet what came of them.",
    ]
    second = returned(here, first)
    with pytest.raises(Refused, match="planned already"):
        returned(here, first)
    cancel_meeting(second, by=cast.ada, reason="풍랑")
    second = held(here, returned(here, first))
    with pytest.raises(Refused, match="once the first session"):
        returned(here, second)
    new = concern(here, second, "관광객이 줄어듭니다.", "traders")
    judge_concern(crab, "settle", finding="어민들이 받아들였습니다.", by=cast.ada)
    judge_concern(noise, "leave_open", finding="측정 결과를 더 보고 싶어 합니다.", by=cast.ada)
    with pytest.raises(Refused, match="not answered"):
        judge_concern(road, "settle", finding="그냥", by=cast.ada)
    judge_concern(road, "leave_open", finding="아직 답이 없습니다.", by=cast.ada)
    with pytest.raises(Refused, match="settled"):
        answer_concern(crab, answer="다른 답", by=cast.emil)
    assert [(one.number, one.state) for one in Concern.objects.in_order().order_by("rank", "number")] == [
        (2, "still_open"),
        (3, "still_open"),
        (4, "new"),
        (1, "settled"),
    ]
    assert new.get_absolute_url() == crab.get_absolute_url().replace("#concern-1", "#concern-4")
    close_early(here.stage, by=cast.ada, reason="두 차례 순회를 마쳤습니다.")
    facts = Entry.objects.get(chain__name=here.process.chain, step="close").facts
    counted = ("meetings", "places", "people", "concerns", "answered_concerns", "settled", "still_open", "new_concerns")
    assert [facts[name] for name in counted] == [2, 1, 44, 4, 2, 1, 2, 1]
    with pytest.raises(Refused, match="closed"):
        concern(here, second)
    (table,) = [block for block in KIND.section(here.stage) if isinstance(block, Table)]
    assert [row[0] for row in table.rows] == [2, 3, 4, 1]
    assert table.rows[3][4] == "settled: 어민들이 받아들였습니다."
    exported = {
        name: [dict(zip(columns, row, strict=True)) for row in rows] for name, columns, rows in KIND.tables(here.stage)
    }
    assert [(row["round"], row["place_number"], row["state"]) for row in exported["listening_sessions"]] == [
        (1, 1, "ended"),
        (2, 1, "cancelled"),
        (2, 1, "ended"),
    ]
    assert {(row["group"], row["people"]) for row in exported["listening_turnout"]} == {
        ("fishers", 14),
        ("residents", 30),
    }
    assert [row["state"] for row in exported["listening_concerns"]] == ["settled", "still_open", "still_open", "new"]


def desk(user):
    return [row["what"] for row in KIND.desk(user)]


@pytest.mark.django_db
def test_the_desk_asks_the_city_to_answer_and_the_facilitator_to_say_what_came_of_it():
    here = tour()
    assert (desk(here.cast.ada), desk(here.cast.emil), desk(here.cast.ben)) == (["plan"], [], [])
    first = visited(here)
    row = concern(here, first)
    assert (desk(here.cast.ada), desk(here.cast.emil)) == ([], ["answer"])
    answer_concern(row, answer="협의했습니다.", by=here.cast.emil)
    assert desk(here.cast.emil) == []
    held(here, returned(here, first))
    assert desk(here.cast.ada) == ["judge"]
    judge_concern(row, "settle", finding="받아들였습니다.", by=here.cast.ada)
    assert (desk(here.cast.ada), KIND.pending(Stage.objects.all()).count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_at_one_instant_numbers_stay_single_counts_whole_and_one_return_is_planned():
    here = tour()
    first = visited(here)
    numbers = at_once(6, lambda n: concern(here, fresh(first), f"걱정 {n}").number)
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    at_once(4, lambda n: count_turnout(fresh(first), {"residents": n + 1, "fishers": n + 1}, by=here.cast.ada))
    assert len({row.people for row in Turnout.objects.filter(meeting=first)}) == 1
    plans = at_once(4, lambda _n: returned(here, fresh(first)))
    assert sorted(type(plan).__name__ for plan in plans) == ["Meeting", "Refused", "Refused", "Refused"]
    one = stored(Concern.objects.get(number=1))
    held(here, first.returns.select_related("stage__process__space").get())
    answer_concern(one, answer="협의했습니다.", by=here.cast.emil)
    results = at_once(4, lambda _n: judge_concern(stored(one), "settle", finding="됐습니다.", by=here.cast.ada))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused", "Refused", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_no_concern_slips_in_while_the_stage_closes(time_machine):
    here = tour()
    first = visited(here)
    held(here, returned(here, first))
    time_machine.move_to(here.stage.closes_at)
    results = at_once(
        4,
        lambda n: close_stage(again(here.stage), by=here.cast.ada) if n == 0 else concern(here, fresh(first)),
    )
    closed = Stage.objects.get(pk=here.stage.pk).state == Stage.State.CLOSED
    written = Concern.objects.filter(stage=here.stage).count()
    assert closed == (written == 0), results


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("stage__process__space").get(pk=meeting.pk)


def again(stage: Stage) -> Stage:
    return Stage.objects.select_related("process__space").get(pk=stage.pk)


def rich(here, concerns: int) -> Meeting:
    first = visited(here)
    for n in range(concerns):
        row = concern(here, first, f"걱정 {n}")
        answer_concern(row, answer="협의했습니다.", by=here.cast.emil)
    held(here, returned(here, first))
    for row in Concern.objects.select_related("stage__process__space", "meeting"):
        judge_concern(row, "leave_open", finding="더 보고 싶어 합니다.", by=here.cast.ada)
    count_turnout(first, {"residents": 3}, by=here.cast.ada)
    return first


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 30])
def test_pages_ask_the_same_for_one_concern_and_for_thirty(client, django_assert_num_queries, n):
    here = tour()
    first = rich(here, n)
    at = f"/processes/wind/stages/{here.stage.pk}/listening/"
    for address, queries in ((at, 6), (f"{first.get_absolute_url()}place/", 6)):
        with django_assert_num_queries(queries):
            page = client.get(address)
        assert page.status_code == 200
    client.force_login(here.cast.ada)
    with django_assert_num_queries(10):
        assert client.get(f"{first.get_absolute_url()}place/").status_code == 200


@pytest.mark.django_db
def test_staff_enter_a_tour_on_its_pages(client):
    here = tour()
    first = visited(here)
    at = first.get_absolute_url()
    client.force_login(here.cast.ben)
    assert client.get(f"{at}concerns/new/").status_code == 403
    client.force_login(here.cast.ada)
    assert client.post(f"{at}concerns/new/", {"group": "fishers"}).status_code == 422
    said = {"group": "fishers", "text": "꽃게가 줄어듭니다."}
    assert client.post(f"{at}concerns/new/", said | {"more": "1"}).url == f"{at}concerns/new/"
    assert client.post(f"{at}turnout/", {"fishers": "5", "residents": ""}).url == f"{at}place/"
    row = Concern.objects.get()
    here_at = f"/processes/wind/concerns/{row.pk}/"
    assert client.post(f"{here_at}reword/", said | {"group": "residents"}).status_code == 302
    assert client.get(f"{here_at}answer/").status_code == 403
    day = timezone.localtime() + 48 * HOUR
    dates = {"starts_at": f"{day:%Y-%m-%dT%H:00}", "ends_at": f"{day.replace(minute=59):%Y-%m-%dT%H:%M}"}
    assert client.post(f"{at}return/", dates | {"title": "덕적도", "place": "주민자치센터"}).status_code == 302
    second = first.returns.get()
    assert client.get(f"{second.get_absolute_url()}place/").url == f"{at}place/"
    assert client.post(f"{here_at}judge/", {"step": "leave_open", "finding": "아직"}).status_code == 409
    client.force_login(here.cast.emil)
    assert client.post(f"{here_at}answer/", {"answer": "협의했습니다."}).url == f"{at}place/#concern-1"
    page = client.get(f"{at}place/").content.decode()
    assert all(words in page for words in ("꽃게가 줄어듭니다.", "협의했습니다.", "5"))
    assert numbers_of(here.stage) == {
        "places": 1,
        "sessions": 1,
        "people": 5,
        "concerns": 1,
        "answered": 1,
        "raised": 1,
        "settled": 0,
        "still_open": 0,
        "new": 0,
    }
    assert write_concern(first, group="civic", text="더 있습니다.", by=person("Jo")).number == 2
