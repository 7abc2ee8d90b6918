import json

import numpy as np
import pytest
from django.template.loader import render_to_string

from deliberation.opinions.maps.models import Place, Places
from deliberation.opinions.maps.picture import MOST_DOTS, picture, sampled, sketch


def crowd(people: int, k: int = 5) -> Places:
    """People in ``k`` clouds around the centre."""
    rng = np.random.default_rng(7)
    groups = np.arange(people) % k
    angle = 2 * np.pi * groups / k
    x, y = (side(angle) * 3 + rng.normal(size=people) for side in (np.cos, np.sin))
    return Places(np.arange(people), groups, x, y)


def svg(kept: dict) -> str:
    return render_to_string("opinions/maps/_picture.html", {"picture": picture(kept, None)})


@pytest.mark.parametrize("people", [50, MOST_DOTS, 1_000_000])
def test_a_picture_is_light_however_many_people_it_shows(people):
    kept = sketch(crowd(people), 5)
    assert len(svg(kept).encode()) < 100_000
    assert len(json.dumps(kept)) < 100_000
    assert (len(kept["marks"]) == people, kept["busiest"] == 0) == (people <= MOST_DOTS,) * 2


def test_marks_of_many_people_stand_where_they_are_and_the_largest_says_how_many():
    places = crowd(2_000)
    places.x[:1500:5], places.y[:1500:5] = 3.0, 0.0  # three hundred of group 0 at one place
    kept = sketch(places, 5)
    x, y, group, size = max(kept["marks"], key=lambda mark: mark[3])
    me = picture(kept, Place(0, 3.0, 0.0)).me
    assert kept["busiest"] >= 300
    assert (group, size, abs(x - me[0]) < 10, abs(y - me[1]) < 10) == (0, 11.0, True, True)


def test_a_lonely_dot_does_not_shrink_the_others_and_stays_on_the_picture():
    places = crowd(200, 2)
    places.x[0] = 1e6
    marks = np.array(sketch(places, 2)["marks"])
    assert marks[0, 0] == 700
    assert np.ptp(marks[1:, 0]) > 400


def test_shapes_differ_from_group_to_group():
    kept = {"scale": 1.0, "middles": [[0, 0]] * 5, "busiest": 0, "marks": [[9, 9, n, 4] for n in range(5)]}
    assert len({cluster.path for cluster in picture(kept, None).clusters}) == 5


def test_of_many_people_a_report_draws_some_evenly_taken():
    some = sampled(crowd(10_000))
    assert (len(some.seats), some.seats[0], some.seats[-1]) == (MOST_DOTS, 0, 9_999)
    assert sampled(crowd(60)).seats.tolist() == list(range(60))
