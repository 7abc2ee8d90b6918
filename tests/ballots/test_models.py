import pytest

from deliberation.ballots.checking.actions import announce
from deliberation.ballots.models import Paper, PublishedReceipt, PublishedVote, RollEntry
from tests.ballots.scene import ballot_in, closed, hour_come, voted

pytestmark = pytest.mark.django_db


def test_rows_are_named_without_telling_who_voted_what(traveller):
    scene, _codes = voted(traveller, voters=2)
    ballot = ballot_in(scene)
    entry, paper, question = RollEntry.objects.order_by("pk")[0], Paper.objects.get(), ballot.questions.first()
    named = [str(thing) for thing in (ballot, entry, paper, question)]
    assert named == [str(ballot.stage), f"{ballot.pk}/{entry.seat_id}", paper.pk[:8], question.title]
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    vote, receipt = PublishedVote.objects.order_by("pk")[0], PublishedReceipt.objects.order_by("pk")[0]
    assert (str(vote), str(receipt)) == (f"{vote.question_id}: {vote.choice}", receipt.receipt[:8])
