"""A part of the programme on paper: notes on numbered cards, or who speaks on a list. Two people read the sheet, what
agrees is entered once, and a third look settles the rest.

Nothing is counted twice: a line has one number on its sheet, whoever reads it in, and while a part's speaking list is
on paper nobody is called on a screen. Whoever spoke is known by the code of the seat, on paper as on screens.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.algorithms.two_entries import compare
from deliberation.ledger.actions import Refused, advance
from deliberation.processes.actions import role_of
from deliberation.rounds.floor import live
from deliberation.rounds.floor.models import Floor, Turn
from deliberation.rounds.floor.moderating import end_turn, known_as, named, people_in_the_hall
from deliberation.rounds.floor.notes import PaperRun, Reading, Sheet
from deliberation.rounds.floor.noting import hold_held, store_card
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem

LINES = UUID("6f1c7f6e-0d5c-4c0e-9a54-0b7f6a1f5f0c")  # the name space of the keys of lines
LEFT_OUT = 0

Lines = Mapping[int, list[str]]  # by number, what else stands in a line


@transaction.atomic
def go_to_paper(meeting: Meeting, item: ProgrammeItem, sheet: str, *, by: User) -> PaperRun:
    """Keep a sheet of this part on paper from now on. What was entered on screens before stays and counts."""
    hold_held(meeting)
    floor = Floor.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    run = PaperRun(meeting=meeting, item=item, sheet=sheet, begun_by=by)
    PaperRun.objects.bulk_create([run], ignore_conflicts=True)
    if sheet == Sheet.TURNS and floor and floor.item_id == item.pk:
        end_turn(meeting, run.begun_at)
    live.touch(meeting)
    return PaperRun.objects.get(item=item, sheet=sheet)


@transaction.atomic
def return_to_screen(run: PaperRun) -> None:
    """Nothing was written on the sheet after all. Refused once somebody has read it in."""
    if _held(run).state != PaperRun.State.COLLECTING:
        raise Refused(_("This sheet has been read in already."))
    run.delete()
    live.touch(run.meeting)


@transaction.atomic
def read_sheet(run: PaperRun, lines: list[list[str]], *, by: User) -> PaperRun:
    """One reading of a sheet. The second, by another person, is compared at once: what agrees is entered."""
    held = _held(run)
    if held.state not in (PaperRun.State.COLLECTING, PaperRun.State.CHECKING):
        raise Refused(_("Both readings of this sheet are finished."))
    n = 1 if held.state == PaperRun.State.COLLECTING else 2
    try:
        with transaction.atomic():
            Reading.objects.create(run=held, n=n, lines=lines, by=by)
    except IntegrityError as error:
        raise Refused(_("The second reading is another person's.")) from error
    role = role_of(by, held.space)
    if n == 1:
        advance(held, "check", by=by, role=role, facts={"lines": len(lines)})
        return held
    first, second = readings(held)
    result = compare(first, second)
    _enter(held, {number: first[number] for number in result.agreed}, by)
    facts = {"agreed": len(result.agreed), "differing": len(result.differing)}
    advance(held, "compare", by=by, role=role, facts=facts)
    if not result.differing:
        advance(held, "settle", by=by, role=role, facts={"lines": len(result.agreed)})
    return held


@transaction.atomic
def settle_sheet(run: PaperRun, choices: dict[int, int], *, by: User) -> PaperRun:
    """The third look: for each line on which the readings differ, which is right, or neither (LEFT_OUT)."""
    held = _held(run)
    if held.state != PaperRun.State.COMPARED:
        raise Refused(_("This sheet has no differences to look at."))
    read = readings(held)
    result = compare(*read)
    if choices.keys() != result.differing.keys():
        raise Refused(_("Please decide about every line on which the readings differ."))
    chosen = {number: read[n - 1][number] for number, n in choices.items() if n != LEFT_OUT and number in read[n - 1]}
    _enter(held, chosen, by)
    advance(held, "settle", by=by, role=role_of(by, held.space), facts={"lines": len(result.agreed) + len(chosen)})
    return held


def readings(run: PaperRun) -> tuple[Lines, Lines]:
    """What each of the two has read."""
    first, second = ({int(number): said for number, *said in reading.lines} for reading in run.readings.all())
    return first, second


def differences(run: PaperRun) -> list[tuple[int, str, str]]:
    """The number of a line, and what each of the two has read in it."""
    first, second = readings(run)
    differing = compare(first, second).differing
    return [(n, " · ".join(first.get(n, ())), " · ".join(second.get(n, ()))) for n in differing]


def _held(run: PaperRun) -> PaperRun:
    """The run, locked behind its meeting."""
    hold_held(run.meeting)
    rows = PaperRun.objects.select_for_update(of=("self",)).select_related("meeting__stage__process__space", "item")
    return rows.get(pk=run.pk)


def _enter(run: PaperRun, lines: Lines, by: User) -> None:
    ENTER[Sheet(run.sheet)](run, lines, by)
    live.touch(run.meeting)


def _enter_cards(run: PaperRun, lines: Lines, by: User) -> None:
    tables = {str(table.number): table for table in run.meeting.tables.published()}
    for card, (table, text) in sorted(lines.items()):
        key = uuid5(LINES, f"{run.pk}:{card}")
        store_card(run.meeting, by=by, text=text, key=key, table=tables.get(table), during=run.item, card=card)


def _enter_turns(run: PaperRun, lines: Lines, by: User) -> None:
    """One turn after the other, since a list tells how long somebody spoke and not when."""
    people = people_in_the_hall(run.meeting)
    last = Turn.objects.filter(item=run.item).aggregate(last=Max("ended_at"))["last"]
    began_at = max(run.begun_at, last or run.begun_at)
    for number, (who, length) in sorted(lines.items()):
        minutes, seconds = length.split(":")
        ended_at = began_at + timedelta(minutes=int(minutes), seconds=int(seconds))
        user = named(people, who)
        code, side = known_as(run.meeting, user)
        known = {"user": user, "code": code, "side": side, "key": uuid5(LINES, f"{run.pk}:{number}")}
        Turn.objects.create(meeting=run.meeting, item=run.item, began_at=began_at, ended_at=ended_at, **known)
        began_at = ended_at


ENTER: dict[Sheet, Callable[[PaperRun, Lines, User], None]] = {Sheet.CARDS: _enter_cards, Sheet.TURNS: _enter_turns}
