"""What pages and reports show of sentences: what each rests on, and how each version came from the one before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from deliberation.algorithms.difference import Change, differences
from deliberation.recommendations.models import Ground, Recommendation, RecommendationVersion, Sentence


def with_grounds() -> QuerySet[Sentence]:
    return Sentence.objects.standing().prefetch_related(Prefetch("grounds", queryset=Ground.objects.with_sources()))


def resting_on_nothing(drafts: Iterable[Recommendation]) -> QuerySet[Sentence]:
    """Sentences of these drafts for which nobody has said what they rest on."""
    rows = Sentence.objects.standing().filter(recommendation__in=drafts, grounds=None)
    return rows.select_related("recommendation__process").order_by("recommendation__number", "position")


@dataclass(frozen=True)
class Step:
    """A version with what it changed in title and text, word by word; of the first version all is new."""

    version: RecommendationVersion
    title: list[tuple[Change, str]]
    text: list[tuple[Change, str]]
    first: bool


def history(versions: Iterable[RecommendationVersion]) -> list[Step]:
    """The versions, newest first, each beside the one before it."""
    ordered = sorted(versions, key=lambda version: version.n)
    steps = []
    for former, version in zip([None, *ordered], ordered, strict=False):
        title, text = (former.title, former.text) if former else (version.title, version.text)
        steps.append(Step(version, differences(title, version.title), differences(text, version.text), former is None))
    return steps[::-1]
