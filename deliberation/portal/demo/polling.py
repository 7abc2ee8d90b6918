"""The polling desk of a demo ballot on its last afternoon: one person votes in the booth, the others on paper."""

from datetime import timedelta

from deliberation.accounts.models import Channel
from deliberation.algorithms.counting.slips import INVALID
from deliberation.ballots.envelope import new_code
from deliberation.ballots.station.actions import hand_out
from deliberation.ballots.station.counting import begin_reading, enter_papers, finish_reading
from deliberation.ballots.station.passes import open_pass
from deliberation.ballots.voting.actions import cast
from deliberation.panels.models import Seat
from deliberation.portal.demo.convening import Case
from deliberation.portal.demo.deliberating import ballot, choices
from deliberation.portal.demo.stories import Story

MINUTE = timedelta(minutes=1)


def at_the_desk(case: Case, seats: list[Seat]) -> Story:
    """The last of the papers is handed in blank; the facilitator and an official count them when voting is over."""
    in_booth, *on_paper = seats
    closes_at = case.stage("ballot").closes_at
    yield closes_at - 50 * MINUTE
    taking = ballot(case)
    open_pass(taking, in_booth, channel=Channel.ON_SITE)
    cast(taking, in_booth, choices(case, in_booth), code=new_code(), channel=Channel.ON_SITE)
    for seat in on_paper:
        hand_out(taking, seat)
    papers = dict(enumerate((choices(case, seat) for seat in on_paper), start=1))
    papers[len(on_paper)] = dict.fromkeys(papers[1], INVALID)
    for counter, minutes in ((case.city.facilitator, 20), (case.city.official, 35)):
        yield closes_at + minutes * MINUTE
        reading = begin_reading(ballot(case), by=counter)
        enter_papers(reading, papers)
        finish_reading(reading, by=counter)
