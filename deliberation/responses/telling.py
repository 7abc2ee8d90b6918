"""Whom the city's answers concern: one notice for each process and act, however many answers it is about."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from deliberation.accounts.models import User
from deliberation.agendas.models import CoProposer, Proposal
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.models import Process
from deliberation.spaces.models import Membership, Role, Space


def followers(process: Process) -> QuerySet[User]:
    """Those who took part, and those whose proposal it began with."""
    current = Membership.objects.current().filter(space=process.space_id, role=Role.PARTICIPANT)
    people = Q(pk__in=current.values("user"))
    if process.agenda and process.agenda.proposal_id:
        author = Proposal.objects.filter(pk=process.agenda.proposal_id, author__isnull=False)
        joined = CoProposer.objects.filter(proposal=process.agenda.proposal_id, user__isnull=False)
        people |= Q(pk__in=author.values("author")) | Q(pk__in=joined.values("user"))
    return User.objects.filter(people, is_active=True)


def offices(*roles: Role) -> QuerySet[User]:
    """Who holds one of the roles in the city now."""
    held = Membership.objects.current().filter(space__kind=Space.Kind.CITY, role__in=roles)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def officials_of(department: str) -> QuerySet[User]:
    """The city's officials who speak for a department; all of them where nobody does."""
    held = Membership.objects.current().filter(space__kind=Space.Kind.CITY, role=Role.OFFICIAL, label=department)
    own = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return own if department and own.exists() else offices(Role.OFFICIAL)


def watchers(department: str) -> set[User]:
    """Who is told that a department is late with something: its officials, the committee, the administrators."""
    return {*officials_of(department), *offices(Role.CHAIR, Role.COMMITTEE, Role.ADMINISTRATOR)}


def tell(people: Iterable[User], kind: str, process: Process, *, occasion: str, url: str, **facts: Any) -> int:
    """Tell each of them once; returns how many heard it for the first time."""
    return notify(people, kind, occasion=occasion, url=url, facts=titles(process=process) | facts)
