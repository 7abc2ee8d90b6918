"""What polls of a live screen cost, and that one draws for all."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.rounds.floor import live, moderating
from tests.rounds.floors import found, in_session, pressed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(client):
    """A meeting, its participant's poll (with queries), and the facilitator."""
    cache.clear()
    live._seen.clear()
    meeting, cast = in_session()
    meeting = found(meeting)
    client.force_login(cast.ben)
    address = f"/processes/{meeting.process.slug}/meetings/{meeting.pk}/live/floor/"

    def ask(stamp: str = "", let_in: str = live.pass_for(meeting, "floor")):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, {"stamp": stamp, "language": "ko", "pass": let_in})
        return answer.status_code, answer.content.decode(), len(queries)

    return meeting, cast, ask


def aged(meeting, stamp: str = "before") -> None:
    """What was drawn, a second ago, before something changed."""
    key = live._part_key(meeting.pk, "floor", "ko")
    cache.set(key, [live.now_in_ms() - 1000, stamp, "<p>before</p>"])
    live._seen.clear()


def test_one_draws_while_the_others_get_what_was_drawn_before(asked):
    meeting, cast, ask = asked
    moderating.step(meeting, pressed(cast.ada), position=0)
    aged(meeting)
    drawing = live._drawing_key(live._part_key(meeting.pk, "floor", "ko"))
    assert cache.add(drawing, 1)
    assert ask("older") == (200, "<p>before</p>", 0)
    assert ask("before") == (204, "", 0)
    cache.delete(drawing)
    status, part, queries = ask("older")
    assert (status, "여는 말" in part, queries > 0) == (200, True, True)
    assert ask("older") == (200, part, 0)
    assert cache.get(drawing) is None


def test_whoever_is_not_let_in_does_not_hold_up_the_drawing(asked, client):
    meeting, _cast, ask = asked
    live.stamp_of(meeting, "floor")
    aged(meeting)
    client.logout()
    assert ask("older", let_in="forged")[0] == 403
    key = live._part_key(meeting.pk, "floor", "ko")
    assert cache.add(live._drawing_key(key), 1)


def test_a_change_is_told_at_once_in_its_own_process_and_remembered_briefly_in_others(asked):
    meeting, cast, ask = asked
    stamp = live.stamp_of(meeting, "floor")
    assert ask(stamp) == (204, "", 0)
    cache.set(live._stamp_key(meeting.pk, "floor"), "by another process")
    assert ask(stamp) == (204, "", 0)
    moderating.step(meeting, pressed(cast.ada), position=0)
    assert ask(stamp)[0] == 200
