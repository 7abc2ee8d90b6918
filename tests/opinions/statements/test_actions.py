import pytest

from deliberation.ledger.actions import Refused
from deliberation.notices.models import Notice
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.statements.actions import put_statement, seed_statement
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.opinions.scenes import after, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def values_of(seat) -> dict[int, int]:
    return dict(Stance.objects.filter(seat=seat).values_list("statement", "value"))


def test_a_statement_waits_is_admitted_gets_a_number_and_its_author_is_told():
    stage, cast = ready_round()
    with during(stage):
        statement = put_statement(stage, seat=cast.ben.seats.get(), text="주민 대표가 점검에 참여해야 합니다.")
        assert (statement.item.state, statement.number) == ("waiting", None)
        decide(statement.item, "admit", by=cast.ada, version=1)
    statement.refresh_from_db()
    assert (statement.item.state, statement.number, statement.seed) == ("admitted", 4, False)
    assert list(cast.ben.notices.filter(kind__startswith="statement_").values_list("kind", flat=True)) == [
        "statement_admit"
    ]


def test_a_declined_statement_needs_a_reason_and_keeps_it():
    stage, cast = ready_round()
    with during(stage):
        statement = put_statement(stage, seat=cast.ben.seats.get(), text="그 사람은 거짓말쟁이입니다.")
        with pytest.raises(Refused, match="이유"):
            decide(statement.item, "decline", by=cast.ada, version=1)
        decide(statement.item, "decline", by=cast.ada, version=1, reason="사람에 대한 비난입니다.")
    statement.refresh_from_db()
    assert (statement.item.state, statement.item.reason, statement.number) == (
        "declined",
        "사람에 대한 비난입니다.",
        None,
    )
    assert Notice.objects.filter(person=cast.ben, kind="statement_decline").count() == 1


@pytest.mark.django_db(transaction=True)
def test_statements_admitted_at_once_get_different_numbers():
    stage, cast = ready_round()
    with during(stage):
        waiting = [put_statement(stage, seat=s, text=f"의견 {s.code}입니다.") for s in crowd(stage, 6)]
        at_once(6, lambda n: decide(waiting[n].item, "admit", by=cast.ada, version=1))
    assert sorted(Statement.objects.filter(stage=stage).values_list("number", flat=True)) == list(range(1, 10))


def test_a_closed_round_takes_no_statement_and_what_waits_is_declined():
    stage, cast = ready_round()
    with during(stage):
        waiting = put_statement(stage, seat=cast.ben.seats.get(), text="너무 늦은 의견입니다.")
    seen_open = Stage.objects.select_related("process__space").get(pk=stage.pk)
    with after(stage):
        close_stage(stage)
        for act in (
            lambda: seed_statement(seen_open, by=cast.ada, text="늦은 의견입니다."),
            lambda: decide(waiting.item, "admit", by=cast.ada, version=1),
        ):
            with pytest.raises(Refused):
                act()
        decide(waiting.item, "decline", by=cast.ada, version=1, reason="의견 수렴이 끝났습니다.")
    assert Statement.objects.admitted().count() == 3


def test_markup_in_a_statement_stays_text():
    stage, cast = ready_round()
    statement = seed_statement(stage, by=cast.ada, text="<script>alert(1)</script> **굵게**")
    assert statement.item.text == "<script>alert(1)</script> **굵게**"
