"""Whoever presses twice, or too late, is told so on a page that they may read; nothing that they typed is lost.

That every right of every room says so to the right person, and shuts everyone else out, is asked in the rooms' tables
of rights (`tests/permissions.py`). Here are the pages.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.accounts.models import Channel
from deliberation.agendas.proposals.actions import publish_proposal
from deliberation.spaces.sittings import plan_sitting
from tests.agendas.proposing import drafted
from tests.conflicts.cases import submitted
from tests.conflicts.councils import signing
from tests.recommendations.conftest import traveller  # noqa: F401 - a fixture
from tests.recommendations.scene import adopting, decided
from tests.scenes import convened
from tests.sign_in import Visitor
from tests.sittings import in_session

pytestmark = pytest.mark.django_db
DONE, OVER = "이미 처리되었습니다", "이제는 할 수 없습니다"


def visitor(user) -> Visitor:
    client = Visitor()
    client.force_login(user)
    return client


def assert_done_once(user, address: str, data=None, *, told: str = DONE) -> None:
    """The act works; the second press leads to a page that says so; a stranger is still shut out."""
    client = visitor(user)
    first = client.post(address, data or {})
    assert first.status_code == 302, first.content.decode()
    client.get(first.url)
    again = client.post(address, data or {})
    assert again.status_code == 302, again.status_code
    shown = client.get(again.url, follow=True)
    assert shown.status_code == 200
    assert told in shown.content.decode()


def test_own_proposal_published_and_withdrawn(cast):
    draft = drafted(cast.finn)
    for act in ("publish", "withdraw"):
        assert_done_once(cast.finn, f"/proposals/{draft.pk}/{act}/")
        assert visitor(cast.ben).post(f"/proposals/{draft.pk}/{act}/").status_code == 403


def test_sitting_closed_and_its_end_is_told_with_the_moment(cast):
    sitting = in_session()
    assert_done_once(cast.hana, f"/sittings/{sitting.pk}/close/")
    planned = plan_sitting(cast.city, title="다음", held_at=timezone.now(), place="시청", by=cast.emil)
    client = visitor(cast.emil)
    client.post(f"/sittings/{planned.pk}/cancel/", {"reason": "정족수 미달"})
    late = client.get(f"/sittings/{planned.pk}/conduct/")
    assert late.url == planned.get_absolute_url()
    told = client.get(late.url).content.decode()
    assert OVER in told
    assert "부터 ‘취소’ 상태입니다" in told
    assert visitor(cast.finn).get(f"/sittings/{planned.pk}/conduct/").status_code == 403


def test_what_was_typed_too_late_is_shown_again_and_codes_are_not(cast):
    draft = drafted(cast.finn)
    client = visitor(cast.finn)
    publish_proposal(draft, by=cast.finn, channel=Channel.WEB)
    given = {"contested": "밤새 쓴 글\n둘째 줄", "code": "AB12-CD34"}
    late = client.post(f"/proposals/{draft.pk}/edit/contested/", given)
    assert late.status_code == 409
    told = late.content.decode()
    assert OVER in told
    assert "밤새 쓴 글<br>둘째 줄" in told
    assert "AB12-CD34" not in told
    assert f'href="{draft.get_absolute_url()}"' in told


def test_diagnosis_taken_back(cast):
    diagnosis = submitted(cast)
    assert_done_once(cast.emil, f"/conflicts/{diagnosis.conflict_id}/diagnoses/{diagnosis.pk}/withdraw/")


def test_last_signature_of_an_agreement(cast):
    table = signing(cast)
    table.signs("resident", "chair")
    address = f"/conflicts/{table.council.conflict_id}/councils/{table.council.pk}/acts/sign/"
    assert_done_once(table.users["city"], address, {"version": 1})


def test_acts_of_the_committee_on_a_result(traveller):  # noqa: F811
    scene = adopting(traveller)
    address = {
        act: reverse(f"recommendations:{act}", args=[scene.process.slug, scene.stage("adoption").pk])
        for act in ("receive", "sign", "deliver", "decide")
    }
    assert_done_once(scene.cast.dora, address["receive"])
    decided(traveller, scene)
    assert_done_once(scene.cast.hana, address["sign"], told="이미 서명")
    visitor(scene.cast.dora).post(address["sign"])
    assert_done_once(scene.cast.emil, address["deliver"], {"on": timezone.localdate().isoformat()})
    client = visitor(scene.cast.hana)
    assert DONE in client.get(client.get(address["decide"]).url).content.decode()
    for one in address.values():
        assert visitor(scene.cast.ben).post(one).status_code == 403


def test_process_convened_and_its_first_stage_prepared():
    process, cast = convened()
    stage = process.stages.order_by("position").first()
    manage = reverse("processes:manage", args=[process.slug])
    client = visitor(cast.emil)
    for address in (reverse("processes:convene", args=[process.slug]), f"{manage}{stage.pk}/prepare/"):
        again = client.post(address)
        shown = client.get(again.url, follow=True)
        assert (shown.status_code, DONE in shown.content.decode()) == (200, True), address
    assert visitor(cast.ben).post(f"{manage}{stage.pk}/prepare/").status_code == 403
