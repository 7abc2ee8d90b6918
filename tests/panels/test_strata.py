from collections import Counter

from deliberation.panels.strata import count


def test_seats_are_counted_by_stratum():
    seats = [{"sex": "여", "district": "서구"}, {"sex": "여"}, {"sex": "남", "district": "서구"}]
    assert count(seats) == {"sex": Counter(여=2, 남=1), "district": Counter(서구=2)}
