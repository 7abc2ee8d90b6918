from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.algorithms.text import grams
from deliberation.ledger.actions import Refused
from deliberation.opinions.models import Statement
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.processes.models import Stage
from deliberation.rounds.floor.notes import Note
from deliberation.spaces import actions as spaces

KIND = "statement"
STATEMENT_LENGTH = 140


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


def number_statement(statement: Statement) -> None:
    """Give the next number of the stage, once, at the first admission. The stage's row is held for it.

    Refused once the round is closed: nobody could answer, and the minuted count of its statements would be wrong.
    """
    if statement.number is None:
        stage = Stage.objects.select_for_update().get(pk=statement.stage_id)
        if stage.state == Stage.State.CLOSED:
            raise Refused(_("This round has ended; it takes no more statements."))
        last = Statement.objects.filter(stage=statement.stage_id).aggregate(last=Max("number"))["last"]
        statement.number = (last or 0) + 1
        statement.save(update_fields=["number"])
