"""Papers from the box: two people read all of them, each for themselves; what agrees is confirmed and lies sealed.

Readings are sealed like votes. The server opens them to compare, once both are finished, and again at the close; it
tells by numbers on which papers they differ, and never what they say.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.models import Channel, User
from deliberation.algorithms.counting import slips
from deliberation.algorithms.two_entries import compare
from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot, PaperCount, PaperEntry, PaperReading, RollEntry, handed_out
from deliberation.ballots.voting.papers import Asked, questions_of, width_of
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.ledger.canonical import digest
from deliberation.processes.actions import hold_unclosed, role_of
from deliberation.processes.models import Stage

Marks = Mapping[int, str]  # by number of question, as slips writes them, or INVALID
State = PaperCount.State
READINGS = (1, 2)


@transaction.atomic
def begin_reading(ballot: Ballot, *, by: User) -> PaperReading:
    """Take the first reading that nobody has; whoever has one already gets it back. Refused to a third person."""
    count = _hold_count(ballot)
    if mine := count.readings.filter(by=by).first():
        return mine
    taken = set(count.readings.values_list("n", flat=True))
    free = next((n for n in READINGS if n not in taken), None)
    if free is None:
        raise Refused(_("Two people are counting already."))
    return PaperReading.objects.create(count=count, n=free, by=by)


@transaction.atomic
def give_reading_up(reading: PaperReading, *, by: User) -> None:
    """Delete what one of the two has entered: somebody else reads all papers in their place. That is minuted."""
    count = _hold_count(reading.count.ballot)
    count.readings.filter(pk=reading.pk).delete()
    count.readings.update(finished=False)
    PaperCount.objects.filter(pk=count.pk).update(differing={})
    record(count, "give_up_reading", by=by, role=role_of(by, reading.count.ballot.space), facts={"number": reading.n})


@transaction.atomic
def enter_papers(reading: PaperReading, papers: Mapping[int, Marks]) -> None:
    """Enter papers by their numbers in the stack, all or none; one entered before is replaced."""
    ballot, count = reading.count.ballot, _hold_count(reading.count.ballot)
    _refuse_finished(count, reading)
    most = handed_out(ballot)
    if any(not 1 <= n <= most for n in papers):
        raise Refused(_more_than_handed_out(most))
    questions = questions_of(ballot)
    for n, marks in papers.items():
        _check(n, marks, questions)
    PaperEntry.objects.filter(reading=reading, n__in=papers).delete()
    PaperEntry.objects.bulk_create(
        _sealed(reading, n, [marks[question.number] for question in questions], ballot, questions)
        for n, marks in papers.items()
    )


@transaction.atomic
def remove_from(reading: PaperReading, n: int) -> None:
    """Take papers out again, from number ``n`` on: there are fewer in the stack."""
    count = _hold_count(reading.count.ballot)
    _refuse_finished(count, reading)
    reading.entries.filter(n__gte=n).delete()


@transaction.atomic
def finish_reading(reading: PaperReading, *, by: User) -> PaperCount:
    """One of the two has entered every paper. With the second both are compared: equal, the record is confirmed and
    minuted without any count; else both look again at the papers whose numbers ``differing`` names.
    """
    ballot, count = reading.count.ballot, _hold_count(reading.count.ballot)
    _refuse_finished(count, reading)
    entered = list(reading.entries.values_list("n", flat=True))
    if missing := set(range(1, len(entered) + 1)) - set(entered):
        raise Refused(_("Paper %(n)d has not been entered.") % {"n": min(missing)})
    if len(entered) > handed_out(ballot):
        raise Refused(_more_than_handed_out(handed_out(ballot)))
    count.readings.filter(pk=reading.pk).update(finished=True)
    if count.readings.filter(finished=True).count() == len(READINGS):
        _compare(count, ballot, by=by)
    return count


@transaction.atomic
def declare_none(ballot: Ballot, *, by: User) -> PaperCount:
    """The box was empty though papers had been handed out: an official says so, and it is minuted."""
    count = _hold_count(ballot)
    if PaperEntry.objects.filter(reading__count=count).exists():
        raise Refused(_("Papers have been entered already."))
    facts = {"papers": 0, "invalid": 0, "handed_out": handed_out(ballot)}
    advance(count, "declare_none", by=by, role=role_of(by, ballot.space), facts=facts, digest=_digest([]))
    return count


def papers_in(ballot: Ballot, questions: Sequence[Asked], key: X25519PrivateKey) -> list[list[str]]:
    """The marks of every paper from the box, for the close, which holds the ballot alone.

    Refused without a confirmed record of papers that were handed out, and unless they are the confirmed ones.
    """
    count = PaperCount.objects.filter(ballot=ballot).first()
    out = handed_out(ballot)
    if count is None and not out:
        return []
    if count is None or count.state != State.CONFIRMED:
        raise Refused(_("The papers from the box have not been counted by two people yet."))
    entries = list(PaperEntry.objects.filter(reading__count=count, reading__n=1).order_by("n"))
    if len(entries) != count.papers or len(entries) > out or _digest(entries) != count.digest:
        raise Refused(_("The papers are not those that two people have confirmed. The ballot has not been closed."))
    return list(_opened(entries, key, ballot, questions).values())


def forget_papers(ballot: Ballot) -> None:
    """After the close only the record is left, and who the two people were."""
    PaperEntry.objects.filter(reading__count__ballot=ballot).delete()


def missing_papers(stage: Stage) -> list[str]:
    """Why the ballot of a stage cannot be closed: papers were handed out, and nobody has said what was in the box."""
    ballot = Ballot.objects.filter(stage=stage, state=Ballot.State.READY).first()
    if ballot is None or not handed_out(ballot):
        return []
    if PaperCount.objects.filter(ballot=ballot, state=State.CONFIRMED).exists():
        return []
    return [_("Papers were handed out: when voting is over, two people count what is in the box.")]


def uncounted(user: User) -> Q:
    """Ballots with papers in the box, voting over, that wait for this person to read them: unless they have, or two
    others do.
    """
    waiting = Q(state=Ballot.State.READY, stage__closes_at__lte=timezone.now())
    unconfirmed = Q(paper_count=None) | Q(paper_count__state=State.COUNTING)
    out = RollEntry.objects.filter(ballot=OuterRef("pk"), channel=Channel.PAPER)
    taken = PaperReading.objects.filter(count__ballot=OuterRef("pk"))
    done = Q(Exists(taken.filter(by=user, finished=True)))
    others = [Q(Exists(taken.filter(n=n).exclude(by=user))) for n in READINGS]
    return waiting & unconfirmed & Q(Exists(out)) & ~done & ~(others[0] & others[1])


def _hold_count(ballot: Ballot) -> PaperCount:
    """Hold process, stage and ballot once voting is over, and lock the count, which begins with the first look."""
    stage = ballot.stage
    hold_unclosed(stage)
    hold(ballot)
    ballot.stage = stage  # held as well, so it is not read once more
    if ballot.state != Ballot.State.READY or timezone.now() < ballot.stage.closes_at:
        raise Refused(_("Papers are counted when voting is over and before the ballot is closed."))
    if not handed_out(ballot):
        raise Refused(_("No paper was handed out."))
    PaperCount.objects.bulk_create([PaperCount(ballot=ballot)], ignore_conflicts=True)
    count = PaperCount.objects.select_for_update(no_key=True).get(ballot=ballot)
    count.ballot = ballot
    if count.state != State.COUNTING:
        raise Refused(_("The papers are counted and confirmed already."))
    return count


def _refuse_finished(count: PaperCount, reading: PaperReading) -> None:
    mine = count.readings.filter(pk=reading.pk).first()
    if mine is None or mine.finished:
        raise Refused(_("This reading is finished."))


def _check(n: int, marks: Marks, questions: Sequence[Asked]) -> None:
    if set(marks) != {question.number for question in questions}:
        raise Refused(_("Paper %(n)d has no mark for each question. Nothing was entered.") % {"n": n})
    for question in questions:
        try:
            slips.check_on_paper(marks[question.number], question.method, question.options)
        except ValueError as error:
            told = _("Paper %(n)d, question %(question)d cannot be read so. Nothing was entered.")
            raise Refused(told % {"n": n, "question": question.number}) from error


def _sealed(reading: PaperReading, n: int, marks: list[str], ballot: Ballot, questions: Sequence[Asked]) -> PaperEntry:
    code = envelope.new_code()
    sealed = envelope.seal(code, marks, width=width_of(questions), ballot=ballot.pk, public_key=ballot.public_key)
    return PaperEntry(id=envelope.paper_id(code), reading=reading, n=n, sealed=sealed)


def _opened(
    entries: Iterable[PaperEntry], key: X25519PrivateKey, ballot: Ballot, questions: Sequence[Asked]
) -> dict[int, list[str]]:
    """Marks by number of paper; ValueError for one that does not open or is no vote."""
    width, read = width_of(questions), {}
    for entry in entries:
        _code, marks = envelope.unseal(bytes(entry.sealed), key, width=width, ballot=ballot.pk, paper=entry.pk)
        for question, mark in zip(questions, marks, strict=True):
            slips.check_on_paper(mark, question.method, question.options)
        read[entry.n] = marks
    return read


def _compare(count: PaperCount, ballot: Ballot, *, by: User) -> None:
    questions = questions_of(ballot)
    first, second = count.readings.select_related("by").prefetch_related("entries")
    try:
        key = envelope.take_key(ballot.public_key)
        one, other = (_opened(reading.entries.all(), key, ballot, questions) for reading in (first, second))
    except (FileNotFoundError, ValueError) as error:
        raise Refused(_("The readings cannot be opened and compared.")) from error
    if differing := compare(one, other).differing:
        count.readings.update(finished=False)
        count.differing = {str(n): [questions[place].number for place in places] for n, places in differing.items()}
        count.save(update_fields=["differing"])
        return
    told = {"papers": len(one), "handed_out": handed_out(ballot)}
    colleague = second.by if first.by_id == by.pk else first.by
    record(count, "read_papers", by=colleague, role=role_of(colleague, ballot.space), facts=told)
    sealed, invalid = _digest(first.entries.all()), sum(set(marks) == {slips.INVALID} for marks in one.values())
    facts = told | {"invalid": invalid, "digest": sealed}
    fields = {"papers": len(one), "invalid": invalid, "digest": sealed, "differing": {}}
    advance(count, "confirm", by=by, role=role_of(by, ballot.space), facts=facts, **fields)


def _digest(entries: Iterable[PaperEntry]) -> str:
    """Of the sealed papers: it binds the close to them and tells nothing of what they say."""
    return digest({"papers": [[entry.n, hashlib.sha256(bytes(entry.sealed)).hexdigest()] for entry in entries]})


def _more_than_handed_out(most: int) -> str:
    said = ngettext(
        "%(n)d paper was handed out, so there cannot be more in the box.",
        "%(n)d papers were handed out, so there cannot be more in the box.",
        most,
    )
    return said % {"n": most}
