"""Who sits at which table: assigned, published, moved by hand, balanced anew when somebody is missing.

Sides and opinion groups go into the assignment and nowhere else: what is kept of them is restricted, and what is shown
is one number that stays as it was at the assignment, so that moving a person tells nothing about that person.
"""

import hashlib
import math
import secrets
from collections import defaultdict
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.algorithms.seating import Balance, Inputs, assign, balance, rebalance
from deliberation.ledger.actions import Refused, commit_to, record
from deliberation.ledger.canonical import canonical
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.panels.models import Seat
from deliberation.processes.actions import role_of
from deliberation.processes.models import Stage
from deliberation.rounds.floor import live
from deliberation.rounds.meetings.basis import SHOWN, basis_of, inputs_of
from deliberation.rounds.meetings.models import Interpreter, Meeting, Seating, Table, TablePlace, Tie, Venue
from deliberation.rounds.meetings.scheduling import locked, participants
from deliberation.spaces.disclosure.actions import restrict
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Membership, Role, Space

State = Meeting.State
LEAST_AT_A_TABLE = 2
MOST_NAMED = 10  # codes in one sentence


@transaction.atomic
def assign_tables(meeting: Meeting, *, tables: int, by) -> Seating:
    """Deal everybody who has a seat to this many tables, by a fresh seed. Again as often as wanted until published.

    Each deal is minuted with its seed, so that nobody deals until somebody sits where they should.
    """
    held = locked(meeting, State.PLANNED, State.OPEN)
    seating = Seating.objects.filter(meeting=held).first()
    if seating and seating.published_at:
        raise Refused(_("The tables are published. Move people by hand, or balance the tables anew."))
    codes = dict(Seat.objects.current().filter(process=held.process).values_list("code", "pk"))
    groups = _by_venue(held, codes)
    if not len(groups) <= tables <= len(codes) // LEAST_AT_A_TABLE:
        raise Refused(_("At most %(most)d tables are possible: two people sit at each.") % {"most": len(codes) // 2})
    seed, rows = secrets.token_hex(16), []
    parts: list[dict[str, Any]] = []
    basis = basis_of(held, codes)
    shares = _shares([len(people) for _venue, people in groups], tables)
    for (venue, people), share in zip(groups, shares, strict=True):
        given = inputs_of(basis, people, share)
        dealt = assign(Inputs.of(given), seed=seed)
        parts.append({"venue": venue.name if venue else "", "given": given, "dealt": dealt})
        rows += [(venue, [codes[code] for code in at_table]) for at_table in dealt]
    _lay(held, rows)
    figures = _figures([balance(Inputs.of(part["given"]), part["dealt"]) for part in parts])
    inputs = {name: parts[0][name] for name in ("given", "dealt")} if len(parts) == 1 else {"venues": parts}
    usual = Basis.usual(Ground.PRIVACY)
    restriction = seating.restriction if seating else restrict(held.space, usual, by=by)
    values: dict[str, Any] = {"restriction": restriction}
    values |= {"seed": seed, "inputs": inputs, "figures": figures | {"by_hand": 0}, "made_at": timezone.now()}
    facts = {"number": held.number, "seed": seed, "tables": tables, "people": len(codes)}
    record(held, "deal_tables", by=by, role=role_of(by, held.space), facts=facts)
    live.touch(held, "console")
    return Seating.objects.update_or_create(meeting=held, defaults=values)[0]


def _lay(meeting: Meeting, rows: list[tuple[Venue | None, list[int]]]) -> None:
    """Tables in this order, each with its people; those that stand already keep what was written at them."""
    known = {table.number: table for table in meeting.tables.all()}
    meeting.places.all().delete()
    try:
        meeting.tables.filter(number__gt=len(rows)).delete()
    except ProtectedError as error:
        raise Refused(_("Something was written at a table that would go. Assign as many tables as before.")) from error
    tables = [known.get(n) or Table.objects.create(meeting=meeting, number=n) for n in range(1, len(rows) + 1)]
    for table, (venue, _seats) in zip(tables, rows, strict=True):
        if venue is not None and table.venue_id != venue.pk:
            table.venue = venue
            table.save(update_fields=["venue"])
    TablePlace.objects.bulk_create(
        TablePlace(meeting=meeting, table=table, seat_id=seat)
        for table, (_venue, seats) in zip(tables, rows, strict=True)
        for seat in seats
    )
    _release_scribes(meeting)


def _by_venue(meeting: Meeting, codes: dict[str, int]) -> list[tuple[Venue | None, dict[str, int]]]:
    """Who comes to which venue: named there, else by district, else to the one venue that takes everybody else.

    One group of all while no venue says who comes.
    """
    venues = list(meeting.venues.all())
    if not any(venue.districts or venue.codes for venue in venues):
        return [(None, codes)]
    named = {code: venue for venue in venues for code in venue.codes}
    by_district = {district: venue for venue in venues for district in venue.districts}
    others = next((venue for venue in venues if not venue.districts and not venue.codes), None)
    groups: dict[int, dict[str, int]] = {venue.pk: {} for venue in venues}
    lost = []
    for code, seat, strata in Seat.objects.filter(pk__in=codes.values()).values_list("code", "pk", "strata"):
        venue = named.get(code) or by_district.get(strata.get("district")) or others
        if venue is None:
            lost.append(code)
        else:
            groups[venue.pk][code] = seat
    if lost:
        raise Refused(
            _("No venue takes these people: %(codes)s. Give their districts to a venue.")
            % {"codes": ", ".join(sorted(lost)[:MOST_NAMED])}
        )
    return [(venue, groups[venue.pk]) for venue in venues if groups[venue.pk]]


def _shares(people: list[int], tables: int) -> list[int]:
    """How many tables each venue gets: one, then one by one to where most people would share a table."""
    if min(people) < LEAST_AT_A_TABLE:
        raise Refused(_("Only one person would come to one of the venues. Give its districts to another one."))
    shares = [1] * len(people)
    for _n in range(tables - len(people)):
        room = [n for n, count in enumerate(people) if count // (shares[n] + 1) >= LEAST_AT_A_TABLE]
        if not room:
            raise Refused(_("That are more tables than the people at each venue can fill. Assign fewer tables."))
        shares[max(room, key=lambda n: people[n] / shares[n])] += 1
    return shares


def _release_scribes(meeting: Meeting) -> None:
    """A participant writes down at the own table alone; whoever sits elsewhere now is free of it."""
    seats = Seat.objects.current().filter(process=meeting.process, user=OuterRef("scribe"))
    here = TablePlace.objects.filter(table=OuterRef("pk"), seat__user=OuterRef("scribe"))
    meeting.tables.filter(Exists(seats), ~Exists(here)).update(scribe=None)


def repeats(seating: Seating) -> bool:
    """Whether the inputs and the minuted seed give the tables that were dealt, as anybody who has them can try."""
    parts = seating.inputs.get("venues") or [seating.inputs]
    return all(assign(Inputs.of(part["given"]), seed=seating.seed) == part["dealt"] for part in parts)


def committed_to(seating: Seating) -> dict[str, str]:
    """The commitment that publishing entered in the minute book."""
    return {"seating": hashlib.sha256(seating.salt.encode() + canonical(seating.inputs)).hexdigest()}


@transaction.atomic
def publish_tables(meeting: Meeting, *, by) -> None:
    """Everybody sees their own table. The seed is minuted with a commitment to what went in and what came out."""
    held = locked(meeting, State.PLANNED, State.OPEN)
    seating = Seating.objects.filter(meeting=held).first()
    if seating is None or seating.published_at:
        raise Refused(_("There is no assignment that waits for publication."))
    seating.salt, committed = commit_to(seating.inputs)
    seating.published_at = timezone.now()
    seating.save(update_fields=["salt", "published_at"])
    facts = titles(meeting=held, process=held.process)
    people = participants(held.process)
    notify(people, "tables_published", occasion=held.subject, url=held.get_absolute_url(), facts=facts)
    minuted = {
        "number": held.number,
        "seed": seating.seed,
        "tables": held.tables.count(),
        "people": held.places.count(),
        "again": seating.figures["again"],
        "by_hand": seating.figures["by_hand"],
    }
    record(
        held,
        "publish_tables",
        by=by,
        role=role_of(by, held.space),
        facts=minuted,
        commitments={"seating": committed},
    )


@transaction.atomic
def move_person(meeting: Meeting, seat: Seat, table: Table | None) -> None:
    """Somebody sits at another table, or at none. The constraint keeps everybody at one."""
    held = locked(meeting, State.PLANNED, State.OPEN)
    if seat.process_id != held.stage.process_id or (seat.until and table):
        raise Refused(_("This person has no seat in this deliberation."))
    if table is None:
        held.places.filter(seat=seat).delete()
    elif table.meeting_id != held.pk:
        raise Refused(_("This table belongs to another meeting."))
    else:
        TablePlace.objects.update_or_create(meeting=held, seat=seat, defaults={"table": table})
    _release_scribes(held)
    _measure(held, by_hand=1)
    live.touch(held, "console")


@transaction.atomic
def rebalance_tables(meeting: Meeting) -> int:
    """Even out the tables among those who are checked in, by as few moves as possible; returns how many sit elsewhere.

    Before anybody is checked in, among all who have a seat.
    """
    held = locked(meeting, State.PLANNED, State.OPEN)
    tables = list(held.tables.all())
    here = set(held.check_ins.values_list("seat", flat=True))
    codes = dict(Seat.objects.current().filter(process=held.process).values_list("code", "pk"))
    if here:
        codes = {code: seat for code, seat in codes.items() if seat in here}
    names = {seat: code for code, seat in codes.items()}
    before = dict(held.places.values_list("seat", "table"))
    moved = 0
    held.places.filter(~Q(seat__in=codes.values())).delete()
    standing, basis = _standing(held, tables, codes, before), basis_of(held, codes)
    for at_venue, people in standing or [([], {})]:
        if not at_venue or len(people) < len(at_venue):
            raise Refused(_("There are more tables than people. Assign fewer tables, or move people by hand."))
        sitting = [[names[s] for s, at in before.items() if at == table.pk and s in names] for table in at_venue]
        balanced = rebalance(Inputs.of(inputs_of(basis, people, len(at_venue))), sitting)
        for table, at_table in zip(at_venue, balanced, strict=True):
            for seat in (codes[code] for code in at_table if before.get(codes[code]) != table.pk):
                TablePlace.objects.update_or_create(meeting=held, seat_id=seat, defaults={"table": table})
                moved += 1
    _release_scribes(held)
    _measure(held, by_hand=0)
    live.touch(held, "console")
    return moved


def _standing(
    meeting: Meeting, tables: list[Table], codes: dict[str, int], before: dict[int, int]
) -> list[tuple[list[Table], dict[str, int]]]:
    """The tables that share people, with those people: all, or venue by venue, since nobody travels on the day."""
    groups = _by_venue(meeting, codes)
    if groups == [(None, codes)]:
        return [(tables, codes)] if tables else []
    stands = {table.pk: table.venue_id for table in tables}
    comes = {seat: venue.pk for venue, people in groups for seat in people.values() if venue}
    comes |= {seat: pk for seat, at in before.items() if seat in comes and (pk := stands[at])}
    return [
        ([table for table in tables if table.venue_id == pk], {c: s for c, s in codes.items() if comes[s] == pk})
        for pk in sorted(filter(None, set(stands.values())))
    ]


@transaction.atomic
def tie(stage: Stage, one: Seat, other: Seat, *, kind: str, note: str, by) -> Tie:
    """Keep two people apart or together from the next assignment on."""
    if one.pk == other.pk:
        raise Refused(_("Please choose two different people."))
    if {one.process_id, other.process_id} != {stage.process_id}:
        raise Refused(_("This person has no seat in this deliberation."))
    first, second = sorted((one, other), key=lambda seat: seat.pk)
    values = {"kind": kind, "note": note, "by": by, "at": timezone.now()}
    return Tie.objects.update_or_create(stage=stage, one=first, other=second, defaults=values)[0]


@transaction.atomic
def arrange_tables(meeting: Meeting, tables: dict[int, dict[str, Any]]) -> None:
    """Who moderates each table (by its key), who writes down and interprets there, and at which venue it stands."""
    held = locked(meeting, State.PLANNED, State.OPEN)
    for table in held.tables.all():
        values = dict(tables.get(table.pk, {}))
        chairs = values.pop("interpreters", None)
        for name, value in values.items():
            setattr(table, name, value)
        table.save(update_fields=["moderator", "scribe", "venue"])
        if chairs is not None:
            table.interpreters.all().delete()
            Interpreter.objects.bulk_create(Interpreter(table=table, language=k, name=name) for k, name in chairs)
    _release_scribes(held)
    live.touch(held, "console")


def moderators_of(meeting: Meeting) -> QuerySet[User]:
    """Who may lead a table: the facilitators of the process."""
    return _with_role(Q(space=meeting.space, role=Role.FACILITATOR))


def staff_of(meeting: Meeting) -> QuerySet[User]:
    """Who may write down or type captions without a seat: facilitators, and the city's officials."""
    city = Q(space__kind=Space.Kind.CITY, role=Role.OFFICIAL)
    return _with_role(Q(space=meeting.space, role=Role.FACILITATOR) | city)


def _with_role(where: Q) -> QuerySet[User]:
    members = Membership.objects.current().filter(where).values("user")
    return User.objects.filter(pk__in=members, is_active=True).order_by("display_name", "pk")


@transaction.atomic
def appoint_captioner(meeting: Meeting, user: User | None) -> None:
    """Who types along what is said, or nobody."""
    held = locked(meeting, State.PLANNED, State.OPEN)
    held.captioner = user
    held.save(update_fields=["captioner"])


def _measure(meeting: Meeting, *, by_hand: int) -> None:
    """Count anew what everybody may see of the balance; the number on sides and groups stays as it was."""
    seating = Seating.objects.filter(meeting=meeting).first()
    if seating is None:
        return
    at: dict[int, dict[str, int]] = {table.pk: {} for table in meeting.tables.all()}
    for code, seat, table in meeting.places.values_list("seat__code", "seat", "table"):
        at[table][code] = seat
    basis = basis_of(meeting, {code: seat for people in at.values() for code, seat in people.items()}, shown=True)
    sharing = [[list(at[table]) for table in tables] for tables in _sharing(meeting, seating)]
    kept = {"unseen": seating.figures["unseen"], "by_hand": seating.figures["by_hand"] + by_hand}
    if all(sum(map(len, tables)) >= len(tables) for tables in sharing):
        given = [inputs_of(basis, set(chain(*tables)), len(tables)) for tables in sharing]
        pairs = zip(given, sharing, strict=True)
        kept = _figures([balance(Inputs.of(part), tables) for part, tables in pairs]) | kept
    seating.figures |= kept
    seating.save(update_fields=["figures"])


def _sharing(meeting: Meeting, seating: Seating) -> list[list[int]]:
    """The tables among which people were dealt: all, or those of each venue."""
    groups: dict[int | None, list[int]] = defaultdict(list)
    for table, venue in meeting.tables.values_list("pk", "venue"):
        groups[venue if "venues" in seating.inputs else None].append(table)
    return list(groups.values())


def _figures(measured: list[Balance]) -> dict[str, Any]:
    """What may be told of all venues: the largest deviations, pairs, demands that are not met."""
    worst: dict[str, float] = {}
    for part in measured:
        for name, value in part.worst.items():
            worst[name] = max(value, worst.get(name, 0.0))
    unseen = [value for name, value in worst.items() if name not in SHOWN]
    return {
        "worst": {name: round(value, 1) for name, value in worst.items() if name in SHOWN},
        "pairs": sum(part.pairs for part in measured),
        "again": sum(part.again for part in measured),
        "broken": sum(part.broken for part in measured),
        "unseen": math.ceil(max(unseen)) if unseen else None,
    }
