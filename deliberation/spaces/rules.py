import rules
from django.utils.translation import gettext as _

from deliberation.spaces.access import before, holds, holds_in_city, ready, when
from deliberation.spaces.models import Role, Sitting

# Asked of an item: its own space's facilitator, or the city's officials.
rules.add_perm("spaces.moderate", holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL, Role.ADMINISTRATOR))

member = holds(Role.CHAIR, Role.COMMITTEE)
is_written = when(
    lambda user, sitting: sitting.kind == Sitting.Kind.WRITTEN,
    lambda sitting: _("Members reply to a written procedure alone; this is a meeting."),
)

# Asked of the city: looking again at what is kept from the public.
rules.add_perm("spaces.review", holds_in_city(Role.OFFICIAL))

# Asked of a committee's space, then of its sittings. Officials keep the minutes; deciding is the members' own.
conducts = member | holds_in_city(Role.OFFICIAL)
rules.add_perm("spaces.call", conducts)
rules.add_perm("spaces.attend", member | holds_in_city(Role.OFFICIAL, Role.ADMINISTRATOR))
rules.add_perm("spaces.plan", conducts & before("open"))
rules.add_perm("spaces.conduct", conducts & before("open", "close", "approve"))
rules.add_perm("spaces.close", conducts & ready("close"))
rules.add_perm("spaces.decide", member & before("close"))
rules.add_perm("spaces.reply", member & is_written & before("close"))
rules.add_perm("spaces.approve", holds(Role.CHAIR) & ready("approve"))
