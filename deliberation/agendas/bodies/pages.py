"""What pages show of the bodies that prepare an agenda, and what the reader may do there."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.bodies.models import Mandate, Nomination, Preparation, SteeringCommittee, SteeringMember
from deliberation.agendas.models import Agenda
from deliberation.ledger.models import Entry
from deliberation.spaces.access import allowed
from deliberation.spaces.models import Role, Space

RIGHTS = ("open_nominations", "propose_mandate", "read_papers", "hand_in_paper", "set_readers")
STEERING_RIGHTS = (
    *("read_nominations", "nominate", "appoint_members", "dismiss_member", "elect_chair", "hand_in_report"),
)
SOURCES = Nomination.Source.values
MANDATE_RIGHTS = ("decide_mandate", "staff_mandate", "end_mandate")


@dataclass(frozen=True)
class Bodies:
    """The bodies of one agenda as one reader sees them; the chair first, then group by group."""

    agenda: Agenda
    preparation: Preparation | None
    steering: SteeringCommittee | None
    terms: list[SteeringMember]
    mandates: list[Mandate]
    rights: set[str]
    of_mandates: dict[int, set[str]] = field(default_factory=dict)

    @cached_property
    def members(self) -> list[SteeringMember]:
        return [seat for seat in self.terms if seat.is_current]

    @cached_property
    def past(self) -> list[SteeringMember]:
        return [seat for seat in self.terms if not seat.is_current]

    @property
    def chair(self) -> SteeringMember | None:
        return next((seat for seat in self.members if self.steering and seat.pk == self.steering.chair_id), None)

    @property
    def vacant(self) -> int:
        return self.steering.places - len(self.members) if self.steering else 0

    @property
    def running(self) -> list[Mandate]:
        return [mandate for mandate in self.mandates if mandate.is_running]

    @property
    def shown(self) -> bool:
        """Whether there is anything to see, or to begin."""
        return bool(self.steering or self.mandates or self.rights)

    @property
    def steps(self) -> dict[str, Any]:
        """Where the steering committee stands, for the step indicator."""
        names = [_("nominations"), _("appointment"), _("election of the chair"), _("report")]
        states = SteeringCommittee.State
        current = {states.NOMINATING: 1, states.APPOINTED: 4 if self.chair else 3, states.DISSOLVED: 5}
        return {"names": names, "current": current[states(self.steering.state)] if self.steering else 0}


def bodies_of(agenda: Agenda, user) -> Bodies:
    """For the agenda's page and those of its bodies: at most four queries."""
    rows = Preparation.objects.select_related("space", "steering__report")
    preparation = rows.filter(agenda=agenda).first()
    place = preparation.space if preparation else Space.objects.city()
    rights = {right for right in RIGHTS if allowed(user, f"agendas.{right}", place)}
    if preparation is None:
        return Bodies(agenda, None, None, [], [], rights)
    preparation.agenda = agenda
    steering: SteeringCommittee | None = getattr(preparation, "steering", None)
    seats: list[SteeringMember] = []
    if steering:
        steering.preparation = preparation
        seats = _seats(steering)
        rights |= {right for right in STEERING_RIGHTS if allowed(user, f"agendas.{right}", steering)}
        rights |= {"resign" for seat in seats if allowed(user, "agendas.resign", seat)}
    mandates = _mandates(preparation, rights)
    for mandate in mandates:
        mandate.preparation = preparation
    of_mandates = {
        mandate.pk: {right for right in MANDATE_RIGHTS if allowed(user, f"agendas.{right}", mandate)}
        for mandate in mandates
    }
    return Bodies(agenda, preparation, steering, seats, mandates, rights, of_mandates)


def _seats(steering: SteeringCommittee) -> list[SteeringMember]:
    rows = SteeringMember.objects.filter(nomination__committee=steering)
    seats = list(rows.select_related("membership", "nomination").order_by("pk"))
    for seat in seats:
        seat.nomination.committee = steering
        if seat.pk == steering.chair_id:
            steering.chair = seat
    return sorted(seats, key=lambda seat: (seat.pk != steering.chair_id, SOURCES.index(seat.nomination.source)))


def _mandates(preparation: Preparation, rights: set[str]) -> list[Mandate]:
    """What the committee has given, the latest first; what is only proposed, or was not given, for insiders."""
    given = Q(state__in=[Mandate.State.APPOINTED, Mandate.State.ENDED])
    rows = Mandate.objects.filter(preparation=preparation)
    return list((rows if "open_nominations" in rights else rows.filter(given)).order_by("-kind", "-pk"))


# Steps of an agenda's book in plain words. A decision's words stand in the decisions.
STEPS: dict[str, Any] = {
    "open_nominations": _("Nominations for a steering committee of %(seats)s seats were opened."),
    "nominate": _("Somebody was nominated."),
    "answer_nomination": _("An answer to a nomination was noted."),
    "appoint_steering": _("The committee appointed the steering committee: %(appointed)s of %(nominations)s nominees."),
    "take_seat": _("A member took a seat."),
    "fill_seats": _("The committee filled vacant seats: %(appointed)s."),
    "leave_seat": _("A member's seat ended before its term."),
    "elect_chair": _("The members elected their chair; members voting: %(voting)s."),
    "dissolve": _("The report was handed in, and the steering committee was dissolved."),
    "propose_mandate": _("A support group or contractor was proposed to the committee."),
    "appoint_mandate": _("The committee appointed a support group or contractor."),
    "reject": _("The committee did not appoint a support group or contractor that was proposed."),
    "end": _("A support group or contractor was ended early."),
    "hand_in_paper": _("A paper was handed in."),
    "set_readers": _("Who may read a paper was changed."),
    "keep_restricted": _("Something that is not public was looked at again and stays so until %(review_on)s."),
    "appoint_space": _("A person was given the role “%(role)s”."),
    "dismiss": _("A person's role “%(role)s” ended."),
    "call": _("A sitting was called."),
    "reschedule": _("A sitting got another date or place."),
    "cancel": _("A sitting was cancelled."),
    "take_off": _("A point was taken off an agenda."),
    "open": _("A sitting was opened: %(present)s of %(members)s members present."),
    "attendance": _("Who is present was noted: %(present)s of %(members)s members."),
    "recuse": _("A member was recused from a point."),
    "take_back_recusal": _("A recusal that was noted by mistake was taken back."),
    "resolve": _("A decision was recorded."),
    "close": _("A sitting was closed."),
    "approve": _("The minutes of a sitting were approved."),
}
ROLES = dict(Role.choices) | {"nominee": _("nominee"), "": _("for the city")}


def in_words(entry: Entry) -> str:
    """What one entry says; a step without words of its own is told by its code."""
    kind = entry.subject.partition(":")[0]
    facts = dict(entry.facts)
    if "role" in facts:
        facts["role"] = dict(Role.choices).get(facts["role"], facts["role"])
    if "review_on" in facts:
        facts["review_on"] = date_format(date.fromisoformat(facts["review_on"]), "DATE_FORMAT")
    return str(STEPS.get(f"{entry.step}_{kind}") or STEPS.get(entry.step, entry.step)) % facts
