"""Rights in drafting (the object is its stage), in one recommendation, theme or amendment, and in adopting."""

import rules
from django.utils.translation import gettext as _

from deliberation.panels.rules import seated
from deliberation.processes.models import Process
from deliberation.recommendations.groups.models import group_of
from deliberation.recommendations.models import Recommendation, Theme
from deliberation.spaces.access import before, holds, holds_in_city, ready, roles_in, signed_in, when, where_it_stands
from deliberation.spaces.models import Role


def stage_of(thing):
    return getattr(thing, "stage", thing)


accepting = when(
    lambda user, thing: stage_of(thing).is_open(),
    lambda thing: _("“%(stage)s” is not under way now.") % {"stage": stage_of(thing)},
)
facilitates = holds(Role.FACILITATOR)


@rules.predicate
def in_a_group(user, theme):
    return group_of(user, theme.stage) is not None


@rules.predicate
def drafts_theme(user, theme):
    group = group_of(user, theme.stage)
    return group is not None and group.pk == theme.group_id


@rules.predicate
def drafts_it(user, recommendation):
    theme = getattr(recommendation, "theme", None)
    return theme is not None and drafts_theme.test(user, theme)


def told(thing) -> str:
    return where_it_stands(thing, (), takes=False)


heard = accepting & when(lambda user, theme: theme.state == Theme.State.HEARING, told)


def is_editable(user, recommendation) -> bool:
    """A draft: for the facilitator always, for a group while it is with the group."""
    if recommendation.state != Recommendation.State.DRAFT:
        return False
    return facilitates.test(user, recommendation) or recommendation.theme.state == Theme.State.DRAFTING


editable = accepting & when(is_editable, told)
not_withdrawn = when(lambda _user, recommendation: recommendation.state != Recommendation.State.WITHDRAWN, told)
undecided = accepting & when(lambda user, amendment: amendment.is_open, told)


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


unsigned = when(
    lambda user, adoption: not adoption.signatures.filter(user=user).exists(),
    lambda adoption: _("You have signed already."),
)


committee = holds_in_city(Role.COMMITTEE, Role.CHAIR)
signs = committee & (was_present | chairs)

# of a drafting stage: new drafts, groups, themes, amendments, rounds; what participants do: propose, support, dissent
rules.add_perm("recommendations.draft", facilitates & accepting)
rules.add_perm("recommendations.amend", signed_in & seated & accepting)
# of a recommendation: its wording, and what its sentences rest on
rules.add_perm("recommendations.edit", (facilitates | drafts_it) & editable)
# its English, also of the text that was decided
rules.add_perm("recommendations.translate", (facilitates | holds_in_city(Role.OFFICIAL)) & not_withdrawn)
# of a theme: say what one's group thinks; draft it and hand the draft over
rules.add_perm("recommendations.opine", in_a_group & heard)
rules.add_perm("recommendations.write", (facilitates | drafts_theme) & accepting & before("hand_over"))
# of an amendment
rules.add_perm("recommendations.withdraw", is_author & undecided)
# of an adoption
rules.add_perm("recommendations.receive", committee & ready("receive") & under_way)
rules.add_perm("recommendations.decide", committee & ready("decide") & under_way)
rules.add_perm("recommendations.sign", signs & unsigned & before("sign", "deliver") & under_way)
rules.add_perm("recommendations.deliver", holds_in_city(Role.CHAIR, Role.OFFICIAL) & ready("deliver") & under_way)
