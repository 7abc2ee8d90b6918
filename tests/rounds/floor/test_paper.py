"""Parts of the programme on paper: cards and speaking lists, read in by two people, each line once."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.rounds.floor import moderating, paper
from deliberation.rounds.floor.models import Hand, Turn
from deliberation.rounds.floor.notes import Note, PaperRun, Sheet
from deliberation.rounds.floor.present import present
from deliberation.rounds.meetings.scheduling import end_meeting
from tests.concurrency import at_once
from tests.rounds.floors import another, colleague, found, in_session, pressed, speaker

pytestmark = pytest.mark.django_db

CARDS = [["1", "1", "안전 점검을 늘립니다."], ["2", "2", "충전소를 옮깁니다."], ["3", "2", "주민에게 먼저 알립니다."]]


def on_paper():
    meeting, cast = in_session()
    return paper.go_to_paper(meeting, meeting.programme.get(position=2), Sheet.CARDS, by=cast.ada), meeting, cast


def test_two_people_read_the_cards_and_each_card_counts_once():
    run, meeting, cast = on_paper()
    paper.read_sheet(run, CARDS, by=cast.ada)
    with pytest.raises(Refused):
        paper.read_sheet(run, CARDS, by=cast.ada)
    other = [
        CARDS[0],
        ["2", "2", "충전소를 늘립니다."],
        ["3", "2", "주민에게  먼저 알립니다."],
        ["4", "1", "없는 카드"],
    ]
    gil = colleague(meeting)
    paper.read_sheet(run, other, by=gil)
    run.refresh_from_db()
    assert (run.state, [card for card, *_read in paper.differences(run)]) == ("compared", [2, 4])
    with pytest.raises(Refused):
        paper.settle_sheet(run, {2: 1}, by=cast.ada)
    paper.settle_sheet(run, {2: 1, 4: 0}, by=cast.ada)
    entered = Note.objects.filter(during=run.item).order_by("card").values_list("card", "table__number", "item__text")
    assert list(entered) == [(int(card), int(table), text) for card, table, text in CARDS]
    with pytest.raises(Refused):
        paper.settle_sheet(run, {2: 1, 4: 0}, by=cast.ada)


@pytest.mark.django_db(transaction=True)
def test_two_second_readings_at_once_enter_the_cards_once():
    run, meeting, cast = on_paper()
    paper.read_sheet(run, CARDS, by=cast.ada)
    others = [colleague(meeting), another(meeting, 1).user, another(meeting, 2).user]
    results = at_once(3, lambda i: paper.read_sheet(PaperRun.objects.get(pk=run.pk), CARDS, by=others[i]))
    assert sum(isinstance(one, Refused) for one in results) == 2
    assert Note.objects.count() == 3


def test_the_pages_of_cards_lead_from_reading_to_reading(client):
    run, meeting, cast = on_paper()
    page = reverse("rounds:sheet", args=[meeting.process.slug, meeting.pk, run.item_id, run.sheet])
    lines = "\r\n".join(" ".join(row) for row in CARDS)
    client.force_login(cast.ada)
    assert client.post(page, {"lines": "카드 없음"}).status_code == 422
    assert client.post(page, {"lines": lines + "\n3 1 두 번"}).status_code == 422
    client.post(page, {"lines": lines})
    client.force_login(colleague(meeting))
    client.post(page, {"lines": lines.replace("옮깁니다", "옮긴다")})
    html = client.get(page).content.decode()
    assert "옮깁니다" in html
    assert "옮긴다" in html
    client.post(page, {"settle": "1", "line2": "2"})
    run.refresh_from_db()
    assert (run.state, Note.objects.get(card=2).item.text) == ("done", "충전소를 옮긴다.")


# Speaking lists -------------------------------------------------------------------------------------------------------


def speaking():
    """Ben, A-01, has been called on the screen in the first part."""
    meeting, cast = in_session()
    moderating.step(meeting, pressed(cast.ada), position=0)
    hand = moderating.raise_hand(meeting, user=cast.ben, key=uuid4())
    moderating.call(meeting, pressed(cast.ada), hand=hand.key)
    return meeting, cast, meeting.programme.get(position=1)


def test_who_speaks_on_screens_and_on_paper_is_one_person_with_all_their_time():
    meeting, cast, item = speaking()
    moderating.finish_turn(meeting, pressed(cast.ada))
    Turn.objects.update(ended_at=Turn.objects.get().began_at + timedelta(seconds=90))
    speaker(meeting, "Sol", "안전 우선 모임")
    run = paper.go_to_paper(meeting, item, Sheet.TURNS, by=cast.ada)
    end_meeting(found(meeting), by=cast.ada)
    lines = [["1", "A-01", "2:30"], ["2", "Sol", "1:00"], ["3", "A-01", "0:45"]]
    paper.read_sheet(run, lines, by=cast.ada)
    paper.read_sheet(run, [*lines[:2], ["3", "A-01", "0:15"]], by=colleague(meeting))
    assert paper.differences(run) == [(3, "A-01 · 0:45", "A-01 · 0:15")]
    paper.settle_sheet(run, {3: 2}, by=cast.ada)
    now = present(found(meeting))
    assert [(row.name, row.length, row.turns) for row in now.people] == [("A-01", "4:15", 3), ("Sol", "1:00", 1)]
    assert [(row.name, row.seconds, row.percent) for row in now.sides] == [("Safety first", 60, 100)]
    turns = list(Turn.objects.order_by("began_at"))
    assert all(one.ended_at <= other.began_at for one, other in pairwise(turns))


def test_while_the_list_is_on_paper_nobody_is_called_on_a_screen():
    meeting, cast, item = speaking()
    before = timezone.now()
    run = paper.go_to_paper(meeting, item, Sheet.TURNS, by=cast.ada)
    assert Turn.objects.get().ended_at is not None
    one, other = (moderating.raise_hand(meeting, user=another(meeting, n).user, key=uuid4()) for n in range(2))
    with pytest.raises(Refused, match="kept on paper"):
        moderating.call(meeting, pressed(cast.ada), hand=one.key)
    moderating.call(meeting, pressed(cast.ada, before), hand=one.key)  # pressed before, on a tablet without network
    assert Turn.objects.latest("pk").ended_at == run.begun_at
    paper.return_to_screen(run)
    moderating.call(meeting, pressed(cast.ada), hand=other.key)
    run = paper.go_to_paper(meeting, item, Sheet.TURNS, by=cast.ada)
    paper.read_sheet(run, [["1", "A-01", "0:10"]], by=cast.ada)
    with pytest.raises(Refused):
        paper.return_to_screen(run)
    moderating.step(meeting, pressed(cast.ada), position=1)
    hand = moderating.raise_hand(meeting, user=cast.ben, key=uuid4())
    assert moderating.call(meeting, pressed(cast.ada), hand=hand.key).code == "A-01"  # the next part is on screens


@pytest.mark.django_db(transaction=True)
def test_a_call_and_the_switch_to_paper_at_once_leave_nobody_speaking():
    meeting, cast, item = speaking()
    moderating.raise_hand(meeting, user=another(meeting, 1).user, key=uuid4())
    hand = Hand.objects.up().get()

    def act(i: int):
        if i:
            return paper.go_to_paper(found(meeting), item, Sheet.TURNS, by=cast.ada)
        return moderating.call(found(meeting), pressed(cast.ada), hand=hand.key)

    called, run = at_once(2, act)
    assert isinstance(run, PaperRun)
    assert isinstance(called, Turn | Refused)
    assert Turn.objects.filter(ended_at=None).count() == 0


def test_a_list_is_read_in_with_or_without_the_dash_and_unknown_codes_come_back(client):
    meeting, cast, item = speaking()
    client.force_login(cast.ada)
    place = {"item": item.pk, "sheet": "turns"}
    papers = reverse("rounds:papers", args=[meeting.process.slug, meeting.pk])
    client.post(papers, place)
    client.post(papers, place | {"back": "1"})
    assert not PaperRun.objects.exists()
    client.post(papers, place)
    assert client.post(papers, place | {"sheet": "none"}).status_code == 404
    page = reverse("rounds:sheet", args=[meeting.process.slug, meeting.pk, item.pk, "turns"])
    for wrong in ("1 A-99 1:00", "1 A-01 1분", "1 A-01 1:00\n1 A-01 2:00"):
        response = client.post(page, {"lines": wrong})
        assert response.status_code == 422
        assert wrong.splitlines()[0] in response.content.decode()
    client.post(page, {"lines": "1 a01 01:05"})
    client.force_login(colleague(meeting))
    client.post(page, {"lines": "1 A-01 1:05"})
    paper_turn = Turn.objects.latest("pk")
    assert (PaperRun.objects.get().state, paper_turn.code) == ("done", "A-01")
    assert paper_turn.length(timezone.now()) == timedelta(seconds=65)
