import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import Statement
from deliberation.opinions.statements.actions import put_statement, reply_to
from deliberation.opinions.statements.merging import merge_statements
from deliberation.opinions.statements.outcomes import outcomes
from deliberation.processes.actions import close_stage
from deliberation.spaces.actions import decide
from tests.opinions.scenes import admitted, after, crowd, during, ready_round, two_camps

pytestmark = pytest.mark.django_db
ANSWERED, UNITES, DIVIDES = "16명이 답했습니다.", "모든 집단을 잇는", "집단을 가르는"


def told(statement, user) -> str:
    return " ".join(outcomes([statement], user)[statement.pk])


def test_numbers_are_told_at_once_and_places_only_where_the_map_is_open():
    stage, cast = ready_round()
    dividing, _second, uniting = admitted(stage)
    stage.settings["sealed"] = True
    stage.save(update_fields=["settings"])
    with during(stage):
        two_camps(stage)
        draw_map(stage)
        decide(reply_to(uniting, seat=cast.ben.seats.get(), text="옳습니다.").item, "admit", by=cast.ada, version=1)
        assert told(dividing, cast.ada) == ANSWERED
        assert told(uniting, cast.ben) == f"{ANSWERED} 말로 쓴 답글 1개가 있습니다."
    with after(stage):
        close_stage(stage)
    (dividing, _second, uniting) = admitted(stage)
    assert UNITES in told(uniting, cast.ben)
    assert DIVIDES in told(dividing, cast.ben)
    assert UNITES not in told(dividing, cast.ben)


def test_a_merged_one_tells_of_the_other_and_a_waiting_one_nothing(client):
    stage, cast = ready_round()
    first = admitted(stage)[0]
    with during(stage):
        seat = cast.ben.seats.get()
        waiting, mine = (put_statement(stage, seat=seat, text=text) for text in ("기다립니다.", "합칠 문장입니다."))
        decide(mine.item, "admit", by=cast.ada, version=1)
        mine.refresh_from_db()
        for one in crowd(stage, 2):
            answer(stage, seat=one, values={first.pk: 1, mine.pk: 1})
        merge_statements(mine, first, by=cast.ada)
        rows = [waiting, mine, first]
        assert outcomes(rows, cast.ben) == {
            waiting.pk: [],
            mine.pk: ["2명이 답했습니다."],
            first.pk: ["2명이 답했습니다."],
        }
        client.force_login(cast.ben)
        page = client.get("/me/").text
    assert "1번에 합쳐졌습니다" in page
    assert "2명이 답했습니다." in page
    assert f'href="{first.get_absolute_url()}"' in page


@pytest.mark.parametrize("rows", [1, 30])
def test_outcomes_take_two_queries(rows, django_assert_num_queries):
    stage, cast = ready_round(statements=rows)
    with during(stage):
        two_camps(stage, 4)
    statements = Statement.objects.admitted().select_related("stage__process")[:rows]
    with django_assert_num_queries(3):
        told = outcomes(list(statements), cast.ben)
    assert list(told.values()) == [["8명이 답했습니다."]] * rows
