"""What the argument map tells the rooms below it: its stage kind, its item kind, its notices."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.accounts.templatetags.words import number
from deliberation.documents.blocks import Block, Note, Paragraph
from deliberation.documents.blocks import Column as DocumentColumn
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.notices.actions import notify
from deliberation.notices.kinds import Wording
from deliberation.processes.kinds import DUTY_COLUMNS, NeutralKind, Table
from deliberation.processes.models import Stage
from deliberation.rounds.arguments.actions import KIND
from deliberation.rounds.arguments.models import SHOWN_FROM, WEIGHT, Argument, ArgumentSource, Rating
from deliberation.rounds.arguments.reading import columns, read, strongest
from deliberation.rounds.issues import Issue
from deliberation.rounds.participants import sides_of
from deliberation.spaces.models import Item


class ArgumentsKind(NeutralKind):
    name = "arguments"
    label = gettext_lazy("Argument map")
    icon = "statements"
    chapter = "issues"
    act = gettext_lazy("Weigh the arguments")
    words = {"argue": gettext_lazy("Weigh the arguments")}

    def url(self, stage: Stage) -> str:
        return reverse("rounds:arguments", args=[stage.process.slug, stage.pk])

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        return [(_("Arguments for and against"), self.url(stage))]

    def missing_before_ready(self, stage: Stage) -> list[str]:
        reasons = []
        if not Issue.objects.filter(process=stage.process).exists():
            reasons.append(_("There is no issue yet. Write down at least one."))
        if not sides_of(stage.process):
            reasons.append(_("The charter names no sides yet."))
        return reasons

    def prepare(self, stage: Stage) -> dict[str, Any]:
        return {"issues": Issue.objects.filter(process=stage.process).count()}

    def close(self, stage: Stage) -> dict[str, Any]:
        return coverage(stage)

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Who has neither written nor rated."""
        seated = FilteredRelation("process__seats", condition=Q(process__seats__until=None))
        wrote = Argument.objects.filter(seat=OuterRef("seat_key"), stage=OuterRef("pk"))
        rated = Rating.objects.filter(seat=OuterRef("seat_key"), argument__stage=OuterRef("pk"))
        rows = stages.order_by().annotate(seat=seated, seat_key=F("seat__pk"), user_id=F("seat__user"))
        rows = rows.exclude(seat_key=None).exclude(Exists(wrote)).exclude(Exists(rated))
        if user is not None:
            rows = rows.filter(user_id=user.pk)
        return rows.annotate(
            stage_id=F("pk"), since=F("opens_at"), due=F("closes_at"), what=Value("argue", CharField())
        ).values(*DUTY_COLUMNS)

    def summary(self, stage: Stage) -> list[str]:
        counted = coverage(stage)
        if not counted["arguments"]:
            return []
        told = ngettext(
            "%(people)s person gave %(arguments)s arguments.",
            "%(people)s people gave %(arguments)s arguments.",
            counted["people"],
        )
        said = [told % {name: number(n) for name, n in counted.items()}]
        rated = Argument.objects.filter(stage=stage, ratings__gte=SHOWN_FROM).claims().standing()
        names = {side.key: side.name for side in sides_of(stage.process)}
        for row in strongest(rated, ["side"], 1).select_related("item")[:2]:
            words = {"side": names.get(row.side, row.side), "text": row.item.text}
            said.append(_("Found most convincing for “%(side)s”: “%(text)s”") % words)
        return said

    def section(self, stage: Stage) -> Iterable[Block]:
        counted = coverage(stage)
        words = {name: number(n) for name, n in counted.items()}
        yield Paragraph.of(_("%(people)s people gave %(arguments)s arguments and %(ratings)s ratings.") % words)
        yield Note(
            _(
                "Ratings from 1 to 5 say how convincing an argument is, not whether people agree. A mean is shown from"
                " %(least)d ratings on; arguments are ordered by the mean with %(weight)d neutral ratings added."
            )
            % {"least": SHOWN_FROM, "weight": WEIGHT}
        )

    def on_issue(self, stage: Stage, issue: Issue) -> Iterable[Block]:
        for column in columns(stage, issue):
            if column.rows:
                yield _strongest_of(column)

    def tables(self, stage: Stage) -> Iterator[Table]:
        names = ["number", "issue", "side", "reply_to", "stance", "text", "state", "author", "ratings", "mean"]
        rows = read(Argument.objects.filter(stage=stage)).select_related("issue").order_by("pk")
        yield "arguments", [*names, "merged_into"], (_row(one) for one in rows.iterator(chunk_size=500))
        sources = ArgumentSource.objects.filter(argument__stage=stage, argument__item__state=Item.State.ADMITTED)
        cited = sources.order_by("pk").values_list("argument__number", "title", "link", "published_on")
        listed = ([n, title, link, on.isoformat() if on else ""] for n, title, link, on in cited.iterator())
        yield "argument_sources", ["argument", "title", "link", "published_on"], listed


def coverage(stage: Stage) -> dict[str, int]:
    """Arguments that were not withdrawn, the people who gave them, and all ratings of them."""
    given = Argument.objects.filter(stage=stage).exclude(item__state__in=[Item.State.WITHDRAWN, Item.State.ERASED])
    people, ratings = Count("seat", distinct=True), Coalesce(Sum("ratings"), 0)
    return given.aggregate(arguments=Count("pk"), people=people, ratings=ratings)


def _strongest_of(column) -> Block:
    return DocumentTable(
        _("%(side)s: the most convincing of %(n)d") % {"side": column.side, "n": column.total},
        (
            DocumentColumn(_("Argument")),
            DocumentColumn(_("Convincing"), numeric=True),
            DocumentColumn(_("Ratings"), numeric=True),
            DocumentColumn(_("Replies that support it"), numeric=True),
            DocumentColumn(_("Replies that contradict it"), numeric=True),
        ),
        tuple((row.item.text, row.mean or "–", row.ratings, row.for_it, row.against_it) for row in column.rows),
    )


def _row(one: Argument) -> list[Any]:
    return [
        one.number,
        one.issue.number,
        one.side,
        one.parent.number if one.parent else "",
        one.stance or "",
        one.item.text if one.is_shown else "",
        one.item.state,
        one.seat.code,
        one.ratings,
        one.mean,
        one.merged_into.number if one.merged_into else "",
    ]


class TextItem:
    """A text under moderation that stands at once; hidden, it leaves a stub with the reason and may come back."""

    steps = ("admit", "hide")

    def __init__(self, name: str, label: Any):
        self.name, self.label = name, label

    def follow(self, item: Item, step: str) -> None:
        if item.author and item.decided_at and item.author != item.decided_by:
            occasion = f"item:{item.pk}:{step}:{item.decided_at.isoformat()}"
            notify([item.author], f"text_{step}", occasion=occasion, url=item.url, facts={"text": item.text[:80]})


ITEMS = [TextItem(KIND, gettext_lazy("Argument"))]
NOTICES = [
    Wording(
        "argument_reply",
        gettext_lazy("Somebody answered your argument"),
        gettext_lazy("In %(process)s there is an answer to: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "argument_merged",
        gettext_lazy("Your argument was merged with one that says the same"),
        gettext_lazy("In %(process)s it counts under no. %(n)s now, with its ratings: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "text_admit",
        gettext_lazy("Your text is shown again"),
        gettext_lazy("The facilitator shows it again: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "text_hide",
        gettext_lazy("Your text was hidden"),
        gettext_lazy("The reason stands in its place: “%(text)s”"),
    ),
]
