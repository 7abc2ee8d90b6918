"""Rights on the floor of a meeting. The object is the meeting, a note, or the minutes of one."""

from django.utils.translation import gettext as _
from rules import add_perm, predicate

from deliberation.rounds.floor.notes import ATTENDING
from deliberation.rounds.mediation.models import presides
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.access import before, holds, holds_in_city, ready, signed_in, when, where_it_stands
from deliberation.spaces.models import Role

FLOOR_RIGHTS = ("watch", "conduct", "raise", "caption")  # of a meeting, as its page offers them
facilitator = holds(Role.FACILITATOR) | presides
inside = holds(*ATTENDING)


in_session = when(
    lambda user, meeting: meeting.state == Meeting.State.OPEN,
    lambda meeting: where_it_stands(meeting, ("end",), takes=False),
)
held = when(
    lambda user, meeting: meeting.state in (Meeting.State.OPEN, Meeting.State.ENDED),
    lambda meeting: where_it_stands(meeting, ("end",), takes=False),
)
over = when(
    lambda user, minutes: minutes.meeting.state == Meeting.State.ENDED,
    lambda minutes: _("The minutes are written when the meeting is over."),
)


@predicate
def writes_down(user, obj):
    """A scribe of one of the meeting's tables; the object is the meeting or its minutes."""
    return user.is_authenticated and getattr(obj, "meeting", obj).tables.filter(scribe=user).exists()


@predicate
def captioner(user, meeting):
    return user.is_authenticated and meeting.captioner_id == user.pk


speaks = holds(Role.PARTICIPANT, Role.SIDE, Role.EXPERT)
writes = holds(Role.PARTICIPANT) | facilitator

# of a meeting
add_perm("rounds.watch", signed_in & (inside | holds_in_city(Role.OFFICIAL, Role.CHAIR)))
add_perm("rounds.conduct", facilitator & held)
add_perm("rounds.act", facilitator & in_session)
add_perm("rounds.raise", speaks & in_session)
add_perm("rounds.write", (writes | writes_down) & held)
add_perm("rounds.caption", signed_in & (facilitator | captioner | writes_down) & in_session)
# of a note
add_perm("rounds.make", facilitator)
# of minutes
add_perm("rounds.compose", facilitator & ready("submit") & over)
add_perm("rounds.review", (writes | writes_down) & before("rework"))
add_perm("rounds.publish", facilitator & ready("publish"))
