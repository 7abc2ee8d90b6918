import re

import pytest
from django.urls import reverse

from deliberation.recommendations.drafting.actions import edit_recommendation
from deliberation.recommendations.models import Recommendation
from tests.recommendations.english.test_actions import ENGLISH, TEXT, TITLE, in_english
from tests.recommendations.scene import decided, drafted
from tests.restricting import close
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db


def page(name: str, row) -> str:
    return reverse(f"recommendations:{name}", args=[row.process.slug, row.pk])


def visitor(user=None, language: str = "ko") -> Visitor:
    client = Visitor(headers={"accept-language": language})
    if user:
        client.force_login(user)
    return client


def seen_in(html: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', html)[1]


def test_a_facilitator_puts_a_draft_into_english_and_readers_find_both(traveller):
    scene = drafted(traveller)
    row = scene.drafts()[0]
    ada = visitor(scene.cast.ada)
    assert page("translate", row) in ada.get(page("detail", row)).content.decode()
    html = ada.get(page("translate", row)).content.decode()
    assert row.text in html
    answer = ada.post(page("translate", row), ENGLISH | {"seen": seen_in(html)}, follow=True)
    assert (answer.redirect_chain, "영문을 저장했습니다." in answer.content.decode()) == (
        [(page("detail", row), 302)],
        True,
    )
    english = visitor(language="en").get(page("detail", row)).content.decode()
    assert f"<h1>1. {TITLE}</h1>" in english
    assert "Show the authentic Korean text" in english
    assert row.text in english
    assert TITLE not in visitor().get(page("detail", row)).content.decode()


def test_an_official_finds_in_the_list_what_has_no_english(traveller):
    scene = decided(traveller)
    in_english(scene)
    html = visitor(scene.cast.emil).get(reverse("recommendations:list", args=[scene.process.slug])).content.decode()
    rows = scene.drafts()
    assert [page("translate", row) in html for row in rows] == [False, True, True]


def test_an_incomplete_form_comes_back_with_what_was_typed(traveller):
    scene = drafted(traveller)
    row = scene.drafts()[0]
    ada = visitor(scene.cast.ada)
    seen = seen_in(ada.get(page("translate", row)).content.decode())
    in_english(scene)
    answer = ada.post(page("translate", row), {"title": "Only <b>a title", "text": "", "seen": seen})
    html = answer.content.decode()
    assert (answer.status_code, "Only &lt;b&gt;a title" in html, seen_in(html)) == (422, True, seen)
    long = {"title": "t" * 161, "text": "t" * 10_001, "seen": seen}
    assert set(ada.post(page("translate", row), long).context["form"].errors) == {"title", "text"}
    assert ada.post(page("translate", row), {"title": "A", "text": "B"}).status_code == 422


def test_the_second_translator_sees_both_and_saves_over(traveller):
    scene = drafted(traveller)
    row = scene.drafts()[0]
    emil = visitor(scene.cast.emil)
    typed = {"title": "Later", "text": "Later text", "seen": seen_in(emil.get(page("translate", row)).content.decode())}
    in_english(scene)
    answer = emil.post(page("translate", row), typed)
    html = answer.content.decode()
    assert (answer.status_code, TITLE in html, "Later text" in html) == (409, True, True)
    assert emil.post(page("translate", row), typed | {"seen": seen_in(html)}).status_code == 302
    row.refresh_from_db()
    assert row.title_en == "Later"


def test_after_a_new_wording_the_earlier_english_is_offered_to_be_looked_over(traveller):
    scene = drafted(traveller)
    row = in_english(scene)
    basis = list(row.statements.all())
    edit_recommendation(row, title="새 제목", text="새 본문", statements=basis, version=1, by=scene.cast.ada)
    html = visitor(scene.cast.ada).get(page("translate", row)).content.decode()
    assert "권고안의 문구가 바뀌었습니다" in html
    assert TEXT.splitlines()[0] in html


def test_a_text_that_was_brought_over_with_its_english_is_changed_like_any_other(traveller):
    """It has no versions: it is from before this house kept how texts came about."""
    scene = drafted(traveller)
    row = scene.drafts()[0]
    row.versions.all().delete()
    Recommendation.objects.filter(pk=row.pk).update(title_en=TITLE, text_en=TEXT)
    form = visitor(scene.cast.emil).get(page("translate", row)).context["form"]
    assert (form["title"].value(), form["text"].value(), form.of_earlier_wording) == (TITLE, TEXT, False)


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("emil", 200), ("ben", 403), ("dora", 403), ("root", 403)])
def test_facilitators_and_officials_translate(traveller, who, status):
    scene = drafted(traveller)
    assert visitor(getattr(scene.cast, who)).get(page("translate", scene.drafts()[0])).status_code == status


def test_strangers_are_led_to_sign_in_and_find_nothing_in_a_closed_space(traveller):
    scene = drafted(traveller)
    row = scene.drafts()[0]
    assert visitor().get(page("translate", row)).status_code == 302
    close(scene.process.space)
    assert visitor(scene.cast.finn).get(page("translate", row)).status_code == 404
