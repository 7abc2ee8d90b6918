from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.algorithms.text import grams
from deliberation.ledger.actions import Refused
from deliberation.opinions.models import Reply, Stance, Statement, StatementTranslation
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.processes.models import Stage
from deliberation.rounds.floor.notes import Note
from deliberation.spaces import actions as spaces
from deliberation.spaces.models import Item

KIND = "statement"
REPLY_KIND = "statement_reply"
STATEMENT_LENGTH = 140
REPLY_LENGTH = 500
TRANSLATION_LENGTH = 400  # English takes more letters than Korean syllables


@transaction.atomic
def put_statement(stage: Stage, *, seat: Seat, text: str, channel: str = Channel.WEB) -> Statement:
    """A participant puts a statement; it waits for the facilitator. Refused once the round takes no more input."""
    hold_open(stage)
    return _store(stage, seat=seat, author=seat.user, text=text, channel=channel)


@transaction.atomic
def seed_statement(stage: Stage, *, by, text: str) -> Statement:
    """The facilitator's statement to begin with: admitted at once, and marked as theirs."""
    statement = _store(stage, seat=None, author=by, text=text, channel=Channel.WEB)
    spaces.decide(statement.item, "admit", by=by, version=1)
    statement.refresh_from_db()
    return statement


@transaction.atomic
def receive_note(stage: Stage, *, note: Note, text: str, by) -> Statement:
    """A table's note becomes a statement: admitted at once by the facilitator, and it keeps where it came from."""
    if len(text) > STATEMENT_LENGTH:
        raise Refused(
            _("A statement has at most %(limit)d characters. Please shorten it.") % {"limit": STATEMENT_LENGTH}
        )
    statement = seed_statement(stage, by=by, text=text)
    statement.note = note
    statement.save(update_fields=["note"])
    return statement


def _store(stage: Stage, *, seat: Seat | None, author, text: str, channel: str) -> Statement:
    item = spaces.submit(KIND, space=stage.space, author=author, text=text, channel=channel)
    statement = Statement.objects.create(stage=stage, item=item, seat=seat, seed=seat is None, grams=grams(text))
    item.url = statement.get_absolute_url()
    item.save(update_fields=["url"])
    return statement


@transaction.atomic
def reword_statement(statement: Statement, *, by, text: str, version: int) -> None:
    """The author's better wording: a new version, which waits for the facilitator like the first.

    Refused once somebody has answered it, in a stance or in words: what they answered stays.
    """
    item = _held_item(statement)
    hold_open(statement.stage, alone=True)
    _refuse_unless_open_to_change(item, statement, [Item.State.WAITING, Item.State.ADMITTED, Item.State.DECLINED])
    _reword(item, statement, text, version, by=by, step="revise")


@transaction.atomic
def correct_statement(statement: Statement, *, by, text: str, version: int) -> None:
    """The facilitator corrects a slip until the first answer: what was in the round stays in it."""
    item = _held_item(statement)
    hold_unended(statement.stage)
    _refuse_unless_open_to_change(item, statement, [Item.State.WAITING, Item.State.ADMITTED])
    corrected = _reword(item, statement, text, version, by=by, step="correct")
    if item.state == Item.State.ADMITTED:
        spaces.decide(corrected, "admit", by=by, version=corrected.version)


def _held_item(statement: Statement) -> Item:
    """The statement's item as it is now, locked before the stage, as a decision about it does.

    Holding the stage alone then lets nobody answer meanwhile: an answer comes before, and is seen, or after.
    """
    return Item.objects.select_for_update(of=("self",), no_key=True).get(pk=statement.item_id)


def _refuse_unless_open_to_change(item: Item, statement: Statement, states: Collection[str]) -> None:
    if Stance.objects.filter(statement=statement).exists() or Reply.objects.filter(statement=statement).exists():
        raise Refused(_("Somebody has answered this statement, so its words stay. Put a new one instead."))
    if Statement.objects.filter(pk=statement.pk).exclude(merged_into=None).exists() or item.state not in states:
        raise Refused(_("This statement cannot be changed any more."))


def _reword(item: Item, statement: Statement, text: str, version: int, *, by, step: str) -> Item:
    if item.version != version:
        raise Refused(_("Somebody has changed this text since you opened it. Please read it again."))
    if item.text == text:
        raise Refused(_("This is the wording as it is. Nothing was changed."))
    Statement.objects.filter(pk=statement.pk).update(grams=grams(text))
    statement.item = spaces.revise(item, text, by=by, step=step)
    return statement.item


@transaction.atomic
def reply_to(statement: Statement, *, seat: Seat, text: str, channel: str = Channel.WEB) -> Reply:
    """A participant says something to a statement in words; it waits for the facilitator.

    The same words of the same person, sent twice, are one reply. Refused outside the window, and once the statement is
    hidden or merged.
    """
    hold_open(statement.stage)
    _refuse_unless_offered(statement)
    Seat.objects.select_for_update(no_key=True).get(pk=seat.pk)  # one after the other for this person
    known = Reply.objects.filter(statement=statement, seat=seat, item__text=text).first()
    if known:
        return known
    item = spaces.submit(REPLY_KIND, space=statement.space, author=seat.user, text=text, channel=channel)
    reply = Reply.objects.create(statement=statement, item=item, seat=seat)
    item.url = reply.get_absolute_url()
    item.save(update_fields=["url"])
    return reply


def _refuse_unless_offered(statement: Statement) -> None:
    now = Statement.objects.select_related("item", "merged_into").get(pk=statement.pk)
    if now.merged_into:
        raise Refused(
            _("This statement was merged into no. %(n)d. Please answer that one.") % {"n": now.merged_into.number}
        )
    if not now.is_offered:
        raise Refused(_("This statement is not open for answers any more. Your earlier answers are kept."))


@transaction.atomic
def translate_statement(statement: Statement, *, by, text: str, version: int) -> StatementTranslation:
    """Put a statement into the other language, Korean or English; the last translation stands.

    Refused when the statement has been reworded since the translator read it.
    """
    item = _held_item(statement)
    if item.version != version:
        raise Refused(_("Somebody has changed this text since you opened it. Please read it again."))
    translation, _new = StatementTranslation.objects.update_or_create(
        statement=statement,
        language=StatementTranslation.language_for(item.text),
        defaults={"text": text, "version": version, "by": by, "at": timezone.now()},
    )
    return translation


def hold_unended(stage: Stage) -> None:
    """Hold the stage's row alone: answers come before or after. Refused once the round is closed: its statements and
    their minuted count stay as they are."""
    if Stage.objects.select_for_update().get(pk=stage.pk).state == Stage.State.CLOSED:
        raise Refused(_("This round has ended; its statements stay as they are."))


def number_statement(statement: Statement) -> None:
    """Give the next number of the stage, once, at the first admission. Refused once the round is closed."""
    if statement.number is None:
        hold_unended(statement.stage)
        last = Statement.objects.filter(stage=statement.stage_id).aggregate(last=Max("number"))["last"]
        statement.number = (last or 0) + 1
        statement.save(update_fields=["number"])
