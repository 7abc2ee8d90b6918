import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space
from scipy.optimize import linprog

from deliberation.algorithms.disclosure import LEAST, Table, cover, hide_small, hide_small_in_table


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


# --- tables of two traits ---


@st.composite
def tables(draw, most_rows, most_columns):
    """Tables of few different counts: many zeros and fives are the hardest to hide."""
    size = draw(st.tuples(st.integers(1, most_rows), st.integers(1, most_columns)))
    counts = draw(st.sampled_from([[0, 5], [0, 0, 5], [0, 0, 0, 6, 9, 30], [0, 1, 2, 4, 6, 9, 12, 30, 60, 90]]))
    row = st.lists(st.sampled_from(counts), min_size=size[1], max_size=size[1])
    return draw(st.lists(row, min_size=size[0], max_size=size[0]))


def with_totals(rows):
    """The counts with their totals as a last row and column."""
    table = np.array(rows)
    table = np.vstack([table, table.sum(axis=0)])
    return np.column_stack([table, table.sum(axis=1)])


def hidden_in(table):
    lines = [[*row, total] for row, total in zip(table.cells, table.row_totals, strict=True)]
    lines.append([*table.column_totals, table.total])
    return np.array([[number is None for number in line] for line in lines])


def equations(truth, hidden):
    """What a reader knows of the hidden numbers: a matrix and its right side, one line for each row and column."""
    signs = np.ones(truth.shape)
    signs[:-1, -1] = signs[-1, :-1] = -1
    lines = []
    for axis, length in enumerate(truth.shape):
        for position in range(length):
            line = np.zeros(truth.shape)
            line[(slice(None),) * axis + (position,)] = 1
            lines.append(line)
    known = np.array([(line * signs)[hidden] for line in lines])
    return known, known @ truth[hidden]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([[7, 8], [9, 10]], Table([[7, 8], [9, 10]], [15, 19], [16, 18], 34)),
        ([[20, 4], [30, 40]], Table([[None, None], [None, None]], [24, 70], [50, 44], 94)),
        (
            [[20, 4, 9], [30, 40, 50], [6, 7, 8]],
            Table([[20, None, None], [30, 40, 50], [6, None, None]], [33, 120, 21], [56, 51, 67], 174),
        ),
        ([[3, 9]], Table([[None, None]], [12], [None, None], 12)),
        ([[3]], Table([[None]], [None], [None], None)),
        ([[0, 0]], Table([[None, None]], [None], [None, None], None)),
        ([], Table([], [], [], None)),
        ([[], []], Table([[], []], [None, None], [], None)),
    ],
    ids=["nothing small", "two by two", "a square", "one row", "one cell", "nobody", "no rows", "no columns"],
)
def test_a_table_hides_small_cells_and_what_would_give_them_away(rows, shown):
    assert hide_small_in_table(rows) == shown


def test_no_cell_is_the_only_way_between_two_hidden_blocks():
    """Two hidden squares joined by a small cell: every line hides two numbers, and yet the cell would follow."""
    rows = [[4, 9, 3, 90], [9, 4, 90, 90], [90, 90, 4, 9], [90, 90, 9, 4]]
    assert hide_small_in_table(rows).cells == [
        [None, None, None, None],
        [None, None, 90, 90],
        [90, 90, None, None],
        [90, 90, None, None],
    ]


@given(tables(9, 9))
def test_no_small_count_follows_from_the_rows_and_columns_of_a_table(rows):
    truth, table = with_totals(rows), hide_small_in_table(rows)
    hidden = hidden_in(table)
    assert hidden[truth < LEAST].all()
    assert (np.array(table.cells, dtype=object)[~hidden[:-1, :-1]] == np.array(rows)[~hidden[:-1, :-1]]).all()
    if hidden.any():
        known, _ = equations(truth, hidden)
        assert (np.abs(null_space(known)).max(axis=1, initial=0) > 1e-9)[truth[hidden] < LEAST].all()
    for line, numbers in [*zip(hidden, truth, strict=True), *zip(hidden.T, truth.T, strict=True)]:
        assert not line.any() or line.all() or line.sum() > 1
        assert not line.any() or line[-1] or numbers[line].sum() >= LEAST


@given(tables(5, 4))
@settings(max_examples=25)
def test_no_small_count_follows_for_who_knows_that_none_is_negative(rows):
    truth = with_totals(rows)
    hidden = hidden_in(hide_small_in_table(rows))
    if hidden.any():
        known, sums = equations(truth, hidden)
        for place in np.flatnonzero(truth[hidden] < LEAST):
            aim = np.eye(int(hidden.sum()))[place]
            bounds = [linprog(sign * aim, A_eq=known, b_eq=sums).x for sign in (1, -1)]
            highest = np.inf if bounds[1] is None else bounds[1][place]
            assert bounds[0][place] < highest - 1e-6


def test_a_large_table_is_hidden_at_once():
    rows = np.random.default_rng(0).poisson(12, (20, 20)).tolist()
    start = time.process_time()
    hidden = hidden_in(hide_small_in_table(rows))
    assert time.process_time() - start < 0.5
    assert 0 < hidden.sum() < 40


@pytest.mark.parametrize("rows", [[[1, 2], [3]], [[7, -1]]], ids=["ragged", "negative"])
def test_what_is_no_table_is_refused(rows):
    with pytest.raises(ValueError, match="rows of one length and no count below zero"):
        hide_small_in_table(rows)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("010-1234-5678로 연락", "⟦가림⟧로 연락"),
        ("01012345678", "⟦가림⟧"),
        ("900101-1234567", "⟦가림⟧"),
        ("a.b+c@example.co.kr입니다", "⟦가림⟧입니다"),
        ("032-120", "032-120"),
        ("ab9001011234567cd", "ab9001011234567cd"),
        ("01012345678" + "f" * 53, "01012345678" + "f" * 53),
        ("2026-03-12T05:00:00+00:00", "2026-03-12T05:00:00+00:00"),
    ],
)
def test_what_is_covered_and_what_is_not(text, shown):
    assert cover(text) == (shown, shown.count("⟦가림⟧"))
