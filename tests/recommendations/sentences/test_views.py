import re

import pytest
from django.urls import reverse

from deliberation.opinions.statements.actions import seed_statement
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.rounds.arguments.actions import put_claim
from deliberation.rounds.issues import add_issue
from tests.recommendations.amendments.scene import OPEN, SAFE, amending, fresh, sentence
from tests.recommendations.scene import closed
from tests.restricting import hide
from tests.rounds.debates import FOR
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db


def visitor(user=None) -> Visitor:
    client = Visitor()
    if user:
        client.force_login(user)
    return client


def page(of) -> str:
    row = of.recommendation
    return reverse("recommendations:grounds", args=[row.process.slug, row.pk, of.pk])


def listed(html: str, *, checked: bool) -> list[str]:
    mark = " checked" if checked else ""
    return re.findall(rf'name="grounds" value="([^"]+)"{mark}>', html)


def test_the_drafter_searches_ticks_and_finds_the_link_from_both_ends(traveller):
    scene, row, _seats = amending(traveller)
    second, found = sentence(row, 2), scene.statements[1]
    ada = visitor(scene.cast.ada)
    kept = {"grounds": [f"statement:{scene.statements[0].pk}"], "q": "안전 점검"}
    html = ada.post(page(second), kept | {"search": "1"}).content.decode()
    assert listed(html, checked=True) == kept["grounds"]
    assert listed(html, checked=False) == [f"statement:{found.pk}"]
    response = ada.post(page(second), {"grounds": [f"statement:{found.pk}"]})
    assert response.url == f"{row.get_absolute_url()}#sentence-{second.pk}"
    html = visitor().get(row.get_absolute_url()).content.decode()
    assert f'href="{found.get_absolute_url()}"' in html.partition(f'id="sentence-{second.pk}"')[2].partition("</li>")[0]
    came_of_it = visitor().get(found.get_absolute_url()).content.decode()
    assert f"2. {OPEN}" in came_of_it
    assert f'href="{row.get_absolute_url()}"' in came_of_it


def test_an_argument_grounds_a_sentence_and_its_page_says_so(traveller):
    scene, row, seats = amending(traveller)
    first = sentence(row, 1)
    stage = scene.stage("drafting")
    issue = add_issue(scene.process, title="안전")
    argument = put_claim(stage, seat=seats[0], issue=issue, side=FOR, text="외국에는 거리 기준이 있습니다.")
    scene.process.stages.filter(pk=stage.pk).update(kind="arguments")  # no preset has both kinds of stage
    argument_page = argument.get_absolute_url()
    ground = f"argument:{argument.pk}"
    ground_sentence(first, [ground], by=scene.cast.ada)
    assert f"1. {SAFE}" in visitor().get(argument_page).content.decode()
    hide(argument.item)
    html = visitor().get(fresh(row).get_absolute_url()).content.decode()
    assert f'href="{argument_page}"' in html
    assert argument.item.text not in html


def test_sentences_that_rest_on_nothing_are_listed_for_the_drafter(traveller):
    scene, row, _seats = amending(traveller)
    first, second = row.sentences.standing()
    draft = reverse("recommendations:draft", args=[scene.process.slug, row.stage_id])
    assert [one.pk for one in visitor(scene.cast.ada).get(draft).context["orphans"]] == [first.pk, second.pk]
    ground_sentence(first, [f"statement:{scene.statements[0].pk}"], by=scene.cast.ada)
    assert [one.pk for one in visitor(scene.cast.ada).get(draft).context["orphans"]] == [second.pk]


def test_a_sentence_that_rests_on_nothing_says_so_and_yet_only_while_it_can_change(traveller):
    scene, row, _seats = amending(traveller)
    said, yet = ("Nobody has said what this sentence rests on.", "Nobody has said yet what this sentence rests on.")
    english = {"accept-language": "en"}
    html = visitor().get(row.get_absolute_url(), headers=english).content.decode()
    assert (html.count(said), html.count(yet)) == (0, 2)
    closed(scene, traveller, "drafting")
    html = visitor().get(row.get_absolute_url(), headers=english).content.decode()
    assert (html.count(said), html.count(yet)) == (2, 0)


def test_what_is_not_there_comes_back_with_all_that_was_ticked(traveller):
    scene, row, _seats = amending(traveller)
    kept = f"statement:{scene.statements[0].pk}"
    response = visitor(scene.cast.ada).post(page(sentence(row, 1)), {"grounds": [kept, "note:77"]})
    assert response.status_code == 422
    assert listed(response.content.decode(), checked=True) == [kept]


@pytest.mark.parametrize("who", ["ben", "dora", "root"])
def test_only_the_drafter_says_what_a_sentence_rests_on(traveller, who):
    scene, row, _seats = amending(traveller)
    other = visitor(getattr(scene.cast, who))
    assert [other.get(page(sentence(row, 1))).status_code, other.post(page(sentence(row, 1))).status_code] == [403] * 2


@pytest.mark.parametrize("n", [1, 30])
def test_the_page_of_grounds_asks_a_fixed_number_of_times(traveller, django_assert_num_queries, n):
    scene, row, _seats = amending(traveller)
    of = sentence(row, 1)
    rounds = scene.stage("opinion_round")
    keys = [f"statement:{seed_statement(rounds, by=scene.cast.ada, text=f'의견 {i}').pk}" for i in range(n)]
    ground_sentence(of, keys, by=scene.cast.ada)
    ada = visitor(scene.cast.ada)
    ada.get(page(of))
    with django_assert_num_queries(8):
        ada.get(page(of))
