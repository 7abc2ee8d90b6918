import hashlib
import io

import pypdf
import pytest

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.spaces.actions import appoint
from deliberation.spaces.agenda import take_back_recusal, take_off_agenda
from deliberation.spaces.minutes import approve_minutes, compose, printed
from deliberation.spaces.models import Role, Space
from deliberation.spaces.sittings import (
    Vote,
    close_sitting,
    note_attendance,
    note_remarks,
    put_on_agenda,
    recuse,
    resolve,
    write_minutes,
)
from tests.restricting import close
from tests.sittings import in_session
from tests.spaces.files import upload
from tests.spaces.test_sittings import Thing, five  # noqa: F401 - a fixture

# Article 18 of the decree names nine things that minutes contain.
NINE = [
    *("회의 명칭", "개최 기관", "회의 일시 및 장소", "참석자·배석자 명단", "회의 진행 순서"),
    *("상정 안건", "발언 요지", "결정 사항", "표결 내용"),
]


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def closed(cast, five):  # noqa: F811 - the fixture
    """Two points, one decided by four of five with one member recused, one about a closed space."""
    sitting = in_session(*five)
    note_attendance(sitting, present=five, attending="갈등조정팀장", by=cast.hana)
    point = put_on_agenda(sitting, Thing(cast.city), "해상풍력 단지를 어떻게 할 것인가")
    recuse(point, cast.dora, kind="withdrawal", reason="사업자의 자문을 맡고 있음", by=cast.hana)
    resolve(
        Thing(cast.city), sitting=sitting, space=cast.city, motion="", result="select", reason="주민의 삶에 닿음",
        by=cast.hana, vote=Vote(3, 1),
    )  # fmt: skip
    note_remarks(point, "찬반을 차례로 들음")
    mistaken = recuse(
        put_on_agenda(sitting, None, "보고"), cast.dora, kind="challenge", reason="동명이인", by=cast.emil
    )
    note_remarks(mistaken.point, "보고를 들음")
    take_back_recusal(mistaken, reason="다른 사람이었음", by=cast.emil)
    take_off_agenda(put_on_agenda(sitting, None, "미룬 안건"), reason="자료가 없음", by=cast.emil)
    close(cast.here)
    cast.here.refresh_from_db()
    secret = put_on_agenda(sitting, Thing(cast.here, 8), "비밀 조정안")
    note_remarks(secret, "비밀 발언")
    write_minutes(sitting, minutes="개회함.\n폐회함.", transcript=upload("속기록.pdf"), by=cast.hana)
    close_sitting(sitting, by=cast.hana)
    return sitting


def test_minutes_have_the_nine_things_and_nothing_from_closed_spaces(closed):
    assert [block.text for block in compose(closed).blocks if getattr(block, "level", 0) == 1] == NINE
    shown = text(printed(closed))
    for said in (
        *(
            "제1차 위원회",
            "재적 위원 5명 중 5명",
            "Hana",
            "갈등조정팀장",
            "해상풍력 단지를",
            "찬반을 차례로 들음",
            "개회함.",
        ),
        *("동명이인", "취소: 다른 사람이었음", "미룬 안건: 자료가 없음"),
        *("주민의 삶에 닿음", "출석 4명 중 찬성 3, 반대 1, 기권 0", "회피", "사업자의 자문", "확정 전", "속기록.pdf"),
    ):
        assert said in shown, said
    assert "비밀" not in shown


def test_a_body_of_its_own_holds_its_sittings_in_its_own_name(cast, closed):
    assert "인천광역시 공론화갈등관리과" in text(printed(closed))
    body = Space.objects.create(kind="agenda", parent=cast.city, name="agenda-1", title="수소 추진위원회")
    appoint(body, cast.finn, Role.COMMITTEE)
    assert "인천광역시 수소 추진위원회" in text(printed(in_session(space=body)))


def test_approved_minutes_are_frozen_under_the_digest_in_the_minute_book(cast, closed):
    approve_minutes(closed, by=cast.hana)
    before = printed(closed)
    assert "확정 전" not in text(before)
    assert Entry.objects.get(step="approve").facts["minutes"] == closed.minutes_digest
    cast.hana.display_name = "바뀐 이름"
    cast.hana.save()
    assert hashlib.sha256(printed(closed)).hexdigest() == hashlib.sha256(before).hexdigest()
    for act in (
        lambda: approve_minutes(closed, by=cast.hana),
        lambda: write_minutes(closed, minutes="다른 말", by=cast.hana),
        lambda: note_remarks(closed.points.first(), "다른 말"),
    ):
        with pytest.raises(Refused):
            act()


def test_minutes_without_what_was_said_are_not_approved(cast, closed):
    note_remarks(closed.points.first(), " ")
    with pytest.raises(Refused, match="발언 요지를 적어 주십시오: 1"):
        approve_minutes(closed, by=cast.hana)
