"""The minutes of a meeting: what the clock and the tables have left, the facilitator's words, each table's review."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.accounts.templatetags.words import moment
from deliberation.ledger.actions import Refused, advance, hold
from deliberation.ledger.canonical import digest
from deliberation.processes.actions import digested, role_of, utc_text
from deliberation.rounds.floor.models import Act
from deliberation.rounds.floor.notes import Minutes, Note, Review
from deliberation.rounds.floor.present import present
from deliberation.rounds.meetings.models import Meeting, Table
from deliberation.spaces.models import Item


def minutes_of(meeting: Meeting) -> Minutes:
    return Minutes.objects.filter(meeting=meeting).first() or Minutes(meeting=meeting)


@transaction.atomic
def submit_minutes(meeting: Meeting, text: str, *, by: User) -> Minutes:
    """Write the minutes of a meeting that is over and give them to the tables."""
    hold(meeting)
    if meeting.state != Meeting.State.ENDED:
        raise Refused(_("The minutes are written when the meeting is over."))
    Minutes.objects.bulk_create([Minutes(meeting=meeting)], ignore_conflicts=True)
    minutes = _locked(meeting)
    facts = {"version": minutes.version, "tables": meeting.tables.published().count()}
    fields = {"text": text, "submitted_at": timezone.now()}
    advance(minutes, "submit", by=by, role=role_of(by, minutes.space), facts=facts, **fields)
    return minutes


@transaction.atomic
def rework_minutes(meeting: Meeting, *, by: User) -> Minutes:
    """Take the minutes back after an objection; the tables then review the new version."""
    minutes = _locked(meeting)
    advance(minutes, "rework", by=by, role=role_of(by, minutes.space), version=minutes.version + 1)
    return minutes


@transaction.atomic
def review_minutes(minutes: Minutes, *, table: Table, stand: str, text: str, by: User) -> Review:
    """A table's word, once a version; who speaks last for the table is heard."""
    hold(minutes)
    if minutes.state != Minutes.State.REVIEW:
        raise Refused(_("These minutes are not being reviewed now."))
    fields = {"stand": stand, "text": text, "by": by, "at": timezone.now()}
    word, _new = Review.objects.update_or_create(minutes=minutes, version=minutes.version, table=table, defaults=fields)
    return word


@transaction.atomic
def publish_minutes(meeting: Meeting, *, by: User) -> Minutes:
    """Publish them as they stand, with what each table said and which said nothing in time.

    Refused while a table has said nothing and has time left.
    """
    minutes = _locked(meeting)
    waiting = waiting_for(minutes)
    if waiting and minutes.has_time_left:
        words = {"tables": ", ".join(str(table) for table in waiting), "at": moment(minutes.due_at)}
        raise Refused(_("These tables have not reviewed the minutes yet: %(tables)s. They have until %(at)s.") % words)
    content = content_of(minutes) | {"silent": [table.number for table in waiting]}
    reviews = minutes.reviews.filter(version=minutes.version)
    counted = reviews.aggregate(
        confirmed=Count("pk", filter=Q(stand=Review.Stand.CONFIRM)),
        objected=Count("pk", filter=Q(stand=Review.Stand.OBJECT)),
    )
    facts = {**counted, "silent": len(waiting), "version": minutes.version, "digest": digest(content)}
    fields = {"content": content, "digest": facts["digest"], "published_at": timezone.now()}
    advance(minutes, "publish", by=by, role=role_of(by, minutes.space), facts=facts, **fields)
    return minutes


def waiting_for(minutes: Minutes) -> list[Table]:
    said = minutes.reviews.filter(version=minutes.version).values("table")
    return list(minutes.meeting.tables.published().exclude(pk__in=said)) if minutes.pk else []


def content_of(minutes: Minutes) -> dict[str, Any]:
    """The minutes as plain data: words, course, airtime of the sides, notes, reviews."""
    meeting = minutes.meeting
    steps = Act.objects.filter(meeting=meeting, kind="step", item__isnull=False).select_related("item")
    notes = Note.objects.filter(meeting=meeting).filed().exclude(item__state=Item.State.HIDDEN)
    reviews = minutes.reviews.filter(version=minutes.version).select_related("table") if minutes.pk else []
    return {
        "text": minutes.text,
        "course": [{"at": utc_text(act.at), "item": act.item.title} for act in steps if act.item],
        "present": meeting.check_ins.count(),
        "sides": [
            {"side": row.side.key, "seconds": row.seconds, "turns": row.turns}
            for row in present(meeting).sides
            if row.side
        ],
        "notes": [
            {"source": str(note.table.number) if note.table else "", "kind": note.kind, "text": note.item.text}
            for note in notes.select_related("item", "table")
        ],
        "reviews": [{"table": row.table.number, "stand": row.stand} | digested(row.text) for row in reviews],
    }


def _locked(meeting: Meeting) -> Minutes:
    minutes = Minutes.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    if minutes is None:
        raise Refused(_("There are no minutes yet."))
    minutes.meeting = meeting
    return minutes
