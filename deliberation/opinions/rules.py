"""Rights in an opinion round. The object is the stage."""

import rules
from django.utils.translation import gettext as _

from deliberation.panels.rules import open_to_all, seated
from deliberation.spaces.access import holds, signed_in, when
from deliberation.spaces.models import Role

accepting = when(
    lambda user, stage: stage.is_open(),
    lambda stage: _("“%(stage)s” does not take answers now.") % {"stage": stage},
)


@rules.predicate
def unsealed(user, stage):
    """In a sealed round nobody, officials included, sees the map before the stage is closed."""
    return not stage.settings.get("sealed") or stage.state == stage.State.CLOSED


rules.add_perm("opinions.answer", signed_in & seated & accepting)
rules.add_perm("opinions.put", signed_in & seated & accepting)
rules.add_perm("opinions.join", open_to_all & ~seated & accepting)
rules.add_perm("opinions.moderate", holds(Role.FACILITATOR))
rules.add_perm("opinions.map", unsealed)
