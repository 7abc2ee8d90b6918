"""The ballot and the committee's adoption."""

import pytest
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.ballots.envelope import new_code
from deliberation.ballots.models import Ballot, RollEntry
from deliberation.ballots.voting.actions import cast
from deliberation.ledger.actions import Refused
from deliberation.processes.models import Stage
from tests.journey.convening import at
from tests.journey.deliberating import RECOMMENDATIONS
from tests.journey.walker import Walker

CHOICES = ("for", "against", "abstain")
ADOPTED = "숙의에서 확인된 합의를 존중하여 의결합니다."


def page_of(stage: Stage, *more: str) -> str:
    return at("stages", stage.pk, "ballot", *more)


def vote(participant: Walker, stage: Stage, *choices: str) -> None:
    """Choose, check, send; then the page says that it is done, and takes nothing more."""
    participant.go(page_of(stage))
    participant.fill(**{f"question-{n}": choice for n, choice in enumerate(choices, 1)})
    participant.press("Check my choices").press("Send my vote")
    participant.reads(participant.words("It is sealed and will be counted. You need do nothing more."))
    participant.go(page_of(stage)).reads(participant.words("Your vote is sealed and counts. It cannot be changed."))
    assert not participant.offers("Check my choices")


def others_vote(stage: Stage, absent: int) -> list[tuple[str, ...]]:
    """Who has not voted on the page votes now, in patterns, but for a few; returns what they chose."""
    ballot = Ballot.objects.select_related("stage__process__space").get(stage=stage)
    waiting = [entry.seat for entry in ballot.roll.filter(voted_on=None).select_related("seat").order_by("pk")]
    given = []
    for place, seat in enumerate(waiting[: len(waiting) - absent]):
        given.append((CHOICES[place % 2], CHOICES[place % 3]))
        cast(ballot, seat, dict(enumerate(given[-1], 1)), code=new_code())
    voted = RollEntry.objects.filter(ballot=ballot).exclude(voted_on=None).first()
    with pytest.raises(Refused):
        cast(ballot, voted.seat, {1: "for", 2: "for"}, code=new_code())
    return given


def counts_of(votes: list[tuple[str, ...]]) -> list[tuple[int, ...]]:
    """For, against and abstained of each recommendation."""
    return [tuple(answers.count(choice) for choice in CHOICES) for answers in zip(*votes, strict=True)]


def nobody_sees_counts(walkers: list[Walker], stage: Stage) -> None:
    for walker in walkers:
        walker.go(page_of(stage, "result")).lacks(walker.words("Result for each recommendation"))
        walker.reads(walker.words("Voting has ended; the result is not announced yet"))


def announce(official: Walker, stage: Stage, counts: list[tuple[int, ...]]) -> None:
    official.go("/desk/").reads(official.words("Announce the result of the ballot"))
    official.go(page_of(stage, "manage")).press("Announce the result of the ballot")
    for n, row in enumerate(counts, 1):
        cells = official.page.locator("table").first.locator(f"tbody tr:nth-child({n}) td").all_inner_texts()
        assert tuple(int("".join(filter(str.isdigit, cell))) for cell in cells[:3]) == row


def adopt(chair: Walker, stage: Stage, present: list[User]) -> None:
    """Receive the result and adopt every recommendation as it is in a sitting that opens with it."""
    chair.go(at("stages", stage.pk, "adoption")).press("Receive the result report")
    chair.follow("Record the committee's decision")
    chair.page.locator("details:has([name='present']) > summary").click()
    for member in present:
        chair.page.locator(f'[name="present"][value="{member.pk}"]').check()
    chair.fill(place="시청 대회의실", manner="vote", votes_for=len(present), reason=ADOPTED).press(
        "Record the decision"
    )
    chair.reads(ADOPTED).reads(RECOMMENDATIONS[0][0])


def sign(member: Walker, stage: Stage) -> None:
    member.go(at("stages", stage.pk, "adoption")).press("Sign the recommendation").reads(
        member.words("You have signed.")
    )


def hand_over(official: Walker, stage: Stage) -> None:
    official.go(at("stages", stage.pk, "adoption")).fill(on=timezone.localdate().isoformat())
    official.press("Record the handing over").reads(official.words("The handing over is recorded."))
