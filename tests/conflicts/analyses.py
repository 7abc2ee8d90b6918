"""Impact analyses in each state, reached by the actions that reach it."""

from deliberation.conflicts.analysis.actions import begin_analysis, issue_analysis, open_part, write_part
from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.casefile.models import ConflictCase
from tests.cast import Cast
from tests.restricting import usual
from tests.standing import standing


def part(analysis: ImpactAnalysis, kind: int) -> AnalysisPart:
    return AnalysisPart.objects.select_related("analysis__conflict__space").get(analysis=analysis, kind=kind)


@standing
def written(cast: Cast, conflict: ConflictCase, text: str = "내용") -> ImpactAnalysis:
    """A version with all of its parts written anew."""
    analysis = begin_analysis(conflict, by=cast.emil)
    for kind in AnalysisPart.Kind:
        row = part(analysis, kind)
        write_part(row, f"{kind}부 {text}", version=row.version, by=cast.emil)
    return analysis


@standing
def issued(cast: Cast, conflict: ConflictCase, text: str = "내용", public: tuple[int, ...] = (1, 2)) -> ImpactAnalysis:
    analysis = written(cast, conflict, text)
    for kind in AnalysisPart.Kind:
        open_part(part(analysis, kind), None if kind in public else usual(), by=cast.emil)
    issue_analysis(analysis, by=cast.emil)
    return analysis
