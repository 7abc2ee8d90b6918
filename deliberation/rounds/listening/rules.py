"""Rights around listening sessions. Staff write down what was said; the city answers; whether that settles it, the
facilitator says, who belongs to neither side."""

from django.utils.translation import gettext as _
from rules import add_perm, predicate

from deliberation.rounds.listening.models import Concern
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.rules import of_unfinished_stage
from deliberation.spaces.access import holds, holds_in_city, ready, when, where_it_stands
from deliberation.spaces.models import Role

facilitator = holds(Role.FACILITATOR)
official = holds_in_city(Role.OFFICIAL)


@predicate
def listens(user, meeting):
    return meeting.stage.kind == "listening"


held = when(
    lambda user, meeting: meeting.state in (Meeting.State.OPEN, Meeting.State.ENDED),
    lambda meeting: where_it_stands(meeting, ("end",), takes=False),
)
first_is_over = when(
    lambda user, meeting: meeting.follows_id is None and meeting.state == Meeting.State.ENDED,
    lambda meeting: _("The second round returns once the first session at the place is over."),
)
unanswered = when(lambda user, concern: not concern.answer, lambda concern: _("This concern has been answered."))
unsettled = when(
    lambda user, concern: concern.state != Concern.State.SETTLED,
    lambda concern: where_it_stands(concern, (), takes=False),
)

# of a meeting
add_perm("rounds.take_down", (facilitator | official) & listens & held & of_unfinished_stage)
add_perm("rounds.return", (facilitator | official) & listens & first_is_over & of_unfinished_stage)
# of a concern
add_perm("rounds.reword_concern", (facilitator | official) & unanswered & of_unfinished_stage)
add_perm("rounds.answer_concern", official & unsettled & of_unfinished_stage)
add_perm("rounds.judge_concern", facilitator & ready("settle", "leave_open") & of_unfinished_stage)
