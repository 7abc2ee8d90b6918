"""What comes of a deliberation: recommendations, ballots."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from deliberation.algorithms.tally import Outcome
from deliberation.ballots.checking.results import outcomes, verdict
from deliberation.ballots.models import Ballot, Question, RollEntry, Threshold
from deliberation.portal.api import parameters
from deliberation.portal.api.declaring import UPDATED, Resource, of_process, updated
from deliberation.portal.api.shapes import (
    ADDRESS,
    ID,
    MOMENT,
    NUMBER,
    PAGE,
    TEXT,
    TRUTH,
    WHOLE,
    Field,
    both,
    code,
    many,
    optional,
    record,
)
from deliberation.processes.models import Stage
from deliberation.recommendations.models import Recommendation
from deliberation.recommendations.sentences.reading import with_grounds

GROUNDS = [("statement", _("Statement")), ("note", _("Note")), ("argument", _("Argument"))]
GROUND = record(
    [
        Field("kind", code(GROUNDS)),
        Field("id", WHOLE, lambda row: row.source.pk),
        Field("url", ADDRESS, lambda row: row.source.get_absolute_url()),
        Field(
            "text",
            optional(TEXT),
            lambda row: row.source.item.text if row.is_shown else None,
            _("Null when its text is not shown any more."),
        ),
    ]
)
SENTENCE = record(
    [Field("text", TEXT), Field("rests_on", many(GROUND), lambda row: row.grounds.all())],
)


def _recommendations():
    rows = Recommendation.objects.visible_to(AnonymousUser()).filter(number__isnull=False).select_related("process")
    return updated(rows.defer("bigrams"), "recommendation", "created_at")


STATES = [choice for choice in Recommendation.State.choices if choice[0] != Recommendation.State.WITHDRAWN]

RECOMMENDATIONS = Resource(
    "recommendations",
    "Recommendation",
    _("Recommendations"),
    _recommendations,
    ("-id",),
    (
        ID,
        PAGE,
        *of_process("process"),
        Field("number", WHOLE, about=_("Within the deliberation.")),
        Field("state", code(STATES)),
        Field("part", code(Recommendation.Part.choices)),
        Field("version", WHOLE),
        both("title"),
        both("text"),
        Field("verdict_reason", optional(TEXT), about=_("Why the committee amended it or did not adopt it.")),
        Field("created_at", MOMENT),
        UPDATED,
    ),
    about=_("Recommendations from the draft, which everyone may follow, to the adopted text."),
    narrowing=(parameters.process("process__slug"), parameters.state(STATES)),
    more=(
        Field(
            "sentences",
            many(SENTENCE),
            lambda row: row.sentences.all(),
            _("Each sentence with what it rests on: statements, notes, arguments."),
        ),
    ),
    whole=lambda rows: rows.prefetch_related(Prefetch("sentences", queryset=with_grounds())),
    searched=True,
)


def _ballots():
    """Those whose roll is fixed; before that rule and questions may still change."""
    seen = Stage.objects.visible_to(AnonymousUser())
    rows = Ballot.objects.filter(stage__in=seen).exclude(state=Ballot.State.PLANNED).select_related("stage__process")
    voted = _counted(RollEntry.objects.voted()) - F("not_returned")
    rows = rows.annotate(entitled=_counted(RollEntry.objects.all()), voted=voted)
    return updated(rows.prefetch_related("questions__options"), "ballot", "prepared_at", "stage")


def _counted(entries):
    counts = entries.filter(ballot=OuterRef("pk")).order_by().values("ballot").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _results(row: Ballot) -> list[dict[str, Any]] | None:
    """Nothing but None before the announcement, for which `outcomes` stands."""
    return [_result(question, outcome) for question, outcome in outcomes(row)] or None


def _result(question: Question, outcome: Any) -> dict[str, Any]:
    counts = None
    if isinstance(outcome, Outcome):
        counts = {
            "for": outcome.counts.in_favour,
            "against": outcome.counts.against,
            "abstained": outcome.counts.abstained,
        }
    return {
        "question": question.number,
        "met": outcome.met,
        "verdict": verdict(question, outcome),
        "votes_needed": outcome.votes_needed,
        "counts": counts,
    }


def _of(name: str):
    return lambda result: result[name]


COUNTS = record([Field(name, WHOLE, _of(name)) for name in ("for", "against", "abstained")])
RESULT = record(
    [
        Field("question", WHOLE, _of("question"), _("Number of the question.")),
        Field("met", TRUTH, _of("met"), _("Whether quorum and threshold are met.")),
        Field("verdict", TEXT, _of("verdict")),
        Field("votes_needed", optional(WHOLE), _of("votes_needed")),
        Field("counts", optional(COUNTS), _of("counts"), _("Of a vote for or against.")),
    ]
)
QUESTION = record(
    [
        Field("number", WHOLE),
        Field("method", code(Question.Method.choices)),
        both("title"),
        both("text"),
        Field("threshold", code(Threshold.choices)),
        Field("recommendation", optional(WHOLE), lambda row: row.recommendation_id),
        Field("options", many(record([Field("number", WHOLE), both("title")])), lambda row: row.options.all()),
    ]
)

BALLOT_STATES = [choice for choice in Ballot.State.choices if choice[0] != Ballot.State.PLANNED]

BALLOTS = Resource(
    "ballots",
    "Ballot",
    _("Ballots"),
    _ballots,
    ("-stage_id",),
    (
        *of_process(),
        Field("url", ADDRESS, lambda row: row.get_absolute_url()),
        Field("state", code(BALLOT_STATES)),
        Field("threshold", code(Threshold.choices)),
        Field("margin", optional(NUMBER)),
        Field("quorum_percent", WHOLE),
        Field("entitled", WHOLE, about=_("People on the roll.")),
        Field("voted", WHOLE, about=_("How many of them have voted.")),
        Field("closed_at", optional(MOMENT)),
        Field("announced_at", optional(MOMENT)),
        Field("questions", many(QUESTION), lambda row: row.questions.all()),
        UPDATED,
    ),
    about=_("Ballots with their rule and turnout, known by the number of their stage."),
    narrowing=(parameters.process(), parameters.state(BALLOT_STATES)),
    more=(Field("results", optional(many(RESULT)), _results, _("Null until the result has been announced.")),),
    key="stage",
)
