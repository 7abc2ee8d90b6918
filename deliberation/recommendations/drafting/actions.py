"""Drafting, and what a ballot above tells about a text. The committee's acts are in ``adopting``."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from deliberation.algorithms.text import bigrams
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.ledger.canonical import digest
from deliberation.opinions.models import Statement
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.models import Basis, Recommendation, RecommendationVersion, Sentence
from deliberation.rounds.floor.notes import Note


class Overtaken(Refused):
    """Somebody has saved another wording since the editor opened the text. ``current`` is that wording."""

    def __init__(self, current: Recommendation):
        super().__init__(
            _("Somebody has saved another wording in the meantime. Nothing of yours is lost: compare, then save.")
        )
        self.current = current


@transaction.atomic
def receive_note(stage: Stage, *, note: Note, text: str, by) -> Sentence:
    """A table's note becomes a sentence for the drafting, which may begin before the stage opens."""
    hold(stage)
    if stage.state == Stage.State.CLOSED:
        raise Refused(_("Drafting has ended."))
    return Sentence.objects.create(stage=stage, note=note, text=text)


@transaction.atomic
def draft_recommendation(
    stage: Stage,
    *,
    title: str,
    text: str,
    statements: Iterable[Statement],
    by,
    sentence: Sentence | None = None,
) -> Recommendation:
    """Add a recommendation with the next number. Refused outside the stage's window or with nothing to rest on.

    The same draft sent again is the one that is there. A sentence of a table that it begins with is taken up by it.
    """
    _hold_drafting(stage)
    statements = _admitted(stage, statements)
    for row in stage.recommendations.filter(state=Recommendation.State.DRAFT, title=title, text=text):
        if set(row.statements.all()) == set(statements):
            return row
    last = stage.process.recommendations.aggregate(last=Max("number"))["last"] or 0
    recommendation = Recommendation.objects.create(
        process=stage.process, stage=stage, number=last + 1, title=title, text=text, bigrams=bigrams(f"{title} {text}")
    )
    _keep(recommendation, statements, by)
    if sentence is not None:
        stage.sentences.filter(pk=sentence.pk, recommendation=None).update(recommendation=recommendation)
    record(recommendation, "draft", by=by, role="facilitator", facts=wording(recommendation))
    return recommendation


@transaction.atomic
def edit_recommendation(
    recommendation: Recommendation, *, title: str, text: str, statements: Iterable[Statement], version: int, by
) -> Recommendation:
    """Save a new wording over version ``version``; raises :class:`Overtaken` when that is no longer the latest.

    The stage's row is held alone, so two editors come one after the other. Saving without a change writes nothing.
    """
    _hold_draft(recommendation)
    if recommendation.version != version:
        raise Overtaken(recommendation)
    statements = _admitted(recommendation.stage, statements)
    rests_on = set(recommendation.bases.values_list("statement_id", flat=True))
    if (recommendation.title, recommendation.text, rests_on) == (title, text, {row.pk for row in statements}):
        return recommendation
    _reword(recommendation, title, text)
    _keep(recommendation, statements, by)
    record(recommendation, "reword", by=by, role="facilitator", facts=wording(recommendation))
    return recommendation


@transaction.atomic
def move_recommendation(recommendation: Recommendation, *, to: int, by) -> None:
    """Give a draft the number ``to``; those between shift by one. Refused for a number that does not exist."""
    _hold_draft(recommendation)
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
    record(recommendation, "move", by=by, role="facilitator", facts={"number": to})


@transaction.atomic
def withdraw_recommendation(recommendation: Recommendation, *, by) -> None:
    """Take a draft out; those after it move up. Its page stays, with its versions."""
    _hold_draft(recommendation)
    after = recommendation.process.recommendations.filter(number__gt=recommendation.number)
    after.update(number=F("number") - 1)
    advance(recommendation, "withdraw", by=by, role="facilitator", number=None)


@transaction.atomic
def finalise_recommendations(stage: Stage) -> dict[str, Any]:
    """End drafting: every draft of the stage becomes final with its present wording. Repeating it changes nothing."""
    drafts = stage.recommendations.filter(state=Recommendation.State.DRAFT).order_by("pk")
    for recommendation in drafts.select_for_update(of=("self",)).select_related("process__space"):
        advance(recommendation, "finalise", facts=wording(recommendation))
    final = stage.recommendations.exclude(state=Recommendation.State.WITHDRAWN)
    return {"recommendations": final.count()}


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
    """What is minuted of a wording: number, version and the digest of title, text and what it rests on."""
    rests_on = sorted(recommendation.bases.values_list("statement_id", flat=True))
    content = {"title": recommendation.title, "text": recommendation.text, "statements": rests_on}
    return {"number": recommendation.number, "version": recommendation.version, "digest": digest(content)}


def amend_wording(recommendation: Recommendation, *, title: str, text: str, by) -> None:
    """The committee's wording as a new version; what it rests on stays. The caller holds the row."""
    _reword(recommendation, title, text)
    _keep_version(recommendation, by)


def _hold_drafting(stage: Stage) -> None:
    """Hold the process, then the stage alone (its drafts are numbered), and read the clock after that."""
    hold(stage.process)
    Stage.objects.select_for_update().get(pk=stage.pk)
    stage.refresh_from_db(fields=["state", "opens_at", "closes_at"])
    if not stage.is_open():
        raise Refused(_("Drafting is not open now: what you wrote has not been saved."))


def _hold_draft(recommendation: Recommendation) -> None:
    """Hold the stage and read the recommendation as it is now, which must be a draft."""
    _hold_drafting(recommendation.stage)
    recommendation.refresh_from_db()
    if recommendation.state != Recommendation.State.DRAFT:
        raise Refused(_("This recommendation is no longer being drafted."))


def _admitted(stage: Stage, statements: Iterable[Statement]) -> list[Statement]:
    keys = {statement.pk for statement in statements}
    found = list(Statement.objects.admitted().filter(pk__in=keys, stage__process=stage.process_id))
    if not found or len(found) != len(keys):
        raise Refused(_("Please choose at least one admitted statement that the recommendation rests on."))
    return sorted(found, key=lambda statement: statement.pk)


def _reword(recommendation: Recommendation, title: str, text: str) -> None:
    recommendation.title, recommendation.text = title, text
    recommendation.bigrams = bigrams(f"{title} {text}")
    recommendation.version += 1
    recommendation.save(update_fields=["title", "text", "bigrams", "version"])


def _keep(recommendation: Recommendation, statements: list[Statement], by) -> None:
    _keep_version(recommendation, by)
    recommendation.bases.exclude(statement__in=statements).delete()
    Basis.objects.bulk_create(
        [Basis(recommendation=recommendation, statement=statement) for statement in statements], ignore_conflicts=True
    )


def _keep_version(recommendation: Recommendation, by) -> None:
    RecommendationVersion.objects.create(
        recommendation=recommendation,
        n=recommendation.version,
        title=recommendation.title,
        text=recommendation.text,
        author=by,
    )
