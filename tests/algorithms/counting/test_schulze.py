from fractions import Fraction

from deliberation.algorithms.counting.schulze import schulze


def test_the_worked_example_of_the_inventor():
    """45 papers on A to E; E is first, though nobody beats all others."""
    rankings = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    papers = {tuple("ABCDE".index(letter) + 1 for letter in ranking): n for ranking, n in rankings.items()}
    result = schulze(papers, range(1, 6))
    assert (result.winners, result.tied, result.beats_all) == ((5,), (), None)
    assert [result.preferred[1, other] for other in (2, 3, 4, 5)] == [20, 26, 30, 22]
    assert [result.paths[5, other] for other in (1, 2, 3, 4)] == [25, 28, 28, 31]
    assert [result.paths[one, 5] for one in (1, 2, 3, 4)] == [24, 24, 24, 24]


def test_what_is_not_ranked_comes_last_and_a_level_says_nothing():
    result = schulze({(1, frozenset({2, 3})): 2, (2,): 1}, range(1, 5))
    assert result.winners == (1,)
    assert [result.preferred[pair] for pair in ((1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3))] == [2, 1, 1, 0, 2, 0]


def test_a_cycle_of_equals_is_a_tie():
    assert schulze({(1, 2, 3): 1, (2, 3, 1): 1, (3, 1, 2): 1}, [1, 2, 3]).tied == (1, 2, 3)


def test_one_option_alone_wins():
    result = schulze({(1, 2): 1}, [2])
    assert (result.winners, result.beats_all) == ((2,), 2)


def test_sums_that_no_machine_word_holds_and_parts_are_exact():
    huge = 2**64
    assert schulze({(1, 2): huge + 1, (2, 1): huge}, [1, 2]).margin(1, 2) == 1
    assert schulze({(1, 2): Fraction(1, 3), (2, 1): Fraction(1, 4)}, [1, 2]).margin(1, 2) == Fraction(1, 12)
