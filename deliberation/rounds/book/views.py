"""The briefing book for its readers: cover, chapters, whole editions, what changed, print."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.algorithms.difference import Change, differences
from deliberation.documents import pdf
from deliberation.processes.views import process_page
from deliberation.rounds.book import reading
from deliberation.rounds.book.content import SUMMARY_MOST, TOLERANCE, ChapterRead, Reading, read
from deliberation.rounds.book.models import Book, Edition, Objection
from deliberation.rounds.book.printing import document
from deliberation.rounds.book.receipts import Receipt
from deliberation.rounds.crossing import elsewhere
from deliberation.rounds.floor.notes import Material, origins_of
from deliberation.rounds.issues import Issue
from deliberation.rounds.participants import own_seat
from deliberation.spaces.access import allowed, demand

RULES = {"tolerance": TOLERANCE, "summary_most": SUMMARY_MOST}


@dataclass(frozen=True)
class Changed:
    """A text of the newer edition, by words; one that is gone has removed words alone."""

    title: str
    label: str
    pieces: list[tuple[Change, str]]


def book_page(request, slug: str) -> tuple[Book | None, dict[str, Any]]:
    """The book of a process as far as this reader may know of it, and what each of its pages shows."""
    process, context = process_page(request, slug, "materials")
    book = Book.objects.visible_to(request.user).filter(process=process).first()
    if book:
        book.process = process
        context["drafts"] = allowed(request.user, "rounds.see_draft", book)
    return book, context | {"book": book, "rules": RULES}


@require_safe
def cover(request, slug):
    book, context = book_page(request, slug)
    if not book:
        context["may_begin"] = allowed(request.user, "rounds.begin_book", context["process"])
        return render(request, "rounds/book/cover.html", context)
    editions = list(book.publications.defer("content").select_related("decision__sitting"))
    if editions:
        edition = editions[0]
        said = read(edition.content)
        context |= {
            "edition": edition,
            "said": said,
            "rows": _with_receipts(said, book, request.user, edition),
            "reads": allowed(request.user, "rounds.read_book", book),
            "items": book.items.count(),
            "open": Objection.objects.filter(passage__chapter__book=book, state=Objection.State.OPEN).count(),
            "sums": allowed(request.user, "rounds.see_reading", book),
        }
    return render(request, "rounds/book/cover.html", context | {"editions": editions})


def _with_receipts(said: Reading, book: Book, user, edition: Edition) -> list[tuple[ChapterRead, str, Material | None]]:
    """Each chapter, where this reader is in it (nothing, begun, finished, or in an earlier edition), its origin."""
    origins = origins_of(book.process)
    mine = {row.chapter_id: row for row in Receipt.objects.visible_to(user).filter(chapter__book=book)}
    return [
        (chapter, _progress(mine.get(chapter.id), edition), origins.get(chapter.issue)) for chapter in said.chapters
    ]


def _progress(receipt: Receipt | None, edition: Edition) -> str:
    if receipt is None:
        return ""
    if not receipt.finished_at:
        return "begun"
    return "finished" if receipt.edition == edition.number else "earlier"


@require_safe
def chapter(request, slug, pk):
    """One chapter of the newest edition. Opening it leaves the participant a receipt of their own."""
    book, context, edition, said, row = _chapter(request, slug, pk)
    reads = allowed(request.user, "rounds.read_book", book)
    mine = Receipt.objects.visible_to(request.user).filter(chapter=pk).first()
    if reads and mine is None:
        reading.open_chapter(own_seat(request.user, book), pk, edition)
    chapters = list(said.chapters)
    place = chapters.index(row)
    issue = Issue.objects.filter(process=book.process, number=row.issue).first() if row.issue else None
    if issue:
        issue.process = book.process
        context["places"] = elsewhere(issue, here="book")
    context |= {
        "edition": edition,
        "said": said,
        "chapter": row,
        "origin": origins_of(book.process).get(row.issue),
        "reads": reads,
        "progress": _progress(mine, edition),
        "before": chapters[place - 1] if place else None,
        "after": chapters[place + 1] if place + 1 < len(chapters) else None,
    }
    return render(request, "rounds/book/chapter.html", context)


@login_required
@require_POST
def finish(request, slug, pk):
    book, _context, edition, said, row = _chapter(request, slug, pk)
    demand(request.user, "rounds.read_book", book)
    reading.finish_chapter(own_seat(request.user, book), pk, edition)
    following = said.chapters[row.number : row.number + 1]
    messages.success(request, _("Kept: you have read this chapter. Only you see that."))
    return redirect("rounds:book_chapter", slug, following[0].id) if following else redirect(book)


def _chapter(request, slug: str, pk: int):
    book, context = book_page(request, slug)
    edition = book.publications.first() if book else None
    if not edition:
        raise Http404
    said = read(edition.content)
    row = said.chapter(pk)
    if row is None:
        raise Http404
    return book, context, edition, said, row


def edition_page(request, slug: str, number: int) -> tuple[Edition, dict[str, Any]]:
    process, context = process_page(request, slug, "materials")
    rows = Edition.objects.visible_to(request.user).filter(book__process=process)
    edition = get_object_or_404(rows.select_related("book"), number=number)
    edition.book.process = process
    return edition, context | {"edition": edition, "said": read(edition.content), "rules": RULES}


@require_safe
def whole(request, slug, number):
    """An edition on one page, to read aloud from beginning to end or to print."""
    edition, context = edition_page(request, slug, number)
    newest = edition.book.publications.values_list("number", flat=True).first()
    return render(request, "rounds/book/edition.html", context | {"newest": newest})


@require_safe
def printed(request, slug, number):
    edition, context = edition_page(request, slug, number)
    response = HttpResponse(pdf.render(document(edition, context["said"])), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="briefing-book-{slug}-{number}.pdf"'
    return response


@require_safe
def changes(request, slug, number):
    """What an edition changed in the one before, text by text and word by word."""
    edition, context = edition_page(request, slug, number)
    before = get_object_or_404(edition.book.publications, number=number - 1)
    rows = _changes(read(before.content), context["said"])
    return render(request, "rounds/book/changes.html", context | {"before": before, "changes": rows})


def _changes(old: Reading, new: Reading) -> list[Changed]:
    """Texts are the same text when chapter, kind and side are; only what differs is told."""
    earlier, later = _texts(old), _texts(new)
    rows = []
    for key, (title, label, _text) in (earlier | later).items():
        before, after = (texts[key][2] if key in texts else "" for texts in (earlier, later))
        if before != after:
            rows.append(Changed(title, label, differences(before, after)))
    return rows


def _texts(said: Reading) -> dict[tuple, tuple[str, str, str]]:
    """Every text, with its claims and sources below it, by what it is."""
    return {
        (chapter.id, text.kind, text.side and text.side.number): (
            chapter.title,
            f"{text.label} · {text.side.name}" if text.side else text.label,
            "\n".join([text.text, *(_claim_line(claim) for claim in text.claims), *(view for _by, view in text.notes)]),
        )
        for chapter in said.chapters
        for text in chapter.texts
    }


def _claim_line(claim) -> str:
    return f"{claim.text} ({claim.source}, {claim.publisher}, {claim.dated})"
