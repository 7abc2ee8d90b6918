import pytest
from django.urls import reverse

from deliberation.recommendations.agreement.actions import begin_round, close_round
from deliberation.recommendations.models import GroupMember, GroupText, Recommendation, Theme
from deliberation.recommendations.themes.actions import hand_over, say_opinion
from deliberation.rounds.issues import add_issue
from deliberation.spaces.actions import decide
from tests.recommendations.amendments.scene import fresh
from tests.recommendations.groups.scene import OPINION, OTHER, SAFETY, TEXT, again, given, grouped, raised, written
from tests.recommendations.scene import drafting
from tests.restricting import close
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db
NOTE = "공개 주기는 함께 정해 주십시오."


def visitor(user=None) -> Visitor:
    client = Visitor()
    if user:
        client.force_login(user)
    return client


def page(scene, name: str = "groups") -> str:
    return reverse(f"recommendations:{name}", args=[scene.process.slug, scene.stage("drafting").pk])


def act(theme: Theme, name: str) -> str:
    return reverse(f"recommendations:{name}", args=[theme.stage.process.slug, theme.pk])


def test_the_facilitator_forms_groups_raises_themes_and_gives_one_out(traveller):
    scene, _groups, seats = grouped(traveller)
    add_issue(scene.process, title=SAFETY)
    ada = visitor(scene.cast.ada)
    assert f"{SAFETY}</textarea>" in ada.get(page(scene, "raise_themes")).text
    assert ada.post(page(scene, "form_groups"), {"parts": "1"}).status_code == 422
    assert ada.post(page(scene, "form_groups"), {"parts": "2"}).url == page(scene)
    assert ada.post(page(scene, "raise_themes"), {"titles": " \n"}).status_code == 422
    assert ada.post(page(scene, "raise_themes"), {"titles": "가" * 121}).status_code == 422
    assert ada.post(page(scene, "raise_themes"), {"titles": f"{SAFETY}\n\n 교통 "}).url == page(scene)
    assert list(Theme.objects.values_list("title", flat=True)) == [SAFETY, "교통"]
    group = scene.stage("drafting").drafting_groups.last()
    for wrong in ({"seat": "Z-99", "group": group.pk}, {"seat": seats[0].code, "group": "x"}):
        assert ada.post(page(scene, "place_member"), wrong).status_code == 422
    assert ada.post(page(scene, "place_member"), {"seat": seats[0].code, "group": group.pk}).url == page(scene)
    assert GroupMember.objects.get(seat=seats[0]).group == group
    theme = again(Theme.objects.first())
    assert ada.post(act(theme, "give_theme"), {"group": "x"}).url == theme.get_absolute_url()
    assert ada.post(act(theme, "give_theme"), {"group": group.pk}).url == theme.get_absolute_url()
    assert again(theme).state == "drafting"
    assert ada.post(act(again(Theme.objects.last()), "drop_theme")).url == page(scene)
    shown = visitor().get(page(scene)).text
    assert (SAFETY in shown, seats[0].code in shown, "교통" in shown, str(seats[0].user) in shown) == (
        True,
        True,
        False,
        False,
    )


def test_a_group_says_what_it_thinks_drafts_and_hands_over_page_by_page(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)
    ben, other, ada = (visitor(user) for user in (seats[0].user, seats[1].user, scene.cast.ada))
    address = theme.get_absolute_url()
    assert ben.post(act(theme, "say_opinion"), {"text": ""}).status_code == 422
    assert ben.post(act(theme, "say_opinion"), {"text": OPINION}).url == address
    assert other.post(act(theme, "say_opinion"), {"text": OTHER}).url == address
    assert ben.post(act(theme, "say_opinion"), {"text": "늦게 온 의견"}, follow=True).status_code == 409
    given(scene, theme, groups[0])
    new = f"{page(scene, 'new')}?theme={theme.pk}"
    assert new in ben.get(address).text
    assert (other.get(new).status_code, other.post(new).status_code) == (403, 403)
    wording = {"part": "headline", "title": SAFETY, "text": TEXT, "statements": [scene.statements[0].pk]}
    assert ben.post(new, wording).url == address
    row = fresh(Recommendation.objects.get())
    edit = reverse("recommendations:edit", args=[scene.process.slug, row.pk])
    third = visitor(seats[2].user)
    assert third.post(edit, wording | {"text": f"{TEXT} 달마다 한다.", "version": "1"}).url == address
    grounds = reverse("recommendations:grounds", args=[scene.process.slug, row.pk, row.sentences.first().pk])
    assert (third.get(grounds).status_code, other.get(grounds).status_code) == (200, 403)
    assert third.post(grounds, {"grounds": [f"statement:{scene.statements[1].pk}"]}).status_code == 302
    assert ben.post(act(theme, "hand_over"), {"note": "가" * 601}).status_code == 422
    assert ben.post(act(theme, "hand_over"), {"note": NOTE}).url == address
    assert NOTE in visitor().get(address).text
    assert {ben.get(one).status_code for one in (edit, grounds)} == {302}  # told that it is too late, and led back
    told = visitor().get(row.get_absolute_url()).text
    assert [text in told for text in (OPINION, OTHER, "A-01", "A-03", str(seats[0].user))] == [True] * 4 + [False]
    assert ada.get(edit).status_code == 200


def test_what_a_group_said_can_be_hidden_with_a_reason_everywhere_and_said_otherwise(traveller):
    scene, groups, seats = grouped(traveller)
    theme, _jobs = raised(scene)
    said = say_opinion(theme, group=groups[0], seat=seats[0], text=OTHER)
    decide(said.item, "hide", by=scene.cast.ada, version=1, reason="다른 사람의 글입니다.")
    third = visitor(seats[2].user)
    form = third.get(theme.get_absolute_url()).context["saying"]
    assert third.post(act(theme, "say_opinion"), form.initial | {"text": OPINION}).status_code == 302
    said = GroupText.objects.get()
    given(scene, theme, groups[0])
    row = written(scene, theme, seats[0])
    moderate = reverse("spaces:item", args=[said.item_id])
    assert moderate in visitor(scene.cast.ada).get(theme.get_absolute_url()).text
    assert moderate not in visitor(scene.cast.ben).get(theme.get_absolute_url()).text
    decide(said.item, "hide", by=scene.cast.ada, version=1, reason="이름이 나옵니다.")
    for address in (theme.get_absolute_url(), row.get_absolute_url()):
        text = visitor(scene.cast.ben).get(address).text
        assert (OPINION in text, "이름이 나옵니다." in text) == (False, True)


@pytest.mark.parametrize("who", ["finn", "dora", "root", "ben"])
def test_others_read_and_do_nothing(traveller, who):
    scene = drafting(traveller)
    stage, other = scene.stage("drafting"), visitor(getattr(scene.cast, who))
    (theme,) = raised(scene, SAFETY)
    assert {other.get(address).status_code for address in (page(scene), theme.get_absolute_url())} == {200}
    stage_acts = [page(scene, name) for name in ("form_groups", "place_member", "raise_themes")]
    theme_acts = [act(theme, name) for name in ("say_opinion", "give_theme", "hand_over", "drop_theme")]
    assert {other.post(address).status_code for address in stage_acts + theme_acts} == {403}
    assert not stage.drafting_groups.exists()


def test_in_a_closed_space_strangers_find_neither_groups_nor_themes(traveller):
    scene, _groups, _seats = grouped(traveller)
    theme, _jobs = raised(scene)
    close(scene.process.space)
    stranger = visitor(scene.cast.finn)
    assert [stranger.get(address).status_code for address in (page(scene), theme.get_absolute_url())] == [404, 404]


def test_while_the_participants_are_asked_no_page_offers_to_change_a_draft(traveller):
    scene, groups, seats = grouped(traveller)
    (theme,) = raised(scene, SAFETY)
    given(scene, theme, groups[0])
    row = written(scene, theme, seats[0])
    hand_over(again(theme), by=scene.cast.ada)
    edit = reverse("recommendations:edit", args=[scene.process.slug, row.pk])
    ada = visitor(scene.cast.ada)
    asked = begin_round(scene.stage("drafting"), by=scene.cast.ada)
    offered = [edit in ada.get(address).text for address in (page(scene, "draft"), row.get_absolute_url())]
    close_round(asked, by=scene.cast.ada)
    again_offered = [edit in ada.get(address).text for address in (page(scene, "draft"), row.get_absolute_url())]
    assert (offered, again_offered) == ([False, False], [True, True])


@pytest.mark.parametrize("n", [1, 30])
def test_pages_ask_the_database_a_fixed_number_of_times(traveller, django_assert_num_queries, n):
    scene, groups, seats = grouped(traveller)
    themes = raised(scene, *(f"주제 {i}" for i in range(n + 1)))
    for theme in themes:
        say_opinion(theme, group=groups[0], seat=seats[0], text=OPINION)
    for theme in themes[1:]:
        given(scene, theme, groups[0])
        row = written(scene, theme, seats[0], f"{theme}의 본문이다.")
    hand_over(again(theme), by=seats[0].user, seat=seats[0], note=NOTE)
    given(scene, theme, groups[0])
    ben, ada = visitor(scene.cast.ben), visitor(scene.cast.ada)
    for one in (ben, ada):
        one.get(page(scene))
    pages = {
        (ben, page(scene)): 11,
        (ada, page(scene)): 14,
        (ada, page(scene, "raise_themes")): 8,
        (ben, theme.get_absolute_url()): 8,
        (ada, themes[0].get_absolute_url()): 11,
        (ben, row.get_absolute_url()): 14,
        (ada, page(scene, "draft")): 9,
    }
    for (one, address), queries in pages.items():
        with django_assert_num_queries(queries, info=address):
            one.get(address)
