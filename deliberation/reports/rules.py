import rules

from deliberation.spaces.access import holds, holds_in_city
from deliberation.spaces.models import Role

# The objects are the process (ask) and the export (read).
reader = holds(Role.FACILITATOR, Role.OBSERVER) | holds_in_city(
    Role.OFFICIAL, Role.ADMINISTRATOR, Role.COMMITTEE, Role.CHAIR
)
asker = holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL, Role.ADMINISTRATOR)
rules.add_perm("reports.ask", asker)
rules.add_perm("reports.read", reader)
