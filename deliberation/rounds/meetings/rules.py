"""Rights around meetings. The object is a stage for planning, else the meeting."""

from rules import add_perm

from deliberation.rounds.mediation.models import caucuses, presides
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.access import before, holds, holds_in_city, ready, signed_in, when, where_it_stands
from deliberation.spaces.models import Role

RIGHTS = ("change", "cancel", "arrange", "open", "end", "attendance", "tick", "tables", "seat", "print")  # of a meeting
facilitator = holds(Role.FACILITATOR) | presides
staff = facilitator | holds_in_city(Role.OFFICIAL)


def _no_longer(thing) -> str:
    return where_it_stands(thing, (), takes=False)


unfinished = when(lambda user, stage: stage.state != stage.State.CLOSED, _no_longer)
of_unfinished_stage = when(
    lambda user, meeting: meeting.stage.state != meeting.stage.State.CLOSED, lambda meeting: _no_longer(meeting.stage)
)
to_be_held = when(lambda user, meeting: meeting.state in (Meeting.State.PLANNED, Meeting.State.OPEN), _no_longer)
not_cancelled = when(lambda user, meeting: meeting.state != Meeting.State.CANCELLED, _no_longer)


# of a stage
add_perm("rounds.plan", staff & unfinished)
add_perm("rounds.tie", facilitator & unfinished)
# of a meeting
add_perm("rounds.change", staff & before("cancel"))
add_perm("rounds.cancel", staff & ready("cancel"))
add_perm("rounds.arrange", staff & to_be_held)
add_perm("rounds.open", facilitator & ready("open"))
add_perm("rounds.end", facilitator & ready("end"))
add_perm("rounds.attendance", staff & not_cancelled)
add_perm("rounds.tick", facilitator & not_cancelled & of_unfinished_stage)
add_perm("rounds.tables", facilitator & not_cancelled)
add_perm("rounds.seat", facilitator & to_be_held)
add_perm("rounds.print", staff & to_be_held)
add_perm("rounds.caucus", signed_in & caucuses)
