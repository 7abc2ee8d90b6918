import pytest

from deliberation.agendas.models import Proposal
from deliberation.spaces.actions import submit
from deliberation.spaces.models import Item
from tests.agendas.proposing import TEXTS, published
from tests.restricting import close

QUEUE = "/moderation/"
REASON = "특정인의 전화번호가 들어 있습니다."


@pytest.mark.parametrize("number", [1, 30])
def test_queue_takes_the_same_queries_whatever_its_length(client, cast, django_assert_num_queries, number):
    for _ in range(number):
        published(cast.finn)
    client.force_login(cast.emil)
    with django_assert_num_queries(6):
        assert len(client.get(QUEUE).context["page"].rows) == min(number, 20)


def test_queue_is_for_moderators(client, cast):
    published(cast.finn)
    seen = {}
    for person in (cast.finn, cast.ben, cast.dora, cast.root, cast.ada, cast.emil):
        client.force_login(person)
        response = client.get(QUEUE)
        seen[person.display_name] = response.status_code == 200 and len(response.context["page"].rows)
    # Ada moderates her own space, where nothing waits.
    assert seen == {"Finn": False, "Ben": False, "Dora": False, "Root": False, "Ada": 0, "Emil": 1}


def test_text_is_hidden_with_a_reason_and_shown_again(client, cast):
    item = published(cast.finn).item
    client.force_login(cast.emil)
    address = f"{QUEUE}{item.pk}/"
    assert TEXTS["background"] in client.get(address).content.decode()
    assert client.post(address, {"step": "hide", "version": 1, "reason": ""}).status_code == 422
    assert client.post(address, {"step": "hide", "version": 1, "reason": REASON}).url == QUEUE
    assert Proposal.objects.get().state == "hidden"
    assert client.get(QUEUE).context["page"].rows == []
    assert REASON in client.get(address).content.decode()
    client.post(address, {"step": "admit", "version": 1})
    assert Proposal.objects.get().state == "collecting"


def test_decision_about_an_earlier_wording_is_refused(client, cast):
    item = published(cast.finn).item
    Item.objects.filter(pk=item.pk).update(version=2)
    client.force_login(cast.emil)
    refused = client.post(f"{QUEUE}{item.pk}/", {"step": "admit", "version": 1})
    assert refused.status_code == 409
    assert "다시 읽어 주십시오" in refused.content.decode()


def test_texts_of_a_closed_space_are_its_own_moderators_alone(client, cast):
    item = submit("statement", space=cast.here, author=cast.ben, text="비공개 회의의 글", channel="web")
    seen = {}
    for closed in (False, True):
        if closed:
            close(cast.here)
        for person in (cast.ada, cast.emil):
            client.force_login(person)
            listed = len(client.get(QUEUE).context["page"].rows)
            seen[person.display_name, closed] = (listed, client.get(f"{QUEUE}{item.pk}/").status_code)
    assert seen == {
        ("Ada", False): (1, 200),
        ("Emil", False): (1, 200),
        ("Ada", True): (1, 200),
        ("Emil", True): (0, 404),
    }


def test_items_are_unknown_to_everyone_else(client, cast):
    item = published(cast.finn).item
    for person in (cast.finn, cast.dora, cast.root, cast.ada):
        client.force_login(person)
        assert client.get(f"{QUEUE}{item.pk}/").status_code == 404
