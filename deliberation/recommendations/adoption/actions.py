"""The committee's acts on a result: receive, decide in a minuted meeting, sign, hand over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.models import Charter, Process, Stage
from deliberation.recommendations.drafting.actions import amend_wording, wording
from deliberation.recommendations.models import Adoption, Recommendation, Signature
from deliberation.spaces.access import roles_in
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.models import Membership, Role, Sitting, Space
from deliberation.spaces.sittings import Vote, put_on_agenda, resolve

MOTION = gettext_noop("Adoption of the recommendations: %(process)s")

# What rooms above begin when a text is handed over, on its day and in its transaction.
DELIVERED: list[Callable[[Adoption, date], None]] = []


@dataclass(frozen=True)
class Verdict:
    """What the committee does with one recommendation: ``adopt``, ``amend`` (new wording) or ``drop`` (reason)."""

    step: str
    title: str = ""
    text: str = ""
    reason: str = ""


@transaction.atomic
def receive_result(adoption: Adoption, *, by) -> None:
    """The committee takes the result report. Refused before the charter's hour of announcement and before the result
    of every recommendation that was put to a ballot is announced.
    """
    _hold_adoption(adoption)
    missing = missing_before_received(adoption.stage.process)
    if missing:
        raise Refused(" ".join(missing))
    advance(adoption, "receive", by=by, role="committee", received_at=timezone.now())


def missing_before_received(process: Process) -> list[str]:
    """Reasons why the committee cannot take the result report yet, for the page and for the step."""
    reasons = []
    charter = process.charters.filter(state=Charter.State.FROZEN).first()
    if charter and timezone.now() < charter.announce_at:
        reasons.append(_("The hour of announcement that the charter names has not come yet."))
    if process.recommendations.filter(on_ballot=True, result__isnull=True).exists():
        reasons.append(_("The result of the ballot has not been announced yet."))
    return reasons


@transaction.atomic
def decide_adoption(
    adoption: Adoption, verdicts: dict[int, Verdict], *, sitting: Sitting, reason: str, by, vote: Vote | None = None
) -> None:
    """Record what the committee's sitting decided about every final recommendation, ``verdicts`` by primary key.

    Decision, steps and new wordings are one transaction.
    """
    _hold_adoption(adoption)
    if adoption.state not in Adoption.STEPS["decide"][0]:
        raise Refused(_("The committee decides once, after it has received the result report."))
    process = adoption.stage.process
    final = process.recommendations.filter(state=Recommendation.State.FINAL).order_by("pk")
    rows = list(final.select_for_update(of=("self",)).select_related("process__space"))
    _check_verdicts(rows, verdicts)
    _check_sitting(sitting, adoption.received_at)
    motion = city_words(MOTION, process=process)
    put_on_agenda(sitting, adoption, motion, adoption.get_absolute_url())
    adoption.decision = resolve(
        adoption,
        sitting=sitting,
        space=adoption.space,
        motion=motion,
        result="adopted",
        reason=reason,
        by=by,
        vote=vote,
    )
    for row in rows:
        _follow(row, verdicts[row.pk], by)
    advance(adoption, "decide", by=by, role="committee", decision=adoption.decision)


@transaction.atomic
def sign_adoption(adoption: Adoption, *, by) -> Signature:
    """A member signs, once. With this the adoption is signed when the chair and a majority of those present have.

    Those who were present may sign, and the chair in any case; the others present may still sign until the text is
    handed over. The adoption's row is held alone, so the deciding signature takes the step once.
    """
    _hold_adoption(adoption)
    sitting = adoption.decision.sitting if adoption.decision else None
    present = set(sitting.present.values_list("pk", flat=True)) if sitting else set()
    chairing = chairs()
    if adoption.state not in (Adoption.State.DECIDED, Adoption.State.SIGNED) or by.pk not in present | chairing:
        raise Refused(_("Only members who were present at the decision, and the chair, can sign now."))
    signature, new = Signature.objects.get_or_create(adoption=adoption, user=by)
    if not new:
        raise Refused(_("You have signed already."))
    signed = set(adoption.signatures.values_list("user_id", flat=True))
    majority = len(signed & present) * 2 > len(present)
    completes = adoption.state == Adoption.State.DECIDED and majority and bool(signed & chairing)
    if completes:
        tell_about(adoption, "recommendation_signed")
    record(adoption, "signature", by=by, role="committee", facts={"signatures": len(signed)})
    if completes:
        advance(adoption, "sign", facts={"present": len(present)}, signed_at=timezone.now())
    return signature


@transaction.atomic
def deliver_recommendation(adoption: Adoption, *, on: date, by) -> None:
    """Record the day on which the signed text was handed to the mayor: not before it was signed, not in the future."""
    _hold_adoption(adoption)
    if not adoption.signed_at:
        raise Refused(_("The committee has not signed the recommendation yet."))
    if not timezone.localdate(adoption.signed_at) <= on <= timezone.localdate():
        raise Refused(_("Please give a day from the signing until today."))
    tell_about(adoption, "recommendation_delivered")
    role = "official" if f"city:{Role.OFFICIAL}" in roles_in(by, adoption.space) else "committee"
    for begin in DELIVERED:
        begin(adoption, on)
    advance(adoption, "deliver", by=by, role=role, facts={"on": on.isoformat()}, delivered_on=on)


def tell_about(adoption: Adoption, kind: str) -> None:
    """Tell the process's participants and the city's officials."""
    process = adoption.stage.process
    taking_part = Q(memberships__space=process.space_id, memberships__role=Role.PARTICIPANT)
    official = Q(memberships__space__kind=Space.Kind.CITY, memberships__role=Role.OFFICIAL)
    current = Q(memberships__in=Membership.objects.current())
    people = User.objects.filter((taking_part | official) & current).distinct()
    notify(people, kind, occasion=adoption.subject, url=adoption.get_absolute_url(), facts=titles(process=process))


def _hold_adoption(adoption: Adoption) -> None:
    """Hold the process and the stage, then the adoption alone, and read them as they are now."""
    stage = adoption.stage
    hold(stage.process)
    hold(stage)
    Adoption.objects.select_for_update().get(pk=adoption.pk)
    adoption.refresh_from_db()
    adoption.stage = stage
    if stage.state != Stage.State.READY or stage.process.state != Process.State.RUNNING:
        raise Refused(_("This stage is not under way."))


def chairs() -> set[int]:
    """Keys of whoever chairs the committee now."""
    chair = Membership.objects.current().filter(space__kind=Space.Kind.CITY, role=Role.CHAIR)
    return set(chair.values_list("user_id", flat=True))


def _check_verdicts(rows: Iterable[Recommendation], verdicts: dict[int, Verdict]) -> None:
    if {row.pk for row in rows} != set(verdicts):
        raise Refused(_("Please say for every recommendation what was decided."))
    for verdict in verdicts.values():
        if verdict.step == "drop" and not verdict.reason.strip():
            raise Refused(_("Please give the reason for every recommendation that is not adopted."))
        if verdict.step == "amend" and not (verdict.title.strip() and verdict.text.strip()):
            raise Refused(_("Please give the new wording of every recommendation that is amended."))


def _check_sitting(sitting: Sitting, received_at: datetime | None) -> None:
    # By the day: the report may be received in the sitting that decides about it.
    if received_at and timezone.localdate(sitting.held_at) < timezone.localdate(received_at):
        raise Refused(_("The meeting lies before the day on which the committee received the result report."))


def _follow(recommendation: Recommendation, verdict: Verdict, by) -> None:
    if verdict.step == "amend":
        amend_wording(recommendation, title=verdict.title, text=verdict.text, by=by)
    fields = {"verdict_reason": verdict.reason.strip()}
    advance(recommendation, verdict.step, by=by, role="committee", facts=wording(recommendation), **fields)
