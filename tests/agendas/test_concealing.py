"""A title that is out of sight is named nowhere where committees' sittings and decisions are told."""

from deliberation.agendas.models import Agenda
from deliberation.agendas.proposals.actions import withdraw_proposal
from deliberation.agendas.screening.actions import screen_proposal
from deliberation.documents import blocks
from deliberation.spaces.actions import decide
from deliberation.spaces.minutes import compose
from tests.agendas.agendas import REASON, hide, selected
from tests.agendas.proposing import TEXTS, screening
from tests.agendas.steerings import given, members, with_chair
from tests.sittings import in_session

TITLE = TEXTS["title"]


def told(client, agenda: Agenda) -> list[bool]:
    """Where the title of an agenda stands: decisions, both sittings, the body's own lists, its page, the minutes."""
    sitting, space = in_session(), agenda.preparation.space
    own = f"?space={space.name}"
    pages = ("/sittings/decisions/", sitting.get_absolute_url(), "/sittings/", f"/sittings/{own}")
    shown = [client.get(address).content.decode() for address in (*pages, agenda.preparation.get_absolute_url())]
    return [TITLE in text for text in (*shown, blocks.to_json(compose(sitting)))]


def test_what_came_of_a_hidden_proposal_is_called_by_its_number_until_it_is_shown_again(client, cast):
    agenda = selected(cast)
    with_chair(cast, agenda)
    given(cast, agenda)
    assert told(client, agenda) == [True] * 6
    hide(agenda, cast)
    assert told(client, agenda) == [False] * 6
    motions = {row.motion for row in client.get("/sittings/decisions/").context["page"].rows}
    assert {f"제안 {agenda.proposal_id}", f"의제 {agenda.pk}"} < motions
    agenda.preparation.space.refresh_from_db()
    assert agenda.preparation.space.title == f"의제 {agenda.pk} 추진위원회"
    assert client.get(agenda.preparation.get_absolute_url()).status_code == 404
    client.force_login(members(agenda.preparation.steering)[0].nomination.user)
    assert client.get(agenda.preparation.get_absolute_url()).status_code == 200
    client.logout()
    decide(agenda.proposal.item, "admit", by=cast.emil, version=1)
    assert told(client, agenda) == [True] * 6


def test_a_proposal_that_was_returned_and_withdrawn_is_called_by_its_number(client, cast):
    proposal = screening(cast.finn)
    screen_proposal(proposal, "return", sitting=in_session(), by=cast.dora, reason=REASON)
    assert TITLE in client.get("/sittings/decisions/").content.decode()
    withdraw_proposal(proposal, by=cast.finn)
    assert TITLE not in client.get("/sittings/decisions/").content.decode()
    client.force_login(cast.dora)
    assert TITLE in client.get(f"{in_session().get_absolute_url()}conduct/").content.decode()
