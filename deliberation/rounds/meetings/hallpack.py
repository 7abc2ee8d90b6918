"""What is printed before a meeting: sign-in sheets, badges, number cards, table lists, posters and question forms."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import segno
from django.conf import settings
from django.db.models import Prefetch
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.accounts.actions import reveal_all
from deliberation.accounts.models import User
from deliberation.accounts.templatetags.words import office, period
from deliberation.documents.hall import Card, Cards, Form, Pack, Poster, Roster, Sheet
from deliberation.panels.models import Seat
from deliberation.rounds.meetings.attending import poster_path
from deliberation.rounds.meetings.models import Meeting, Table, TablePlace, Venue
from deliberation.spaces.bilingual import printed_language

QUESTION_LINES = 11
TURNS = 20  # lines of a speaking list
WITHOUT_A_TABLE = "–"
POSTER = "door"  # the part whose code does not change by itself


def pack(meeting: Meeting, *, parts: list[str], venue: Venue | None = None, by: User, why: str = "") -> Pack:
    """The sheets of the parts that are wanted, for one venue or for all. With a reason names stand on them, logged.

    Tables stand on none of them before they are published.
    """
    tables = list(_tables(meeting, venue))
    seats = _seats(meeting, tables, venue)
    known = reveal_all((seat.user for seat, _table in seats), ["display_name"], by=by, why=why) if why else {}
    names = {seat.pk: known.get(seat.user_id, {}).get("display_name", "") for seat, _table in seats}
    sheets = [sheet for part in parts for sheet in PARTS[part][1](meeting, tables, seats, names, venue)]
    return Pack(
        title=str(meeting),
        language=printed_language(),
        date=localdate(meeting.starts_at),
        publisher=office()["name"],
        sheets=tuple(sheets),
    )


def picture(path: str) -> segno.QRCode:
    """An address of this site for the cameras of phones."""
    return segno.make_qr(settings.SITE_URL + path, error="m")


def _tables(meeting: Meeting, venue: Venue | None):
    places = TablePlace.objects.select_related("seat__user").order_by("seat__code")
    rows = (
        meeting.tables.published()
        .select_related("venue", "moderator")
        .prefetch_related(Prefetch("places", queryset=places), "interpreters")
    )
    return rows.filter(venue=venue) if venue else rows


def _seats(meeting: Meeting, tables: list[Table], venue: Venue | None) -> list[tuple[Seat, str]]:
    """Everybody with the number of their table, by code; for one venue those at its tables."""
    at = {place.seat_id: str(table.number) for table in tables for place in table.places.all()}
    seats = Seat.objects.current().filter(process=meeting.process).select_related("user").order_by("code")
    return [(seat, at.get(seat.pk, WITHOUT_A_TABLE)) for seat in seats if not venue or seat.pk in at]


def _where(meeting: Meeting, venue: Venue | None) -> str:
    place = str(venue or meeting.place)
    return " · ".join(filter(None, [str(meeting), period(meeting.starts_at, meeting.ends_at), place]))


def _sign_in(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    columns = (_("Code"), _("Name"), _("Table"), _("Signature"))
    rows = tuple((seat.code, names[seat.pk], table, "") for seat, table in seats)
    yield Roster(_("Sign-in sheet"), _where(meeting, venue), columns, (3, 4, 2, 4), rows)


def _badges(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    cards = []
    for seat, table in seats:
        at = "" if table == WITHOUT_A_TABLE else _("Table %(number)s") % {"number": table}
        name = names[seat.pk]
        cards.append(Card(name or seat.code, seat.code if name else "", at))
    yield Cards(_("Badges"), 2, 4, tuple(cards))


def _numbers(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    cards = [
        Card(str(table.number), _("Table %(number)s") % {"number": table.number}, str(table.venue or ""))
        for table in tables
    ]
    yield Cards(_("Numbers for the tables"), 1, 2, tuple(cards))


def _lists(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    for table in tables:
        led = _("Moderator: %(name)s") % {"name": table.moderator} if table.moderator else ""
        where = " · ".join(filter(None, [str(meeting), str(table.venue or ""), led]))
        rows = tuple((place.seat.code, names.get(place.seat_id, ""), "") for place in table.places.all())
        rows += tuple((_("interpreter"), chair.name, chair.language) for chair in table.interpreters.all())
        yield Roster(str(table), where, (_("Code"), _("Name"), _("Remarks")), (3, 4, 6), rows)


def _door(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    yield Poster(
        _("Check in here"),
        _where(meeting, venue),
        _as_svg(picture(poster_path(meeting))),
        _("QR code for checking in"),
        (
            _("Point the camera of your phone at the square."),
            _("Sign in, and press “I am here”."),
            _("Without a phone: the desk ticks you on the list."),
        ),
    )


def _as_svg(drawn: segno.QRCode) -> str:
    out = io.BytesIO()
    drawn.save(out, kind="svg", scale=8, border=2, xmldecl=False)
    return out.getvalue().decode()


def _questions(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    fields = (_("Table"), _("To which side, or to both"))
    yield Form(_("A question to the experts"), _("One question on each sheet, please."), fields, QUESTION_LINES)


def _cards(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    fields = (_("Number of the card"), _("Table"), _("Part of the programme"))
    yield Form(_("A note"), _("One thought on each card, please. No names."), fields, QUESTION_LINES)


def _turns(meeting, tables, seats, names, venue) -> Iterator[Sheet]:
    columns = (_("Number"), _("Code, or the party's speaker"), _("Minutes and seconds"))
    rows = tuple((str(n), "", "") for n in range(1, TURNS + 1))
    for item in meeting.programme.all():
        yield Roster(_("Speaking list"), f"{_where(meeting, venue)} · {item}", columns, (2, 6, 4), rows)


# What can be printed: its words, and the sheets that it makes.
PARTS: dict[str, tuple[Any, Callable[..., Iterator[Sheet]]]] = {
    "sign_in": (gettext_lazy("Sign-in sheets"), _sign_in),
    "badges": (gettext_lazy("Badges"), _badges),
    "numbers": (gettext_lazy("Numbers for the tables"), _numbers),
    "lists": (gettext_lazy("Table lists"), _lists),
    POSTER: (gettext_lazy("Poster with a code for checking in that stays the same"), _door),
    "questions": (gettext_lazy("Forms for questions"), _questions),
    "cards": (gettext_lazy("Cards for notes"), _cards),
    "turns": (gettext_lazy("Speaking lists"), _turns),
}
OF_TABLES = ("numbers", "lists")  # what there is only when the tables are published
