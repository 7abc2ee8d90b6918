from datetime import timedelta

import pytest

from deliberation.documents.blocks import Heading
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_stage
from deliberation.recommendations.dissent.actions import dissent, leave, sign
from deliberation.recommendations.kind import DraftingKind
from deliberation.recommendations.models import Dissent, Recommendation, Signer
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.recommendations.amendments.scene import amending, fresh

pytestmark = pytest.mark.django_db
AGAINST, BUT = "거리를 두면 지을 곳이 없습니다.", "대체 부지가 정해지면 찬성합니다."


def against(row: Recommendation, seat, **more) -> Dissent:
    return dissent(fresh(row), seat=seat, reason=AGAINST, would_change=BUT, **more)


def again(written: Dissent) -> Dissent:
    return Dissent.objects.select_related("recommendation__stage__process").get(pk=written.pk)


def standing(row: Recommendation) -> list[list[str]]:
    return [one.names for one in row.dissents.signed()]


def printed(row: Recommendation) -> list[str]:
    return [getattr(block, "text", "") for block in DraftingKind().section(fresh(row).stage)]


def test_an_opinion_is_signed_by_its_author_first_and_then_by_others(traveller):
    _scene, row, seats = amending(traveller)
    written = against(row, seats[0])
    assert against(row, seats[0]) == written
    for _twice in "12":
        sign(again(written), seat=seats[1], named=True)
    assert standing(row) == [[seats[0].code, str(seats[1].user)]]


def test_it_stands_as_long_as_one_signs_it(traveller):
    _scene, row, seats = amending(traveller)
    written = against(row, seats[0])
    sign(again(written), seat=seats[1])
    leave(again(written), seat=seats[0])
    assert standing(row) == [[seats[1].code]]
    leave(again(written), seat=seats[1])
    assert standing(row) == []
    with pytest.raises(Refused):
        sign(again(written), seat=seats[2])
    assert against(row, seats[0]) != written


def test_it_is_printed_in_the_report_with_signers_and_what_would_change_their_minds(traveller):
    scene, row, seats = amending(traveller)
    written = against(row, seats[0])
    told = printed(row)
    assert AGAINST in told
    assert any(BUT in text for text in told)
    assert any(seats[0].code in text for text in told)
    decide(written.item, "hide", by=scene.cast.ada, version=1, reason="이름이 나옵니다.")
    told = printed(row)
    assert not any(AGAINST in text or BUT in text for text in told)
    assert len([block for block in DraftingKind().section(fresh(row).stage) if isinstance(block, Heading)]) == 2
    with pytest.raises(Refused):
        sign(again(written), seat=seats[1])


def test_nothing_is_signed_or_taken_back_after_the_end_and_the_close_counts_it(traveller):
    scene, row, seats = amending(traveller)
    written = against(row, seats[0])
    stage = scene.stage("drafting")
    traveller.move_to(stage.closes_at + timedelta(minutes=1))
    for act in (
        lambda: sign(again(written), seat=seats[1]),
        lambda: leave(again(written), seat=seats[0]),
        lambda: against(row, seats[1]),
    ):
        with pytest.raises(Refused):
            act()
    close_stage(stage)
    facts = Entry.objects.get(step="close", subject=stage.subject).facts
    assert (facts["recommendations"], facts["dissents"]) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_who_signs_while_the_last_signer_leaves_signs_or_is_refused(traveller):
    _scene, row, seats = amending(traveller)
    written = against(row, seats[0])

    def act(i: int) -> None:
        return leave(again(written), seat=seats[0]) if i == 0 else sign(again(written), seat=seats[1])

    results = at_once(4, act)
    signed = [result is None for result in results[1:]]
    assert {type(result).__name__ for result in results} <= {"NoneType", "Refused"}
    assert list(Signer.objects.values_list("seat", flat=True)) == ([seats[1].pk] if any(signed) else [])
