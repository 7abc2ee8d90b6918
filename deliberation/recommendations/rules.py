"""Rights in drafting (the object is its stage), in one amendment, and in adopting (the object is the adoption)."""

import rules
from django.utils.translation import gettext as _

from deliberation.panels.rules import seated
from deliberation.processes.models import Process
from deliberation.spaces.access import before, holds, holds_in_city, ready, roles_in, signed_in, when, where_it_stands
from deliberation.spaces.models import Role

accepting = when(
    lambda user, stage: stage.is_open(),
    lambda stage: _("“%(stage)s” is not under way now.") % {"stage": stage},
)


def is_under_way(_user, adoption) -> bool:
    """The committee may be late: its acts need a prepared stage in a running process, not an open window."""
    stage = adoption.stage
    return stage.state == stage.State.READY and stage.process.state == Process.State.RUNNING


under_way = when(is_under_way, lambda adoption: _("“%(stage)s” is not under way now.") % {"stage": adoption.stage})


@rules.predicate
def chairs(user, adoption):
    return f"city:{Role.CHAIR}" in roles_in(user, adoption.space)


@rules.predicate
def was_present(user, adoption):
    sitting = adoption.decision and adoption.decision.sitting
    return bool(sitting) and sitting.present.filter(pk=user.pk).exists()


@rules.predicate
def is_author(user, amendment):
    return user.is_authenticated and amendment.item.author_id == user.pk


undecided = when(
    lambda user, amendment: amendment.is_open and amendment.stage.is_open(),
    lambda amendment: where_it_stands(amendment, (), takes=False),
)


unsigned = when(
    lambda user, adoption: not adoption.signatures.filter(user=user).exists(),
    lambda adoption: _("You have signed already."),
)


committee = holds_in_city(Role.COMMITTEE, Role.CHAIR)
signs = committee & (was_present | chairs)

rules.add_perm("recommendations.draft", holds(Role.FACILITATOR) & accepting)
rules.add_perm("recommendations.amend", signed_in & seated & accepting)  # propose, support, dissent
rules.add_perm("recommendations.withdraw", is_author & undecided)
rules.add_perm("recommendations.receive", committee & ready("receive") & under_way)
rules.add_perm("recommendations.decide", committee & ready("decide") & under_way)
rules.add_perm("recommendations.sign", signs & unsigned & before("sign", "deliver") & under_way)
rules.add_perm("recommendations.deliver", holds_in_city(Role.CHAIR, Role.OFFICIAL) & ready("deliver") & under_way)
