from rules import add_perm

from deliberation.processes.rules import of_council
from deliberation.spaces.access import holds, holds_in_city
from deliberation.spaces.models import Role

official = holds_in_city(Role.OFFICIAL)

# of a process
add_perm("panels.seats", official | holds(Role.FACILITATOR))
add_perm("panels.import", official & ~of_council)
add_perm("panels.letters", official & ~of_council)
# of a seat
add_perm("panels.end", official)
