"""The public pages of agendas: where one came from, what is being done with it, and what stays unseen."""

import unicodedata

import pytest
from django.utils import timezone

from deliberation.agendas.models import Agenda
from deliberation.conflicts.casefile.cycle import settle
from deliberation.conflicts.diagnosis.advising import advise, override
from deliberation.ledger.models import Entry
from deliberation.spaces.models import Point
from tests.agendas.agendas import REASON, chosen, hide, selected
from tests.agendas.proposing import TEXTS, screening
from tests.agendas.steerings import given, with_chair
from tests.conflicts.cases import filed, graded, listed, resolution
from tests.restricting import close
from tests.sittings import in_session

LIST = "/agendas/"
SIGNED_IN = 3  # session, user, unread notices


def context(client, agenda):
    return client.get(agenda.get_absolute_url()).context


def titles(client, **asked):
    return [row.title for row in client.get(LIST, asked).context["page"].rows]


def test_an_agenda_tells_where_it_came_from_and_why(client, cast):
    conflict = filed(cast)
    agenda = selected(cast, conflict=conflict)
    shown = context(client, agenda)
    assert (shown["agenda"].proposal, shown["conflict"]) == (agenda.proposal, conflict)
    assert [(row.result, row.reason) for row in shown["decisions"]] == [("select", REASON)]
    assert [line.entry.step for line in shown["way"]] == ["select", "reach", "publish"]
    html = client.get(agenda.get_absolute_url()).content.decode()
    assert f'href="{agenda.proposal.get_absolute_url()}"' in html
    assert f'href="/conflicts/{conflict.pk}/"' in html
    assert TEXTS["contested"] in html
    assert "공론화를 기다리고 있습니다" in html
    assert f'href="/sittings/{in_session().pk}/"' in html


def test_it_is_linked_from_the_proposal_the_conflict_and_the_decisions(client, cast):
    conflict = listed(cast)
    agendas = [selected(cast, conflict=conflict), chosen(cast, conflict=conflict, title_en="On what terms?")]
    for address in (agendas[0].proposal.get_absolute_url(), LIST, conflict.get_absolute_url()):
        assert f'href="{agendas[0].get_absolute_url()}"' in client.get(address).content.decode()
    assert Point.objects.get(about=agendas[1].subject).url == agendas[1].get_absolute_url()
    for address in ("/sittings/decisions/", conflict.get_absolute_url(), "/", LIST):
        assert f'href="{agendas[1].get_absolute_url()}"' in client.get(address).content.decode(), address
    assert [one.address for one in client.get(conflict.get_absolute_url()).context["sequels"]] == [
        agenda.get_absolute_url() for agenda in reversed(agendas)
    ]
    assert Entry.objects.filter(chain__name=conflict.chain, step="agenda").count() == 2
    record = client.get(f"{conflict.get_absolute_url()}record/").content.decode()
    assert "위원회가 이 갈등의 질문을 의제로 정했습니다" in record
    assert "On what terms?" in client.get(LIST, headers={"accept-language": "en"}).content.decode()


def test_the_newest_advice_on_the_conflict_counts_with_its_override_and_else_the_route(client, cast):
    conflict = graded(cast)
    agenda = chosen(cast, kind="mayor", conflict=conflict)
    advised = context(client, agenda)["advised"]
    assert (advised.track, advised.advice) == ("large_panel", None)
    given = advise(conflict, parties=4, days=90, by=cast.emil)
    assert context(client, agenda)["advised"].track == given.recommended == "mediation"
    override(given, "listening", reason="섬마다 찾아가 듣습니다.", by=cast.dora)
    shown = client.get(agenda.get_absolute_url())
    assert shown.context["advised"].track == "listening"
    assert "섬마다 찾아가 듣습니다." in shown.content.decode()


@pytest.mark.parametrize("reader", [None, "finn", "root"])
def test_a_closed_conflict_never_leaks(client, cast, reader):
    conflict = graded(cast, title="비공개 보상 협의")
    advise(conflict, parties=4, days=90, by=cast.emil)
    agenda = chosen(cast, conflict=conflict)
    close(conflict.space)
    if reader:
        client.force_login(getattr(cast, reader))
    shown = client.get(agenda.get_absolute_url())
    assert (shown.context["conflict"], shown.context["advised"]) == (None, None)
    assert "비공개 보상 협의" not in shown.content.decode()


def test_an_agenda_of_a_hidden_proposal_is_a_stub_everywhere(client, cast):
    conflict = filed(cast)
    agenda = selected(cast, conflict=conflict)
    hide(agenda, cast)
    shown = client.get(agenda.get_absolute_url())
    assert shown.status_code == 200
    html = shown.content.decode()
    assert agenda.title not in html
    assert "개인정보가 들어 있습니다." in html
    assert f'href="{agenda.proposal.get_absolute_url()}"' in html
    assert titles(client) == []
    assert client.get(conflict.get_absolute_url()).context["sequels"] == []
    assert client.get("/search/", {"q": "월미바다열차"}).context["shelves"] == []


def test_the_list_is_narrowed_by_words_state_category_area_and_year(client, cast):
    selected(cast, title="월미바다열차를 계속 운행할 것인가?")
    chosen(cast, "섬에 병원을 둘 것인가?", summary="월미도와 덕적도의 응급 진료", district="옹진군", category="welfare")
    every = ["섬에 병원을 둘 것인가?", "월미바다열차를 계속 운행할 것인가?"]
    year = timezone.localdate().year
    for asked, expected in [
        ({}, every),
        ({"q": "월미"}, every[::-1]),
        ({"q": unicodedata.normalize("NFD", "월미")}, every[::-1]),
        ({"q": "섬"}, every[:1]),
        ({"category": "transport"}, every[1:]),
        ({"district": "옹진군"}, every[:1]),
        ({"state": "waiting", "year": str(year)}, every),
        ({"state": "concluded"}, []),
        ({"year": str(year - 1)}, []),
        ({"state": "nonsense", "year": "x"}, every),
    ]:
        assert titles(client, **asked) == expected, asked


def test_an_empty_list_says_what_will_come(client, db):
    assert "숙의할 질문이 여기에 나옵니다" in client.get(LIST).content.decode()
    assert "고른 조건에 맞는 의제가 없습니다" in client.get(LIST, {"q": "없는말"}).content.decode()
    assert client.get(f"{LIST}999999/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_pages_take_the_same_queries_whatever_their_number(client, cast, django_assert_num_queries, number):
    conflict = graded(cast)
    advise(conflict, parties=4, days=90, by=cast.emil)
    agendas = [chosen(cast, f"물음 {n}", conflict=conflict) for n in range(number)]
    with_chair(cast, agendas[0])
    for _ in range(number):
        given(cast, agendas[0])
    with django_assert_num_queries(2):  # the rows, their number
        assert len(client.get(LIST).context["page"].rows) == min(number, 20)
    # the agenda, the advice, decisions, processes, the way; what prepares it, its members and mandates
    with django_assert_num_queries(5 + 3):
        client.get(agendas[0].get_absolute_url())
    client.force_login(cast.emil)
    with django_assert_num_queries(8 + SIGNED_IN + 3):  # the city, the roles there and among those who prepare it
        client.get(agendas[0].get_absolute_url())


def test_the_committee_names_the_conflict_that_a_proposal_belongs_to(client, cast):
    open_, settled, closed = filed(cast), filed(cast), filed(cast)
    close(closed.space)
    proposal = screening(cast.finn)
    in_session()
    client.force_login(cast.dora)
    form = client.get(f"/proposals/{proposal.pk}/screen/").context["form"]
    assert set(form.fields["conflict"].queryset) == {open_, settled}
    given = {"step": "select", "reason": REASON, "manner": "consensus"}
    address = f"/proposals/{proposal.pk}/screen/"
    assert client.post(address, given | {"conflict": closed.pk}).status_code == 422
    assert not Agenda.objects.exists()
    assert client.post(address, given | {"conflict": open_.pk}).status_code == 302
    agenda = Agenda.objects.get()
    assert (agenda.conflict, agenda.proposal, agenda.category) == (open_, proposal, "transport")
    facts = Entry.objects.get(subject=proposal.subject, step="select").facts
    assert (facts["agenda"], facts["conflict"]) == (agenda.subject, open_.subject)


def test_a_conflict_is_named_for_what_is_selected_alone(client, cast):
    conflict, proposal = filed(cast), screening(cast.finn)
    in_session()
    client.force_login(cast.dora)
    given = {"step": "return", "reason": REASON, "manner": "consensus", "conflict": conflict.pk}
    assert client.post(f"/proposals/{proposal.pk}/screen/", given).status_code == 302
    assert not Agenda.objects.exists()
    assert client.get(conflict.get_absolute_url()).context["sequels"] == []


def test_a_settled_conflict_is_not_offered(client, cast):
    conflict, proposal = listed(cast), screening(cast.finn)
    settle(conflict, **resolution(cast.dora, conflict))
    client.force_login(cast.dora)
    form = client.get(f"/proposals/{proposal.pk}/screen/").context["form"]
    assert list(form.fields["conflict"].queryset) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_agendas_in_a_browser(visit, assert_accessible, cast):
    agenda = selected(cast, conflict=filed(cast))
    page = visit()
    page.goto(LIST)
    assert_accessible(page)
    page.get_by_role("link", name=agenda.title).click()
    page.wait_for_url(f"**{agenda.get_absolute_url()}")
    assert_accessible(page)
