import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.kind import OpinionRoundKind
from deliberation.opinions.tasks import draw_due_maps
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.opinions.scenes import admitted, after, crowd, during, ready_round, two_camps

pytestmark = pytest.mark.django_db


def test_the_report_of_a_sealed_round_holds_no_map_before_its_end():
    stage, _cast = ready_round(statements=9, preset="citizen_panel")
    with during(stage):
        two_camps(stage)
        draw_due_maps()
        assert [type(block).__name__ for block in OpinionRoundKind().section(stage)] == ["Paragraph", "Note"]
    with after(stage):
        close_stage(stage)
        assert len(list(OpinionRoundKind().section(stage))) > 2


def test_who_has_not_answered_is_pending_and_the_facilitator_sees_what_waits():
    stage, cast = ready_round()
    kind, rounds = OpinionRoundKind(), Stage.objects.filter(pk=stage.pk)
    seats = crowd(stage, 2)
    with during(stage):
        answer(stage, seat=seats[0], values={admitted(stage)[0].pk: 1})
        pending = kind.pending(rounds)
        assert {row["user_id"] for row in pending} == {cast.ben.pk, seats[1].user_id}
        assert list(kind.pending(rounds, cast.ben)) == [
            {
                "stage_id": stage.pk,
                "user_id": cast.ben.pk,
                "since": stage.opens_at,
                "due": stage.closes_at,
                "what": "answer",
            }
        ]
        assert list(kind.desk(cast.ada)) == []


def test_open_data_hold_counts_and_groups_and_nothing_of_them_under_seal():
    stage, cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        decide(admitted(stage)[0].item, "hide", by=cast.ada, version=1, reason="사실과 다릅니다.")
        draw_due_maps()
        found = {name: (columns, list(rows)) for name, columns, rows in OpinionRoundKind().tables(stage)}
        stage.settings = {"sealed": True}
        sealed = {name: list(rows) for name, _columns, rows in OpinionRoundKind().tables(stage)}
    columns, rows = found["statements"]
    assert (columns[5:], rows[0]) == (["agree", "disagree", "not_sure"], [1, "", "hidden", 1, "", "", "", ""])
    assert [row[5:] for row in rows[1:]] == [[8, 8, 0] if row[0] % 3 else [16, 0, 0] for row in rows[1:]]
    assert found["groups"] == (["group", "name", "people"], [[0, "집단 A", 8], [1, "집단 B", 8]])
    assert "groups" not in sealed
    assert {tuple(row[5:]) for row in sealed["statements"]} == {("", "", "")}
