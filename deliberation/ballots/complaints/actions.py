import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from deliberation.accounts.models import User
from deliberation.ballots import envelope
from deliberation.ballots.checking.lists import found_in_lists
from deliberation.ballots.complaints.models import Complaint
from deliberation.ballots.models import Ballot
from deliberation.ledger.actions import Refused, advance, record
from deliberation.ledger.canonical import digest
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles

STEPS = {Complaint.State.UPHELD.value: "uphold", Complaint.State.REJECTED.value: "reject"}


@sensitive_variables("code")
@transaction.atomic
def complain(ballot: Ballot, code: str, *, text: str, contact: str, user: User | None = None) -> Complaint:
    """Take the complaint that there is no vote under ``code``; the same code again gives the complaint there is.

    Refused when the vote is in the lists, and when a text names the number of a vote that is: it would be readable
    beside a person. The minutes name the complaint's number alone.
    """
    # Alone, so that complaints are numbered in a row; nothing else is held, and the chain's head comes last.
    ballot = (
        Ballot.objects.select_for_update(of=("self",), no_key=True).select_related("stage__process").get(pk=ballot.pk)
    )
    if ballot.state != Ballot.State.ANNOUNCED:
        raise Refused(_("A missing vote can be reported once the result is announced."))
    question = ballot.questions.order_by("number")[0]
    receipt = envelope.receipt(code, ballot.stage_id, question.number)
    if found_in_lists(question, [receipt]):
        raise Refused(_("The vote under this number is in the published list, so no complaint is needed."))
    if found_in_lists(
        question, [envelope.receipt(one, ballot.stage_id, question.number) for one in codes_in(text, contact)]
    ):
        raise Refused(
            _("Your text holds the number of a counted vote. Please take it out: nobody should read it here.")
        )
    known = ballot.complaints.filter(receipt=receipt).first()
    if known:
        return known
    filed = ballot.complaints.create(
        number=ballot.complaints.count() + 1, receipt=receipt, user=user, text=text, contact=contact
    )
    record(filed, "file", role="complainant", facts={"number": filed.number})
    return filed


def codes_in(*texts: str) -> set[str]:
    """Whatever in the texts could be a confirmation number, however it is written and whatever stands around it."""
    found = set()
    for text in texts:
        letters = re.sub(r"[^A-Z2-7]", "", text.upper().translate(envelope.MISREAD))
        length = envelope.CODE_LENGTH
        found |= {letters[start : start + length] for start in range(len(letters) - length + 1)}
    return found


@transaction.atomic
def answer(complaint: Complaint, state: str, *, reason: str, by: User, role: str) -> None:
    """Uphold or reject a complaint with a reason, which is public; whoever complained with an account is told.

    What is known of the person besides the account is no longer needed and goes.
    """
    facts: dict[str, Any] = {"number": complaint.number, "digest": digest({"reason": reason})}
    process = complaint.ballot.stage.process
    Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    if complaint.user:
        told = titles(process=process) | {"number": complaint.number}
        notify(
            [complaint.user],
            "complaint_answered",
            occasion=complaint.subject,
            url=complaint.get_absolute_url(),
            facts=told,
        )
    advance(
        complaint,
        STEPS[state],
        by=by,
        role=role,
        facts=facts,
        reason=reason,
        contact="",
        answered_at=timezone.now(),
    )


def forget(user: User) -> None:
    """Erasure: what the person wrote and left as an address goes; number, state and answer of the complaint stay."""
    Complaint.objects.filter(user=user).update(user=None, text="", contact="")
