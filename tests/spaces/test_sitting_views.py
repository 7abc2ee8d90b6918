from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.spaces.actions import appoint
from deliberation.spaces.agenda import take_back_recusal, take_off_agenda
from deliberation.spaces.models import Decision, Point, Recusal, Role, Sitting, Space
from deliberation.spaces.sittings import (
    close_sitting,
    note_remarks,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    recuse,
    reply,
)
from tests.cast import gather
from tests.restricting import close
from tests.sittings import in_session
from tests.spaces.files import upload
from tests.spaces.test_sittings import Thing, decide, written

SIGNED_IN = 3


def page(sitting: Sitting, act: str = "") -> str:
    return f"/sittings/{sitting.pk}/{act}"


def of(point: Point, act: str) -> str:
    return f"/sittings/points/{point.pk}/{act}/"


def test_a_sitting_from_the_call_to_the_approved_minutes(client, cast):
    client.force_login(cast.hana)
    later = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    form = {"title": "제3차 위원회", "kind": "meeting", "held_at": later, "place": "시청"}
    assert client.post("/sittings/new/", form | {"place": ""}).status_code == 422
    assert client.post("/sittings/new/", form | {"held_at": "2020-01-01T10:00"}).status_code == 422
    assert client.post("/sittings/new/", form | {"kind": "written"}).status_code == 422
    client.post("/sittings/new/", form)
    sitting = Sitting.objects.get()
    moved = {"held_at": later, "place": "구청", "reason": "회의실이 없습니다."}
    assert client.post(page(sitting, "move/"), moved | {"reason": ""}).status_code == 422
    assert client.post(page(sitting, "move/"), moved).url == page(sitting, "conduct/")
    assert "회의실이 없습니다." in client.get(page(sitting)).content.decode()
    client.post(page(sitting, "points/"), {"title": "위원회 운영"})
    refused = client.post(page(sitting, "attendance/"), {"present": [cast.hana.pk]})
    assert refused.status_code == 422
    assert "의사정족수" in refused.content.decode()
    client.post(page(sitting, "attendance/"), {"present": [cast.hana.pk, cast.dora.pk], "attending": "간사"})
    point = Point.objects.get()
    vote = {"result": "carried", "manner": "vote", "votes_for": 1, "reason": "필요합니다."}
    assert "의결정족수" in client.post(of(point, "decide"), vote).content.decode()
    assert client.post(of(point, "decide"), vote | {"votes_for": ""}).status_code == 422
    client.post(of(point, "decide"), vote | {"votes_for": 2})
    client.post(of(point, "remarks"), {"remarks": "모두 찬성함"})
    client.post(page(sitting, "close/"))
    assert client.post(page(sitting, "approve/")).status_code == 409
    lie = client.post(page(sitting, "minutes/"), {"minutes": "x", "transcript": upload("a.pdf", b"MZ")})
    assert (lie.status_code, "PDF 파일이 아닙니다" in lie.content.decode()) == (422, True)
    client.post(page(sitting, "minutes/"), {"minutes": "개회와 폐회", "transcript": upload("속기록.txt")})
    assert client.post(page(sitting, "approve/")).url == page(sitting)
    client.logout()
    told = client.get(page(sitting)).content.decode()
    for said in ("모두 찬성함", "출석 2명 중 찬성 2", "간사", "속기록.txt", "필요합니다."):
        assert said in told
    assert client.get(page(sitting, "minutes.pdf")).content.startswith(b"%PDF")
    assert "필요합니다." in client.get("/sittings/decisions/").content.decode()


def test_a_body_of_its_own_calls_lists_and_decides_on_pages_of_its_own(client, cast):
    name = "agenda-1"
    body = Space.objects.create(
        kind="agenda", parent=cast.city, name=name, title="수소 추진위원회", url="/agendas/1/bodies/"
    )
    appoint(body, cast.finn, Role.COMMITTEE)
    later = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    form = {"title": "제1차 추진위원회", "kind": "meeting", "held_at": later, "place": "시청"}
    client.force_login(cast.finn)
    assert client.get("/sittings/new/").status_code == 404
    assert "수소 추진위원회" in client.get(f"/sittings/new/?space={name}").content.decode()
    client.post(f"/sittings/new/?space={name}", form)
    own = Sitting.objects.get()
    assert own.space == body
    city = plan_sitting(cast.city, title="제9차", held_at=timezone.now(), by=cast.emil)
    assert list(client.get(f"/sittings/?space={name}").context["coming"]) == [own]
    assert list(client.get("/sittings/").context["coming"]) == [city, own]
    assert "수소 추진위원회" in client.get("/sittings/").content.decode()
    open_sitting(own, present=[cast.finn], by=cast.finn)
    decide(cast, own, space=body, by=cast.finn, vote=None)
    assert len(client.get(f"/sittings/decisions/?space={name}").context["page"].rows) == 1
    for wrong in ("process-here", "nothing", "city", "%00"):
        assert client.get(f"/sittings/?space={wrong}").status_code in (200, 404)
    assert client.get("/sittings/?space=process-here").status_code == 404
    client.force_login(cast.ben)
    assert client.get(f"/sittings/new/?space={name}").status_code == 404


def test_before_the_close_others_see_the_agenda_and_nothing_of_what_is_said(client, cast):
    sitting = written(cast)
    point = put_on_agenda(sitting, None, "운영세칙 개정")
    reply(point, by=cast.dora, choice="against", remark="비공개 의견")
    seen = {}
    for person in (cast.finn, cast.emil, cast.hana):
        client.force_login(person)
        told = client.get(page(sitting)).content.decode()
        seen[person.display_name] = ("운영세칙 개정" in told, "비공개 의견" in told)
        if person != cast.finn:
            assert "비공개 의견" not in client.get(page(sitting, "conduct/")).content.decode()
    assert set(seen.values()) == {(True, False)}
    client.logout()
    assert client.get(page(sitting, "minutes.pdf")).status_code == 404
    close_sitting(sitting, by=cast.hana)
    assert "비공개 의견" in client.get(page(sitting)).content.decode()


def test_attendance_and_remarks_of_an_open_meeting_are_for_the_committee(client, cast):
    sitting = in_session()
    note_remarks(put_on_agenda(sitting, None, "운영"), "진행 중인 발언")
    told = client.get(page(sitting)).content.decode()
    assert "진행 중인 발언" not in told
    assert "Dora" not in told
    client.force_login(cast.dora)
    assert "진행 중인 발언" in client.get(page(sitting)).content.decode()


def test_point_about_a_closed_space_is_only_counted(client, cast):
    sitting = in_session()
    close(cast.here)
    cast.here.refresh_from_db()
    decide(cast, sitting, Thing(cast.here), space=cast.here, motion="비밀 조정안")
    close_sitting(sitting, by=cast.hana)
    for address in (page(sitting), "/sittings/decisions/"):
        assert "비밀 조정안" not in client.get(address).content.decode()
    assert "비공개 안건 1건" in client.get(page(sitting)).content.decode()


def test_member_replies_in_writing_and_a_recused_one_and_others_do_not(client, cast):
    sitting = written(cast)
    point = put_on_agenda(sitting, None, "운영세칙 개정")
    client.force_login(cast.dora)
    assert client.post(page(sitting, "replies/"), {"point": point.pk}).status_code == 422
    assert client.post(page(sitting, "replies/"), {"point": "x", "choice": "for"}).status_code == 404
    assert (
        client.post(page(sitting, "replies/"), {"point": point.pk, "choice": "for", "remark": "좋습니다"}).status_code
        == 302
    )
    assert "좋습니다" in client.get(page(sitting, "replies/")).content.decode()
    client.force_login(cast.hana)
    assert "좋습니다" not in client.get(page(sitting, "replies/")).content.decode()
    form = {"user": cast.hana.pk, "kind": "withdrawal", "reason": "친족"}
    assert client.post(of(point, "recuse"), form | {"reason": ""}).status_code == 422
    client.post(of(point, "recuse"), form)
    assert client.post(page(sitting, "replies/"), {"point": point.pk, "choice": "for"}).status_code == 409
    for person in (cast.emil, cast.finn):
        client.force_login(person)
        assert client.get(page(sitting, "replies/")).status_code == 403


def test_agenda_is_put_in_order_and_a_recusal_taken_back_at_the_table(client, cast):
    sitting = plan_sitting(cast.city, title="다음 회의", held_at=timezone.now(), place="시청", by=cast.emil)
    first, second = (put_on_agenda(sitting, None, title) for title in ("운영세칙 개정", "보고"))
    client.force_login(cast.emil)
    assert client.post(of(first, "shift"), {"to": "nowhere"}).status_code == 404
    assert client.post(of(first, "shift"), {"to": "later"}).url == page(sitting, f"conduct/#point-{first.pk}")
    assert [point.title for point in sitting.points.standing()] == ["보고", "운영세칙 개정"]
    client.post(of(first, "recuse"), {"user": cast.dora.pk, "kind": "challenge", "reason": "동명이인"})
    recusal = Recusal.objects.get()
    back = f"/sittings/recusals/{recusal.pk}/back/"
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "다른 사람입니다."}).url == page(sitting, f"conduct/#point-{first.pk}")
    assert client.post(of(second, "remove"), {"reason": ""}).status_code == 422
    assert client.post(of(second, "remove"), {"reason": "자료가 없습니다."}).url == page(sitting, "conduct/")
    assert client.post(of(second, "remove"), {"reason": "다시"}).status_code == 404
    client.force_login(cast.finn)
    for address in (of(first, "shift"), of(first, "remove"), back, page(sitting, "cancel/")):
        assert client.post(address, {"to": "later", "reason": "이유"}).status_code == 403
    open_sitting(sitting, present=[cast.hana, cast.dora], by=cast.hana)
    close_sitting(sitting, by=cast.hana)
    told = client.get(page(sitting)).content.decode()
    for said in ("동명이인", "다른 사람입니다.", "자료가 없습니다."):
        assert said in told, said


def test_cancelled_sitting_stays_on_its_page_with_the_reason(client, cast):
    sitting = plan_sitting(cast.city, title="취소될 회의", held_at=timezone.now(), place="시청", by=cast.emil)
    client.force_login(cast.hana)
    assert client.post(page(sitting, "cancel/"), {"reason": ""}).status_code == 422
    assert client.post(page(sitting, "cancel/"), {"reason": "정족수가 차지 않습니다."}).url == page(sitting)
    client.logout()
    told = client.get(page(sitting)).content.decode()
    assert "정족수가 차지 않습니다." in told
    assert "취소될 회의" in client.get("/sittings/").content.decode()
    assert client.get(page(sitting, "minutes.pdf")).status_code == 404


def test_only_members_and_officials_conduct_and_only_members_decide(client, cast):
    point = put_on_agenda(in_session(), None, "운영")
    acts = [page(point.sitting, "conduct/"), of(point, "decide"), "/sittings/new/"]
    seen = {}
    for person in (cast.finn, cast.ada, cast.root, cast.emil, cast.dora):
        client.force_login(person)
        form = {"result": "carried", "manner": "consensus", "reason": ""}
        seen[person.display_name] = [
            client.get(acts[0]).status_code,
            client.post(acts[1], form).status_code,
            client.get(acts[2]).status_code,
        ]
    others = {name: [403, 403, 404] for name in ("Finn", "Ada", "Root")}
    assert seen == others | {"Emil": [200, 403, 200], "Dora": [200, 422, 200]}
    assert not Decision.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_pages_take_the_same_queries_whatever_the_length(client, cast, django_assert_num_queries, number):
    for n in range(number):
        sitting = in_session()
        for m in range(number if n == 0 else 1):
            decide(cast, sitting, Thing(cast.city, m))
        close_sitting(sitting, by=cast.hana)
        coming = plan_sitting(cast.city, title=f"{n}", held_at=timezone.now(), place="시청", by=cast.emil)
        if n < number - 1:
            coming.delete()
    first = Sitting.objects.first()
    with django_assert_num_queries(3):
        client.get("/sittings/")
    with django_assert_num_queries(1 + 1):  # and whether the titles of these proposals are shown
        client.get("/sittings/decisions/")
    with django_assert_num_queries(6 + 1):
        client.get(page(first))
    open_sitting(coming, present=[cast.hana, cast.dora], by=cast.hana)
    for n in range(number):
        put_on_agenda(coming, None, f"안건 {n}")
    client.force_login(cast.hana)
    client.get("/")
    with django_assert_num_queries(9 + SIGNED_IN):
        client.get(page(coming, "conduct/"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_accessible_and_fit_the_screen(assert_all_accessible):
    cast = gather()
    held, by_letter = in_session(), written(cast)
    decide(cast, held)
    close_sitting(held, by=cast.hana)
    meeting = in_session()
    for sitting in (by_letter, meeting):
        put_on_agenda(sitting, None, "2027년도 갈등관리 종합계획 수립 방향과 위원회 운영세칙 개정안")
    planned = plan_sitting(cast.city, title="제4차 위원회", held_at=timezone.now(), place="시청", by=cast.emil)
    points = [put_on_agenda(planned, None, title) for title in ("보고", "운영세칙 개정안", "자료가 없는 안건")]
    take_back_recusal(
        recuse(points[0], cast.dora, kind="challenge", reason="동명이인", by=cast.emil), reason="오해", by=cast.emil
    )
    recuse(points[1], cast.dora, kind="withdrawal", reason="사업 부지에 친족이 삽니다.", by=cast.dora)
    take_off_agenda(points[2], reason="자료가 아직 나오지 않았습니다.", by=cast.emil)
    walks = {
        None: ["", "decisions/", f"{planned.pk}/", *(f"{sitting.pk}/" for sitting in (held, by_letter, meeting))],
        cast.hana: [
            "new/",
            f"{planned.pk}/conduct/",
            f"{planned.pk}/move/",
            f"{planned.pk}/cancel/",
            f"{by_letter.pk}/replies/",
            *(f"{s.pk}/conduct/" for s in (held, by_letter, meeting)),
        ],
    }
    assert_all_accessible({who: [f"/sittings/{path}" for path in paths] for who, paths in walks.items()})
