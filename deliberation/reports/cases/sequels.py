"""What an official can make of a conflict from which no process came: its bundles and the handover document."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.reports.cases.case import case_address, processes_of
from deliberation.spaces.access import allowed
from deliberation.spaces.sequels import Sequel


def of_conflict(conflict: ConflictCase, user) -> Iterator[Sequel]:
    """Where a process came of it they are made from its page. One query for officials, none for anybody else."""
    if allowed(user, "reports.bundle", conflict) and not processes_of(conflict).exists():
        yield Sequel(_("Records of the case"), _("Bundles and handover document"), case_address(conflict))
