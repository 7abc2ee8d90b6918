"""Rights in an opinion round. The object is the stage."""

import rules
from django.utils.translation import gettext as _

from deliberation.panels.rules import open_to_all, seated
from deliberation.processes.models import Stage
from deliberation.spaces.access import holds, signed_in, when
from deliberation.spaces.models import Role

accepting = when(
    lambda user, stage: stage.is_open(),
    lambda stage: _("“%(stage)s” does not take answers now.") % {"stage": stage},
)


def seals(stage: Stage) -> bool:
    """Whether the map stays closed until the round ends.

    Always where participants are drawn, so that nobody can open it for them; an open round chooses.
    """
    return not open_to_all.test(None, stage) or bool(stage.settings.get("sealed"))


def is_sealed(stage: Stage) -> bool:
    """Whether nobody, officials included, may learn now what was answered; only how much was."""
    return seals(stage) and stage.state != Stage.State.CLOSED


@rules.predicate
def unsealed(user, stage):
    return not is_sealed(stage)


rules.add_perm("opinions.answer", signed_in & seated & accepting)
rules.add_perm("opinions.put", signed_in & seated & accepting)
rules.add_perm("opinions.join", open_to_all & ~seated & accepting)
rules.add_perm("opinions.moderate", holds(Role.FACILITATOR))
rules.add_perm("opinions.map", unsealed)
