from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.processes.models import Process
from deliberation.recommendations.adoption.actions import deliver_recommendation
from deliberation.recommendations.models import Recommendation
from deliberation.responses.answering.actions import draft_answer, due_day
from deliberation.responses.following.actions import plan_milestone
from deliberation.responses.models import AnswerRules, Check, Contest, Milestone, Response
from deliberation.responses.tallying import Tally
from deliberation.spaces.models import Space
from tests.recommendations.scene import signed
from tests.responses.scene import (
    ENGLISH,
    accepted,
    answered,
    approver,
    contested,
    drafted,
    finished,
    handed_over,
    later,
    planned,
    published,
    responses,
    the_check,
)
from tests.restricting import close
from tests.sign_in import Visitor
from tests.spaces.files import upload

pytestmark = pytest.mark.django_db


def address(name: str, scene, *keys: int) -> str:
    return reverse(f"responses:{name}", args=[scene.process.slug, *keys])


def test_an_official_writes_and_submits_and_somebody_else_publishes(traveller, client):
    scene = handed_over(traveller)
    first = responses(scene)[0]
    client.force_login(scene.cast.emil)
    draft = address("draft", scene, first.recommendation_id)
    assert "인천광역시장" in client.get(draft).content.decode()
    year = timezone.localdate().year
    given = {"version": 0, "verdict": "declined", "department": "에너지정책과", f"budget_{year}": "12"}
    assert client.post(draft, given).url == first.get_absolute_url()  # a draft may be incomplete
    wrong = client.post(draft, given | {"version": 1, "submit": "1"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["reason", "signed_by"])
    past = client.post(draft, given | {"version": 1, "done_by": later(-1).isoformat()})
    assert (past.status_code, list(past.context["form"].errors)) == (422, ["done_by"])
    whole = given | {"version": 1, "submit": "1", "reason": "국비가 끊겼습니다.", "signed_by": "인천광역시장"}
    assert client.post(draft, whole).url == first.get_absolute_url()
    publish = address("publish", scene)
    assert client.get(publish).url == first.get_absolute_url(), "one's own: told on the page of the answer"
    assert "다른 사람이" in client.get(first.get_absolute_url()).content.decode()
    client.force_login(approver())
    desk = [(str(task.what), task.address) for task in client.get("/desk/").context["tasks"]]
    assert ("공개할 답변", publish) in desk
    assert "Emil" in client.get(first.get_absolute_url()).content.decode()
    shown = client.get(publish)
    assert ([row.pk for row in shown.context["ready"]], len(shown.context["unready"])) == ([first.pk], 0)
    late = client.post(publish, {first.pk: 1, "publish": first.pk})
    assert late.status_code in (302, 409)
    assert not responses(scene)[0].is_answered
    assert client.post(publish, {first.pk: 2, "publish": first.pk}).url == address("process", scene)
    assert responses(scene)[0].is_answered
    client.logout()
    page = client.get(first.get_absolute_url()).content.decode()
    assert all(words in page for words in ("불수용", "국비가 끊겼습니다.", "1,200만 원", "에너지정책과"))
    assert "불수용" in client.get(first.recommendation.get_absolute_url()).content.decode()


def test_an_answer_is_written_read_over_and_read_in_both_languages(traveller, client):
    scene = handed_over(traveller)
    first = responses(scene)[0]
    reader = Visitor(headers={"accept-language": "en"})
    client.force_login(scene.cast.emil)
    draft = address("draft", scene, first.recommendation_id)
    form = accepted() | {"reason": "국비가 끊겼습니다.", "done_by": later(60).isoformat(), "version": 0, "submit": "1"}
    long = {"reason_en": "t" * 5001, "plan_en": "t" * 10_001}
    assert set(client.post(draft, form | long).context["form"].errors) == set(long)
    assert client.post(draft, form | ENGLISH).status_code == 302
    assert not any(text in reader.get(first.get_absolute_url()).content.decode() for text in ENGLISH.values())
    client.force_login(approver())
    both = client.get(address("publish", scene)).content.decode()
    assert all(text in both for text in (*ENGLISH.values(), form["reason"], form["plan"]))
    client.post(address("publish", scene), {first.pk: 1, "publish": first.pk})
    english = reader.get(first.get_absolute_url()).content.decode()
    translation, original = english.split("Show the authentic Korean text")
    assert [text in translation for text in (*ENGLISH.values(), form["reason"], form["plan"])] == [
        True,
        True,
        False,
        False,
    ]
    assert form["reason"] in original
    assert form["plan"] in original
    korean = Visitor().get(first.get_absolute_url()).content.decode()
    assert not any(text in korean for text in ENGLISH.values())
    assert ENGLISH["reason_en"] in reader.get(address("process", scene)).content.decode()


def test_a_draft_is_seen_by_officials_alone(traveller, client):
    scene = drafted(traveller)
    first = responses(scene)[0]
    plan = "점검 결과를 달마다"
    for user, sees in ((None, False), (scene.cast.ben, False), (scene.cast.dora, False), (scene.cast.emil, True)):
        client.logout()
        if user:
            client.force_login(user)
        assert (plan in client.get(first.get_absolute_url()).content.decode()) is sees
        assert plan not in client.get(address("process", scene)).content.decode()
    client.force_login(scene.cast.ben)
    assert client.get(address("draft", scene, first.recommendation_id)).status_code == 403


def test_who_drafts_second_sees_the_other_draft_and_loses_nothing(traveller, client):
    scene = handed_over(traveller)
    first = responses(scene)[0]
    year = timezone.localdate().year
    theirs = accepted() | {"verdict": "declined", "reason": "국비가 끊겼습니다.", "plan": "", "done_by": None}
    draft_answer(first, theirs, budget={year: 77}, version=0, by=scene.cast.emil)
    client.force_login(scene.cast.emil)
    draft = address("draft", scene, first.recommendation_id)
    mine = {"version": 0, "verdict": "accepted", "plan": "내가 쓴 계획", f"budget_{year}": "12"}
    page = client.post(draft, mine)
    text = page.content.decode()
    assert page.status_code == 409
    for words in (
        "국비가 끊겼습니다.",
        "불수용",
        "7,700만 원",
        "내가 쓴 계획",
        'value="12"',
        'name="version" value="1"',
    ):
        assert words in text, words
    assert responses(scene)[0].verdict == "declined"
    assert client.post(draft, mine | {"version": 1}).url == first.get_absolute_url()
    assert (responses(scene)[0].plan, responses(scene)[0].version) == ("내가 쓴 계획", 2)


def test_a_question_that_stays_without_an_opinion_is_withdrawn_and_everyone_reads_why(traveller, client):
    scene = drafted(traveller)
    first = responses(scene)[0]
    client.force_login(scene.cast.emil)
    client.post(address("ask", scene, first.recommendation_id), {"department": "소방본부"})
    url = address("withdraw", scene, first.recommendation_id, first.opinions.get().pk)
    assert url in client.get(address("draft", scene, first.recommendation_id)).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    done = client.post(url, {"reason": "기한까지 의견이 오지 않았습니다."})
    assert done.url == address("draft", scene, first.recommendation_id)
    published(scene)
    client.logout()
    page = client.get(first.get_absolute_url()).content.decode()
    assert "의견 없음" in page
    assert "기한까지 의견이 오지 않았습니다." in page
    client.force_login(scene.cast.ben)
    assert client.post(url, {"reason": "이유"}).status_code == 403


def test_departments_are_asked_and_the_deadline_extended(traveller, client):
    scene = handed_over(traveller)
    first, second = responses(scene)
    client.force_login(scene.cast.emil)
    client.post(address("ask", scene, first.recommendation_id), {"department": "소방본부"})
    opinion = first.opinions.get()
    noted = client.post(address("opinion", scene, first.recommendation_id, opinion.pk), {"text": "함께 점검합니다."})
    assert noted.url == address("draft", scene, first.recommendation_id)
    extend, until = address("extend", scene), due_day(first.due_at) + timedelta(days=10)
    given = {"responses": [first.pk], "until": until.isoformat(), "reason": "국비 심의를 기다립니다."}
    far = client.post(extend, given | {"until": (until + timedelta(days=30)).isoformat()})
    assert (far.status_code, list(far.context["form"].errors)) == (422, ["until"])
    assert client.post(extend, given).url == address("process", scene)
    assert [due_day(row.due_at) for row in responses(scene)] == [until, due_day(second.due_at)]
    again = client.post(extend, given)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["responses"])
    assert client.post(extend, given | {"responses": [second.pk]}).url == address("process", scene)
    late = client.get(extend)
    assert late.url == first.get_absolute_url()
    assert "한 번만 연장할 수 있습니다" in client.get(late.url).text
    client.force_login(scene.cast.dora)
    assert client.get(extend).status_code == 403


def test_milestones_are_planned_reported_contested_and_checked(traveller, client):
    scene = answered(traveller)
    first = responses(scene)[0]
    client.force_login(scene.cast.emil)
    client.post(address("plan", scene, first.recommendation_id), {"title": "공개 누리집", "due_on": later(30)})
    milestone = Milestone.objects.get()
    report = address("report", scene, milestone.pk)
    bare = client.post(report, {"act": "finish", "text": "열었습니다."})
    assert (bare.status_code, list(bare.context["form"].errors)) == (422, ["uploads"])
    wrong = client.post(report, {"act": "finish", "text": "열었습니다.", "uploads": upload("일.exe", b"MZ")})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["uploads"])
    assert (
        client.post(report, {"act": "finish", "text": "열었습니다.", "uploads": upload()}).url
        == milestone.get_absolute_url()
    )
    client.logout()
    page = client.get(milestone.get_absolute_url()).content.decode()
    contest, process = address("contest", scene, milestone.pk), f'href="{scene.process.get_absolute_url()}"'
    assert contest in page
    assert process in page
    client.force_login(scene.cast.finn)
    assert process in client.get(contest).content.decode()
    bare = client.post(contest, {"text": "닫혀 있습니다."})
    assert (bare.status_code, list(bare.context["form"].errors)) == (422, ["uploads"])
    made = client.post(contest, {"text": "닫혀 있습니다.", "link": "https://example.org/1"})
    assert made.url == Contest.objects.get().get_absolute_url()
    contested(milestone, milestone.response.rules.contests - 1)
    assert "닫혀 있습니다." in client.get(milestone.get_absolute_url()).content.decode()
    client.force_login(scene.cast.hana)
    check = the_check(scene)
    form = {f"grade_{row.pk}": "on_track" for row in responses(scene)}
    form |= {f"stands_{milestone.pk}": "no", f"why_{milestone.pk}": "현장을 보았습니다.", "reason": "점검했습니다."}
    form |= {
        "manner": "consensus",
        "held": "meeting",
        "place": "시청",
        "present": [scene.cast.dora.pk, scene.cast.hana.pk],
    }
    lacking = client.post(address("check", scene, check.pk), form | {f"why_{milestone.pk}": ""})
    assert (lacking.status_code, list(lacking.context["form"].errors)) == (422, [f"why_{milestone.pk}"])
    assert client.post(address("check", scene, check.pk), form).url == check.get_absolute_url()
    page = client.get(address("process", scene)).content.decode()
    assert all(words in page for words in ("정상 이행", "완료되지 않음", "현장을 보았습니다."))


def test_the_desk_shows_what_waits(traveller, client):
    scene = answered(traveller)
    planned(scene)
    handed = Response.objects.last()
    Response.objects.filter(pk=handed.pk).update(state="review", answered_at=None)
    traveller.shift(timedelta(days=170))
    for user, whats in (
        (scene.cast.emil, {"답변할 권고", "기한이 지난 이행 과제"}),
        (scene.cast.dora, {"이행점검"}),
    ):
        client.force_login(user)
        assert whats <= {str(task.what) for task in client.get("/desk/").context["tasks"]}


def copied(scene, n: int) -> None:
    """More processes with an answered, milestoned recommendation each; only to be counted."""
    rules = AnswerRules.objects.get()
    city, now = Space.objects.city(), timezone.now()
    first = responses(scene)[0].recommendation
    for i in range(n):
        space = Space.objects.create(kind=Space.Kind.PROCESS, parent=city, name=f"process-more-{i}")
        process = Process.objects.create(
            space=space, slug=f"more-{i}", preset="", title=f"공론화 {i}", state="concluded"
        )
        row = Recommendation.objects.create(
            process=process, stage=first.stage, number=1, state="adopted", title="권고", text="본문"
        )
        Response.objects.create(
            recommendation=row, rules=rules, basis="근거", begun_on=later(-90), due_at=now - timedelta(days=i + 1)
        )


@pytest.mark.parametrize("number", [1, 30])
def test_pages_take_the_same_queries_whatever_they_hold(traveller, client, django_assert_num_queries, number):
    scene = answered(traveller)
    first = responses(scene)[0]
    for n in range(number):
        plan_milestone(first, title=f"일 {n}", due_on=later(30), by=scene.cast.emil)
    milestone = finished(scene)
    contested(milestone, 4 if number > 1 else 1)
    copied(scene, number - 1)
    client.get("/responses/")  # the clock of the rule rows, the language
    counts = {}
    for name, url in (
        ("dashboard", "/responses/"),
        ("overdue", "/responses/overdue/"),
        ("process", address("process", scene)),
        ("detail", first.get_absolute_url()),
        ("milestone", milestone.get_absolute_url()),
    ):
        with django_assert_num_queries(QUERIES[name][number]):
            counts[name] = client.get(url).status_code
    assert set(counts.values()) == {200}


# Where what is late fills a page, the dashboard does not ask for the rest.
QUERIES = {"dashboard": {1: 6, 30: 5}} | {
    name: {1: n, 30: n} for name, n in {"overdue": 4, "process": 7, "detail": 11, "milestone": 8}.items()
}


def test_a_deadline_by_no_official_rule_says_so_in_the_readers_language(traveller, client):
    scene = signed(traveller)
    scene.process.charters.update(promise="")
    deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)
    first = responses(scene)[0]
    page = client.get(first.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert page.count("No official rule: where the charter promises no term, 30 days are a proposal.") == 2
    assert first.basis not in page
    AnswerRules.objects.update(adopted=True)
    page = client.get(first.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert page.count(first.basis) == 2


def test_an_answered_recommendation_leads_to_the_answer_and_the_line_of_time_and_to_amendments_no_more(
    traveller, client
):
    scene = answered(traveller)
    answer = responses(scene)[0]
    page = client.get(answer.recommendation.get_absolute_url())
    assert [(one.title, one.address) for one in page.context["sequels"]] == [
        ("수용", answer.get_absolute_url()),
        ("첫 제안부터 지금까지", f"{answer.get_absolute_url()}#line"),
    ]
    assert "/amendments/" not in page.text
    assert 'id="line"' in client.get(answer.get_absolute_url()).text


def test_the_timeline_tells_everything_in_its_order(traveller, client):
    scene = answered(traveller)
    milestone = finished(scene)
    traveller.shift(timedelta(days=1))
    contested(milestone, milestone.response.rules.contests)
    planned(scene, "다음 일", 50)
    events = client.get(responses(scene)[0].get_absolute_url()).context["events"]
    assert [event.at for event in events] == sorted(event.at for event in events)
    whats = [str(event.what) for event in events]
    expected = [
        "공론화 시작",
        "시의 답변",
        "이행 과제 등록",
        "점검 결과 공개 · 완료",
        "점검 결과 공개",
        "이행 과제 기한",
    ]
    places = [whats.index(what) for what in expected if what in whats]
    assert places == sorted(places)
    assert {"위원회 서명", "시장에게 전달", "점검 결과 공개 · 완료", "이행 과제 기한", "다음 이행점검"} <= set(whats)
    assert [event.is_coming for event in events][-2:] == [True, True]


def test_the_timeline_tells_a_stage_s_end_on_its_last_day(traveller, client):
    scene = handed_over(traveller)
    stage = scene.process.stages.get(kind="ballot")
    events = client.get(responses(scene)[0].get_absolute_url()).context["events"]
    ended = next(event for event in events if event.text == str(stage))
    assert timezone.localtime(stage.closes_at).time() == time(), "the midnight after it"
    assert timezone.localdate(ended.at) == timezone.localdate(stage.closes_at) - timedelta(days=1)


def test_what_is_reported_as_done_says_how_many_contest_it(traveller, client):
    scene = answered(traveller)
    milestone = finished(scene)
    pages = (address("process", scene), responses(scene)[0].get_absolute_url())
    assert ["이의를 제기함" in client.get(page).content.decode() for page in pages] == [False, False]
    contested(milestone, 2)
    assert ["2명이 이의를 제기함" in client.get(page).content.decode() for page in pages] == [True, True]


def test_the_dashboard_counts_and_shows_late_processes_first(traveller, client):
    scene = answered(traveller)
    copied(scene, 2)
    page = client.get("/responses/")
    assert [(process.slug, tally.total, tally.overdue) for process, tally in page.context["rows"]] == [
        ("more-1", 1, 1),
        ("more-0", 1, 1),
        ("hydrogen", 2, 0),
    ]
    assert page.context["total"] == Tally(total=4, answered=2, in_time=2, accepted=2, overdue=2)
    assert [process.slug for process, _tally in client.get("/responses/?late=1").context["rows"]] == [
        "more-1",
        "more-0",
    ]
    assert [process.slug for process, _tally in client.get("/responses/?q=수소").context["rows"]] == ["hydrogen"]


def test_the_process_leads_to_its_answers_once_there_are_any_to_give(traveller, client):
    scene = signed(traveller)
    assert address("process", scene) not in client.get(scene.process.get_absolute_url()).content.decode()
    deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)
    assert address("process", scene) in client.get(scene.process.get_absolute_url()).content.decode()


def test_a_closed_space_keeps_its_answers_to_itself(traveller, client):
    scene = answered(traveller)
    milestone, first = planned(scene), responses(scene)[0]
    traveller.shift(timedelta(days=41))
    close(scene.process.space)
    for url in (address("process", scene), first.get_absolute_url(), milestone.get_absolute_url()):
        assert client.get(url).status_code == 404
    for url in ("/responses/", "/responses/overdue/"):
        assert milestone.title not in client.get(url).content.decode()
        assert scene.process.title not in client.get(url).content.decode()
    assert Check.objects.visible_to(scene.cast.finn).count() == 0
