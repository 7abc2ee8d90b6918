import pytest

from deliberation.agendas.models import Agenda, CoProposer
from deliberation.processes.models import Process
from deliberation.responses.telling import followers
from tests.agendas.proposing import published
from tests.responses.scene import answered, responses

pytestmark = pytest.mark.django_db


def test_participants_and_proposers_follow_and_the_line_of_time_begins_with_the_proposal(traveller, client):
    scene = answered(traveller)
    proposal = published(scene.cast.finn)
    CoProposer.objects.create(proposal=proposal, label="이웃", key="k" * 64, user=scene.cast.cleo)
    CoProposer.objects.create(proposal=proposal, label="아직", key="l" * 64)
    agenda = Agenda(proposal=proposal, route=proposal.route, title=proposal.title)
    agenda.note_words()
    agenda.save()
    Process.objects.filter(pk=scene.process.pk).update(agenda=agenda)
    process = Process.objects.get(pk=scene.process.pk)
    assert {str(person) for person in followers(process)} == {"Ben", "Cleo", "Finn"}
    events = client.get(responses(scene)[0].get_absolute_url()).context["events"]
    assert [event.address for event in events if event.what == "시민 제안"] == [proposal.get_absolute_url()]
    proposal.author = None
    proposal.save(update_fields=["author"])
    assert {str(person) for person in followers(process)} == {"Ben", "Cleo"}
