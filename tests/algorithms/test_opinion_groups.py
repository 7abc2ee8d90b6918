import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist

from deliberation.algorithms import opinion_groups
from deliberation.algorithms.opinion_groups import (
    Missing,
    form_groups,
    k_means,
    nearest,
    number_as_before,
    number_by_size,
    silhouettes,
)
from tests.algorithms.agreement import same_parts

CORNERS = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]])


def cloud(people, centres=CORNERS, seed=0):
    rng = np.random.default_rng(seed)
    belongs = rng.integers(0, len(centres), people)
    return centres[belongs] + rng.normal(0, 1, (people, 2)), belongs


@pytest.mark.parametrize("people", [60, 900, 9_000], ids=["few", "sampled silhouette", "on a grid"])
def test_planted_groups_are_found(people):
    points, belongs = cloud(people)
    grouping = form_groups(points, k=None, seed=5)
    assert grouping.k == 3
    assert grouping.silhouette > 0.7
    assert (number_by_size(grouping.labels, 3) == number_by_size(belongs, 3)).mean() > 0.999


def test_people_in_another_order_form_the_same_groups_even_in_noise():
    """Without groups there are many nearly equal ways to cut, so that the draws decide."""
    points = np.random.default_rng(3).normal(size=(141, 2)).round(3)
    grouping = form_groups(points, k=5, seed=1)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(points))
        other = form_groups(points[order], k=5, seed=1)
        assert same_parts(grouping.labels[order], other.labels)
        assert other.silhouette == pytest.approx(grouping.silhouette)


def test_the_number_of_groups_can_be_forced():
    points, _ = cloud(60)
    assert [form_groups(points, k=k, seed=1).k for k in (2, 4, 7)] == [2, 4, 7]


def test_groups_do_not_depend_on_the_seed_where_there_are_any():
    points, _ = cloud(200)
    first = form_groups(points, k=None, seed=1).labels
    assert all(same_parts(first, form_groups(points, k=None, seed=seed).labels) for seed in range(2, 8))


@pytest.mark.parametrize(
    ("points", "k", "missing"),
    [
        (np.ones((30, 2)), None, Missing.DIFFERENCES),
        (np.ones((1, 2)), None, Missing.DIFFERENCES),
        (np.repeat(CORNERS, 9, axis=0), 4, Missing.PEOPLE),
    ],
    ids=["all at one place", "one person", "more groups than places"],
)
def test_no_groups(points, k, missing):
    assert form_groups(points, k=k, seed=0) is missing


def test_two_people_are_two_groups():
    grouping = form_groups(CORNERS[:2], k=None, seed=0)
    assert (sorted(grouping.labels.tolist()), grouping.silhouette) == ([0, 1], 0.0)


def test_people_on_a_line_are_grouped_on_the_grid():
    line = np.column_stack([np.concatenate([np.linspace(0, 1, 3_000), np.linspace(8, 9, 3_000)]), np.zeros(6_000)])
    assert form_groups(line, k=2, seed=0).labels.tolist() in ([0] * 3_000 + [1] * 3_000, [1] * 3_000 + [0] * 3_000)


def test_k_means_weighs_its_points():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0]])
    centres = k_means(points, np.array([3.0, 1.0, 1.0]), k=2, seed=0)
    assert sorted(centres.tolist()) == [[0.25, 0.0], [10.0, 0.0]]


def test_k_means_weighs_the_way_to_the_centres():
    """{0, 4} and {10} would be the shortest ways, but the two heavy points must not share a centre."""
    points = np.array([[0.0, 0.0], [4.0, 0.0], [10.0, 0.0]])
    centres = k_means(points, np.array([100.0, 100.0, 1.0]), k=2, seed=0)
    assert sorted(centres.tolist()) == [[0.0, 0.0], [pytest.approx(410 / 101), 0.0]]


def test_k_means_leaves_a_centre_that_nobody_is_near():
    twice = np.repeat(CORNERS[:2], 4, axis=0)
    assert sorted(set(map(tuple, k_means(twice, np.ones(8), k=3, seed=0).tolist()))) == [(0.0, 0.0), (9.0, 0.0)]


def test_k_means_stops_in_the_end(monkeypatch):
    monkeypatch.setattr(opinion_groups, "MOST_ITERATIONS", 1)
    points, _ = cloud(300)
    assert k_means(points, np.ones(300), k=4, seed=0).shape == (4, 2)


@given(arrays(np.float64, st.tuples(st.integers(1, 30), st.just(2)), elements=st.integers(-5, 5)), st.integers(1, 4))
def test_k_means_ends_where_every_centre_is_the_mean_of_its_points(points, k):
    centres = k_means(points, np.ones(len(points)), k=k, seed=3)
    labels = nearest(points, centres)
    for group in set(labels.tolist()):
        assert centres[group] == pytest.approx(points[labels == group].mean(axis=0), abs=1e-9)


def test_silhouette_by_hand():
    """0 and 2 against 10: widths (10−2)/10, (8−2)/8 and 0 for the one alone."""
    places = np.array([[0.0], [2.0], [10.0]])
    widths = silhouettes(cdist(places, places), [np.array([0, 0, 1]), np.array([0, 1, 2])], [2, 3])
    assert widths == [pytest.approx((0.8 + 0.75 + 0) / 3), 0]


def test_silhouette_of_one_group_or_one_place_is_nothing():
    assert silhouettes(np.ones((3, 3)), [np.array([0, 0, 0])], [2]) == [0]
    assert silhouettes(np.zeros((4, 4)), [np.array([0, 0, 1, 1])], [2]) == [0]


def test_numbers_by_size():
    assert number_by_size(np.array([2, 2, -1, 0, 1, 1, 1]), 3).tolist() == [1, 1, -1, 2, 0, 0, 0]
    assert number_by_size(np.array([-1, 2, 0, 0, 2, 1]), 3).tolist() == [-1, 0, 1, 1, 0, 2]


def test_numbers_as_before():
    labels, before = np.array([0, 0, 0, 1, 1, -1, 2]), np.array([1, 1, 0, 0, -1, 2, 4])
    assert number_as_before(labels, before, 3).tolist() == [1, 1, 1, 0, 0, -1, 2]


@given(arrays(np.int64, 12, elements=st.integers(-1, 3)))
def test_numbers_as_before_restore_any_renaming(labels):
    renamed = np.append(np.array([2, 0, 3, 1]), -1)[labels]
    assert number_as_before(renamed, labels, 4).tolist() == labels.tolist()
