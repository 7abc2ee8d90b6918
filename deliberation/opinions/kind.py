"""What the opinion round tells the rooms below it: its stage kind, its item kind, its notices."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django import forms
from django.db.models import CharField, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.accounts.templatetags.words import moment, number
from deliberation.documents import charts
from deliberation.documents.blocks import Block, Column, Note, Paragraph
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.notices.actions import notify
from deliberation.notices.kinds import Wording, titles
from deliberation.opinions.maps.drawing import coverage, latest_map
from deliberation.opinions.maps.picture import sampled
from deliberation.opinions.maps.reading import Finding, Reading, group_names, read_map
from deliberation.opinions.maps.votes import digest_of, read_stances
from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.opinions.statements.actions import number_statement, receive_note
from deliberation.processes.kinds import DUTY_COLUMNS, NeutralKind, Table
from deliberation.processes.models import Stage
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Item, Membership, Role


class RoundForm(forms.Form):
    sealed = forms.BooleanField(
        label=gettext_lazy("Keep the opinion map closed to everyone until the round ends"), required=False
    )


class OpinionRoundKind(NeutralKind):
    name = "opinion_round"
    label = gettext_lazy("Opinion round")
    icon = "statements"
    act = gettext_lazy("Answer the statements")
    words = {
        "answer": gettext_lazy("Answer the statements"),
        "moderate": gettext_lazy("Decide about new statements"),
        "statement": gettext_lazy("A statement"),
    }
    receives = {"statement": receive_note}
    settings_form = RoundForm

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
        return {"statements": Statement.objects.admitted().filter(stage=stage).count()}

    def close(self, stage: Stage) -> dict[str, Any]:
        stances = read_stances(stage)
        return {
            "statements": coverage(stage).statements,
            "stances": len(stances),
            "people": len(np.unique(stances["seat"])),
            "digest": digest_of(stances),
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
        waiting = Stage.objects.filter(
            kind=self.name, process__space__in=mine, statements__item__state=Item.State.WAITING
        )
        rows = waiting.annotate(
            stage_id=F("pk"),
            user_id=Value(user.pk),
            since=Min("statements__created_at"),
            due=F("closes_at"),
            what=Value("moderate", CharField()),
        )
        return rows.order_by().values(*DUTY_COLUMNS)

    def summary(self, stage: Stage) -> list[str]:
        newest = None if _sealed(stage) else latest_map(stage)
        if newest is None:
            return []
        reading = read_map(newest)
        people = ngettext("%(n)s person answered statements.", "%(n)s people answered statements.", newest.people)
        said = [people % {"n": number(newest.people)}]
        said += [_("What unites: “%(text)s”") % {"text": finding.text} for finding in reading.unites[:1]]
        said += [_("What divides: “%(text)s”") % {"text": finding.text} for finding in reading.divides[:1]]
        return said

    def traits(self, stage: Stage) -> dict[int, str]:
        newest = latest_map(stage)
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
        if _sealed(stage):
            yield Note(_("The opinion map is closed to everyone until this round ends."))
            return
        newest = latest_map(stage)
        if newest is None:
            yield Note(_("There were not enough answers for an opinion map."))
            return
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
            (_("As of %(moment)s.") % {"moment": moment(newest.as_of)},),
        )

    def tables(self, stage: Stage) -> Iterator[Table]:
        newest = None if _sealed(stage) else latest_map(stage)
        counts = dict(zip(newest.result["statements"], newest.result["totals"], strict=True)) if newest else {}
        statements = Statement.objects.filter(stage=stage).select_related("item", "seat").order_by("pk")
        rows = (_told(statement, counts.get(statement.pk)) for statement in statements.iterator(chunk_size=500))
        yield "statements", ["number", "text", "state", "seed", "agree", "disagree", "not_sure"], rows
        if newest:
            groups = zip(group_names(newest), newest.result["sizes"], strict=True)
            yield "groups", ["group", "name", "people"], ([n, name, size] for n, (name, size) in enumerate(groups))


def _told(statement: Statement, counts: list[int] | None) -> list[Any]:
    """What has been taken out keeps its number alone."""
    admitted = statement.item.state == Item.State.ADMITTED
    answers: list[Any] = ["", "", ""]
    if counts and admitted:
        agree, disagree, seen = counts
        answers = [agree, disagree, seen - agree - disagree]
    text = statement.item.text if admitted else ""
    return [statement.number or "", text, statement.item.state, int(statement.seed), *answers]


def _scatter(drawn: OpinionMap, reading: Reading) -> Block:
    _seats, groups, x, y = (column.tolist() for column in sampled(drawn.places()))
    points = [charts.Point(*point) for point in zip(x, y, groups, strict=True)]
    names = [group.name for group in reading.groups]
    return charts.opinion_scatter(points, names, caption=_("Opinion map"), language=in_language("ko", "en"))


def _findings(title: str, findings: list[Finding]) -> Iterable[Block]:
    if findings:
        yield DocumentTable(
            title,
            (Column(_("Statement")), Column(_("Answers"))),
            tuple((finding.text, finding.said) for finding in findings),
        )


def _sealed(stage: Stage) -> bool:
    return bool(stage.settings.get("sealed")) and stage.state != Stage.State.CLOSED


class StatementItem:
    """A statement under moderation: admitted, it gets its number; whatever is decided, its author is told."""

    name = "statement"
    label = gettext_lazy("Statement")
    steps = ("admit", "decline", "hide")

    def follow(self, item: Item, step: str) -> None:
        statement = Statement.objects.select_related("stage__process").get(item=item)
        if step == "admit":
            number_statement(statement)
        if item.author and item.author != item.decided_by:
            facts = titles(process=statement.stage.process) | {"text": item.text[:80]}
            occasion = f"item:{item.pk}:{item.version}:{step}"
            notify([item.author], f"statement_{step}", occasion=occasion, url=item.url, facts=facts)


NOTICES = [
    Wording(
        "statement_admit",
        gettext_lazy("Your statement is in the round"),
        gettext_lazy("The facilitator of %(process)s has admitted your statement: “%(text)s”"),
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
]
