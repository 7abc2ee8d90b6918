import rules
from django.utils.translation import gettext as _

from deliberation.conflicts.casefile.models import INSIDERS_HERE, INSIDERS_IN_CITY, ConflictCase
from deliberation.conflicts.mediation.models import Member
from deliberation.spaces.access import before, holds, holds_in_city, ready, when
from deliberation.spaces.models import Role

is_official = holds_in_city(Role.OFFICIAL)
sits_on_committee = holds_in_city(Role.COMMITTEE, Role.CHAIR)
is_live = when(
    lambda user, conflict: conflict.state != ConflictCase.State.SETTLED,
    lambda conflict: _("This conflict is settled; its file is no longer changed."),
)
is_graded = when(
    lambda user, conflict: conflict.grade is not None,
    lambda conflict: _("The committee decides the grade first; then this is possible."),
)


@rules.predicate
def is_neutral(user, conflict):
    """Chair, mediator or expert of a mediation council of the conflict, speaking for no party."""
    seats = Member.objects.filter(council__conflict=conflict, party=None, left_at=None)
    return user.is_authenticated and seats.filter(user=user).exists()


# Asked of the city's space.
rules.add_perm("conflicts.file", is_official)

# Asked of a conflict.
rules.add_perm("conflicts.read_restricted", holds_in_city(*INSIDERS_IN_CITY) | holds(*INSIDERS_HERE))
# What parties do without an agreement is known to those who bring them together, and to nobody who decides.
rules.add_perm("conflicts.read_alternatives", is_official | holds(Role.EXPERT) | is_neutral)
rules.add_perm("conflicts.edit", is_official & is_live)
rules.add_perm("conflicts.enter_event", is_official)  # also files
rules.add_perm("conflicts.appoint_expert", is_official & is_live)
rules.add_perm("conflicts.alert", (is_official | sits_on_committee) & is_live)
rules.add_perm("conflicts.diagnose", is_official & is_live)
rules.add_perm("conflicts.advise", is_official & is_graded & is_live)
rules.add_perm("conflicts.override", (is_official | sits_on_committee) & is_graded & is_live)
rules.add_perm("conflicts.map", (is_official | holds(Role.EXPERT)) & is_live)
rules.add_perm("conflicts.analyse", (is_official | holds(Role.EXPERT)) & is_live)
rules.add_perm("conflicts.open_analysis", is_official)
rules.add_perm("conflicts.found_council", is_official & is_live)
rules.add_perm("conflicts.list", sits_on_committee & is_graded & ready("list"))
rules.add_perm("conflicts.carry", sits_on_committee & ready("carry"))
rules.add_perm("conflicts.release", sits_on_committee & ready("release"))
rules.add_perm("conflicts.relist", sits_on_committee & is_graded & ready("relist"))
rules.add_perm("conflicts.settle", sits_on_committee & ready("settle"))

# Asked of a diagnosis.
rules.add_perm("conflicts.review", holds(Role.EXPERT) & ready("review"))
rules.add_perm("conflicts.withdraw", is_official & ready("withdraw"))
rules.add_perm("conflicts.grade", sits_on_committee & ready("grade"))

# Asked of an impact analysis.
rules.add_perm("conflicts.issue_analysis", is_official & ready("issue"))

# Asked of a mediation council, in its own closed space.
keeps_papers = holds(Role.OFFICIAL)
represents = holds(Role.SIDE)
has_seat = holds(Role.SIDE, Role.EXPERT)
presides = rules.predicate(lambda user, council: bool(council.chair and council.chair.user_id == user.pk))
leads = keeps_papers | presides
is_agreed = when(
    lambda user, council: council.state == council.State.AGREED,
    lambda council: _("This is possible once the council has agreed."),
)

rules.add_perm("conflicts.council_seat", keeps_papers & before("open", "put"))
rules.add_perm("conflicts.council_rules", leads & before("open", "put"))
rules.add_perm("conflicts.council_consent", has_seat & before("open", "put"))
rules.add_perm("conflicts.council_principal", represents & before("open", "put"))
rules.add_perm("conflicts.council_offer", has_seat & before("put"))
rules.add_perm("conflicts.council_draft", leads & before("put"))
rules.add_perm("conflicts.council_put", leads & ready("put"))
rules.add_perm("conflicts.council_ratify", represents & ready("ratify"))
rules.add_perm("conflicts.council_sign", has_seat & ready("agree"))
rules.add_perm("conflicts.council_leave", has_seat & before("end"))
rules.add_perm("conflicts.council_end", leads & ready("end"))
rules.add_perm("conflicts.council_open", represents)
rules.add_perm("conflicts.council_undertake", leads & is_agreed)
rules.add_perm("conflicts.council_check", (keeps_papers | has_seat) & is_agreed)
