from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.accounts.models import Channel, Identity
from deliberation.ballots import envelope
from deliberation.ballots.models import Paper, Pass
from deliberation.ballots.station.actions import hand_out
from deliberation.ballots.station.passes import LASTS, admit, open_pass
from deliberation.ballots.voting.actions import cast
from deliberation.ledger.actions import Refused
from tests.ballots.scene import ballot_in, closed, seats, vote, voting
from tests.ballots.station.scene import identified
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
ALL_FOR = dict.fromkeys((1, 2, 3), "for")


def on_site(scene, seat, *, code: str = "", channel: str = Channel.ON_SITE) -> None:
    cast(ballot_in(scene), seat, ALL_FOR, code=code or envelope.new_code(), channel=channel)


@pytest.mark.parametrize("channel", [Channel.ON_SITE, Channel.ASSISTED])
def test_a_pass_lets_one_person_vote_and_keeps_no_time(traveller, channel):
    scene = voting(traveller)
    seat = seats(scene)[0]
    code = open_pass(ballot_in(scene), seat, channel=channel)
    found = admit(code.lower(), ballot_in(scene), NOBODY)
    assert (found.entry.seat, found.channel) == (seat, channel)
    on_site(scene, seat, channel=found.channel)
    assert list(ballot_in(scene).roll.voted().values_list("seat", "channel")) == [(seat.pk, channel)]
    assert Pass.objects.get().valid_until is None


def test_only_the_hash_of_a_pass_is_stored(traveller):
    scene = voting(traveller)
    code = open_pass(ballot_in(scene), seats(scene)[0], channel=Channel.ON_SITE)
    assert len(code) == 8
    assert code not in str(Pass.objects.values().get())


def refusal(scene, code: str, user=NOBODY) -> str:
    with pytest.raises(Refused) as refused:
        admit(code, ballot_in(scene), user)
    return str(refused.value)


def test_every_pass_that_does_not_hold_is_refused_in_words_of_its_own(traveller):
    scene = voting(traveller)
    used, expired, elsewhere, paper, replaced = seats(scene)
    codes = {seat: open_pass(ballot_in(scene), seat, channel=Channel.ON_SITE) for seat in seats(scene)}
    on_site(scene, used)
    vote(scene, elsewhere)
    hand_out(ballot_in(scene), paper)
    fresh = open_pass(ballot_in(scene), replaced, channel=Channel.ASSISTED)
    assert admit(fresh, ballot_in(scene), NOBODY).channel == Channel.ASSISTED
    signed_in = refusal(scene, fresh, scene.cast.ada)
    told = [refusal(scene, codes[seat]) for seat in (used, elsewhere, paper, replaced)] + [refusal(scene, "AAAAAAAA")]
    traveller.shift(LASTS)
    told.append(refusal(scene, codes[expired]))
    assert told[1] == told[2]
    assert told[3] == told[4], "a pass that was replaced is unknown"
    assert len({*told, signed_in}) == 5


def test_a_pass_that_expires_while_somebody_chooses_takes_no_vote(traveller):
    scene = voting(traveller)
    seat = seats(scene)[0]
    open_pass(ballot_in(scene), seat, channel=Channel.ON_SITE)
    traveller.shift(LASTS + timedelta(seconds=1))
    with pytest.raises(Refused):
        on_site(scene, seat)
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (0, 0)


def test_a_vote_from_the_desk_needs_a_pass_of_its_own_channel(traveller):
    scene = voting(traveller)
    first, second, *_rest = seats(scene)
    with pytest.raises(Refused):
        on_site(scene, first)
    open_pass(ballot_in(scene), second, channel=Channel.ON_SITE)
    with pytest.raises(Refused):
        on_site(scene, second, channel=Channel.ASSISTED)
    assert ballot_in(scene).turnout == 0


def test_no_pass_is_opened_for_whoever_has_voted(traveller):
    scene = voting(traveller)
    vote(scene, seats(scene)[0])
    with pytest.raises(Refused):
        open_pass(ballot_in(scene), seats(scene)[0], channel=Channel.ON_SITE)


def test_closing_deletes_every_pass(traveller):
    scene = voting(traveller)
    for seat in seats(scene)[:2]:
        open_pass(ballot_in(scene), seat, channel=Channel.ON_SITE)
    on_site(scene, seats(scene)[0])
    closed(scene, traveller, "ballot")
    assert not Pass.objects.exists()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_level_of_identity_is_asked_on_the_web_and_satisfied_at_the_desk(traveller, level):
    scene = voting(traveller)
    identified(scene, level)
    first, second, third, fourth, _fifth = seats(scene)
    for below in (None, level - 1):
        if below:
            Identity.objects.create(user=first.user, provider="test", key=f"below{below}", level=below)
        with pytest.raises(Refused):
            vote(scene, first)
    Identity.objects.create(user=second.user, provider="test", key="second", level=level)
    vote(scene, second)
    open_pass(ballot_in(scene), third, channel=Channel.ON_SITE)
    on_site(scene, third)
    hand_out(ballot_in(scene), fourth)
    assert ballot_in(scene).turnout == 3


@pytest.mark.django_db(transaction=True)
def test_one_pass_used_on_several_devices_at_once_gives_one_vote(traveller):
    scene = voting(traveller)
    voter, ballots = seats(scene)[0], [ballot_in(scene) for _i in range(6)]
    open_pass(ballot_in(scene), voter, channel=Channel.ON_SITE)

    def act(i: int):
        return cast(ballots[i], voter, ALL_FOR, code=envelope.new_code(), channel=Channel.ON_SITE)

    results = at_once(6, act)
    assert sorted(isinstance(result, Refused) for result in results) == [False] + [True] * 5
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (1, 1)


def test_a_vote_from_the_booth_that_was_interrupted_can_be_sent_again(traveller):
    scene = voting(traveller)
    seat, code = seats(scene)[0], envelope.new_code()
    open_pass(ballot_in(scene), seat, channel=Channel.ON_SITE)
    on_site(scene, seat, code=code)
    on_site(scene, seat, code=code)
    with pytest.raises(Refused):
        on_site(scene, seat)
    assert Paper.objects.count() == 1
