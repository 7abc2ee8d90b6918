import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.two_entries import compare


def test_only_equal_lines_agree_and_differences_name_their_fields():
    first = {1: ("김하나", "1958-03-01"), 2: ("박두리", "1999-07-12"), 3: ("최세나", "1970-01-01")}
    second = {1: ("김 하나", "1958-03-01"), 2: ("박두리", "1999-07-21"), 4: ("정네모", "1980-02-02")}
    result = compare(first, second)
    assert result.agreed == (1,)
    assert result.differing == {2: (1,), 3: (0, 1), 4: (0, 1)}


def test_decomposed_hangul_is_the_same():
    assert compare({1: ("각",)}, {1: (unicodedata.normalize("NFD", "각"),)}).agreed == (1,)


readings = st.dictionaries(st.integers(1, 20), st.tuples(st.text("가나 ", max_size=3), st.text("12", max_size=2)))


@given(readings, readings)
def test_every_line_is_agreed_or_differs_and_the_order_of_readers_does_not_matter(first, second):
    one, other = compare(first, second), compare(second, first)
    assert one == other
    assert set(one.agreed) | one.differing.keys() == first.keys() | second.keys()
    assert not set(one.agreed) & one.differing.keys()
    assert compare(first, first).agreed == tuple(sorted(first))
