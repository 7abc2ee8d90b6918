"""Writing notes, and what a note becomes: an issue of the process, or a text of a stage that receives it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.accounts.models import Channel, User
from deliberation.ledger.actions import Refused, hold
from deliberation.panels.models import Seat
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Process, Stage
from deliberation.rounds.floor import live
from deliberation.rounds.floor.moderating import hold_held, moment_of, part_at
from deliberation.rounds.floor.notes import Material, Minutes, Note
from deliberation.rounds.issues import Issue, add_issue
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem, Table
from deliberation.spaces import actions as spaces
from deliberation.spaces.models import Item

KIND = "note"
ISSUE = "issue"
TITLE_LENGTH = 120  # of an issue


@transaction.atomic
def write_note(
    meeting: Meeting,
    *,
    by: User,
    text: str,
    key: UUID,
    kind: str = Note.Kind.NOTE,
    table: Table | None = None,
    seat: Seat | None = None,
    at: datetime | None = None,
    channel: str = Channel.WEB,
) -> Note:
    """Keep a note. Sent again under the same key, it is the note that is there.

    One that arrives when the meeting is over is a draft of its author, who may hand it in until the minutes are
    published. Refused before the meeting has been opened, and in a pause of the process.
    """
    hold_held(meeting)
    now = timezone.now()
    written_at = moment_of(meeting, at or now)
    try:
        with transaction.atomic():
            note = _store(
                meeting,
                by=by,
                text=text,
                channel=channel,
                key=key,
                kind=kind,
                table=table,
                seat=seat,
                during=part_at(meeting, written_at),
                written_at=written_at,
                filed_at=now if meeting.state == Meeting.State.OPEN else None,
            )
    except IntegrityError:
        return _own(Note.objects.select_related("item").get(meeting=meeting, key=key), by)
    live.touch(meeting, "console")
    return note


def _store(meeting: Meeting, *, by: User | None, text: str, channel: str, **fields: Any) -> Note:
    item = spaces.submit(KIND, space=meeting.space, author=by, text=text, channel=channel, state=Item.State.ADMITTED)
    note = Note.objects.create(meeting=meeting, item=item, **fields)
    item.url = note.get_absolute_url()
    item.save(update_fields=["url"])
    return note


def store_card(
    meeting: Meeting, *, by: User, text: str, key: UUID, table: Table | None, during: ProgrammeItem, card: int
):
    """A note read from a paper card by two people; the caller holds the paper run."""
    now = timezone.now()
    places = {"table": table, "during": during, "card": card, "written_at": now, "filed_at": now}
    return _store(meeting, by=None, text=text, channel=Channel.PAPER, key=key, **places)


def _own(note: Note, by: User) -> Note:
    if note.item.author_id != by.pk:
        raise Refused(_("This note is another one. Please write it again."))
    return note


@transaction.atomic
def file_note(note: Note, *, by: User) -> None:
    """The author hands in a draft that came after the end. Refused once the minutes are published."""
    hold_held(note.meeting)
    minutes = Minutes.objects.select_for_update().filter(meeting=note.meeting_id).first()
    if minutes is not None and minutes.state == Minutes.State.PUBLISHED:
        raise Refused(_("The minutes of this meeting are published; no more notes are taken."))
    if not Note.objects.filter(pk=note.pk, item__author=by, filed_at=None).update(filed_at=timezone.now()):
        raise Refused(_("This note has been handed in already."))


# What becomes of it ---------------------------------------------------------------------------------------------------


def becomings(note: Note) -> list[tuple[str, Any]]:
    """What this note can still become: ``(code, words)``; a code names the stage that receives it."""
    done = set(note.materials.values_list("what", flat=True))
    found: list[tuple[str, Any]] = [] if ISSUE in done else [(ISSUE, gettext_lazy("An issue of this process"))]
    for stage in note.meeting.stage.process.stages.exclude(state=Stage.State.CLOSED):
        kind = kind_of(stage)
        words = ((what, kind.words[what]) for what in kind.receives if what not in done)
        found += [(f"{stage.pk}:{what}", f"{label} ({stage})") for what, label in words]
    return found


@transaction.atomic
def make_material(note: Note, *, become: str, text: str, by: User) -> Material:
    """Let a note become an issue or a text of a stage; both ends keep the origin. Each once, whoever else tries."""
    if note.filed_at is None:
        raise Refused(_("This note is a draft. Its author hands it in first."))
    process = note.meeting.stage.process
    if become == ISSUE:
        Process.objects.select_for_update(no_key=True).get(pk=process.pk)  # its issues are numbered
    else:
        hold(process)
    Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if become not in dict(becomings(note)):
        raise Refused(_("This note has become that already, or the stage has ended."))
    if become == ISSUE:
        issue = _new_issue(process, text)
        return Material.objects.create(note=note, what=ISSUE, issue=issue, title=text[:200], by=by)
    key, _colon, what = become.partition(":")
    stage = Stage.objects.select_related("process__space").get(pk=key)
    receive: Callable[..., Any] = kind_of(stage).receives[what]
    made = receive(stage, note=note, text=text, by=by)
    return Material.objects.create(note=note, what=what, title=text[:200], url=made.get_absolute_url(), by=by)


def _new_issue(process: Process, text: str) -> Issue:
    if len(text) > TITLE_LENGTH:
        raise Refused(_("The title of an issue has at most 120 characters."))
    return add_issue(process, title=text)


class NoteItem:
    """A note under moderation: it is there at once, can be hidden with a reason, and shown again."""

    name = KIND
    label = gettext_lazy("Note of a meeting")
    steps = ("admit", "hide")

    def follow(self, item: Item, step: str) -> None:
        live.touch(Meeting.objects.get(notes__item=item), "console")
