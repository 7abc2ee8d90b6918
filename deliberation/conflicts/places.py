"""Which of the further pages of a conflict hold something for a reader, told by the query that loads the conflict."""

from django.db.models import Exists, OuterRef

from deliberation.conflicts.analysis.models import ImpactAnalysis
from deliberation.conflicts.mediation.models import Council
from deliberation.conflicts.stakeholders.models import Party


def with_places(conflicts, user):
    """The conflicts with ``has_parties``, ``has_analysis`` and ``has_council``."""
    parties = Party.objects.filter(conflict=OuterRef("pk")).visible_to(user)
    analyses = ImpactAnalysis.objects.filter(conflict=OuterRef("pk")).visible_to(user)
    councils = Council.objects.filter(conflict=OuterRef("pk"))  # that there is one is known to everyone
    places = {"parties": parties, "analysis": analyses, "council": councils}
    return conflicts.annotate(**{f"has_{place}": Exists(rows) for place, rows in places.items()})
