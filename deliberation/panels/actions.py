import secrets
from datetime import datetime
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.actions import issue_letter
from deliberation.accounts.models import Letter, User
from deliberation.ledger.actions import Refused, hold, record
from deliberation.ledger.canonical import digest
from deliberation.panels.draws import Drawn, read
from deliberation.panels.models import OPEN_TO_ALL, Seat
from deliberation.processes.models import Process
from deliberation.spaces.actions import dismiss
from deliberation.spaces.models import Membership, Role

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another


class BadDraw(Refused):
    """A list that cannot be entered, with every fault by its line; nothing of it was entered."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__(" ".join(faults))


@transaction.atomic
def import_seats(process: Process, data: bytes, *, by) -> list[Seat]:
    """Enter the labelled list of a draw: people, seats and memberships, in one minute with their count and digest.

    Somebody without a contact gets no sign-in but a letter. Raises BadDraw, and enters nothing, on any fault.
    """
    hold(process)
    if process.state in Process.OVER:
        raise Refused(_("The process is over; nobody can be seated any more."))
    rows, faults = read(data)
    if faults:
        raise BadDraw(faults)
    known = _known_people(rows)
    if faults := _already_there(process, rows, known):
        raise BadDraw(faults)
    try:
        with transaction.atomic():
            seats = _seat(process, rows, known, by)
    except IntegrityError as error:
        raise BadDraw([_("Somebody else entered participants at the same moment. Please try again.")]) from error
    labels = [{"code": seat.code, "strata": seat.strata} for seat in sorted(seats, key=lambda seat: seat.code)]
    record(process, "seat", by=by, role="official", facts={"count": len(seats), "digest": digest({"seats": labels})})
    return seats


def _known_people(rows: list[Drawn]) -> dict[str, User]:
    """People who have an account under a contact of the list, by that contact."""
    subjects = [row.contact.subject for row in rows if row.contact]
    people = User.objects.filter(Q(email__in=subjects) | Q(phone__in=subjects))
    return {subject: person for person in people for subject in (person.email, person.phone) if subject in subjects}


def _already_there(process: Process, rows: list[Drawn], known: dict[str, User]) -> list[str]:
    codes = set(process.seats.values_list("code", flat=True))
    seated = set(process.seats.current().values_list("user_id", flat=True))
    faults: list[str] = []
    met: dict[int, int] = {}
    for row in rows:
        person = known.get(row.contact.subject) if row.contact else None
        fault = ""
        if row.code in codes:
            fault = _("the code “%(code)s” is taken in this process.") % {"code": row.code}
        elif person and person.pk in seated:
            fault = _("this person has a seat already.")
        elif person and met.setdefault(person.pk, row.line) != row.line:
            fault = _("this person stands in line %(line)d already.") % {"line": met[person.pk]}
        if fault:
            faults.append(_("Line %(line)d: %(fault)s") % {"line": row.line, "fault": fault})
    return faults


def _seat(process: Process, rows: list[Drawn], known: dict[str, User], by) -> list[Seat]:
    people = [known.get(row.contact.subject) if row.contact else None for row in rows]
    new = [_person(row) for row, person in zip(rows, people, strict=True) if person is None]
    arriving = iter(User.objects.bulk_create(new))
    people = [person or next(arriving) for person in people]
    _admit(process, people, by)
    return Seat.objects.bulk_create(
        [
            Seat(process=process, user=person, code=row.code, strata=row.strata)
            for row, person in zip(rows, people, strict=True)
        ]
    )


def _person(row: Drawn) -> User:
    contact = {row.contact.provider: row.contact.subject} if row.contact else {}
    district = row.strata.get("district", "")
    return User(
        display_name=row.name,
        district=district,
        origin=User.Origin.IMPORT,
        welcome_due=True,
        password=make_password(None),
        **contact,
    )


def _admit(process: Process, people: list[User | None], by) -> None:
    Membership.objects.bulk_create(
        [Membership(space=process.space, user=person, role=Role.PARTICIPANT, appointed_by=by) for person in people],
        ignore_conflicts=True,
    )


@transaction.atomic
def take_seat(process: Process, user) -> Seat:
    """A citizen joins an open process: the seat, and with it the membership. Taking it twice gives the same seat.

    Not minuted: a seat that people take themselves is an act of the many, counted when a roll is fixed.
    """
    hold(process)
    if process.preset != OPEN_TO_ALL or process.state != Process.State.RUNNING:
        raise Refused(_("The participants of this process are drawn; you can read along."))
    code = partial(_free_code, process)
    seat, new = Seat.objects.current().get_or_create(process=process, user=user, defaults={"code": code})
    if new:
        _admit(process, [user], None)
        for known in ("_roles_by_space", "_seats_by_process"):
            user.__dict__.pop(known, None)
    return seat


def _free_code(process: Process) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(6))
        if not process.seats.filter(code=code).exists():
            return code


@transaction.atomic
def end_seat(seat: Seat, *, by) -> None:
    """A participant leaves: seat and membership end now, and that is minuted. What was counted stays counted."""
    if not Seat.objects.filter(pk=seat.pk, until=None).update(until=timezone.now()):
        raise Refused(_("This seat has ended already."))
    for membership in _memberships(seat):
        dismiss(membership, by=by)


def _memberships(seat: Seat):
    held = Membership.objects.current().filter(space=seat.process.space, user=seat.user, role=Role.PARTICIPANT)
    return held.select_related("space", "user")


def forget(user) -> None:
    """What erasing a person means here: their seats end; ``spaces`` ends the memberships."""
    Seat.objects.filter(user=user, until=None).update(until=timezone.now())


@transaction.atomic
def issue_letters(process: Process, seats: list[Seat]) -> list[tuple[Seat, str]]:
    """A fresh letter code for each seat, valid until the last stage closes; an earlier code of the person is void.

    The codes are returned once and stored only as keyed hashes.
    """
    now = timezone.now()
    until: datetime = process.stages.aggregate(last=Max("closes_at"))["last"]
    if until <= now:
        raise Refused(_("The last stage is over; a letter would open nothing."))
    people = [seat.user_id for seat in seats]
    Letter.objects.filter(user__in=people, valid_until__gt=now, landing=process.get_absolute_url()).update(
        valid_until=now
    )
    return [(seat, issue_letter(seat.user, process.get_absolute_url(), until)) for seat in seats]
