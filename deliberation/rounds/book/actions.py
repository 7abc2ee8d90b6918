"""Writing a briefing book, having it reviewed by both sides, and publishing its editions."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.accounts.models import User
from deliberation.accounts.templatetags.words import percent
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.ledger.canonical import digest
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.actions import demand, digested, role_of, tell
from deliberation.processes.models import Charter, Process
from deliberation.rounds import issues
from deliberation.rounds.book.content import OF_SIDES, Reading, compose, read
from deliberation.rounds.book.models import (
    Assertion,
    AssertionStand,
    Book,
    BookReview,
    Chapter,
    Edition,
    Objection,
    Passage,
    Submission,
)
from deliberation.rounds.book.rules import side_of
from deliberation.rounds.issues import Issue
from deliberation.spaces.attaching import attach, confine
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Attachment, Decision, Membership, Role, Sitting
from deliberation.spaces.sittings import Vote, coming, put_on_agenda, resolve

MOTION = gettext_noop("Publication of the briefing book: %(process)s")


class Overtaken(Refused):
    """Somebody has saved another wording since the page was opened. ``current`` is the passage as it is now."""

    def __init__(self, current: Passage):
        super().__init__(
            _("Somebody has saved another wording in the meantime. Nothing of yours is lost: compare, then save.")
        )
        self.current = current


@transaction.atomic
def begin_book(process: Process, *, by) -> Book:
    """Open the draft of a process's book. Its sides are those of the charter, which must be in force."""
    hold(process)
    book = Book(process=process)
    if not (process.charter and process.charter.state == Charter.State.FROZEN):
        raise Refused(_("The charter is not in force yet. The book names the sides as the charter does."))
    try:
        with transaction.atomic():
            book.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("The briefing book has been begun already.")) from error
    record(book, "begin_book", by=by, role=role_of(by, process.space))
    return book


@transaction.atomic
def add_chapter(book: Book, *, title: str = "", issue: Issue | None = None) -> Chapter:
    """A neutral chapter with a title of its own, or the chapter of an issue; its texts are empty."""
    _lock(book, Book.State.WRITING)
    if issue and book.chapters.filter(issue=issue).exists():
        raise Refused(_("This issue has a chapter already."))
    chapter = Chapter.objects.create(book=book, title=title, issue=issue)
    _provide_passages(chapter, len(book.sides))
    return chapter


@transaction.atomic
def add_issue(book: Book, *, title: str, title_en: str = "") -> Chapter:
    """A new issue of the process with its chapter."""
    return add_chapter(book, issue=issues.add_issue(book.process, title=title, title_en=title_en))


def _provide_passages(chapter: Chapter, sides: int) -> None:
    places = [(Passage.Kind.NEUTRAL, 0)]
    if chapter.issue_id:
        places += [(kind, side) for kind in OF_SIDES for side in range(1, sides + 1)]
    Passage.objects.bulk_create(
        [Passage(chapter=chapter, kind=kind, side=side) for kind, side in places], ignore_conflicts=True
    )


@transaction.atomic
def drop_chapter(chapter: Chapter) -> None:
    """Remove a chapter that no edition holds and no side has objected to."""
    _lock(chapter.book, Book.State.WRITING)
    if chapter.published or Objection.objects.filter(passage__chapter=chapter).exists():
        raise Refused(_("An edition or a review names this chapter, so it stays."))
    chapter.delete()


@transaction.atomic
def write_passage(passage: Passage, text: str, *, version: int, by) -> None:
    """A new wording. Raises Overtaken when somebody else has changed it since the page was opened."""
    _lock(passage.chapter.book, Book.State.WRITING)
    _reword(passage, text, version, by)


def _reword(passage: Passage, text: str, version: int, by) -> str:
    """The wording before."""
    passage.refresh_from_db(fields=["text", "version"])
    if passage.version != version:
        raise Overtaken(passage)
    before = passage.text
    if before != text:
        passage.text, passage.version, passage.by, passage.at = text, version + 1, by, timezone.now()
        passage.save(update_fields=["text", "version", "by", "at"])
    return before


@transaction.atomic
def put_claim(passage: Passage, told: dict[str, Any], *, upload=None, by, claim: Assertion | None = None) -> Assertion:
    """A claim with its source, new or changed; who had accepted or contested it says so again."""
    book = passage.chapter.book
    _lock(book, Book.State.WRITING)
    if passage.kind == Passage.Kind.SUMMARY:
        raise Refused(_("A summary makes no claim of its own. Please enter the claim with the case."))
    claim = claim or Assertion(passage=passage)
    for name, value in told.items():
        setattr(claim, name, value)
    if upload:
        claim.attachment = attach(book.space, upload, by=by, basis=Basis.usual(Ground.DELIBERATION))
    if not (claim.url or claim.attachment):
        raise Refused(_("Please give the web address of the source, or attach it."))
    claim.save()
    claim.stands.all().delete()
    return claim


@transaction.atomic
def drop_claim(claim: Assertion) -> None:
    _lock(claim.passage.chapter.book, Book.State.WRITING)
    claim.delete()


@transaction.atomic
def open_review(book: Book, *, until: datetime, by) -> None:
    """Show the draft to the sides, who object until a moment; each says when it has gone through all of it."""
    _lock(book, Book.State.WRITING)
    if until <= timezone.now():
        raise Refused(_("The end of the review must lie ahead."))
    demand(_unwritten(read(compose(book))))
    _tell_sides(book, "book_review", occasion=f"{book.subject}:{book.round + 1}")
    facts = {"review_round": book.round + 1}
    advance(
        book, "open_review", by=by, role=role_of(by, book.space), facts=facts, round=book.round + 1, review_until=until
    )


@transaction.atomic
def object_to(passage: Passage, text: str, *, by) -> Objection:
    book = passage.chapter.book
    side = _hold_review(book, by)
    return Objection.objects.create(passage=passage, side=side, user=by, round=book.round, text=text)


@transaction.atomic
def take_stand(claim: Assertion, *, accepts: bool, by) -> None:
    """A side accepts a claim or contests it; its last word counts."""
    side = _hold_review(claim.passage.chapter.book, by)
    said = {"accepts": accepts, "by": by, "at": timezone.now()}
    AssertionStand.objects.update_or_create(assertion=claim, side=side, defaults=said)


@transaction.atomic
def finish_review(book: Book, *, by) -> None:
    """A side has gone through the whole draft. It is said once a round, whoever else says so at that moment."""
    side = _hold_review(book, by)
    _review, new = BookReview.objects.get_or_create(book=book, round=book.round, side=side, defaults={"user": by})
    if not new:
        raise Refused(_("Your side has finished this review already."))
    record(book, "finish_review", by=by, role=str(Role.SIDE), facts={"side": side, "review_round": book.round})


def _hold_review(book: Book, by) -> int:
    """Hold the book under review, and say for which side the person speaks."""
    hold(book.process)
    hold(book)
    if book.state != Book.State.REVIEW:
        raise Refused(_("The book is not under review now."))
    side = side_of(by, book)
    if not side:
        raise Refused(_("Only representatives of the sides that the charter names review the book."))
    return side


@transaction.atomic
def decide_objection(
    objection: Objection, step: str, *, reason: str, by, text: str = "", version: int = 0, view: str = ""
) -> None:
    """Correct the passage, put the other view beside it, or keep it as it was; always with a reason."""
    passage = objection.passage
    book = passage.chapter.book
    _lock(book, Book.State.WRITING, Book.State.REVIEW)
    if not reason.strip():
        raise Refused(_("Please give a reason: it is published with the decision."))
    columns: dict[str, Any] = {"reason": reason, "decided_at": timezone.now()}
    if step == "annotate":
        if not view.strip():
            raise Refused(_("Please write the other view as it shall stand beside the text."))
        columns["view"] = view
    if step == "correct":
        columns |= {"before": _reword(passage, text, version, by), "after": text}
        if columns["before"] == text:
            raise Refused(_("The text is as it was. Please change it, or choose another decision."))
    notify([objection.user], "objection_decided", occasion=objection.subject, url=draft_url(book), facts=_titles(book))
    facts = {"review_round": objection.round, "side": objection.side} | digested(reason)
    advance(objection, step, by=by, role=role_of(by, book.space), facts=facts, **columns)


@transaction.atomic
def rework(book: Book, *, by) -> None:
    """Take the draft back to write in it; another review follows before it can be published."""
    _lock(book, Book.State.REVIEW)
    advance(book, "rework", by=by, role=role_of(by, book.space))


@transaction.atomic
def revise(book: Book, *, by) -> None:
    """Begin the next edition with the texts of the last, which stays as it is."""
    _lock(book, Book.State.PUBLISHED)
    for chapter in book.chapters.all():
        _provide_passages(chapter, len(book.sides))
    advance(book, "revise", by=by, role=role_of(by, book.space))


@transaction.atomic
def submit(book: Book, *, by) -> None:
    """Lay the reviewed draft before the committee, on the agenda of its next meeting if one is planned.

    Its texts stay as they are until the committee has decided.
    """
    _lock(book, Book.State.REVIEW)
    demand(missing_before_published(book, read(compose(book))))
    if planned := coming(book.committee).first():
        _put_on_agenda(book, planned)
    advance(book, "submit", by=by, role=role_of(by, book.space), submitted_at=timezone.now())


@transaction.atomic
def enter(book: Book, sitting: Sitting) -> None:
    """Put it on the agenda of a sitting that was not planned yet when it was submitted."""
    _lock(book, Book.State.SUBMITTED)
    _put_on_agenda(book, sitting)


def _put_on_agenda(book: Book, sitting: Sitting) -> str:
    """The motion, in the city's language."""
    motion = city_words(MOTION, process=book.process.title)
    put_on_agenda(sitting, Submission(book), motion, book.get_absolute_url())
    return motion


def _resolve(book: Book, result: str, *, sitting: Sitting, **decided: Any) -> Decision:
    """The committee's decision about the book as it was submitted."""
    _lock(book, Book.State.SUBMITTED)
    if sitting.space_id != book.committee.pk:
        raise Refused(_("This is decided in a sitting of another committee."))
    motion = _put_on_agenda(book, sitting)
    return resolve(Submission(book), sitting=sitting, space=book.space, motion=motion, result=result, **decided)


@transaction.atomic
def send_back(book: Book, *, sitting: Sitting, reason: str, by, vote: Vote | None = None) -> None:
    """The committee wants it changed: it is written in and reviewed again before it comes back."""
    _resolve(book, "book_sent_back", sitting=sitting, reason=reason, by=by, vote=vote)
    facilitators = Membership.objects.current().filter(space=book.space, role=Role.FACILITATOR).values("user")
    occasion = f"{book.subject}:{book.round}"
    people = User.objects.filter(pk__in=facilitators)
    notify(people, "book_sent_back", occasion=occasion, url=draft_url(book), facts=_titles(book))
    advance(book, "send_back", by=by, role="committee")


@transaction.atomic
def publish(book: Book, *, sitting: Sitting, reason: str, by, vote: Vote | None = None) -> Edition:
    """The committee resolves that it is distributed: the draft is frozen as the next edition, under its digest."""
    decision = _resolve(book, "book_published", sitting=sitting, reason=reason, by=by, vote=vote)
    content = compose(book)
    demand(missing_before_published(book, read(content)))
    number = (book.publications.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition.objects.create(
        book=book, number=number, content=content, digest=digest(content), decision=decision, published_by=by
    )
    book.chapters.update(published=True)
    kept = Assertion.objects.filter(passage__chapter__book=book).values("attachment")
    for attachment in Attachment.objects.filter(pk__in=kept, restriction__isnull=False):
        confine(attachment, None, by=by)
    tell(book.process, "book_published", occasion=f"edition:{edition.pk}", url=book.get_absolute_url())
    advance(book, "publish", by=by, role="committee", facts=facts_of(edition))
    return edition


def facts_of(edition: Edition) -> dict[str, Any]:
    """What is minuted of an edition: codes and counts."""
    said = read(edition.content)
    counts = {"issues": len(said.issues), "claims": len(said.claims), "objections": len(said.objections)}
    return {"edition": edition.number, "digest": edition.digest} | counts


def missing_before_published(book: Book, draft: Reading) -> list[str]:
    """What the draft lacks before it can be published; the page shows it, the step enforces it."""
    reasons = _unwritten(draft) + _uneven(draft)
    if not book.round:
        reasons.append(_("The sides have not reviewed the book yet."))
    elif book.review_until and timezone.now() < book.review_until:
        done = {side.number for round_, side in draft.reviews if round_ == book.round}
        reasons += [
            _("“%(side)s” has not finished its review.") % {"side": side.name}
            for side in draft.sides[: len(book.sides)]
            if side.number not in done
        ]
    if still_open := sum(row.state == Objection.State.OPEN for row in draft.objections):
        reasons.append(_("Objections that are not decided: %(n)d.") % {"n": still_open})
    return reasons


def _unwritten(draft: Reading) -> list[str]:
    """Texts that are empty, and cases of a side that name no source."""
    reasons = []
    if not draft.issues:
        reasons.append(_("The book has no issue yet."))
    if len(draft.issues) == len(draft.chapters):
        reasons.append(_("The book has no chapter on the background yet."))
    for chapter in draft.chapters:
        for text in chapter.texts:
            told = {"chapter": chapter.title, "text": f"{text.label} · {text.side.name}" if text.side else text.label}
            if not text.text:
                reasons.append(_("“%(chapter)s”: the text “%(text)s” is empty.") % told)
            elif text.kind == Passage.Kind.CASE and not text.claims:
                reasons.append(_("“%(chapter)s”: “%(text)s” names no source.") % told)
    return reasons


def _uneven(draft: Reading) -> list[str]:
    """Texts that break the rule of length; one that is empty is told above."""
    reasons = []
    for chapter in draft.issues:
        for measure in chapter.measures:
            told = {"chapter": chapter.title, "text": measure.label}
            if not measure.even and all(length for _side, length in measure.lengths):
                told["difference"] = percent(measure.difference, measure.longest)
                uneven = _("“%(chapter)s”: the texts “%(text)s” differ in length by %(difference)s.")
                reasons.append(uneven % told)
            if not measure.short_enough:
                reasons.append(_("“%(chapter)s”: a text “%(text)s” is too long for half a page.") % told)
    return reasons


def draft_url(book: Book) -> str:
    return f"{book.get_absolute_url()}draft/"


def _tell_sides(book: Book, kind: str, *, occasion: str) -> None:
    speakers = Membership.objects.current().filter(space=book.space, role=Role.SIDE).values("user")
    notify(User.objects.filter(pk__in=speakers), kind, occasion=occasion, url=draft_url(book), facts=_titles(book))


def _titles(book: Book) -> dict[str, str]:
    return titles(process=book.process)


def _lock(book: Book, *states: Book.State) -> None:
    """Hold the process and take the book alone, as it is now, which must be in one of the states."""
    process = book.process
    hold(process)
    book.refresh_from_db(from_queryset=Book.objects.select_for_update(no_key=True))
    book.process = process
    if process.state == Process.State.CONCLUDED:
        raise Refused(_("The process is concluded; its briefing book stays as it is."))
    if book.state not in states:
        raise Refused(
            _("The book is %(state)s now, so this cannot be done. Look at the page again.")
            % {"state": book.get_state_display()}
        )
