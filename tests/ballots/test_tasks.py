import pytest

from deliberation.ballots import envelope
from deliberation.ballots.tasks import destroy_left_keys
from tests.ballots.scene import ballot_in, counted, voting

pytestmark = pytest.mark.django_db


def test_keys_left_by_a_process_that_died_are_destroyed(traveller):
    scene, _codes = counted(traveller)  # nothing runs on commit here: the key is left
    key = ballot_in(scene).public_key
    assert envelope.take_key(key)
    destroy_left_keys()
    destroy_left_keys()
    with pytest.raises(FileNotFoundError):
        envelope.take_key(key)


def test_the_key_of_an_open_ballot_stays(traveller):
    scene = voting(traveller)
    destroy_left_keys()
    assert envelope.take_key(ballot_in(scene).public_key)
