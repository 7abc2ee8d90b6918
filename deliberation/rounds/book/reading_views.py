"""A participant's knowledge items with their explanations, the items as they are set, and the facilitator's sums."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.rounds.book import reading
from deliberation.rounds.book.content import read
from deliberation.rounds.book.desk import draft_page
from deliberation.rounds.book.forms import ItemForm
from deliberation.rounds.book.receipts import KnowledgeAnswer
from deliberation.rounds.book.views import book_page
from deliberation.rounds.participants import own_seat
from deliberation.spaces.access import demand


@login_required
def check(request, slug):
    """The items, each with its explanation once this participant has answered it."""
    book, context = _published(request, slug, "rounds.read_book")
    items = list(book.items.all())
    if request.method == "POST":
        item = next((item for item in items if str(item.pk) == request.POST.get("item")), None)
        choice = request.POST.get("choice", "")
        if item is None:
            raise Http404
        reading.answer_item(item, own_seat(request.user, book), int(choice) if choice.isdecimal() else -1)
        return redirect(f"{request.path}#item-{item.pk}")
    mine = dict(
        KnowledgeAnswer.objects.visible_to(request.user).filter(item__book=book).values_list("item_id", "choice")
    )
    rows = [(n, item, mine.get(item.pk)) for n, item in enumerate(items, start=1)]
    right = sum(choice == item.right for _n, item, choice in rows)
    return render(request, "rounds/book/check.html", context | {"rows": rows, "answered": len(mine), "right": right})


@login_required
@require_safe
def sums(request, slug):
    """How far the participants have read, in sums that tell of nobody."""
    book, context = _published(request, slug, "rounds.see_reading")
    edition = book.publications.first()
    people, chapters = reading.chapter_sums(book, read(edition.content))
    context |= {"people": people, "chapters": chapters, "item_rows": reading.item_sums(book), "edition": edition}
    return render(request, "rounds/book/reading.html", context)


def _published(request, slug: str, right: str):
    book, context = book_page(request, slug)
    if book is None or not book.publications.exists():
        raise Http404
    demand(request.user, right, book)
    return book, context


@login_required
@require_safe
def items(request, slug):
    """The items of the draft, with the right answers: for those who make the book."""
    book, context = draft_page(request, slug)
    return render(request, "rounds/book/items.html", context | {"items": book.items.all()})


@login_required
def set_item(request, slug, pk=None):
    book, context = draft_page(request, slug, "set_items")
    item = _item(book, pk) if pk else None
    form = ItemForm(item, request.POST or None)
    if request.method == "POST" and form.is_valid():
        reading.set_item(book, form.told, item=item)
        messages.success(request, _("The item is saved."))
        return redirect("rounds:book_items", slug)
    heading = _("Change a knowledge item") if item else _("New knowledge item")
    context |= {"form": form, "heading": heading, "button": _("Save")}
    return render(request, "rounds/book/act.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop_item(request, slug, pk):
    book, _context = draft_page(request, slug, "set_items")
    reading.drop_item(_item(book, pk))
    messages.success(request, _("The item is removed."))
    return redirect("rounds:book_items", slug)


def _item(book, pk: int):
    item = get_object_or_404(book.items, pk=pk)
    item.book = book
    return item
