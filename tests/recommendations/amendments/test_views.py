import pytest
from django.urls import reverse

from deliberation.recommendations.amendments.actions import take, withdraw
from deliberation.recommendations.dissent.actions import dissent
from deliberation.recommendations.drafting.actions import draft_recommendation
from deliberation.recommendations.models import Amendment, Dissent
from tests.recommendations.amendments.scene import (
    DAILY,
    OPEN,
    SAFE,
    WEEKLY,
    WHY,
    again,
    amending,
    change,
    fresh,
    sentence,
    supported,
)
from tests.recommendations.scene import closed
from tests.restricting import close
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db


def visitor(user=None) -> Visitor:
    client = Visitor()
    if user:
        client.force_login(user)
    return client


def page(row, name: str = "amendments", *more) -> str:
    return reverse(f"recommendations:{name}", args=[row.process.slug, row.pk, *more])


def test_once_the_text_is_final_its_page_leads_to_amendments_only_where_there_were_any(traveller):
    scene, row, seats = amending(traveller)
    change(row, seats[0])
    given = {"statements": scene.statements[1:2], "by": scene.cast.ada}
    other = draft_recommendation(scene.stage("drafting"), title="공개", text=OPEN, **given)
    for one in (row, other):
        assert page(one) in visitor().get(one.get_absolute_url()).text
    closed(scene, traveller, "drafting")
    shown = [page(one) in visitor().get(one.get_absolute_url()).text for one in (row, other)]
    assert shown == [True, False]


def test_a_participant_proposes_others_support_and_the_facilitator_takes_it_in(traveller):
    scene, row, seats = amending(traveller)
    of = sentence(row, 2)
    ben, second, third = (visitor(seat.user) for seat in seats[:3])
    form = f"{page(row, 'propose', 'change')}?sentence={of.pk}"
    assert OPEN in ben.get(form).content.decode()
    typed = {"wording": WEEKLY, "reason": WHY, "named": "code", "coauthors": seats[1].code, "before": OPEN}
    address = ben.post(form, typed).url
    made = Amendment.objects.get()
    assert address == made.get_absolute_url()
    assert second.get(address).context["invited"]
    second.post(page(row, "coauthor", made.pk), {"agrees": "1"})
    third.post(page(row, "support_amendment", made.pk), {"wanted": "1"})
    shown = third.get(page(row)).content.decode()
    assert (made.reason in shown, f"{seats[0].code}, {seats[1].code}" in shown) == (True, True)
    takes_back = [b'name="wanted" value="0"' in one.get(address).content for one in (ben, second, third)]
    assert takes_back == [False, False, True]
    ada = visitor(scene.cast.ada)
    assert ada.get(address).context["takes"]
    assert ada.post(page(row, "take_amendment", made.pk), {"version": "1"}).url == row.get_absolute_url()
    text = visitor().get(row.get_absolute_url()).content.decode()
    assert WEEKLY in text
    assert f'href="{address}"' in text


def test_an_incomplete_amendment_comes_back_with_what_was_typed(traveller):
    _scene, row, seats = amending(traveller)
    of = sentence(row, 1)
    ben = visitor(seats[0].user)
    form = f"{page(row, 'propose', 'change')}?sentence={of.pk}"
    for wrong in ({"reason": ""}, {"coauthors": "Z-99"}, {"wording": "가" * 601}):
        response = ben.post(form, {"wording": "<b>새 문장", "reason": WHY, "named": "code", "before": SAFE} | wrong)
        assert response.status_code == 422
        assert "<b>새" not in response.content.decode()
    for nowhere in ("change", "strike"):
        assert ben.get(page(row, "propose", nowhere)).status_code == 404
    assert ben.get(page(row, "propose", "nothing")).status_code == 404
    assert not Amendment.objects.exists()


def test_amendments_of_one_sentence_stand_side_by_side_and_are_called_a_conflict(traveller):
    scene, row, seats = amending(traveller)
    change(row, seats[0], WEEKLY)
    rival = supported(change(row, seats[1], DAILY), seats[:2])
    (first, second) = visitor().get(page(row)).context["places"]
    assert (first.conflicts, second.conflicts, second.changes[0]) == (False, True, rival)
    ada = visitor(scene.cast.ada)
    assert not ada.get(rival.get_absolute_url()).context["takes"]
    assert ada.post(page(row, "take_amendment", rival.pk), {"version": "1"}, follow=True).status_code == 409
    supported(rival, seats)
    ada.post(page(row, "take_amendment", rival.pk), {"version": "1"})
    (_first, second) = visitor().get(page(row)).context["places"]
    assert [one.stale for one in second.changes] == [True]


def test_a_refusal_needs_a_reason_and_shows_it(traveller):
    scene, row, seats = amending(traveller)
    made = change(row, seats[0])
    ada = visitor(scene.cast.ada)
    assert ada.post(page(row, "refuse_amendment", made.pk), {"reason": ""}).status_code == 422
    assert ada.post(page(row, "refuse_amendment", made.pk), {"reason": "예산이 없습니다."}).status_code == 302
    assert "예산이 없습니다." in visitor().get(page(row)).content.decode()


def test_merging_from_the_page_and_words_that_were_withdrawn_are_not_shown(traveller):
    scene, row, seats = amending(traveller)
    first, second = change(row, seats[0], WEEKLY), change(row, seats[1], DAILY)
    ada = visitor(scene.cast.ada)
    assert ada.post(page(row, "merge_amendment", first.pk), {"into": "x"}).url == first.get_absolute_url()
    assert ada.post(page(row, "merge_amendment", first.pk), {"into": second.pk}).url == second.get_absolute_url()
    ben = visitor(scene.cast.ben)
    assert ben.post(page(row, "withdraw_amendment", second.pk)).status_code == 403
    withdraw(again(second), by=seats[1].user)
    html = visitor().get(page(row)).content.decode()
    assert WHY not in html
    assert DAILY not in html


ACTS = ("support_amendment", "coauthor", "withdraw_amendment", "take_amendment", "refuse_amendment", "merge_amendment")


@pytest.mark.parametrize("who", ["finn", "dora", "root"])
def test_others_read_and_do_nothing(traveller, who):
    scene, row, seats = amending(traveller)
    made = change(row, seats[0])
    other = visitor(getattr(scene.cast, who))
    assert other.get(page(row)).status_code == other.get(made.get_absolute_url()).status_code == 200
    assert {other.post(page(row, name, made.pk)).status_code for name in ACTS} == {403}
    assert {other.get(page(row, name)).status_code for name in ("dissent",)} == {403}


def test_in_a_closed_space_strangers_find_no_amendment(traveller):
    scene, row, seats = amending(traveller)
    made = change(row, seats[0])
    close(scene.process.space)
    stranger = visitor(scene.cast.finn)
    assert [stranger.get(address).status_code for address in (page(row), made.get_absolute_url())] == [404, 404]


def test_a_minority_opinion_is_written_signed_and_left_on_the_page_of_the_recommendation(traveller):
    _scene, row, seats = amending(traveller)
    ben, second = (visitor(seat.user) for seat in seats[:2])
    typed = {"reason": "지을 곳이 없어집니다.", "would_change": "", "named": "code"}
    assert ben.post(page(row, "dissent"), typed).status_code == 422
    assert ben.post(page(row, "dissent"), typed | {"would_change": "부지가 정해지면"}).status_code == 302
    made = Dissent.objects.get()
    second.post(page(row, "sign_dissent", made.pk), {"named": "1"})
    html = visitor().get(row.get_absolute_url()).content.decode()
    assert f"{seats[0].code}, {seats[1].user}" in html
    assert "부지가 정해지면" in html
    for one in (ben, second):
        one.post(page(row, "leave_dissent", made.pk))
    assert "부지가 정해지면" not in visitor().get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("n", [1, 30])
def test_pages_ask_the_database_a_fixed_number_of_times(traveller, django_assert_num_queries, n):
    scene, row, seats = amending(traveller)
    rows = [change(row, seats[i % 4], f"점검 결과를 {i}번 공개한다.", coauthors=seats[2:]) for i in range(n + 2)]
    supported(rows[0], seats)
    take(again(rows[0]), version=1, by=scene.cast.ada)
    for i in range(n):
        dissent(fresh(row), seat=seats[i % 4], reason=f"이유 {i}", would_change="조건")
        change(row, seats[0], f"안전 거리를 {i + 2}배로 둔다.", position=1)
    ben, ada = visitor(scene.cast.ben), visitor(scene.cast.ada)
    for one in (ben, ada):
        one.get(page(row))
    with django_assert_num_queries(12):
        ben.get(page(row))
    with django_assert_num_queries(11):
        ada.get(rows[-1].get_absolute_url())
    with django_assert_num_queries(15):
        ben.get(row.get_absolute_url())
    with django_assert_num_queries(10):
        ben.get(f"{page(row, 'propose', 'change')}?sentence={sentence(row, 1).pk}")
    with django_assert_num_queries(6):
        ben.get(page(row, "dissent"))
