"""An open sitting of the city's committee, for everything that it decides."""

from deliberation.accounts.models import User
from deliberation.spaces.models import Sitting, Space
from deliberation.spaces.sittings import hold_sitting, members_of


def in_session(*present: User, space: Space | None = None) -> Sitting:
    """The open sitting; without one it is opened with those, or with all members."""
    space = space or Space.objects.city()
    now = Sitting.objects.filter(space=space, state=Sitting.State.OPEN).first()
    if now:
        return now
    here = present or members_of(space)
    return hold_sitting(space, title="2026년 제1차 위원회", place="시청 공감회의실", present=here, by=here[0])
