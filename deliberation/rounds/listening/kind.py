"""The kind of stage in which the city goes to the places, listens, answers, and comes back."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import number, period
from deliberation.documents.blocks import Block, Column, Heading, Paragraph
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.processes.kinds import DUTY_COLUMNS, Table, no_duties
from deliberation.processes.models import Process, Stage
from deliberation.rounds.listening.models import Concern, numbers_of, places_of
from deliberation.rounds.meetings.kind import TO_PLAN, MeetingsKind
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.models import Membership, Role, Space

State = Meeting.State


class ListeningKind(MeetingsKind):
    """A tour of places in two rounds. Nobody votes; what counts is that each concern gets its answer."""

    name = "listening"
    label = _("Listening sessions")
    seated = False
    act = _("Look at what was said")
    words = MeetingsKind.words | {
        "answer": _("Answer concerns"),
        "judge": _("Say what came of the concerns"),
    }

    def url(self, stage: Stage) -> str:
        return reverse("rounds:tour", args=[stage.process.slug, stage.pk])

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        return [(gettext("What was said at the listening sessions, with the answers"), self.url(stage))]

    def missing_before_closed(self, stage: Stage) -> list[str]:
        """Each place is visited again, and then each of its concerns is settled or said to be open."""
        reasons = super().missing_before_closed(stage)
        for place in places_of(stage):
            if place.second_state != State.ENDED:
                reasons.append(gettext("“%(place)s” has not been visited a second time.") % {"place": place})
        raised = Concern.objects.filter(stage=stage, state=Concern.State.RAISED).count()
        if raised:
            told = ngettext(
                "Of %(n)s concern nobody has said yet what came of it.",
                "Of %(n)s concerns nobody has said yet what came of them.",
                raised,
            )
            reasons.append(told % {"n": number(raised)})
        return reasons

    def close(self, stage: Stage) -> dict[str, Any]:
        counted = numbers_of(stage)
        shown = ("places", "people", "concerns", "answered", "settled", "still_open", "new")
        names = {"answered": "answered_concerns", "new": "new_concerns"}
        return {"meetings": counted["sessions"]} | {names.get(name, name): counted[name] for name in shown}

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Nobody has a seat in a tour: whoever comes, comes."""
        return no_duties()

    def desk(self, user: Any) -> QuerySet:
        """For the facilitator the sessions and what came of the concerns; for the city concerns without an answer."""
        now = timezone.now()
        roles = Membership.objects.current().filter(user=user.pk)
        runs = Exists(roles.filter(space=OuterRef("process__space"), role=Role.FACILITATOR))
        answers = Exists(roles.filter(space__kind=Space.Kind.CITY, role=Role.OFFICIAL))
        meetings = Meeting.objects.filter(stage=OuterRef("pk"))
        concerns = Concern.objects.filter(stage=OuterRef("pk"))
        over = meetings.filter(state=State.OPEN, ends_at__lte=now)
        due = meetings.filter(state=State.PLANNED, starts_at__lte=now + timedelta(minutes=30))
        again = concerns.filter(state=Concern.State.RAISED, meeting__returns__state=State.ENDED)
        unanswered = concerns.filter(answered_at=None)
        what: Case = Case(
            When(runs & Exists(over), then=Value("end")),
            When(runs & Exists(due), then=Value("open")),
            When(runs & ~Exists(meetings) & Q(opens_at__lte=now + TO_PLAN), then=Value("plan")),
            When(runs & Exists(again), then=Value("judge")),
            When(answers & Exists(unanswered), then=Value("answer")),
            output_field=CharField(),
        )
        rows = Stage.objects.filter(process__in=Process.objects.visible_to(user), kind=self.name)
        rows = rows.filter(state=Stage.State.READY, process__state=Process.State.RUNNING)
        rows = rows.order_by().annotate(
            stage_id=F("pk"), user_id=Value(user.pk), since=F("opens_at"), due=F("closes_at"), what=what
        )
        return rows.exclude(what=None).values(*DUTY_COLUMNS)

    def summary(self, stage: Stage) -> list[str]:
        counted = numbers_of(stage)
        if not counted["concerns"]:
            return []
        words = {name: number(n) for name, n in counted.items()}
        told = [
            gettext("At %(places)s places %(people)s people came, and %(concerns)s concerns were written down.") % words
        ]
        if counted["settled"] + counted["still_open"] + counted["new"]:
            second = gettext(
                "After the second round %(settled)s are settled, %(still_open)s still open and %(new)s new."
            )
            told.append(second % words)
        else:
            told.append(gettext("The city has answered %(answered)s of them; it comes back to each place.") % words)
        return told

    def section(self, stage: Stage) -> Iterable[Block]:
        for sentence in self.summary(stage):
            yield Paragraph.of(sentence)
        meetings = list(stage.meetings.exclude(state=State.CANCELLED).prefetch_related("turnouts"))
        concerns = list(
            Concern.objects.filter(stage=stage).in_order().select_related("meeting").order_by("rank", "number")
        )
        for place in places_of(stage):
            yield Heading(1, str(place))
            for visit in meetings:
                if place.pk in (visit.pk, visit.follows_id):
                    yield Paragraph.of(_told(visit))
            rows = tuple(
                (one.number, one.get_group_display(), one.text, one.answer or "–", _outcome(one))
                for one in concerns
                if place.pk in (one.meeting_id, one.meeting.follows_id)
            )
            if rows:
                columns = (
                    Column(gettext("No."), numeric=True),
                    Column(gettext("Who said it")),
                    Column(gettext("What was said")),
                    Column(gettext("The city's answer")),
                    Column(gettext("What came of it")),
                )
                yield DocumentTable(gettext("Concerns at “%(place)s”") % {"place": place}, columns, rows)

    def tables(self, stage: Stage) -> Iterator[Table]:
        meetings = stage.meetings.select_related("follows").prefetch_related("turnouts").order_by("number")
        columns = ["number", "round", "place_number", "state", "title", "starts_at", "ends_at", "place"]
        yield (
            "listening_sessions",
            columns,
            (
                [
                    *(row.number, 2 if row.follows else 1, (row.follows or row).number, row.state, row.title),
                    *(row.starts_at.isoformat(), row.ends_at.isoformat(), row.place),
                ]
                for row in meetings
            ),
        )
        yield (
            "listening_turnout",
            ["session", "group", "people"],
            ([row.number, one.group, one.people] for row in meetings for one in row.turnouts.order_by("group")),
        )
        concerns = Concern.objects.filter(stage=stage).select_related("meeting").order_by("number")
        yield (
            "listening_concerns",
            ["number", "session", "group", "text", "answer", "answered_at", "state", "finding"],
            (
                [
                    *(one.number, one.meeting.number, one.group, one.text, one.answer),
                    one.answered_at.isoformat() if one.answered_at else "",
                    *(one.state, one.finding),
                ]
                for one in concerns.iterator(chunk_size=500)
            ),
        )


def _told(visit: Meeting) -> str:
    """When a session was, and who came."""
    when = period(visit.starts_at, visit.ends_at)
    which = pgettext("round", "Second round") if visit.follows_id else pgettext("round", "First round")
    came = ", ".join(f"{row.get_group_display()} {number(row.people)}" for row in visit.turnouts.all())
    return f"{which}: {when}" + (f" · {came}" if came else "")


def _outcome(concern: Concern) -> str:
    return ": ".join(part for part in (str(concern.get_state_display()), concern.finding) if part)
