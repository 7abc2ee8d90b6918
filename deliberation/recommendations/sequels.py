"""What came of statements and arguments here: the recommendations with the sentences that rest on them."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation.opinions.models import Statement
from deliberation.recommendations.models import Recommendation, Sentence
from deliberation.rounds.arguments.models import Argument
from deliberation.spaces.sequels import Sequel


def of_statement(statement: Statement, user) -> Iterator[Sequel]:
    """Those that rest on it, on one that was merged into it, or on the one that it was merged into.

    A recommendation as a whole may rest on it before a sentence does.
    """
    same = Statement.objects.filter(Q(pk__in=[statement.pk, statement.merged_into_id]) | Q(merged_into=statement))
    resting = Recommendation.objects.filter(bases__statement__in=same).distinct()
    yield from _told(user, resting, {"grounds__statement__in": same})


def of_argument(argument: Argument, user) -> Iterator[Sequel]:
    resting = {"grounds__argument": argument}
    sentences = Sentence.objects.standing().filter(**resting)
    yield from _told(user, Recommendation.objects.filter(sentences__in=sentences).distinct(), resting)


def _told(user, recommendations, resting: dict) -> Iterator[Sequel]:
    shown = list(recommendations.visible_to(user).numbered().select_related("process"))
    sentences = Sentence.objects.standing().filter(recommendation__in=shown, **resting).distinct() if shown else []
    for row in shown:
        texts = [f"{one.position}. {one.text}" for one in sentences if one.recommendation_id == row.pk]
        facts = [row.get_state_display(), *texts]
        yield Sequel(_("Recommendation"), f"{row.number}. {row}", row.get_absolute_url(), facts, row.created_at)
