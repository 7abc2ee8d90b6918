"""The stage in which participants learn the same things (숙의학습), and what the briefing book tells whom."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, Exists, F, FilteredRelation, IntegerField, Min, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.accounts.templatetags.words import number
from deliberation.documents.blocks import Block, Column, Heading, Note, Paragraph
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.notices.kinds import Wording
from deliberation.processes.kinds import DUTY_COLUMNS, NeutralKind, Table
from deliberation.processes.models import Stage
from deliberation.rounds.book.actions import missing_before_published
from deliberation.rounds.book.content import Reading, compose, read
from deliberation.rounds.book.models import Book, Chapter, Edition, Objection
from deliberation.rounds.book.printing import in_brief, objections, parity, stands
from deliberation.rounds.book.receipts import Receipt
from deliberation.rounds.issues import Issue
from deliberation.spaces.models import Role


class LearningKind(NeutralKind):
    name = "learning"
    label = gettext_lazy("Learning with the briefing book")
    icon = "book"
    act = gettext_lazy("Read the briefing book")
    words = {"read": gettext_lazy("Read the briefing book"), "decide": gettext_lazy("Decide objections to the book")}

    def url(self, stage: Stage) -> str:
        return reverse("rounds:book", args=[stage.process.slug])

    def act_url(self, stage: Stage, what: str) -> str:
        return reverse("rounds:book_draft" if what == "decide" else "rounds:book", args=[stage.process.slug])

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        chapters = Chapter.objects.filter(book__process=stage.process_id, published=True).select_related("issue")
        slug = stage.process.slug
        return [(str(chapter), reverse("rounds:book_chapter", args=[slug, chapter.pk])) for chapter in chapters]

    def missing_before_ready(self, stage: Stage) -> list[str]:
        if _edition(stage):
            return []
        book = Book.objects.select_related("process").filter(process=stage.process_id).first()
        if book is None:
            return [_("There is no briefing book yet.")]
        return [_("The briefing book is not published yet."), *missing_before_published(book, read(compose(book)))]

    def prepare(self, stage: Stage) -> dict[str, Any]:
        return self._book(stage)

    def close(self, stage: Stage) -> dict[str, Any]:
        return self._book(stage)

    def _book(self, stage: Stage) -> dict[str, Any]:
        edition = _edition(stage)
        return {"edition": edition.number, "digest": edition.digest} if edition else {}

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Participants who have not read a chapter of the published book to its end."""
        seated = FilteredRelation("process__seats", condition=Q(process__seats__until=None))
        read_by = Receipt.objects.filter(chapter=OuterRef("pk"), finished_at__isnull=False)
        left = Chapter.objects.filter(book__process=OuterRef("process"), published=True).exclude(
            Exists(read_by.filter(seat=OuterRef(OuterRef("seat_key"))))
        )
        rows = stages.order_by().annotate(seat=seated, seat_key=F("seat__pk"), user_id=F("seat__user"))
        rows = rows.exclude(seat_key=None).filter(Exists(left))
        if user is not None:
            rows = rows.filter(user_id=user.pk)
        rows = rows.annotate(stage_id=F("pk"), since=F("opens_at"), due=F("closes_at"), what=Value("read", CharField()))
        return rows.values(*DUTY_COLUMNS)

    def desk(self, user: Any) -> QuerySet:
        """Objections of the sides that nobody has decided."""
        waiting = Stage.objects.staffed_by(user, Role.FACILITATOR).filter(kind=self.name)
        still_open = Q(process__book__chapters__passages__objections__state=Objection.State.OPEN)
        rows = (
            waiting.exclude(state=Stage.State.CLOSED)
            .filter(still_open)
            .annotate(
                stage_id=F("pk"),
                user_id=Value(user.pk, output_field=IntegerField()),
                since=Min("process__book__chapters__passages__objections__at"),
                due=F("closes_at"),
                what=Value("decide", CharField()),
            )
        )
        return rows.order_by().values(*DUTY_COLUMNS)

    def summary(self, stage: Stage) -> list[str]:
        edition = _edition(stage)
        if not edition:
            return []
        said = read(edition.content)
        told = {"n": number(len(said.issues)), "claims": number(len(said.claims)), "edition": edition.number}
        words = ngettext(
            "Edition %(edition)s of the briefing book treats %(n)s issue, with %(claims)s claims and their sources.",
            "Edition %(edition)s of the briefing book treats %(n)s issues, with %(claims)s claims and their sources.",
            len(said.issues),
        )
        return [words % told]

    def section(self, stage: Stage) -> Iterable[Block]:
        edition = _edition(stage)
        if not edition:
            return
        said = read(edition.content)
        yield Paragraph.of(*self.summary(stage))
        yield Note(edition.digest, title=_("Check value of this edition in the minute book"))
        yield parity(said)
        yield Heading(1, _("Objections of the sides and what became of them"))
        counts = tuple((label, n) for _code, label, n in said.verdicts if n)
        columns = (Column(_("Decision")), Column(_("Objections"), numeric=True))
        yield DocumentTable(_("Objections by what became of them"), columns, counts)
        yield from objections(said)

    def on_issue(self, stage: Stage, issue: Issue) -> Iterable[Block]:
        edition = _edition(stage)
        for chapter in read(edition.content).issues if edition else ():
            if chapter.issue == issue.number:
                yield from in_brief(chapter)

    def tables(self, stage: Stage) -> Iterator[Table]:
        edition = _edition(stage)
        if not edition:
            return
        said = read(edition.content)
        columns = ["chapter", "text", "side", "claim", "source", "publisher", "date", "url", "stands"]
        yield "book_claims", columns, _claim_rows(said)
        columns = ["round", "side", "chapter", "text", "about", "objection", "decision", "reason"]
        yield "book_objections", columns, _objection_rows(said)


def _edition(stage: Stage) -> Edition | None:
    return Edition.objects.newest_of(stage.process)


def _claim_rows(said: Reading) -> Iterator[list[Any]]:
    for chapter in said.chapters:
        for text in chapter.texts:
            side = text.side.name if text.side else ""
            for claim in text.claims:
                source = [claim.source, claim.publisher, claim.dated, claim.url or claim.file]
                yield [chapter.title, text.kind, side, claim.text, *source, stands(claim)]


def _objection_rows(said: Reading) -> Iterator[list[Any]]:
    for row in said.objections:
        about = row.about.name if row.about else ""
        yield [row.round, row.by.name, row.chapter, row.label, about, row.text, row.state, row.reason]


NOTICES = [
    Wording(
        "book_review",
        gettext_lazy("The briefing book waits for the review of your side"),
        gettext_lazy(
            "The draft of the briefing book of %(process)s can be read. Please say what your side objects to."
        ),
    ),
    Wording(
        "book_sent_back",
        gettext_lazy("The committee has sent the briefing book back"),
        gettext_lazy(
            "Its reason stands with the decision. Change the draft of %(process)s and have it reviewed again."
        ),
    ),
    Wording(
        "objection_decided",
        gettext_lazy("An objection to the briefing book has been decided"),
        gettext_lazy("The page of the draft of %(process)s shows what became of your objection, and why."),
    ),
    Wording(
        "book_published",
        gettext_lazy("The briefing book is published"),
        gettext_lazy("The briefing book of %(process)s can be read on the web, printed, or listened to."),
    ),
]
