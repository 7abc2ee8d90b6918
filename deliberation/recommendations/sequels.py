"""What came of a statement here: the recommendations that rest on it."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation.opinions.models import Statement
from deliberation.recommendations.models import Basis, Recommendation
from deliberation.spaces.sequels import Sequel


def of_statement(statement: Statement, user) -> Iterator[Sequel]:
    """Those that rest on it, on one that was merged into it, or on the one that it was merged into."""
    same = Q(statement=statement) | Q(statement__merged_into=statement)
    if statement.merged_into_id:
        same |= Q(statement=statement.merged_into_id)
    resting = Recommendation.objects.visible_to(user).numbered().select_related("process")
    for row in resting.filter(pk__in=Basis.objects.filter(same).values("recommendation")):
        title = f"{row.number}. {row.title}"
        yield Sequel(
            _("A recommendation rests on it"), title, row.get_absolute_url(), [row.get_state_display()], row.created_at
        )
