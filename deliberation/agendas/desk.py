"""What waits for the committee and for readers of paper lists: rows that ``portal`` joins with those of other rooms."""

from datetime import timedelta

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.agendas.bodies.models import Mandate, Nomination, SteeringCommittee
from deliberation.agendas.models import CoProposer, Interest, PaperList, Proposal
from deliberation.agendas.paper.models import COUNTING
from deliberation.agendas.rules import sits_on_committee
from deliberation.spaces.desk import address, holds_in_city, rows
from deliberation.spaces.models import Role, Space

SOON = timedelta(days=14)


def waiting(user) -> QuerySet:
    """Proposals that wait for this committee member's screening; neither their own nor what they stepped aside from."""
    proposals = Proposal.objects.filter(state=Proposal.State.SCREENING).filter(~Q(author=user) | Q(author=None))
    proposals = proposals.exclude(pk__in=CoProposer.objects.filter(user=user).values("proposal"))
    proposals = proposals.exclude(pk__in=Interest.objects.filter(user=user).values("proposal"))
    to_screen = rows(
        proposals if sits_on_committee(user, Space.objects.city()) else proposals.none(),
        what=Value(_("Proposal to screen")),
        heading=F("title"),
        address=address("agendas:screen", "pk"),
        since=Coalesce("reached_at", "opens_at"),
        due=F("screening_due"),
    )
    return to_screen.union(_paper(user), all=True)


def _paper(user) -> QuerySet:
    """Lists that had come in before the window ended and are not read to the end yet."""
    late = PaperList.objects.visible_to(user).late().filter(proposal__closes_at__gt=timezone.now() - COUNTING)
    return rows(
        late,
        what=Value(_("Paper list to read to the end")),
        heading=F("proposal__title"),
        address=address("agendas:paper", "pk"),
        since=F("proposal__closes_at"),
        due=F("proposal__closes_at") + COUNTING,
    )


def bodies_waiting(user) -> list[QuerySet]:
    """For the committee what it can appoint, for the office the terms that end soon. Agendas are read on their way."""
    committee, office = holds_in_city(user, Role.COMMITTEE, Role.CHAIR), holds_in_city(user, Role.OFFICIAL)
    now = timezone.now()
    soon = Q(until__gt=now, until__lte=now + SOON)
    consenting = Count("nominations", filter=Q(nominations__answer=Nomination.Answer.AGREED))
    steering = SteeringCommittee.objects.filter(state=SteeringCommittee.State.NOMINATING)
    complete = steering.annotate(consenting=consenting).filter(consenting__gte=F("places") * SteeringCommittee.TIMES)
    begun = ExpressionWrapper(F("until") - SOON, output_field=DateTimeField())
    ending = SteeringCommittee.objects.filter(soon, state=SteeringCommittee.State.APPOINTED)
    mandates = Mandate.objects.filter(soon, state=Mandate.State.APPOINTED)
    proposed = Mandate.objects.filter(state=Mandate.State.PROPOSED)
    return [
        _bodies(complete.filter(committee), _("Steering committee to appoint"), F("opened_at"), Value(None)),
        _bodies(proposed.filter(committee), _("Support group or contractor to decide"), F("proposed_at"), Value(None)),
        _bodies(ending.filter(office), _("Term of a steering committee ends soon"), begun, F("until")),
        _bodies(mandates.filter(office), _("Term of a support group or contractor ends soon"), begun, F("until")),
    ]


def _bodies(waiting: QuerySet, what: str, since, due) -> QuerySet:
    return rows(
        waiting,
        what=Value(what),
        heading=F("preparation__agenda__title"),
        address=address("bodies:all", "preparation__agenda"),
        since=since,
        due=due,
    )
