"""A part of the programme on paper: two people read the cards, what agrees is entered once, and a third look settles
the rest. A card has one number in its part, so nothing is counted twice, whoever enters it.
"""

from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.algorithms.two_entries import compare
from deliberation.ledger.actions import Refused, advance, hold
from deliberation.processes.actions import role_of
from deliberation.rounds.floor import live
from deliberation.rounds.floor.notes import Note, PaperRun, Reading
from deliberation.rounds.floor.noting import store_card
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem

CARDS = UUID("6f1c7f6e-0d5c-4c0e-9a54-0b7f6a1f5f0c")  # the name space of the keys of cards
LEFT_OUT = 0
Cards = dict[int, tuple[str, str]]  # number → the table's number, and what is written there


@transaction.atomic
def go_to_paper(meeting: Meeting, item: ProgrammeItem, *, by: User) -> PaperRun:
    """Do this part on paper from now on. What was entered on screens before stays and counts; cards have numbers."""
    hold(meeting)
    if meeting.state not in (Meeting.State.OPEN, Meeting.State.ENDED):
        raise Refused(_("This meeting has not been opened yet."))
    PaperRun.objects.bulk_create([PaperRun(meeting=meeting, item=item, begun_by=by)], ignore_conflicts=True)
    live.touch(meeting, "console")
    return PaperRun.objects.get(item=item)


@transaction.atomic
def read_cards(run: PaperRun, lines: list[list[str]], *, by: User) -> PaperRun:
    """One reading of all cards. The second, by another person, is compared at once: what agrees is entered."""
    held = (
        PaperRun.objects.select_for_update(of=("self",))
        .select_related("meeting__stage__process__space", "item")
        .get(pk=run.pk)
    )
    if held.state not in (PaperRun.State.COLLECTING, PaperRun.State.CHECKING):
        raise Refused(_("Both readings of these cards are finished."))
    n = 1 if held.state == PaperRun.State.COLLECTING else 2
    try:
        with transaction.atomic():
            Reading.objects.create(run=held, n=n, lines=lines, by=by)
    except IntegrityError as error:
        raise Refused(_("The second reading is another person's.")) from error
    if n == 1:
        advance(held, "check", by=by, role=role_of(by, held.space), facts={"cards": len(lines)})
        return held
    first, second = readings(held)
    result = compare(first, second)
    _enter(held, {card: first[card] for card in result.agreed}, by)
    facts = {"agreed": len(result.agreed), "differing": len(result.differing)}
    advance(held, "compare", by=by, role=role_of(by, held.space), facts=facts)
    if not result.differing:
        advance(held, "settle", by=by, role=role_of(by, held.space), facts={"cards": len(result.agreed)})
    return held


@transaction.atomic
def settle_cards(run: PaperRun, choices: dict[int, int], *, by: User) -> PaperRun:
    """The third look: for each card on which the readings differ, which is right, or neither (LEFT_OUT)."""
    held = (
        PaperRun.objects.select_for_update(of=("self",))
        .select_related("meeting__stage__process__space", "item")
        .get(pk=run.pk)
    )
    if held.state != PaperRun.State.COMPARED:
        raise Refused(_("These cards have no differences to look at."))
    read = readings(held)
    if choices.keys() != compare(*read).differing.keys():
        raise Refused(_("Please decide about every card on which the readings differ."))
    chosen = {card: read[n - 1][card] for card, n in choices.items() if n != LEFT_OUT and card in read[n - 1]}
    _enter(held, chosen, by)
    cards = Note.objects.filter(during=held.item_id, card__isnull=False).count()
    advance(held, "settle", by=by, role=role_of(by, held.space), facts={"cards": cards})
    return held


def readings(run: PaperRun) -> tuple[Cards, Cards]:
    """What each of the two has read, by the number of the card."""
    first, second = (
        {int(card): (table, text) for card, table, text in reading.lines} for reading in run.readings.all()
    )
    return first, second


def differences(run: PaperRun) -> list[tuple[int, str, str]]:
    """Card, and what each of the two has read on it."""
    first, second = readings(run)
    return [(card, _told(first, card), _told(second, card)) for card in compare(first, second).differing]


def _told(cards: Cards, card: int) -> str:
    return " · ".join(cards.get(card, ()))


def _enter(run: PaperRun, cards: Cards, by: User) -> None:
    tables = {str(table.number): table for table in run.meeting.tables.published()}
    for card, (table, text) in sorted(cards.items()):
        key = uuid5(CARDS, f"{run.pk}:{card}")
        store_card(run.meeting, by=by, text=text, key=key, table=tables.get(table), during=run.item, card=card)
    live.touch(run.meeting, "console")
