"""What citizens do: come, sign up, propose, co-sign."""

import json
import re
from pathlib import Path

from django.conf import settings
from django.core import mail

from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.actions import cosign
from tests.agendas.proposing import WEB, citizens
from tests.journey.walker import Walker

THRESHOLD = 6
QUESTION = "인천항 배후단지의 화물차 운행 시간을 제한해야 할까요?"
CONTESTED = "소음과 매연을 줄이자는 주민과 물류가 멈춘다는 운송업계의 의견이 갈립니다."
BACKGROUND = "지난 3년 동안 민원이 420건 들어왔고, 시와 항만공사가 두 차례 설명회를 열었습니다."


def code_sent_to(contact: str) -> str:
    """The code in the newest text message or mail to this contact."""
    if "@" in contact:
        return _digits(next(message.subject for message in reversed(mail.outbox) if contact in message.to))
    messages = [json.loads(path.read_text()) for path in sorted(Path(settings.SMS_FILE_PATH).glob("*.json"))]
    digits = "".join(filter(str.isdigit, contact)).lstrip("0")
    return _digits(next(message["text"] for message in reversed(messages) if message["to"].endswith(digits)))


def _digits(text: str) -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", text)
    assert found, text
    return found.group()


def sign_up(walker: Walker, contact: str, name: str) -> Walker:
    """From the sign-in page through code and welcome, back to where the person came from."""
    walker.fill(contact=contact).press("Send me a code")
    walker.fill(code=code_sent_to(contact)).press("Continue")
    return introduce(walker, name)


def introduce(walker: Walker, name: str) -> Walker:
    walker.fill(display_name=name, district="중구").check("of_age", "account", "opinion")
    return walker.press("Continue")


def arrive_by_qr_and_cosign(walker: Walker, contact: str, name: str, proposal: Proposal) -> None:
    """At most five screens from the poster's address to the first co-signature, which is given on the last."""
    walker.go(f"/proposals/{proposal.pk}/poster/")
    address = walker.page.locator(".poster strong").inner_text()
    walker.screens.clear()
    walker.go(address).reads(proposal.title)
    sign_up(walker.follow("Sign in and co-sign"), contact, name)
    assert walker.page.url == address
    assert len(walker.screens) <= 5, walker.screens
    walker.press("Co-sign").reads(walker.words("Thank you. Your co-signature is counted."))
    assert Proposal.objects.get(pk=proposal.pk).cosignature_count == 1


def propose(walker: Walker) -> Proposal:
    """Write a draft, leave it, come back to it, look at it and publish it."""
    walker.go("/proposals/").follow("Propose a question")
    walker.fill(title=QUESTION).press("Save for later")
    walker.press("Save and go on")
    for step in ({"contested": CONTESTED}, {"background": BACKGROUND}, {"district": "중구", "category": "transport"}):
        walker.fill(**step).press("Save and go on")
    walker.follow("Look at the whole proposal").reads(CONTESTED)
    walker.press("Publish").reads(walker.words("Your proposal is public. Now tell your neighbours about it."))
    return Proposal.objects.get(title=QUESTION)


def neighbours_cosign(proposal: Proposal, walker: Walker) -> None:
    """All but the last by action; the last, who reaches the threshold, on the page."""
    for person in citizens(THRESHOLD - 1):
        cosign(proposal, by=person, channel=WEB)
    walker.go(f"/proposals/{proposal.pk}/").press("Co-sign")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.cosignature_count) == (Proposal.State.SCREENING, THRESHOLD)
