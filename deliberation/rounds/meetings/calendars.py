"""Meetings in people's own calendars: a public feed per process, and a secret one per person."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from deliberation.accounts.models import User
from deliberation.processes.models import Process
from deliberation.rounds.meetings.models import CalendarLink, Meeting
from deliberation.rounds.meetings.scheduling import slots

REFRESH = timedelta(hours=1)
PAST = timedelta(days=400)  # older meetings leave a feed


def renew_link(user: User) -> str:
    """A new secret for the person's feed, told this once; the one before is worthless from now on."""
    token = secrets.token_urlsafe(24)
    CalendarLink.objects.update_or_create(user=user, defaults={"digest": _digest(token), "made_at": timezone.now()})
    return token


def revoke_link(user: User) -> None:
    CalendarLink.objects.filter(user=user).delete()


def person_behind(token: str) -> User | None:
    """Whose secret it is, while it holds."""
    link = CalendarLink.objects.select_related("user").filter(digest=_digest(token), user__is_active=True).first()
    return link.user if link else None


def forget(user: User) -> None:
    """What erasing a person means here."""
    revoke_link(user)


def of_process(process: Process) -> bytes:
    return _feed(str(process), _with_all(Meeting.objects.filter(stage__process=process)))


def of_person(user: User) -> bytes:
    """Meetings of all deliberations in which the person has a seat or a role."""
    seated = Process.objects.filter(seats__user=user, seats__until=None)
    serving = Process.objects.filter(space__in=user.memberships.current().values("space"))
    mine = Meeting.objects.visible_to(user).filter(stage__process__in=seated.union(serving).values("pk"))
    return _feed(_("My meetings"), _with_all(mine))


def _with_all(meetings):
    recent = meetings.filter(ends_at__gt=timezone.now() - PAST).order_by("starts_at", "pk")
    return recent.select_related("stage__process").prefetch_related("programme", "venues")


def _feed(name: str, meetings: Iterable[Meeting]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Public Deliberation//meetings//KO")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{settings.SITE_URL.split('//')[-1]}")
    event.add("dtstamp", timezone.now())
    event.add("sequence", meeting.revision)
    event.add("summary", f"{meeting} · {meeting.process}")
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("status", "CANCELLED" if meeting.state == Meeting.State.CANCELLED else "CONFIRMED")
    event.add("url", settings.SITE_URL + meeting.get_absolute_url())
    if where := _where(meeting):
        event.add("location", where)
    event.add("description", _told(meeting))
    return event


def _where(meeting: Meeting) -> str:
    places = [meeting.place, *(f"{venue.name} {venue.address}".strip() for venue in meeting.venues.all())]
    return " / ".join(place for place in places if place) or meeting.video_link


def _told(meeting: Meeting) -> str:
    lines = [_("Cancelled: %(reason)s") % {"reason": meeting.reason}] if meeting.reason else []
    lines += [f"{slot.clock} {slot.item}" for slot in slots(meeting)]
    links = [meeting.video_link, *(venue.video_link for venue in meeting.venues.all())]
    lines += [_("Video meeting: %(link)s") % {"link": link} for link in links if link]
    return "\n".join([*lines, settings.SITE_URL + meeting.get_absolute_url()])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
