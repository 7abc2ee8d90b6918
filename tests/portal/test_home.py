from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.agendas.screening.actions import screen_proposal
from deliberation.panels.actions import take_seat
from deliberation.portal.front import LATELY
from deliberation.processes.actions import conclude, suspend
from deliberation.processes.models import Process, Stage
from deliberation.reports.editor.actions import begin_report, publish_report
from deliberation.spaces.actions import decide
from deliberation.spaces.sittings import resolve
from tests.agendas.proposing import WEB, citizens, cosign, ground, published, screening, threshold
from tests.portal.scene import close_space, open_round, running
from tests.reports.approval.test_approval import approved
from tests.responses.scene import handed_over
from tests.sittings import in_session

HOME = "/"


def concluded(process, cast):
    """With all of its stages over without having been held."""
    Stage.objects.filter(process=process).update(state=Stage.State.CLOSED)
    conclude(Process.objects.get(pk=process.pk), by=cast.emil)
    return process


def page(client, user=None):
    if user:
        client.force_login(user)
    return client.get(HOME)


def test_an_empty_city_says_what_will_come_and_how_to_begin(client, db):
    text = page(client).content.decode()
    assert "열려 있는 단계가 있는 공론화가 여기에 나옵니다" in text
    assert "공감을 모으는 제안이 여기에 나옵니다" in text
    assert "위원회의 결정이 이유와 함께 여기에 나옵니다" in text
    assert text.count("button--primary") == 1
    assert '<a class="button button--primary button--large" href="/proposals/new/">' in text


def test_an_open_deliberation_offers_a_seat_until_it_is_taken(client, cast, clock):
    stage = open_round(cast, "hydrogen")
    clock.move_to(stage.opens_at + timedelta(hours=1))
    (opening,) = page(client).context["openings"]
    assert (opening.stage, opening.seated, opening.joinable) == (stage, False, True)
    assert f'button--large" href="{stage.get_absolute_url()}">오늘 참여하기' in page(client).content.decode()
    take_seat(stage.process, cast.finn)
    shown = page(client, cast.finn).context
    assert [(o.seated, o.joinable) for o in shown["openings"]] == [(True, False)]
    assert [(duty.stage, str(duty.act)) for duty in shown["duties"]] == [(stage, "의견에 답하기")]


def test_a_drawn_panel_is_there_to_read(client, cast, clock):
    stage = open_round(cast, "panel", preset="citizen_panel")
    clock.move_to(stage.opens_at + timedelta(hours=1))
    (opening,) = page(client, cast.finn).context["openings"]
    assert (opening.seated, opening.joinable) == (False, False)
    assert "추첨으로 뽑힌 참여자가 숙의하며" in page(client).content.decode()


def test_an_open_deliberation_is_open_to_everyone_while_its_forum_is_held(client, cast, clock):
    process = open_round(cast, "hydrogen").process
    forum = process.stages.get(kind="meetings")
    clock.move_to(forum.opens_at + timedelta(hours=1))
    (opening,) = page(client).context["openings"]
    assert (opening.stage, opening.joinable, opening.for_everyone) == (forum, False, True)
    assert "누구나 참여" in page(client).content.decode()


def test_only_what_accepts_input_now_is_open(client, cast, clock):
    early, paused = open_round(cast, "early"), open_round(cast, "paused")
    assert page(client).context["openings"] == []
    clock.move_to(paused.opens_at + timedelta(hours=1))
    suspend(paused.process, by=cast.emil, reason="태풍으로 멈춥니다.")
    assert [opening.stage for opening in page(client).context["openings"]] == [early]
    clock.move_to(early.closes_at)
    assert [str(opening.kind) for opening in page(client).context["openings"]] == ["권고안 작성"]


def test_what_happens_in_a_closed_space_stays_there(client, cast, clock):
    stage = open_round(cast, "closed")
    clock.move_to(stage.opens_at + timedelta(hours=1))
    take_seat(stage.process, cast.ben)
    close_space(stage.process)
    hall = in_session()
    resolve(
        stage,
        sitting=hall,
        space=stage.process.space,
        motion="비공개 안건",
        result="adopted",
        reason="이유",
        by=cast.dora,
    )
    assert [opening.stage for opening in page(client, cast.ben).context["openings"]] == [stage]
    for stranger in (None, cast.finn, cast.cleo, cast.root):
        client.logout()
        shown = page(client, stranger)
        assert [shown.context[name] for name in ("openings", "duties", "decisions")] == [[], [], []]
        assert "수소" not in shown.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_case_that_has_ended_leads_to_its_report_and_the_city_s_answer_for_a_year(client, traveller):
    scene = handed_over(traveller)
    assert 'id="ended"' not in page(client).text
    report = approved(begin_report(scene.process, "recommendation"), scene.cast)
    publish_report(report, by=scene.cast.emil)
    concluded(scene.process, scene.cast)
    address = scene.process.get_absolute_url()
    (shown,) = page(client).context["ended"]
    assert (shown, shown.reported, shown.answered) == (scene.process, True, True)
    text = page(client).text
    for led_to in (address, f"{address}reports/", reverse("responses:process", args=[scene.process.slug])):
        assert f'href="{led_to}"' in text
    traveller.move_to(shown.over + LATELY)
    assert page(client).context["ended"] == []


@pytest.mark.parametrize("number", [1, 5])
def test_the_three_that_ended_last_are_shown_whatever_the_number(client, cast, django_assert_num_queries, number):
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = [tomorrow + timedelta(days=number - n) for n in range(number)]
    rows = [concluded(running(cast, f"ended-{n}", first_day=day), cast) for n, day in enumerate(days)]
    close_space(concluded(running(cast, "hidden"), cast))
    running(cast, "running")
    # processes, those that have ended, conflicts, proposals, decisions
    with django_assert_num_queries(5):
        shown = page(client)
    assert shown.context["ended"] == rows[:3]
    assert [(one.reported, one.answered) for one in shown.context["ended"]] == [(False, False)] * min(number, 3)
    assert (reverse("reports:list", args=["ended-0"]) in shown.text, "최근에 끝난 숙의" in shown.text) == (False, True)


def test_proposals_that_lack_the_fewest_come_first(client, cast):
    threshold(5)
    far, near = published(cast.finn), published(cast.finn)
    for signer in citizens(3):
        cosign(near, by=signer, channel=WEB)
    assert list(page(client).context["near"]) == [near, far]


def test_decisions_of_the_last_thirty_days_with_their_reasons(client, cast, clock):
    old = screening(cast.finn)
    screen_proposal(old, "decline", sitting=in_session(), by=cast.dora, reason="오래된 이유", ground=ground())
    clock.shift(timedelta(days=31))
    selected, hidden = screening(cast.finn), screening(cast.finn)
    for proposal in (selected, hidden):
        screen_proposal(proposal, "select", sitting=in_session(), by=cast.dora, reason="많은 시민이 공감했습니다.")
    decide(hidden.item, "hide", by=cast.emil, version=1, reason="개인정보가 들어 있습니다.")
    (told,) = page(client).context["decisions"]
    assert (told.heading, told.address, str(told.result)) == (
        selected.title,
        selected.get_absolute_url(),
        "의제로 선정됨",
    )
    assert "많은 시민이 공감했습니다." in page(client).content.decode()
