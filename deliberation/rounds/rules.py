"""Rights in stages of arguments and of questions to experts. The object is the stage; those in one argument or answer
stand with it."""

import rules
from django.utils.translation import gettext as _

from deliberation.panels.rules import open_to_all, seated
from deliberation.processes.models import Process
from deliberation.spaces.access import holds, signed_in, when
from deliberation.spaces.models import Role


def not_under_way(stage) -> str:
    return _("“%(stage)s” is not under way now.") % {"stage": stage}


accepting = when(lambda user, stage: stage.is_open(), not_under_way)


def takes_decisions(_user, stage) -> bool:
    """Prepared and not closed, its window over or not: merging and answering may come after the last contribution."""
    return stage.state == stage.State.READY and stage.process.state == Process.State.RUNNING


unclosed = when(takes_decisions, not_under_way)
not_closed = when(lambda user, stage: stage.state != stage.State.CLOSED, not_under_way)
facilitator = holds(Role.FACILITATOR)

rules.add_perm("rounds.argue", signed_in & seated & accepting)  # put claims, reply, rate
rules.add_perm("rounds.join", open_to_all & ~seated & accepting)
rules.add_perm("rounds.add_issue", facilitator & not_closed)
rules.add_perm("rounds.merge", facilitator & unclosed)
rules.add_perm("rounds.ask", signed_in & (seated | facilitator) & accepting)
rules.add_perm("rounds.support", signed_in & seated & accepting)
rules.add_perm("rounds.route", facilitator & unclosed)
