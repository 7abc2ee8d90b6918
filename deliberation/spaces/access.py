"""Who may do what: *who* (a role in the object's own space, or in the city) joined with *when* (a state).

``rules.py`` of each room joins these words in one line per right; ``reach`` and ``demand`` ask them. Whoever is not
the right person is shut out; the right person at the wrong time is told so in words (:class:`TooLate`).
``user.has_perm`` is never asked: it is true for superusers even on a closed ballot.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import moment
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.spaces.models import Membership, Role, Space

# While `demand` asks whether a person is the right one, each *when* that does not hold notes here how it says so.
_wrong_time: ContextVar[list[Callable[[Any], str]] | None] = ContextVar("wrong_time", default=None)


class TooLate(Refused):
    """What the right person is told at the wrong time; ``address`` is the page of the thing, which they may read."""

    def __init__(self, message: str, address: str):
        super().__init__(message)
        self.address = address


def roles_in(user, space: Space) -> set[str]:
    """The person's current roles in a space and, marked ``city:``, those at the root; read once per user object."""
    if not user.is_authenticated:
        return set()
    known = user.__dict__.setdefault("_roles_by_space", {})
    if space.pk not in known:
        rows = Membership.objects.current().filter(user=user).values_list("space_id", "space__kind", "role")
        roles = {role for space_id, _kind, role in rows if space_id == space.pk}
        known[space.pk] = roles | {f"city:{role}" for _id, kind, role in rows if kind == Space.Kind.CITY}
    return known[space.pk]


def holds(*roles: Role):
    """True for a person with one of the roles in the object's own space (``obj.space``)."""
    name = "holds:" + "+".join(roles)
    return rules.predicate(lambda user, obj: bool(roles_in(user, obj.space) & set(roles)), name=name)


def holds_in_city(*roles: Role):
    """True for a person with one of the roles at the root, whatever the object."""
    wanted = {f"city:{role}" for role in roles}
    name = "holds_in_city:" + "+".join(roles)
    return rules.predicate(lambda user, obj: bool(roles_in(user, obj.space) & wanted), name=name)


def when(test: Callable[[Any, Any], bool], told: Callable[[Any], str], name: str = "when"):
    """A predicate about the time and not the person; it stands behind those about the person, never negated.

    ``told`` says of the object why it does not hold.
    """

    def asked(user, obj):
        if test(user, obj):
            return True
        found = _wrong_time.get()
        if found is not None:
            found.append(told)
        return found is not None

    return rules.predicate(asked, name=name)


def ready(*steps: str):
    """For an act that takes one of the steps: the object's state is one from which it leads."""
    return when(_leads(steps), lambda obj: where_it_stands(obj, steps, takes=True), "ready:" + "+".join(steps))


def before(*steps: str):
    """For an act that is possible as long as one of the steps is, without taking it."""
    return when(_leads(steps), lambda obj: where_it_stands(obj, steps, takes=False), "before:" + "+".join(steps))


def _leads(steps: tuple[str, ...]) -> Callable[[Any, Any], bool]:
    return lambda _user, obj: any(obj.state in obj.STEPS[step][0] for step in steps)


def where_it_stands(obj, steps: tuple[str, ...], *, takes: bool) -> str:
    """Why an act cannot be done: it is done already, not possible now or no more; and since when that is so."""
    entries = Entry.objects.filter(chain__name=obj.chain, subject=obj.subject).order_by("-n")
    taken = entries.filter(step__in=steps).first() if takes else None
    if taken or (takes and obj.state in {obj.STEPS[step][1] for step in steps}):
        why = _("This is done already.")
    elif _ahead(obj, steps):
        why = _("This is not possible now.")
    else:
        why = _("This is no longer possible.")
    names = {"thing": str(obj), "state": obj.get_state_display()}
    at = entries.filter(facts__to=obj.state).values_list("at", flat=True).first()
    if at is None:
        return f"{why} {_('“%(thing)s”: %(state)s.') % names}"
    return f"{why} {_('“%(thing)s”: %(state)s since %(at)s.') % (names | {'at': moment(parse_datetime(at))})}"


def _ahead(obj, steps: tuple[str, ...]) -> bool:
    """Whether a state from which one of the steps leads can still come."""
    seen, waiting = set(), {obj.state}
    while waiting:
        seen |= waiting
        waiting = {target for sources, target in obj.STEPS.values() if waiting & set(sources)} - seen
    return any(seen & set(obj.STEPS[step][0]) for step in steps)


@rules.predicate
def signed_in(user, obj=None):
    return user.is_authenticated and user.is_active


def allowed(user, right: str, obj) -> bool:
    return rules.has_perm(right, user, obj)


def demand(user, right: str, obj) -> None:
    """Nothing for whoever has the right; TooLate for whoever would have it at another time; 403 for everyone else."""
    if allowed(user, right, obj):
        return
    found: list[Callable[[Any], str]] = []
    token = _wrong_time.set(found)
    try:
        entitled = allowed(user, right, obj)
    finally:
        _wrong_time.reset(token)
    if entitled and found:
        raise TooLate(found[0](obj), obj.get_absolute_url())
    raise PermissionDenied


def reach_city(user, right: str) -> Space:
    """The city's space for a page of its offices: 404 for people without any office in it, 403 without the right."""
    city = Space.objects.city()
    if not roles_in(user, city):
        raise Http404
    demand(user, right, city)
    return city


def reach(queryset, user, right: str | None = None, **lookup):
    """One object for a view: 404 if the person may not see it; if they see it, the right is demanded.

    The queryset's ``visible_to`` is the only judge of seeing.
    """
    obj = get_object_or_404(queryset.visible_to(user), **lookup)
    if right:
        demand(user, right, obj)
    return obj
