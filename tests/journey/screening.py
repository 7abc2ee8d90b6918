"""What the committee does with a proposal that enough people have co-signed."""

from datetime import timedelta

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.models import Agenda, Proposal
from deliberation.spaces.models import Sitting
from tests.journey.walker import Walker

REASON = "여러 동네가 함께 겪는 갈등이고, 시가 결정할 수 있는 일입니다."


def call(chair: Walker) -> Sitting:
    """Call a sitting of the committee."""
    chair.go("/sittings/").follow("Call a sitting")
    later = timezone.now() + timedelta(hours=1)
    chair.fill(title="2026년 제1차 위원회", kind="meeting", held_at=later, place="시청 공감회의실")
    chair.press("Call the sitting").reads(chair.words("The sitting is called; its members are invited."))
    return Sitting.objects.get()


def open_with(chair: Walker, sitting: Sitting, present: list[User]) -> None:
    """Put what waits on the agenda and open with a quorum."""
    chair.go("/proposals/screening/").press("Put all that waits on its agenda")
    chair.go(f"/sittings/{sitting.pk}/conduct/")
    for member in present:
        chair.page.locator(f'[name="present"][value="{member.pk}"]').check()
    chair.press("Open the sitting").reads(chair.words("The attendance is noted."))


def minute(chair: Walker, sitting: Sitting) -> None:
    """Close the sitting, write down what was said and approve the minutes, which everyone reads."""
    chair.go(f"/sittings/{sitting.pk}/conduct/").press("Close the sitting")
    for point in sitting.points.all():
        chair.page.locator(f"#point-{point.pk} summary").first.click()
        chair.page.locator(f"#point-{point.pk} [name=remarks]").fill("찬반의 이유를 차례로 들었다.")
        with chair.page.expect_navigation():
            chair.page.locator(f"#point-{point.pk}").get_by_role("button").first.click()
    chair.fill(minutes="위원장이 개회를 선포하고, 심의를 마친 뒤 폐회하였다.").press("Keep the minutes")
    chair.press("Approve the minutes").reads(chair.words("minutes approved"))


def select(member: Walker, proposal: Proposal) -> Agenda:
    """Select the proposal with a reason, which is published."""
    member.go("/desk/").reads(proposal.title).go("/proposals/screening/").follow("Decide", of=proposal.title)
    member.fill(step="select", manner="vote", reason=REASON, votes_for=2, votes_against=0, abstentions=0)
    member.press("Publish the decision")
    member.reads(member.words("The decision and its reason are published."))
    member.go(f"/proposals/{proposal.pk}/").reads(REASON)
    return Agenda.objects.get(proposal=proposal)
