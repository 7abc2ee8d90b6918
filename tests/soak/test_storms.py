"""Many people at the same time, for some seconds, and the numbers afterwards."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.models import CoSignature, Proposal
from deliberation.agendas.proposals.actions import cosign
from deliberation.ballots.envelope import new_code
from deliberation.ballots.models import Ballot, Paper
from deliberation.ballots.voting.actions import cast
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.panels.models import Seat
from deliberation.processes.actions import close_stage, prepare_stage, reschedule
from tests.agendas.proposing import WEB, citizens, published, threshold
from tests.ballots.conftest import traveller  # noqa: F401 - a fixture
from tests.ballots.scene import CHOICES, ballot_in, final, stage_again
from tests.cast import person
from tests.concurrency import at_once

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]
CONNECTIONS = 16
SECONDS = 20
VOTERS = 4000
SIGNERS = 800


@pytest.fixture
def scene(traveller):  # noqa: F811
    """An open ballot with a large roll."""
    scene = final(traveller, voters=1)
    people = User.objects.bulk_create([User(display_name=f"참여자 {n}", district="서구") for n in range(VOTERS)])
    Seat.objects.bulk_create([Seat(process=scene.process, user=user, code=f"V{n:04}") for n, user in enumerate(people)])
    prepare_stage(scene.stage("ballot"), by=scene.cast.ada)
    return scene


def test_votes_by_many_connections_while_it_is_closed_are_all_counted_or_refused(scene):
    """Voting ends by its hour in the midst of the storm, and the stage is closed at once."""
    seats = list(Seat.objects.filter(process=scene.process).order_by("pk"))
    begin, stage = time.monotonic(), stage_again(scene)
    closes_at = timezone.now() + timedelta(seconds=SECONDS / 2)
    reschedule(stage, opens_at=stage.opens_at, closes_at=closes_at, by=scene.cast.emil, reason="시험으로 앞당깁니다.")

    def act(i: int) -> tuple[int, int]:
        if i == CONNECTIONS:
            time.sleep(max(0.0, (closes_at - timezone.now()).total_seconds()))
            close_stage(stage_again(scene))
            return 0, 0
        return vote_until(begin + SECONDS, ballot_in(scene), seats[i::CONNECTIONS])

    results = at_once(CONNECTIONS + 1, act)
    assert all(isinstance(result, tuple) for result in results), results
    accepted, refused = (sum(column) for column in zip(*results, strict=True))
    assert accepted > CONNECTIONS
    assert refused > 0, "everyone had voted before it was closed"
    ballot = Ballot.objects.get()
    assert (ballot.state, ballot.turnout) == (Ballot.State.CLOSED, accepted)
    assert Paper.objects.count() == 0
    with connection.cursor() as cursor:  # the models show no vote before the announcement
        cursor.execute("SELECT count(*) FROM ballots_publishedvote")
        assert cursor.fetchone() == (3 * accepted,)


def vote_until(deadline: float, ballot: Ballot, seats: list[Seat]) -> tuple[int, int]:
    """How many votes were accepted, and how many refused."""
    accepted = refused = 0
    for n, seat in enumerate(seats):
        if time.monotonic() > deadline:
            break
        try:
            cast(ballot, seat, dict.fromkeys((1, 2, 3), CHOICES[n % 3]), code=new_code())
        except Refused:
            refused += 1
        else:
            accepted += 1
    return accepted, refused


def test_a_storm_of_co_signatures_counts_each_person_once_and_reaches_the_threshold_once():
    """Everyone presses twice, by two connections in opposite order; the threshold lies in the midst."""
    threshold(SIGNERS // 2)
    proposal = published(person("Finn"))
    signers = citizens(SIGNERS)

    def act(i: int) -> int:
        mine = signers[i // 2 :: CONNECTIONS // 2]
        return sum(signed(proposal.pk, signer) for signer in (mine if i % 2 else mine[::-1]))

    counted = at_once(CONNECTIONS, act)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.cosignature_count, sum(counted)) == ("screening", SIGNERS // 2, SIGNERS // 2)
    assert CoSignature.objects.filter(proposal=proposal).values("user").distinct().count() == SIGNERS // 2
    assert Entry.objects.filter(subject=proposal.subject, step="reach").count() == 1


def signed(pk: int, signer: User) -> bool:
    try:
        cosign(Proposal.objects.get(pk=pk), by=signer, channel=WEB)
    except Refused:
        return False
    return True
