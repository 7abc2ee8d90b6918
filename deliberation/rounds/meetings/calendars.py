"""Dates in people's own calendars: a public feed per process, and a secret one per person."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from deliberation.accounts.models import User
from deliberation.processes.models import Process, Stage
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
    """Its stages and meetings."""
    stages = stage_events(Stage.objects.filter(process=process))
    return feed(str(process), [*stages, *meeting_events(Meeting.objects.filter(stage__process=process))])


def of_person(user: User) -> bytes:
    """Meetings of all deliberations in which the person has a seat or a role."""
    seated = Process.objects.filter(seats__user=user, seats__until=None)
    serving = Process.objects.filter(space__in=user.memberships.current().values("space"))
    mine = Meeting.objects.visible_to(user).filter(stage__process__in=seated.union(serving).values("pk"))
    return feed(_("My meetings"), meeting_events(mine))


def meeting_events(meetings: QuerySet[Meeting]) -> list[Event]:
    """Three queries."""
    recent = meetings.filter(ends_at__gt=timezone.now() - PAST).order_by("starts_at", "pk")
    rows = recent.select_related("stage__process").prefetch_related("programme", "venues")
    return [_meeting(row) for row in rows]


def stage_events(stages: QuerySet[Stage]) -> list[Event]:
    """From the first to the last moment of each, without keeping anybody busy."""
    recent = stages.filter(closes_at__gt=timezone.now() - PAST).select_related("process")
    moved = recent.annotate(changes=Count("reschedulings")).order_by("opens_at", "pk")
    return [_stage(row, row.changes) for row in moved]


def event(uid: str, title: str, starts_at: datetime, ends_at: datetime, address: str) -> Event:
    """In the city's time; ``uid`` stays the same whatever happens to the date."""
    made = Event()
    made.add("uid", f"{uid}@{settings.SITE_URL.split('//')[-1]}")
    made.add("dtstamp", timezone.now())
    made.add("summary", title)
    made.add("dtstart", timezone.localtime(starts_at))
    made.add("dtend", timezone.localtime(ends_at))
    made.add("url", settings.SITE_URL + address)
    return made


def feed(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Public Deliberation//dates//KO")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for one in events:
        calendar.add_component(one)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _meeting(meeting: Meeting) -> Event:
    title, address = f"{meeting} · {meeting.process}", meeting.get_absolute_url()
    made = event(f"meeting-{meeting.pk}", title, meeting.starts_at, meeting.ends_at, address)
    made.add("sequence", meeting.revision)
    made.add("status", "CANCELLED" if meeting.state == Meeting.State.CANCELLED else "CONFIRMED")
    if where := _where(meeting):
        made.add("location", where)
    made.add("description", _told(meeting))
    return made


def _stage(stage: Stage, changes: int) -> Event:
    title = f"{stage} · {stage.process}"
    made = event(f"stage-{stage.pk}", title, stage.opens_at, stage.closes_at, stage.get_absolute_url())
    made.add("sequence", changes)
    made.add("transp", "TRANSPARENT")
    return made


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
