"""What came of statements and arguments here: the recommendations with the sentences that rest on them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from deliberation.opinions.models import Statement
from deliberation.recommendations.models import Recommendation, Sentence
from deliberation.rounds.arguments.models import Argument
from deliberation.spaces.sequels import Sequel


def of_statement(statement: Statement, user) -> Iterator[Sequel]:
    """A recommendation as a whole may rest on it before a sentence does."""
    yield from _told(user, Recommendation.objects.filter(bases__statement=statement), {"grounds__statement": statement})


def of_argument(argument: Argument, user) -> Iterator[Sequel]:
    resting = {"grounds__argument": argument}
    sentences = Sentence.objects.standing().filter(**resting)
    yield from _told(user, Recommendation.objects.filter(sentences__in=sentences).distinct(), resting)


def _told(user, recommendations, resting: dict) -> Iterator[Sequel]:
    shown = list(recommendations.visible_to(user).numbered().select_related("process"))
    sentences = Sentence.objects.standing().filter(recommendation__in=shown, **resting) if shown else []
    for row in shown:
        texts = [f"{one.position}. {one.text}" for one in sentences if one.recommendation_id == row.pk]
        facts = [row.get_state_display(), *texts]
        yield Sequel(_("Recommendation"), f"{row.number}. {row.title}", row.get_absolute_url(), facts, row.created_at)
