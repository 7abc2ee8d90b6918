import rules
from django.utils.translation import gettext as _

from deliberation.agendas.bodies.models import SteeringCommittee
from deliberation.agendas.bodies.steering import has_chair
from deliberation.agendas.models import Proposal
from deliberation.agendas.screening.considering import barred_from
from deliberation.spaces.access import before, holds, holds_in_city, ready, signed_in, when, where_it_stands
from deliberation.spaces.models import Role


@rules.predicate
def is_author(user, proposal):
    return user.is_authenticated and proposal.author_id == user.pk


@rules.predicate
def is_co_proposer(user, proposal):
    return user.is_authenticated and proposal.co_proposers.filter(user=user).exists()


@rules.predicate
def is_barred(user, proposal):
    """Proposer, stepped aside or recused; read once per object, since one page asks for several rights."""
    if "_barred" not in proposal.__dict__:
        proposal.__dict__["_barred"] = barred_from(proposal)
    return user.pk in proposal.__dict__["_barred"]


sits_on_committee = holds_in_city(Role.COMMITTEE, Role.CHAIR)
proposes = is_author | is_co_proposer
is_draft = before("publish")
is_published = when(
    lambda user, proposal: proposal.state != Proposal.State.DRAFT,
    lambda proposal: _("This proposal is a draft that nobody else sees."),
)
is_collecting = when(
    lambda user, proposal: proposal.is_collecting, lambda proposal: _("Co-signing of this proposal is over.")
)
has_ended = when(
    lambda user, proposal: proposal.signatures_are_final,
    lambda proposal: _("The list of names is there once co-signing has ended."),
)

is_official = holds_in_city(Role.OFFICIAL)

rules.add_perm("agendas.edit", is_author & is_draft)  # also co-proposers and discard
rules.add_perm("agendas.publish", is_author & ready("publish"))
rules.add_perm("agendas.read_draft", proposes & is_draft)
rules.add_perm("agendas.withdraw", is_author & ready("withdraw"))
rules.add_perm("agendas.resubmit", is_author & ready("resubmit"))
rules.add_perm("agendas.cosign", signed_in & is_collecting)
# Nobody decides about their own proposal, nor about one from which they have stepped aside.
takes_part = sits_on_committee & ~is_barred
rules.add_perm("agendas.screen", takes_part & ready("select", "decline", "return"))
rules.add_perm("agendas.lift", takes_part & ready("lift"))
# What members say to each other about it, before the decision; and who says it.
rules.add_perm("agendas.confer", takes_part & is_published)
rules.add_perm("agendas.consider", takes_part & before("select"))
rules.add_perm("agendas.step_aside", takes_part & before("select", "lift"))
rules.add_perm("agendas.assign", holds_in_city(Role.CHAIR) & takes_part & before("select"))
# Asked of the city's space: the screening board, and agendas by another route.
rules.add_perm("agendas.choose", sits_on_committee)

# Of a proposal: paper lists and people at a counter, and the list of names once collecting has ended.
rules.add_perm("agendas.enter_paper", is_official & ~proposes & is_collecting)
# Also after the window, for lists that had come in time.
rules.add_perm("agendas.paper_lists", is_official & ~proposes & before("reach"))
rules.add_perm("agendas.name_signers", is_official & has_ended)
# Of the duplicate: the office or the committee, but nobody their own.
rules.add_perm("agendas.merge", (is_official | sits_on_committee) & ~proposes & ready("merge"))
# Of a paper list.
rules.add_perm("agendas.witness_paper", is_official & before("check", "compare", "settle"))
rules.add_perm("agendas.read_paper", is_official & before("check", "compare"))
rules.add_perm("agendas.settle_paper", is_official & ready("settle"))
rules.add_perm("agendas.discard_paper", is_official & ready("discard"))

# Who prepares an agenda; asked of its preparation, or of the city's space while it has none.
prepares = holds(Role.CHAIR, Role.COMMITTEE, Role.SUPPORT)
is_running = when(lambda user, mandate: mandate.is_running, lambda mandate: _("Its term is not running now."))
is_vacant = when(
    lambda user, committee: not has_chair(committee), lambda committee: _("The committee has elected its chair.")
)
is_nominee = rules.predicate(lambda user, nomination: nomination.user_id == user.pk)
is_open = when(
    lambda user, nomination: nomination.committee.state != SteeringCommittee.State.DISSOLVED,
    lambda nomination: where_it_stands(nomination.committee, (), takes=False),
)
is_spare = when(
    lambda user, nomination: not nomination.terms.exists(),
    lambda nomination: _("Whoever is appointed resigns instead of taking the consent back."),
)
is_own = rules.predicate(lambda user, member: member.nomination.user_id == user.pk and member.is_current)

rules.add_perm("agendas.open_nominations", is_official | sits_on_committee)
rules.add_perm("agendas.propose_mandate", is_official)
rules.add_perm("agendas.read_papers", prepares | is_official | sits_on_committee)  # also the restricted ones
rules.add_perm("agendas.hand_in_paper", prepares | holds(Role.CONTRACTOR) | is_official)
rules.add_perm("agendas.set_readers", prepares | is_official)
# Of a steering committee.
rules.add_perm("agendas.read_nominations", is_official | sits_on_committee)
rules.add_perm("agendas.nominate", is_official & before("appoint", "dissolve"))
rules.add_perm("agendas.appoint_members", sits_on_committee & before("appoint", "dissolve"))
rules.add_perm("agendas.dismiss_member", sits_on_committee & before("dissolve"))
rules.add_perm("agendas.elect_chair", holds(Role.COMMITTEE) & before("dissolve") & is_vacant)
rules.add_perm("agendas.hand_in_report", (holds(Role.CHAIR) | is_official) & ready("dissolve"))
# Of a nomination, and of a seat.
rules.add_perm("agendas.answer_nomination", (is_nominee | is_official) & is_open & is_spare)
rules.add_perm("agendas.resign", is_own)
# Of a mandate.
rules.add_perm("agendas.decide_mandate", sits_on_committee & ready("appoint"))
rules.add_perm("agendas.staff_mandate", is_official & before("end") & is_running)
rules.add_perm("agendas.end_mandate", (is_official | sits_on_committee) & ready("end") & is_running)
