"""Drafting, and what a ballot above tells about a text. The committee's acts are in ``adoption``."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from deliberation.algorithms.text import bigrams
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.ledger.canonical import digest
from deliberation.opinions.models import Statement
from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.holding import (
    hold_draft,
    hold_drafting,
    refuse_while_asked,
    role_of,
    theme_of,
    writing_group,
)
from deliberation.recommendations.models import (
    Basis,
    Dissent,
    DraftingGroup,
    Recommendation,
    RecommendationVersion,
    Sentence,
    Suggestion,
    Theme,
)
from deliberation.recommendations.sentences.actions import keep_sentences, rest_on_note, rest_on_statements
from deliberation.rounds.floor.notes import Note


@transaction.atomic
def receive_note(stage: Stage, *, note: Note, text: str, by) -> Suggestion:
    """A table's note becomes a suggestion for the drafting, which may begin before the stage opens."""
    hold(stage)
    if stage.state == Stage.State.CLOSED:
        raise Refused(_("Drafting has ended."))
    return Suggestion.objects.create(stage=stage, note=note, text=text)


@transaction.atomic
def draft_recommendation(
    stage: Stage,
    *,
    title: str,
    text: str,
    statements: Iterable[Statement],
    by,
    part: str = Recommendation.Part.HEADLINE,
    suggestion: Suggestion | None = None,
    theme: Theme | None = None,
    seat: Seat | None = None,
) -> Recommendation:
    """Add a recommendation with the next number. Refused outside the stage's window or with nothing to rest on.

    The same draft sent again is the one that is there. A suggestion of a table that it begins with is taken up by it.
    With ``theme`` it is the draft about that theme; a member of the group that drafts it writes as ``seat``.
    """
    hold_drafting(stage)
    refuse_while_asked(stage)
    statements = _admitted(stage, statements)
    for row in stage.recommendations.filter(state=Recommendation.State.DRAFT, title=title, text=text):
        if set(row.statements.all()) == set(statements):
            return row
    if theme:
        theme = stage.themes.select_related("group").get(pk=theme.pk)
        if theme.recommendation_id or theme.state != Theme.State.DRAFTING:
            raise Refused(_("This theme has a draft by now, or is not with a group. Look at its page again."))
    group = writing_group(theme, seat) if seat else None
    last = stage.process.recommendations.aggregate(last=Max("number"))["last"] or 0
    recommendation = Recommendation.objects.create(
        process=stage.process,
        stage=stage,
        number=last + 1,
        part=part,
        title=title,
        text=text,
        bigrams=bigrams(f"{title} {text}"),
    )
    if theme:
        Theme.objects.filter(pk=theme.pk).update(recommendation=recommendation)
    standing = _keep(recommendation, statements, by, group, seat)
    mine = stage.suggestions.filter(pk=suggestion.pk, recommendation=None) if suggestion else None
    if suggestion and mine and mine.update(recommendation=recommendation):
        rest_on_note(standing, suggestion.note, suggestion.text)
    record(recommendation, "draft", by=by, role=role_of(seat), facts=wording(recommendation))
    return recommendation


@transaction.atomic
def edit_recommendation(
    recommendation: Recommendation,
    *,
    title: str,
    text: str,
    statements: Iterable[Statement],
    version: int,
    by,
    part: str | None = None,
    seat: Seat | None = None,
) -> Recommendation:
    """Save a new wording over version ``version``; raises ``Overtaken`` when that is no longer the latest.

    The stage's row is held alone, so two editors come one after the other. Saving without a change writes nothing.
    A member of the group that drafts it writes as ``seat``, while the draft is with the group.
    """
    hold_draft(recommendation, version)
    group = writing_group(theme_of(recommendation), seat) if seat else None
    statements = _admitted(recommendation.stage, statements)
    part = part or recommendation.part
    rests_on = set(recommendation.bases.values_list("statement_id", flat=True))
    before = (recommendation.part, recommendation.title, recommendation.text, rests_on)
    if before == (part, title, text, {row.pk for row in statements}):
        return recommendation
    recommendation.part = part
    reword(recommendation, title, text)
    _keep(recommendation, statements, by, group, seat)
    record(recommendation, "reword", by=by, role=role_of(seat), facts=wording(recommendation))
    return recommendation


@transaction.atomic
def move_recommendation(recommendation: Recommendation, *, to: int, by) -> None:
    """Give a draft the number ``to``; those between shift by one. Refused for a number that does not exist."""
    hold_draft(recommendation)
    drafts = recommendation.process.recommendations.filter(state=Recommendation.State.DRAFT)
    if not drafts.filter(number=to).exists():
        raise Refused(_("There is no such place among the drafts."))
    here = recommendation.number or to
    if to < here:
        drafts.filter(number__gte=to, number__lt=here).update(number=F("number") + 1)
    else:
        drafts.filter(number__gt=here, number__lte=to).update(number=F("number") - 1)
    drafts.filter(pk=recommendation.pk).update(number=to)
    recommendation.number = to
    record(recommendation, "move", by=by, role=role_of(), facts={"number": to})


@transaction.atomic
def withdraw_recommendation(recommendation: Recommendation, *, by) -> None:
    """Take a draft out, and the theme that it was about; those after it move up. Its page stays, with its versions."""
    hold_draft(recommendation)
    after = recommendation.process.recommendations.filter(number__gt=recommendation.number)
    after.update(number=F("number") - 1)
    theme = theme_of(recommendation)
    if theme:
        advance(theme, "drop", by=by, role=role_of(), facts={"number": theme.number})
    advance(recommendation, "withdraw", by=by, role=role_of(), number=None)


@transaction.atomic
def finalise_recommendations(stage: Stage) -> dict[str, Any]:
    """End drafting: every draft of the stage becomes final with its present wording. Repeating it changes nothing."""
    drafts = stage.recommendations.filter(state=Recommendation.State.DRAFT).order_by("pk")
    for recommendation in drafts.select_for_update(of=("self",)).select_related("process__space"):
        advance(recommendation, "finalise", facts=wording(recommendation))
    final = stage.recommendations.exclude(state=Recommendation.State.WITHDRAWN)
    dissents = Dissent.objects.signed().filter(recommendation__in=final)
    return {"recommendations": final.count(), "dissents": dissents.count()}


@transaction.atomic
def put_to_ballot(process: Process) -> list[Recommendation]:
    """The final recommendations in their order, marked as waiting for the result of a ballot."""
    rows = process.recommendations.filter(state=Recommendation.State.FINAL)
    list(rows.order_by("pk").select_for_update())
    rows.update(on_ballot=True)
    return list(rows.numbered())


@transaction.atomic
def publish_result(recommendation: Recommendation, result: dict[str, Any], *, by, role: str = "") -> None:
    """Write a ballot's announced counts and outcome to the recommendation, and minute them.

    ``result``: ``for``, ``against``, ``abstain``, ``roll``, ``voted`` and ``needed`` as numbers, ``met`` as a truth
    value, ``reason`` as the code of why.
    """
    Recommendation.objects.filter(pk=recommendation.pk).update(result=result)
    recommendation.result = result
    record(recommendation, "result", by=by, role=role, facts={"number": recommendation.number, **result})


def wording(recommendation: Recommendation) -> dict[str, Any]:
    """What is minuted of a wording: number, version and the digest of title, text, what it rests on and,
    of a supplementary measure, its kind."""
    rests_on = sorted(recommendation.bases.values_list("statement_id", flat=True))
    content = {"title": recommendation.title, "text": recommendation.text, "statements": rests_on}
    if recommendation.part != Recommendation.Part.HEADLINE:
        content["part"] = recommendation.part
    return {"number": recommendation.number, "version": recommendation.version, "digest": digest(content)}


def amend_wording(recommendation: Recommendation, *, title: str, text: str, by) -> None:
    """The committee's wording as a new version; what it rests on stays. The caller holds the row."""
    reword(recommendation, title, text)
    keep_sentences(keep_version(recommendation, by))


def _admitted(stage: Stage, statements: Iterable[Statement]) -> list[Statement]:
    keys = {statement.pk for statement in statements}
    found = list(Statement.objects.admitted().filter(pk__in=keys, stage__process=stage.process_id))
    if not found or len(found) != len(keys):
        raise Refused(_("Please choose at least one admitted statement that the recommendation rests on."))
    return sorted(found, key=lambda statement: statement.pk)


def reword(recommendation: Recommendation, title: str, text: str) -> None:
    """Write another wording over the present one; the caller holds the row and keeps the version.

    The English of the wording before stays with its version.
    """
    recommendation.title, recommendation.text = title, text
    recommendation.title_en = recommendation.text_en = ""
    recommendation.bigrams = bigrams(f"{title} {text}")
    recommendation.version += 1
    recommendation.save(update_fields=["part", "title", "title_en", "text", "text_en", "bigrams", "version"])


def keep_version(
    recommendation: Recommendation, by, group: DraftingGroup | None = None, seat: Seat | None = None
) -> RecommendationVersion:
    return RecommendationVersion.objects.create(
        recommendation=recommendation,
        n=recommendation.version,
        title=recommendation.title,
        text=recommendation.text,
        author=by,
        group=group,
        seat=seat,
    )


def _keep(
    recommendation: Recommendation, statements: list[Statement], by, group: DraftingGroup | None, seat: Seat | None
) -> list[Sentence]:
    version = keep_version(recommendation, by, group, seat)
    recommendation.bases.exclude(statement__in=statements).delete()
    Basis.objects.bulk_create(
        [Basis(recommendation=recommendation, statement=statement) for statement in statements], ignore_conflicts=True
    )
    standing = keep_sentences(version)
    rest_on_statements(version, standing)
    return standing
