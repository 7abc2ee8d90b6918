"""What came of a recommendation here: the ballot on it, once its result is announced."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from deliberation.ballots.models import Ballot
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.sequels import Sequel


def of_recommendation(recommendation: Recommendation, _user) -> Iterator[Sequel]:
    """One query, and none where nobody has voted on it."""
    if not recommendation.result:
        return
    announced = Ballot.objects.filter(questions__recommendation=recommendation, state=Ballot.State.ANNOUNCED)
    for ballot in announced.select_related("stage__process"):
        yield Sequel(_("Result of the ballot"), str(ballot), ballot.get_absolute_url(), on=ballot.announced_at)
