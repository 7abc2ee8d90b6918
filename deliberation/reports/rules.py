import rules
from django.utils.translation import gettext as _

from deliberation.reports.exporting.formats import FORMATS
from deliberation.reports.models import Export, Report
from deliberation.spaces.access import before, holds, holds_in_city, ready, when
from deliberation.spaces.models import Role

# The objects are the process (ask, read), the process or conflict of a case (bundle, hand_over), the export (take) and
# the report (all others).
staff = holds(Role.FACILITATOR, Role.OBSERVER) | holds_in_city(
    Role.OFFICIAL, Role.ADMINISTRATOR, Role.COMMITTEE, Role.CHAIR
)
editor = holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL, Role.ADMINISTRATOR)
office = holds_in_city(Role.OFFICIAL, Role.ADMINISTRATOR)
committee = holds_in_city(Role.COMMITTEE, Role.CHAIR)


@rules.predicate
def published(user, export: Export) -> bool:
    """Whether the file is one of an edition that the committee has approved and the city has published once."""
    if export.edition is None or FORMATS[export.format].internal:
        return False
    publications = export.edition.publications.all()
    return (publications.filter(report__shape=export.shape) if export.shape else publications).exists()


@rules.predicate
def of_edition(_user, export: Export) -> bool:
    return not export.of_case


def approved(_user, report: Report) -> bool:
    return report.state in (Report.State.APPROVED, Report.State.PUBLISHED)


rules.add_perm("reports.ask", editor)
rules.add_perm("reports.read", staff)
rules.add_perm("reports.take", office | of_edition & (staff | published))
rules.add_perm("reports.bundle", office)
rules.add_perm("reports.hand_over", office)
rules.add_perm("reports.edit", editor & before("submit"))
rules.add_perm("reports.submit", editor & ready("submit"))
rules.add_perm("reports.send_back", (committee | office) & ready("send_back"))
rules.add_perm("reports.approve", committee & ready("approve"))
rules.add_perm("reports.publish", office & ready("publish"))
rules.add_perm("reports.see", staff)
rules.add_perm("reports.register", office & when(approved, lambda report: _("The committee has not approved it yet.")))
rules.add_perm("reports.revise", editor & ready("revise"))
