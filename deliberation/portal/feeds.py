"""What is new, for feed readers (Atom) and calendars (ICS): always what everyone may see, whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page, require_safe

from deliberation.accounts.templatetags.words import office, prose
from deliberation.agendas.models import Proposal
from deliberation.ledger.models import Entry
from deliberation.processes.minutes import in_short, titles_of
from deliberation.processes.models import Process, Stage
from deliberation.rounds.meetings import calendars
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.concealing import conceal
from deliberation.spaces.models import Decision, Sitting, Space
from deliberation.spaces.results import result_of, vote_of

NEWEST = 30
SINCE = 2026  # of the tags that name entries (RFC 4151): they stay when a title or an address changes
SITTING_LASTS = timedelta(hours=2)  # in calendars; when it ends is not planned
STEPS_TOLD = r"^(process|charter|stage|ballot|adoption):"
# Of what comes after a deliberation only what the public waits for: drafts and reminders are left out.
ANSWERS = r"^(report|response|milestone|check):"
ANSWERS_TOLD = ("publish", "extend", "overdue", "unkept", "finish", "change", "stop", "reopen", "check")


@dataclass(frozen=True)
class News:
    """One entry of a feed; ``text`` is sanitised HTML, ``name`` what the entry is known by for ever."""

    name: str
    title: str
    text: str
    address: str
    at: datetime


class WholeEntries(Atom1Feed):
    """Atom with the whole text as content, so that nobody has to follow a link to read it."""

    def add_item_elements(self, handler, item):
        text, item["description"] = item["description"], None
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", text, {"type": "html"})


@method_decorator([require_safe, conditional_page], name="__call__")
class NewsFeed(Feed):
    feed_type = WholeEntries
    heading: object
    page: str

    def title(self) -> str:
        return f"{self.heading} | {office()['name']}"

    def author_name(self) -> str:
        return office()["name"]

    def link(self) -> str:
        return settings.SITE_URL + reverse(self.page)

    def get_feed(self, obj, request):
        feed = super().get_feed(obj, request)
        feed.feed["feed_url"] = settings.SITE_URL + request.path
        feed.feed["id"] = tag(f"feed:{request.path}")
        return feed

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        return item.text

    def item_link(self, item: News) -> str:
        return settings.SITE_URL + item.address

    def item_guid(self, item: News) -> str:
        return tag(item.name)

    def item_pubdate(self, item: News) -> datetime:
        return item.at

    item_updateddate = item_pubdate


def tag(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:{name}"


class ProposalFeed(NewsFeed):
    heading = gettext_lazy("New proposals")
    page = "agendas:list"

    def items(self) -> list[News]:
        rows = Proposal.objects.visible_to(AnonymousUser()).listed().defer("bigrams", "title_grams")
        return [_proposal(row) for row in rows.order_by("-opens_at", "-id")[:NEWEST]]


def _proposal(row: Proposal) -> News:
    text = prose(row.contested) + prose(row.background)
    return News(row.subject, row.title, text, row.get_absolute_url(), row.opens_at or row.created_at)


class DecisionFeed(NewsFeed):
    heading = gettext_lazy("Decisions of the committees")
    page = "spaces:decisions"

    def items(self) -> list[News]:
        sittings = Sitting.objects.visible_to(AnonymousUser())
        rows = Decision.objects.filter(space__in=Space.objects.visible_to(AnonymousUser()), sitting__in=sittings)
        newest = list(rows.select_related("sitting").order_by("-decided_at", "-pk")[:NEWEST])
        conceal(newest, "motion")
        return [_decision(row, row.sitting) for row in newest if row.sitting]


def _decision(row: Decision, sitting: Sitting) -> News:
    text = format_html("<p>{}. {}</p>", result_of(row), vote_of(row)) + prose(row.reason)
    return News(row.subject, f"{row.motion}: {result_of(row)}", text, sitting.get_absolute_url(), row.decided_at)


class StepFeed(NewsFeed):
    heading = gettext_lazy("Deliberations and their steps")
    page = "processes:list"

    def items(self) -> list[News]:
        return _steps(Process.objects.visible_to(AnonymousUser()))


class ProcessFeed(NewsFeed):
    """The steps of one deliberation."""

    def get_object(self, request: HttpRequest, slug: str) -> Process:
        return get_object_or_404(Process.objects.visible_to(AnonymousUser()), slug=slug)

    def title(self, obj: Process) -> str:  # type: ignore[override]  # takes what get_object found
        return f"{obj} | {office()['name']}"

    def link(self, obj: Process) -> str:  # type: ignore[override]  # likewise
        return settings.SITE_URL + obj.get_absolute_url()

    def items(self, obj: Process) -> list[News]:
        return _steps(Process.objects.filter(pk=obj.pk))


def _steps(processes) -> list[News]:
    """The newest steps in the minute books of these, in three queries."""
    told = Q(subject__regex=STEPS_TOLD) | Q(subject__regex=ANSWERS, step__in=ANSWERS_TOLD)
    written = Entry.objects.filter(told, chain__name__in=processes.values("space__name"))
    entries = list(written.select_related("chain").order_by("-pk")[:NEWEST])
    of_these = processes.filter(space__name__in={entry.chain.name for entry in entries})
    known = {process.space.name: process for process in of_these.select_related("space").prefetch_related("stages")}
    return [_step(entry, known[entry.chain.name]) for entry in entries]


def _step(entry: Entry, process: Process) -> News:
    told = in_short(entry, titles_of(process.stages.all()))
    address = reverse("processes:record", args=[process.slug])
    text = format_html("<p>{}</p>", told) + prose(process.about)
    at = datetime.fromisoformat(entry.at)
    return News(f"entry:{entry.chain.name}:{entry.n}", f"{process}: {told}", text, address, at)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Stages, meetings and sittings of the whole city."""
    everyone = AnonymousUser()
    events = calendars.stage_events(Stage.objects.visible_to(everyone))
    events += calendars.meeting_events(Meeting.objects.visible_to(everyone))
    events += _sittings(Sitting.objects.visible_to(everyone))
    written = calendars.feed(_("Deliberations and sittings"), events)
    return HttpResponse(written, content_type="text/calendar; charset=utf-8")


def _sittings(sittings) -> Iterable:
    recent = sittings.filter(kind=Sitting.Kind.MEETING, held_at__gt=timezone.now() - calendars.PAST)
    for row in recent.order_by("held_at", "pk"):
        ends_at = max(row.closed_at or row.held_at, row.held_at + SITTING_LASTS)
        event = calendars.event(f"sitting-{row.pk}", row.title, row.held_at, ends_at, row.get_absolute_url())
        event.add("status", "CANCELLED" if row.state == Sitting.State.CANCELLED else "CONFIRMED")
        if row.place:
            event.add("location", row.place)
        yield event
