"""Rights in an opinion round. The object is the stage."""

import rules
from django.utils.translation import gettext as _

from deliberation.panels.models import Seat
from deliberation.spaces.access import holds, signed_in, when
from deliberation.spaces.models import Role


def seat_of(user, stage) -> Seat | None:
    """The person's current seat in the stage's process."""
    if not user.is_authenticated:
        return None
    return Seat.objects.current().filter(process=stage.process_id, user=user).first()


@rules.predicate
def seated(user, stage):
    return seat_of(user, stage) is not None


accepting = when(
    lambda user, stage: stage.is_open(),
    lambda stage: _("“%(stage)s” does not take answers now.") % {"stage": stage},
)


@rules.predicate
def open_to_all(user, stage):
    return stage.process.preset == "open_online"


@rules.predicate
def unsealed(user, stage):
    """In a sealed round nobody, officials included, sees the map before the stage is closed."""
    return not stage.settings.get("sealed") or stage.state == stage.State.CLOSED


rules.add_perm("opinions.answer", signed_in & seated & accepting)
rules.add_perm("opinions.put", signed_in & seated & accepting)
rules.add_perm("opinions.join", open_to_all & ~seated & accepting)
rules.add_perm("opinions.moderate", holds(Role.FACILITATOR))
rules.add_perm("opinions.map", unsealed)
