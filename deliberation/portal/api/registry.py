"""All that the interface offers, in the order in which a conflict is settled."""

from deliberation.portal.api.declaring import Resource
from deliberation.portal.api.resources import answers, before, committees, deliberations, results

# The editions of reports belong behind the answers: each is one more `Resource`, and nothing else has to know.
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
        answers.RESPONSES,
        answers.MILESTONES,
        answers.CONTESTS,
        answers.CHECKS,
        committees.SITTINGS,
        committees.DECISIONS,
        committees.CHAINS,
        committees.ENTRIES,
    )
}
