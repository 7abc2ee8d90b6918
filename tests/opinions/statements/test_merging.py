import pytest

from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.answering.routing import unanswered
from deliberation.opinions.importing import import_polis
from deliberation.opinions.maps.drawing import coverage, draw_map, latest_map, read_stances
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.statements.actions import put_statement, reply_to
from deliberation.opinions.statements.merging import merge_statements
from deliberation.opinions.tasks import draw_due_maps
from deliberation.processes.actions import close_stage
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.opinions.scenes import address, admitted, after, crowd, during, ready_round, two_camps
from tests.opinions.test_importing import export

pytestmark = pytest.mark.django_db


def stances(statement) -> dict[str, tuple[int, str]]:
    rows = Stance.objects.filter(statement=statement)
    return {code: (value, channel) for code, value, channel in rows.values_list("seat__code", "value", "channel")}


def duplicate(stage, cast) -> Statement:
    statement = put_statement(stage, seat=cast.ben.seats.get(), text="안전 점검 결과를 꼭 공개해야 합니다.")
    decide(statement.item, "admit", by=cast.ada, version=1)
    statement.refresh_from_db()
    return statement


def test_answers_come_along_once_and_the_duplicate_leads_to_the_other(client):
    stage, cast = ready_round()
    first = admitted(stage)[0]
    one, two, three = crowd(stage, 3)
    with during(stage):
        old = duplicate(stage, cast)
        answer(stage, seat=one, values={old.pk: 1})
        answer(stage, seat=two, values={old.pk: 1, first.pk: -1})
        answer(stage, seat=three, values={old.pk: 0}, channel="letter")
        at = Stance.objects.get(statement=old, seat=three).answered_at
        assert merge_statements(old, first, by=cast.ada) == 2
        assert stances(first) == {"C-000": (1, "web"), "C-001": (-1, "web"), "C-002": (0, "letter")}
        assert Stance.objects.get(statement=first, seat=three).answered_at == at
        assert len(stances(old)) == 3
        assert (coverage(stage).answers, coverage(stage).statements, len(read_stances(stage))) == (3, 3, 3)
        assert old not in unanswered(stage, cast.ben.seats.get())
        with pytest.raises(Refused):
            answer(stage, seat=cast.ben.seats.get(), values={old.pk: 1})
        with pytest.raises(Refused, match="1번"):
            reply_to(old, seat=one, text="그렇습니다.")
        page = client.get(address("statement", stage, old.pk)).text
        assert f'href="{first.get_absolute_url()}"' in page
        assert 'opinions/" class="buttons buttons--three' not in page
        assert "1번에 합쳐졌습니다" in client.get(address("statements", stage)).text
        assert client.get("/search/", {"q": "점검 결과를"}).text.count("<mark>점검</mark>") == 1
    entry = Entry.objects.get(subject=old.subject, step="merge")
    assert entry.facts == {"number": 4, "into": 1, "carried": 2}
    assert first_fault(Chain.objects.get(name=old.chain)) is None
    (notice,) = cast.ben.notices.filter(kind="statement_merge")
    assert (notice.url, notice.facts["n"]) == (first.get_absolute_url(), 1)


def test_chains_end_at_one_that_stands_and_what_cannot_be_merged_is_refused(tmp_path):
    stage, cast = ready_round(statements=5)
    there = import_polis(export(tmp_path), title="나무 심기", slug="trees")
    first, second, third, fourth, hidden = admitted(stage)
    with during(stage):
        (one,) = crowd(stage, 1)
        answer(stage, seat=one, values={first.pk: 1})
        decide(hidden.item, "hide", by=cast.ada, version=1, reason="중복")
        waiting = put_statement(stage, seat=cast.ben.seats.get(), text="기다립니다.")
        merge_statements(first, second, by=cast.ada)
        refused = [(first, third), (third, first), (third, third), (third, hidden), (hidden, third), (third, waiting)]
        for old, new in [*refused, (third, admitted(there)[0])]:
            with pytest.raises(Refused):
                merge_statements(old, new, by=cast.ada)
        merge_statements(second, third, by=cast.ada)
    for row in (first, second):
        row.refresh_from_db()
        assert row.merged_into == third
    assert stances(third) == {"C-000": (1, "web")}
    with after(stage):
        close_stage(stage)
        with pytest.raises(Refused):
            merge_statements(third, fourth, by=cast.ada)


def test_the_map_is_drawn_anew_after_a_merge_though_no_answer_is_newer():
    stage, cast = ready_round()
    first, second, _third = admitted(stage)
    with during(stage) as clock:
        two_camps(stage)
        before = draw_map(stage)
        clock.shift(60)
        draw_due_maps()
        assert latest_map(stage) == before
        merge_statements(second, first, by=cast.ada)
        draw_due_maps()
    assert set(latest_map(stage).result["statements"]) == set(before.result["statements"]) - {second.pk}


@pytest.mark.django_db(transaction=True)
def test_answers_at_the_moment_of_merging_come_along_or_are_refused():
    stage, cast = ready_round()
    first, second, third = admitted(stage)
    seats = crowd(stage, 6)

    def act(n: int):
        if n < 6:
            return answer(type(stage).objects.get(pk=stage.pk), seat=seats[n], values={second.pk: 1})
        return merge_statements(second, (first, third)[n - 6], by=cast.ada)

    with during(stage):
        results = at_once(8, act)
    merged = [n for n in (6, 7) if isinstance(results[n], int)]
    assert len(merged) == 1
    assert all(isinstance(one, int | Refused) for one in results), results
    gained = Stance.objects.filter(statement=(first, third)[merged[0] - 6]).count()
    assert results[:6].count(1) == Stance.objects.filter(statement=second).count() == gained == results[merged[0]]


@pytest.mark.django_db(transaction=True)
def test_two_merged_into_each_other_at_once_leave_one_standing():
    stage, cast = ready_round()
    first, second, third = admitted(stage)
    pairs = [(first, second), (second, first), (second, third), (third, first)]
    with during(stage):
        results = at_once(4, lambda n: merge_statements(*pairs[n], by=cast.ada))
    assert all(isinstance(one, int | Refused) for one in results), results
    standing = Statement.objects.admitted().filter(stage=stage)
    assert standing.count() == 3 - results.count(0) >= 1
    assert not Statement.objects.exclude(merged_into=None).exclude(merged_into__in=standing).exists()


def test_the_facilitator_merges_by_choice_or_number(client):
    stage, cast = ready_round()
    first, second, third = admitted(stage)
    with during(stage):
        old = duplicate(stage, cast)
        page = address("merge", stage, old.pk)
        client.force_login(cast.ben)
        assert client.get(page).status_code == 403
        client.force_login(cast.ada)
        assert [key for key, _text in client.get(page).context["form"].fields["into"].choices] == [first.pk]
        for bad in ({"number": ""}, {"number": 4}, {"number": 99}, {"number": 10**12}, {"into": second.pk}):
            assert client.post(page, bad).status_code == 422
        assert client.post(page, {"into": first.pk}).url == first.get_absolute_url()
        assert client.post(address("merge", stage, third.pk), {"number": 2}).url == second.get_absolute_url()
        assert client.get(page, follow=True).redirect_chain[-1][0] == old.get_absolute_url()
    old.refresh_from_db()
    third.refresh_from_db()
    assert (old.merged_into, third.merged_into) == (first, second)
