"""All that the interface offers, in the order in which a conflict is settled."""

from deliberation.portal.api.declaring import Resource
from deliberation.portal.api.resources import before, committees, deliberations, results

# The city's answers with their measures, and the editions of reports, belong behind the ballots: each is one more
# `Resource` in `resources.results`, and nothing else has to know.
RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        before.CONFLICTS,
        before.PROPOSALS,
        before.AGENDAS,
        deliberations.PROCESSES,
        deliberations.STATEMENTS,
        deliberations.MAPS,
        deliberations.MEETINGS,
        deliberations.ARGUMENTS,
        deliberations.QUESTIONS,
        results.RECOMMENDATIONS,
        results.BALLOTS,
        committees.SITTINGS,
        committees.DECISIONS,
        committees.CHAINS,
        committees.ENTRIES,
    )
}
