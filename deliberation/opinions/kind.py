"""What the opinion round tells the rooms below it: its stage kind, its item kind, its notices."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import CharField, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.accounts.templatetags.words import closing, number
from deliberation.documents import charts
from deliberation.documents.blocks import Block, Column, Note, Paragraph
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.notices.actions import notify
from deliberation.notices.kinds import Wording, titles
from deliberation.opinions.maps.drawing import coverage, latest_map
from deliberation.opinions.maps.picture import sampled
from deliberation.opinions.maps.reading import Finding, Reading, group_names, read_map
from deliberation.opinions.maps.votes import digest_of, read_stances
from deliberation.opinions.models import OpinionMap, Reply, Stance, Statement
from deliberation.opinions.pages import voluntary
from deliberation.opinions.rules import is_sealed, open_to_all, seals
from deliberation.opinions.statements.actions import REPLY_KIND, number_statement, receive_note
from deliberation.processes.kinds import DUTY_COLUMNS, NeutralKind, Table
from deliberation.processes.models import Stage
from deliberation.spaces.bilingual import printed_language
from deliberation.spaces.models import Item, Membership, Role


class RoundForm(forms.Form):
    """Of a round that is open to all; elsewhere the map is closed in any case."""

    sealed = forms.BooleanField(
        label=gettext_lazy("Keep the opinion map closed to everyone until the round ends"), required=False
    )


class OpinionRoundKind(NeutralKind):
    name = "opinion_round"
    label = gettext_lazy("Opinion round")
    icon = "statements"
    chapter = "results"
    act = gettext_lazy("Answer the statements")
    words = {
        "answer": gettext_lazy("Answer the statements"),
        "moderate": gettext_lazy("Decide about new statements"),
        "statement": gettext_lazy("A statement"),
    }
    receives = {"statement": receive_note}

    def settings_form_of(self, stage: Stage) -> type[forms.Form] | None:
        return RoundForm if open_to_all.test(None, stage) else None

    def url(self, stage: Stage) -> str:
        return reverse("opinions:answer", args=[stage.process.slug, stage.pk])

    def act_url(self, stage: Stage, what: str) -> str:
        return reverse("opinions:moderate" if what == "moderate" else "opinions:answer", args=self._args(stage))

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        return [
            (_("All statements"), reverse("opinions:statements", args=self._args(stage))),
            (_("Opinion map"), reverse("opinions:map", args=self._args(stage))),
        ]

    def _args(self, stage: Stage) -> list[Any]:
        return [stage.process.slug, stage.pk]

    def missing_before_ready(self, stage: Stage) -> list[str]:
        if Statement.objects.admitted().filter(stage=stage).exists():
            return []
        return [_("There is no statement to answer yet. Put at least one to begin with.")]

    def prepare(self, stage: Stage) -> dict[str, Any]:
        """Settle, too, whether the round is sealed: from here on it stands in the stage and in the minutes."""
        stage.settings |= {"sealed": seals(stage)}
        stage.save(update_fields=["settings"])
        statements = Statement.objects.admitted().filter(stage=stage).count()
        return {"statements": statements, "sealed": stage.settings["sealed"]}

    def close(self, stage: Stage) -> dict[str, Any]:
        counted = coverage(stage)
        return {
            "statements": counted.statements,
            "stances": counted.answers,
            "people": counted.people,
            "digest": digest_of(read_stances(stage)),
        }

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        seated = FilteredRelation("process__seats", condition=Q(process__seats__until=None))
        answered = Stance.objects.filter(seat=OuterRef("seat_key"), statement__stage=OuterRef("pk"))
        rows = stages.order_by().annotate(seat=seated, seat_key=F("seat__pk"), user_id=F("seat__user"))
        rows = rows.exclude(seat_key=None).exclude(Exists(answered))
        if user is not None:
            rows = rows.filter(user_id=user.pk)
        return rows.annotate(
            stage_id=F("pk"),
            since=F("opens_at"),
            due=F("closes_at"),
            what=Value("answer", CharField()),
        ).values(*DUTY_COLUMNS)

    def desk(self, user: Any) -> QuerySet:
        mine = Membership.objects.current().filter(user=user, role=Role.FACILITATOR).values("space")
        new = Q(statements__item__state=Item.State.WAITING)
        replied = Q(statements__replies__item__state=Item.State.WAITING)
        rows = Stage.objects.filter(new | replied, kind=self.name, process__space__in=mine).annotate(
            stage_id=F("pk"),
            user_id=Value(user.pk),
            since=Least(
                Min("statements__item__submitted_at", filter=new),
                Min("statements__replies__created_at", filter=replied),
            ),
            due=F("closes_at"),
            what=Value("moderate", CharField()),
        )
        return rows.order_by().values(*DUTY_COLUMNS)

    def summary(self, stage: Stage) -> list[str]:
        newest = None if is_sealed(stage) else latest_map(stage)
        if newest is None:
            return []
        reading = read_map(newest)
        people = ngettext("%(n)s person answered statements.", "%(n)s people answered statements.", newest.people)
        said = [" ".join(filter(None, [people % {"n": number(newest.people)}, voluntary(stage)]))]
        said += [_("What unites: “%(text)s”") % {"text": finding.text} for finding in reading.unites[:1]]
        said += [_("What divides: “%(text)s”") % {"text": finding.text} for finding in reading.divides[:1]]
        return said

    def traits(self, stage: Stage) -> dict[int, str]:
        newest = None if is_sealed(stage) else latest_map(stage)
        if newest is None:
            return {}
        places = newest.places()
        return {seat: str(group) for seat, group in zip(places.seats.tolist(), places.groups.tolist(), strict=True)}

    def section(self, stage: Stage) -> Iterable[Block]:
        facts = coverage(stage)
        yield Paragraph.of(
            _("%(people)s people have given %(answers)s answers to %(statements)s statements.")
            % {name: number(count) for name, count in facts._asdict().items()}
        )
        if is_sealed(stage):
            yield Note(_("The opinion map is closed to everyone until this round ends."))
            return
        newest = latest_map(stage)
        if newest is None:
            yield Note(_("There were not enough answers for an opinion map."))
            return
        if said := voluntary(stage):
            yield Note(said)
        reading = read_map(newest)
        yield from _findings(_("What unites"), reading.unites)
        yield from _findings(_("What divides"), reading.divides)
        if reading.picture:
            yield _scatter(newest, reading)
        yield DocumentTable(
            _("Answers by group: agree, disagree, not sure, in percent of those who answered"),
            (
                Column(_("Statement")),
                *(Column(name, numeric=True) for name in [_("All"), *(g.name for g in reading.groups)]),
            ),
            tuple((row.text, *row.cells) for row in reading.table.rows),
            # No answer came after the end, whenever the map was drawn again: equal answers make equal reports.
            (_("As of %(moment)s.") % {"moment": closing(min(newest.as_of, stage.closes_at))},),
        )

    def tables(self, stage: Stage) -> Iterator[Table]:
        newest = None if is_sealed(stage) else latest_map(stage)
        counts = dict(zip(newest.result["statements"], newest.result["totals"], strict=True)) if newest else {}
        statements = Statement.objects.filter(stage=stage).select_related("item", "merged_into").order_by("pk")
        rows = (_told(statement, counts.get(statement.pk)) for statement in statements.iterator(chunk_size=500))
        columns = ["number", "text", "state", "seed", "merged_into", "agree", "disagree", "not_sure"]
        yield "statements", columns, rows
        replies = Reply.objects.filter(statement__stage=stage).select_related("item", "seat", "statement")
        said = (
            [one.statement.number or "", _shown(one.item), one.item.state, one.seat.code]
            for one in replies.order_by("pk").iterator(chunk_size=500)
        )
        yield "statement_replies", ["statement", "text", "state", "author"], said
        if newest:
            groups = zip(group_names(newest), newest.result["sizes"], strict=True)
            yield "groups", ["group", "name", "people"], ([n, name, size] for n, (name, size) in enumerate(groups))


def _told(statement: Statement, counts: list[int] | None) -> list[Any]:
    """What has been taken out or merged keeps its number, and where it went."""
    answers: list[Any] = ["", "", ""]
    if counts and statement.is_offered:
        agree, disagree, seen = counts
        answers = [agree, disagree, seen - agree - disagree]
    merged_into = statement.merged_into.number if statement.merged_into else ""
    state = statement.item.state
    return [statement.number or "", _shown(statement.item), state, int(statement.seed), merged_into, *answers]


def _shown(item: Item) -> str:
    return item.text if item.state == Item.State.ADMITTED else ""


def _scatter(drawn: OpinionMap, reading: Reading) -> Block:
    _seats, groups, x, y = (column.tolist() for column in sampled(drawn.places()))
    points = [charts.Point(*point) for point in zip(x, y, groups, strict=True)]
    names = [group.name for group in reading.groups]
    return charts.opinion_scatter(points, names, caption=_("Opinion map"), language=printed_language())


def _findings(title: str, findings: list[Finding]) -> Iterable[Block]:
    if findings:
        yield DocumentTable(
            title,
            (Column(_("Statement")), Column(_("Answers"))),
            tuple((finding.text, finding.said) for finding in findings),
        )


class StatementItem:
    """A statement under moderation: admitted, it gets its number; whatever is decided, its author is told."""

    name = "statement"
    label = gettext_lazy("Statement")
    steps = ("admit", "decline", "hide")

    def follow(self, item: Item, step: str) -> None:
        statement = Statement.objects.select_related("stage__process").get(item=item)
        known = statement.number is not None
        if step == "admit":
            number_statement(statement)
        _tell_author(item, "statement_readmit" if step == "admit" and known else f"statement_{step}", statement.stage)


class ReplyItem:
    """A reply under moderation: whatever is decided, its author is told; who is replied to, once a day."""

    name = REPLY_KIND
    label = gettext_lazy("Reply to a statement")
    steps = ("admit", "decline", "hide")

    def follow(self, item: Item, step: str) -> None:
        reply = Reply.objects.select_related("statement__item__author", "statement__stage__process").get(item=item)
        _tell_author(item, f"reply_{step}", reply.statement.stage)
        said_to = reply.statement.item
        if step == "admit" and said_to.author and said_to.author != item.author:
            facts = titles(process=reply.statement.stage.process) | {"text": said_to.text[:80]}
            occasion = f"{reply.statement.subject}:{timezone.localdate().isoformat()}"
            url = reply.get_absolute_url()
            notify([said_to.author], "statement_reply", occasion=occasion, url=url, facts=facts)


def _tell_author(item: Item, kind: str, stage: Stage) -> None:
    if item.author and item.author != item.decided_by:
        facts = titles(process=stage.process) | {"text": item.text[:80]}
        occasion = f"item:{item.pk}:{item.version}:{kind}"
        notify([item.author], kind, occasion=occasion, url=item.url, facts=facts)


NOTICES = [
    Wording(
        "statement_admit",
        gettext_lazy("Your statement is in the round"),
        gettext_lazy("The facilitator of %(process)s has admitted your statement: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "statement_readmit",
        gettext_lazy("Your statement is in the round"),
        gettext_lazy("The facilitator of %(process)s shows your statement in this wording: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "statement_decline",
        gettext_lazy("Your statement was not admitted"),
        gettext_lazy("The facilitator of %(process)s has given the reason beside your statement: “%(text)s”"),
    ),
    Wording(
        "statement_hide",
        gettext_lazy("Your statement was hidden"),
        gettext_lazy("The facilitator of %(process)s has given the reason beside your statement: “%(text)s”"),
    ),
    Wording(
        "statement_merge",
        gettext_lazy("Your statement was merged with one that says the same"),
        gettext_lazy("In %(process)s its answers count under no. %(n)s now: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "statement_reply",
        gettext_lazy("Somebody answered your statement in words"),
        gettext_lazy("In %(process)s there is a reply to: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "reply_admit",
        gettext_lazy("Your reply is shown"),
        gettext_lazy("The facilitator of %(process)s has admitted your reply: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "reply_decline",
        gettext_lazy("Your reply was not admitted"),
        gettext_lazy("The facilitator of %(process)s has given the reason in its place: “%(text)s”"),
    ),
    Wording(
        "reply_hide",
        gettext_lazy("Your reply was hidden"),
        gettext_lazy("The facilitator of %(process)s has given the reason in its place: “%(text)s”"),
    ),
]
