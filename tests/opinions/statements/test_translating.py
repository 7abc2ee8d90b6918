import pytest

from deliberation.ledger.actions import Refused
from deliberation.opinions.models import StatementTranslation
from deliberation.opinions.statements.actions import correct_statement, translate_statement
from tests.concurrency import at_once
from tests.opinions.scenes import address, admitted, during, ready_round

pytestmark = pytest.mark.django_db
ENGLISH = "The results of safety checks should be public."


def english(client, url: str) -> str:
    return client.get(url, headers={"accept-language": "en"}).text


def test_a_translation_is_read_in_its_language_with_the_original_at_hand(client):
    stage, cast = ready_round()
    first = admitted(stage)[0]
    client.force_login(cast.ada)
    sent = client.post(address("translate", stage, first.pk), {"text": ENGLISH, "version": 1})
    assert sent.url == first.get_absolute_url()
    client.force_login(cast.ben)
    with during(stage):
        for url in (first.get_absolute_url(), address("statements", stage)):
            page = english(client, url)
            assert f'lang="en">{ENGLISH}' in page
            assert "ranslated by people" in page
        assert f'lang="ko">{first.item.text}' in english(client, first.get_absolute_url())
        assert ENGLISH not in client.get(first.get_absolute_url(), headers={"accept-language": "ko"}).text
        correct_statement(first, by=cast.ada, text="안전 점검 결과를 모두 공개해야 합니다.", version=1)
        assert ENGLISH not in english(client, first.get_absolute_url())
        client.force_login(cast.ada)
        translating = client.get(address("translate", stage, first.pk))
        assert (translating.context["known"].version, "영어로 번역하기" in translating.text) == (1, True)


def test_only_the_facilitator_translates_and_of_the_wording_that_was_read(client):
    stage, cast = ready_round()
    first = admitted(stage)[0]
    page = address("translate", stage, first.pk)
    for who in (cast.ben, cast.finn, cast.emil):
        client.force_login(who)
        assert client.post(page, {"text": ENGLISH, "version": 1}).status_code == 403
    client.force_login(cast.ada)
    for bad in ({"text": ""}, {"text": "a" * 401, "version": 1}, {"text": ENGLISH}):
        assert client.post(page, bad).status_code == 422
    with pytest.raises(Refused):
        translate_statement(first, by=cast.ada, text=ENGLISH, version=2)
    assert StatementTranslation.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_translations_at_once_leave_one_of_the_wording_that_stands():
    stage, cast = ready_round()
    first = admitted(stage)[0]

    def act(n: int):
        if n == 3:
            return correct_statement(first, by=cast.ada, text="새 문장입니다.", version=1)
        return translate_statement(type(first).objects.get(pk=first.pk), by=cast.ada, text=f"{ENGLISH} {n}", version=1)

    with during(stage):
        results = at_once(4, act)
    assert all(isinstance(one, StatementTranslation | Refused | None) for one in results), results
    first.refresh_from_db()
    assert first.item.version == 2
    assert StatementTranslation.objects.count() == any(isinstance(one, StatementTranslation) for one in results)
