"""A Polis export as a concluded process with its statements and stances."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from deliberation.accounts.models import Channel, User
from deliberation.algorithms import polis
from deliberation.algorithms.text import grams, normalise
from deliberation.ledger.actions import Refused, record
from deliberation.opinions.maps.votes import digest_of, read_stances
from deliberation.opinions.models import Stance, Statement
from deliberation.panels.models import Seat
from deliberation.processes.forms import NameForm
from deliberation.processes.models import Process, Stage
from deliberation.spaces.disclosure.actions import restrict
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Item, ItemVersion, Membership, Role, Space

SLUG_LENGTH = Process._meta.get_field("slug").max_length
NO_TEXT = "…"  # real exports have statements without any
ITEM_STATES = {1: Item.State.ADMITTED, 0: Item.State.ADMITTED, -1: Item.State.HIDDEN}


@transaction.atomic
def import_polis(folder: Path, *, title: str, slug: str = "") -> Stage:
    """Make a concluded process of the export in ``folder``: people without sign-in, seats, statements, stances.

    Raises ``polis.BrokenExportError``, naming file and line, and then nothing is imported; Refused when title or
    address cannot be. Statements that nobody had decided about were answered in Polis, so they count as admitted.
    """
    named = NameForm({"title": title, "slug": slug or _proposed_slug(title, folder)})
    if not named.is_valid():
        faults = [
            f"--{option} {named.data[option]}: {fault}" for option, found in named.errors.items() for fault in found
        ]
        raise Refused("\n".join(faults))
    export = polis.read(folder)
    if not export.statements:
        raise polis.BrokenExportError([polis.Problem("comments.csv", 0, "holds no statements")])
    stage = _stage(export, **named.cleaned_data)
    seats = _seats(stage.process, export)
    statements = _statements(stage, export, seats)
    _copy_stances(export, seats, statements, stage.closes_at)
    facts = {"people": len(seats), "statements": len(statements), "stances": len(export.votes.value)}
    record(stage, "import", facts=facts | {"digest": digest_of(read_stances(stage))})
    return stage


def _proposed_slug(title: str, folder: Path) -> str:
    """From the title, or from the folder's name where the title has no Latin letters."""
    name = slugify(title) or slugify(f"import-{folder.resolve().name.replace('.', '-')}")
    return name.replace("_", "-")[:SLUG_LENGTH].strip("-")


def _stage(export: polis.Export, title: str, slug: str) -> Stage:
    moments = [one.milliseconds for one in export.statements]
    if export.votes.milliseconds is not None and len(export.votes.milliseconds):
        moments.append(int(export.votes.milliseconds.max()))
    first, last = (_moment(edge(moments)) if moments else timezone.now() for edge in (min, max))
    space = Space.objects.create(kind=Space.Kind.PROCESS, parent=Space.objects.city(), name=f"process-{slug}")
    process = Process.objects.create(
        space=space, slug=slug, preset="open_online", state=Process.State.CONCLUDED, title=title, convened_at=first
    )
    return Stage.objects.create(
        process=process,
        position=1,
        kind="opinion_round",
        state=Stage.State.CLOSED,
        title="의견 모으기",
        title_en="Opinion round",
        opens_at=first,
        closes_at=last + timedelta(seconds=1),
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _seats(process: Process, export: polis.Export) -> dict[int, Seat]:
    """Seat by participant's id of the export; the seat's code is that id."""
    authors = {one.author for one in export.statements if one.author is not None}
    ids = sorted({*export.participants, *authors})
    people = User.objects.bulk_create([User(origin=User.Origin.IMPORT, password="!") for _id in ids])  # noqa: S106
    since = process.convened_at or timezone.now()
    Membership.objects.bulk_create(
        Membership(space=process.space, user=user, role=Role.PARTICIPANT, since=since) for user in people
    )
    seats = [Seat(process=process, user=user, code=f"P{n}") for n, user in zip(ids, people, strict=True)]
    return dict(zip(ids, Seat.objects.bulk_create(seats), strict=True))


def _statements(stage: Stage, export: polis.Export, seats: dict[int, Seat]) -> list[Statement]:
    space = stage.space
    hidden = sum(ITEM_STATES[one.moderated] == Item.State.HIDDEN for one in export.statements)
    basis = Basis.usual(Ground.PRIVACY)
    restrictions = iter([restrict(space, basis, by=None) for _n in range(hidden)])
    items = Item.objects.bulk_create(
        Item(
            kind="statement",
            space=space,
            author=seats[one.author].user if one.author is not None else None,
            state=ITEM_STATES[one.moderated],
            restriction=next(restrictions) if ITEM_STATES[one.moderated] == Item.State.HIDDEN else None,
            text=_text(one),
            submitted_at=_moment(one.milliseconds),
        )
        for one in export.statements
    )
    ItemVersion.objects.bulk_create(ItemVersion(item=item, n=1, text=item.text, at=item.submitted_at) for item in items)
    statements = Statement.objects.bulk_create(
        Statement(
            stage=stage,
            item=item,
            seat=None if one.seed or one.author is None else seats[one.author],
            seed=one.seed,
            number=one.id + 1,
            created_at=item.submitted_at,
            grams=grams(item.text),
        )
        for one, item in zip(export.statements, items, strict=True)
    )
    for item, statement in zip(items, statements, strict=True):
        item.url = statement.get_absolute_url()
    Item.objects.bulk_update(items, ["url"], batch_size=500)
    return statements


def _text(one: polis.Statement) -> str:
    text = normalise(one.text)
    return text if text.strip() else NO_TEXT


def _copy_stances(export: polis.Export, seats: dict[int, Seat], statements: list[Statement], undated: datetime) -> None:
    """Bulk-load by COPY, which takes a tenth of the time of INSERTs. Exports without times get the closing moment."""
    votes = export.votes
    times = votes.milliseconds if votes.milliseconds is not None else None
    rows = io.StringIO()
    for n, (person, statement, value) in enumerate(zip(votes.person, votes.statement, votes.value, strict=True)):
        at = _moment(int(times[n])) if times is not None else undated
        seat = seats[export.participants[person]]
        rows.write(f"{statements[statement].pk}\t{seat.pk}\t{value}\t{Channel.WEB}\t{at.isoformat()}\n")
    rows.seek(0)
    columns = ("statement_id", "seat_id", "value", "channel", "answered_at")
    with connection.cursor() as cursor:
        cursor.copy_from(rows, Stance._meta.db_table, columns=columns)
