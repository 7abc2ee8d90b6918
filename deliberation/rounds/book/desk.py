"""Where a briefing book is made: its draft, the writing of texts and claims, the review, the publication."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.processes.models import Process
from deliberation.processes.views import process_page
from deliberation.rounds.book import actions
from deliberation.rounds.book.content import SUMMARY_MOST, TOLERANCE, compose, read
from deliberation.rounds.book.forms import (
    BookDecisionForm,
    ChapterForm,
    ClaimForm,
    IssueForm,
    ObjectionForm,
    PassageForm,
    ReviewForm,
    VerdictForm,
)
from deliberation.rounds.book.models import Assertion, Book, Chapter, Objection, Passage, Submission
from deliberation.rounds.book.rules import side_of
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.models import Point
from deliberation.spaces.sittings import coming, next_meeting

RIGHTS = (
    *("write_book", "decide_objection", "rework_book", "submit_book", "enter_book", "decide_book", "revise_book"),
    *("review_book", "set_items"),
)
STEPS = {
    "rework": ("rework_book", actions.rework),
    "revise": ("revise_book", actions.revise),
    "submit": ("submit_book", actions.submit),
    "finish": ("review_book", actions.finish_review),
}


def draft_page(request, slug: str, right: str = "") -> tuple[Book, dict[str, Any]]:
    """The book in the making: 404 for those who have no part in it, 403 for those who may not do this."""
    process, context = process_page(request, slug, "materials")
    rows = Book.objects.drafts_visible_to(request.user).annotate(questions=Count("items"))
    book = get_object_or_404(rows, process=process)
    book.process = process
    if right:
        demand(request.user, f"rounds.{right}", book)
    rights = {name: True for name in RIGHTS if allowed(request.user, f"rounds.{name}", book)}
    rules = {"tolerance": TOLERANCE, "summary_most": SUMMARY_MOST}
    return book, context | {"book": book, "rights": rights, "rules": rules, "draft_url": actions.draft_url(book)}


@login_required
@require_POST
def begin(request, slug):
    process = reach(Process.objects.select_related("space"), request.user, "rounds.begin_book", slug=slug)
    actions.begin_book(process, by=request.user)
    messages.success(request, _("The draft is open. Add the background and the issues, then write text by text."))
    return redirect("rounds:book_draft", slug)


@login_required
@require_safe
def draft(request, slug):
    """Where the draft stands: what is missing, its chapters, the sides' objections, the next step."""
    book, context = draft_page(request, slug)
    said = read(compose(book))
    mine = side_of(request.user, book)
    done = {side.number for round_, side in said.reviews if round_ == book.round}
    context |= {
        "said": said,
        "missing": actions.missing_before_published(book, said) if book.state != Book.State.PUBLISHED else [],
        "objections": Objection.objects.filter(passage__chapter__book=book)
        .select_related("passage__chapter__issue")
        .order_by("-pk"),
        "sides": said.sides,
        "done": done,
        "finished": mine in done,
        "my_side": mine,
        "loose_issues": book.process.issues.exclude(chapters__book=book),
        "review_form": ReviewForm(),
        "point": _on_agenda(book),
    }
    return render(request, "rounds/book/draft.html", context)


def _on_agenda(book: Book) -> Point | None:
    """Where a submitted draft stands to be decided."""
    if book.state != Book.State.SUBMITTED:
        return None
    points = Point.objects.standing().filter(about=Submission(book).subject, decision=None)
    return points.filter(sitting__in=coming(book.committee)).select_related("sitting").first()


@login_required
@require_safe
def draft_chapter(request, slug, pk):
    book, context = draft_page(request, slug)
    said = read(compose(book))
    chapter = said.chapter(pk)
    if chapter is None:
        raise Http404
    objections: dict[int, list[Objection]] = {text.id: [] for text in chapter.texts}
    for row in Objection.objects.filter(passage__chapter=pk).order_by("pk"):
        objections[row.passage_id].append(row)
    context |= {"said": said, "chapter": chapter, "texts": [(text, objections[text.id]) for text in chapter.texts]}
    return render(request, "rounds/book/draft_chapter.html", context)


@login_required
def add_chapter(request, slug):
    book, context = draft_page(request, slug, "write_book")
    form = ChapterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chapter = actions.add_chapter(book, title=form.cleaned_data["title"])
        return redirect("rounds:book_draft_chapter", slug, chapter.pk)
    return _act(request, context, form, heading=_("New chapter on the background"), button=_("Add the chapter"))


@login_required
def add_issue(request, slug):
    """A new issue with its chapter; or, by POST with its key, the chapter of an issue that the process has already."""
    book, context = draft_page(request, slug, "write_book")
    if request.POST.get("issue", "").isdecimal():
        issue = get_object_or_404(book.process.issues, pk=request.POST["issue"])
        return redirect("rounds:book_draft_chapter", slug, actions.add_chapter(book, issue=issue).pk)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chapter = actions.add_issue(book, **form.cleaned_data)
        return redirect("rounds:book_draft_chapter", slug, chapter.pk)
    return _act(request, context, form, heading=_("New issue"), button=_("Add the issue"))


@login_required
@require_POST
def drop_chapter(request, slug, pk):
    book, _context = draft_page(request, slug, "write_book")
    actions.drop_chapter(_of(book, Chapter.objects.filter(book=book), pk))
    messages.success(request, _("The chapter is removed."))
    return redirect("rounds:book_draft", slug)


@login_required
def write(request, slug, pk):
    """A new wording. Who comes second sees the other wording beside what they typed."""
    book, context = draft_page(request, slug, "write_book")
    passage = _passage(book, pk)
    form = PassageForm(passage, request.POST or None)
    overtaken = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.write_passage(passage, given["text"], version=given["version"], by=request.user)
        except actions.Overtaken as error:
            overtaken = error
        else:
            messages.success(request, _("The text is saved."))
            return redirect("rounds:book_draft_chapter", slug, passage.chapter_id)
    context |= {"overtaken": overtaken, "keep": f"passage-{passage.pk}"}
    return _act(request, context, form, heading=_named(passage), button=_("Save"), chapter=passage.chapter)


@login_required
def claim(request, slug, pk, claim=None):
    """A claim of a passage with its source: a new one, or one to change."""
    book, context = draft_page(request, slug, "write_book")
    passage = _passage(book, pk)
    known = get_object_or_404(passage.assertions, pk=claim) if claim else None
    form = ClaimForm(known, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.put_claim(passage, form.told, upload=form.upload, by=request.user, claim=known)
        messages.success(request, _("The claim is saved; the sides say whether they accept it."))
        return redirect("rounds:book_draft_chapter", slug, passage.chapter_id)
    heading = _("Change a claim") if known else _("New claim")
    return _act(request, context, form, heading=heading, button=_("Save"), chapter=passage.chapter)


@login_required
@require_POST
def drop_claim(request, slug, pk):
    book, _context = draft_page(request, slug, "write_book")
    row = _of(book, Assertion.objects.filter(passage__chapter__book=book), pk)
    chapter = row.passage.chapter_id
    actions.drop_claim(row)
    messages.success(request, _("The claim is removed."))
    return redirect("rounds:book_draft_chapter", slug, chapter)


@login_required
@require_POST
def stand(request, slug, pk):
    book, _context = draft_page(request, slug, "review_book")
    row = _of(book, Assertion.objects.filter(passage__chapter__book=book), pk)
    actions.take_stand(row, accepts=request.POST.get("accepts") == "yes", by=request.user)
    messages.success(request, _("Kept as the word of your side."))
    return redirect("rounds:book_draft_chapter", slug, row.passage.chapter_id)


@login_required
def object_to(request, slug, pk):
    book, context = draft_page(request, slug, "review_book")
    passage = _passage(book, pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.object_to(passage, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Your objection stands with the text. You are told what becomes of it."))
        return redirect("rounds:book_draft_chapter", slug, passage.chapter_id)
    context |= {
        "quoted": passage.text,
        "keep": f"objection-{passage.pk}",
        "seen_by": _("Those who make the book; everyone once it is published, with what was decided and why."),
        "undo": _("No. Ask the facilitator to decide it if something went wrong."),
    }
    heading = _("Object to “%(text)s”") % {"text": _named(passage)}
    return _act(request, context, form, heading=heading, button=_("Object"), chapter=passage.chapter)


@login_required
def decide(request, slug, pk):
    """What becomes of an objection."""
    book, context = draft_page(request, slug, "decide_objection")
    objection = _of(book, Objection.objects.filter(passage__chapter__book=book), pk)
    form = VerdictForm(objection, request.POST or None)
    overtaken = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_objection(objection, by=request.user, **form.cleaned_data)
        except actions.Overtaken as error:
            overtaken = error
        else:
            messages.success(request, _("The objection is decided; who made it is told."))
            return redirect("rounds:book_draft", slug)
    context |= {
        "overtaken": overtaken,
        "quoted": objection.text,
        "keep": objection.subject,
        "seen_by": _("Who objected is told; everyone reads it once the book is published."),
        "undo": _("No. It is minuted."),
    }
    heading = _("Decide an objection to “%(text)s”") % {"text": _named(objection.passage)}
    return _act(request, context, form, heading=heading, button=_("Decide"), chapter=objection.passage.chapter)


@login_required
@require_POST
def review(request, slug):
    """Show the draft to the sides."""
    book, context = draft_page(request, slug, "write_book")
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _act(request, context, form, heading=_("Show the draft to the sides"), button=_("Open the review"))
    actions.open_review(book, until=form.cleaned_data["until"], by=request.user)
    messages.success(request, _("The review is open, and the sides are told."))
    return redirect("rounds:book_draft", slug)


@login_required
@require_POST
def step(request, slug, step):
    """The steps that need no form."""
    if step not in STEPS:
        raise Http404
    right, act = STEPS[step]
    book, _context = draft_page(request, slug, right)
    act(book, by=request.user)
    messages.success(request, _("Done. The next step is on this page."))
    return redirect("rounds:book_draft", slug)


@login_required
@require_POST
def enter(request, slug):
    """Put the submitted draft on the agenda of the committee's sitting that comes next."""
    book, _context = draft_page(request, slug, "enter_book")
    sitting = next_meeting(book.committee)
    actions.enter(book, sitting)
    messages.success(request, _("It is on the agenda of the sitting that comes next."))
    return redirect(sitting)


@login_required
def resolve(request, slug):
    """What the committee's sitting decided about the submitted draft."""
    book, context = draft_page(request, slug, "decide_book")
    form = BookDecisionForm(book.committee, request.POST or None, about=Submission(book).subject)

    def act(given: dict[str, Any]) -> None:
        {"publish": actions.publish, "send_back": actions.send_back}[form.cleaned_data["step"]](book, **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(act, by=request.user):
        messages.success(request, _("The decision and its reason are published."))
        return redirect(book)
    context |= {
        "seen_by": _("Everyone reads the decision and its reason; who takes part in the process is told."),
        "undo": _("No. It is minuted."),
    }
    return _act(request, context, form, heading=_("Decide on the briefing book"), button=_("Publish the decision"))


def _passage(book: Book, pk: int) -> Passage:
    return _of(book, Passage.objects.filter(chapter__book=book), pk)


def _of(book: Book, rows, pk: int):
    """A row of the book by its key, with the book at hand."""
    path = {Chapter: "issue", Passage: "chapter__issue"}.get(rows.model, "passage__chapter__issue")
    row = get_object_or_404(rows.select_related(path), pk=pk)
    chapter = row if rows.model is Chapter else row.chapter if rows.model is Passage else row.passage.chapter
    chapter.book = book
    return row


def _named(passage: Passage) -> str:
    side = f" · {passage.chapter.book.side_named(passage.side)}" if passage.side else ""
    return f"{passage.chapter}: {passage.get_kind_display()}{side}"


def _act(request, context: dict[str, Any], form, *, heading: str, button: str, chapter: Chapter | None = None):
    """The page of one act on the draft: its form and its button."""
    context |= {"form": form, "heading": heading, "button": button, "chapter": chapter}
    status = 409 if context.get("overtaken") else 422 if form.errors else 200
    return render(request, "rounds/book/act.html", context, status=status)
