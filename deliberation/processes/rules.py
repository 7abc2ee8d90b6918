from rules import add_perm, predicate

from deliberation.processes.models import Process
from deliberation.spaces.access import before, holds, holds_in_city, ready, roles_in, when, where_it_stands
from deliberation.spaces.models import Role

official = holds_in_city(Role.OFFICIAL)
staff = holds(Role.FACILITATOR) | official
speaker = holds(Role.SIDE) | holds_in_city(Role.COMMITTEE, Role.CHAIR)


@predicate
def official_of_the_city(user, city):
    return f"city:{Role.OFFICIAL}" in roles_in(user, city)


@predicate
def of_council(user, process):
    """In the space of a mediation council, which its own seats alone open."""
    return process.space.kind == process.space.Kind.COUNCIL


being_composed = when(
    lambda user, stage: stage.process.state == Process.State.PREPARING,
    lambda stage: where_it_stands(stage.process, ("convene",), takes=False),
)
unfinished = when(
    lambda user, charter: charter.process.state not in Process.OVER,
    lambda charter: where_it_stands(charter.process, (), takes=False),
)


add_perm("processes.new", official_of_the_city)
# of a process
add_perm("processes.manage", staff)
add_perm("processes.appoint", official & ~of_council)
add_perm("processes.add_stage", staff & before("convene"))
add_perm("processes.convene", official & ready("convene"))
add_perm("processes.give_up", official & ready("give_up"))
add_perm("processes.suspend", official & ready("suspend"))
add_perm("processes.resume", official & ready("resume"))
add_perm("processes.conclude", official & ready("conclude"))
# of a stage
add_perm("processes.compose", staff & being_composed)
add_perm("processes.prepare", staff & ready("prepare"))
add_perm("processes.close", staff & ready("close"))
add_perm("processes.reschedule", staff & before("prepare", "close"))
# of a charter
add_perm("processes.amend", staff & before("replace") & unfinished)
add_perm("processes.endorse", speaker & before("freeze") & unfinished)
add_perm("processes.freeze", official & ready("freeze") & unfinished)
