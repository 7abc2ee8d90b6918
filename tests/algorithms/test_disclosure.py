import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.disclosure import LEAST, hide_small


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({}, {}),
        ({"a": 7, "b": 5}, {"a": 7, "b": 5}),
        ({"a": 20, "b": 8, "c": 4}, {"a": 20, "b": None, "c": None}),
        ({"a": 20, "b": 4, "c": 1}, {"a": 20, "b": None, "c": None}),
        (
            {"a": 20, "b": 9, "c": 1, "d": 1},
            {"a": 20, "b": None, "c": None, "d": None},
        ),  # else both would be one
        ({"a": 3}, {"a": None}),
        ({"a": 1, "b": 2}, {"a": None, "b": None}),
    ],
)
def test_small_cells_are_hidden_and_never_one_alone(cells, shown):
    assert hide_small(cells) == shown


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 30), max_size=8))
def test_no_small_cell_follows_from_the_total(cells):
    shown = hide_small(cells)
    assert list(shown) == list(cells)
    hidden = [name for name, n in shown.items() if n is None]
    assert all(n is None or n >= LEAST for n in shown.values())
    if len(hidden) < len(cells) and hidden:
        assert len(hidden) > 1
        assert sum(cells[name] for name in hidden) >= LEAST
    assert bool(hidden) == any(n < LEAST for n in cells.values())
