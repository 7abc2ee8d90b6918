import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from deliberation.algorithms.likeness import Texts, pieces
from tests.reference import reference


def test_pieces_are_syllables_and_their_pairs_or_runs_of_four_letters():
    assert pieces("물가 물") == {"물", "가", "물가"}
    assert pieces("A pond?") == {" a ", " pon", "pond", "ond "}
    assert pieces("") == pieces(" .,!? ") == frozenset()


def test_likeness_orders_korean_sentences_as_people_do():
    """T1 of the reference results: Spearman's correlation with people's scores of 1,500 pairs of sentences."""
    with reference("korean", "sts-dev.tsv").open(encoding="utf-8") as file:
        pairs = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["sentence2"]]
    texts = Texts(dict(enumerate({text for pair in pairs for text in (pair["sentence1"], pair["sentence2"])})))
    found = [texts.likeness(pair["sentence1"], pair["sentence2"]) for pair in pairs]
    assert len(pairs) == 1500
    assert spearmanr(found, [float(pair["score"]) for pair in pairs]).statistic >= 0.75


def test_opposites_look_alike_which_is_why_nothing_is_merged_by_machine():
    texts = ["원전 건설에 반대합니다.", "버스를 늘립시다.", "We need more trees.", "We need no trees."]
    known = Texts(dict(enumerate(texts, start=1)))
    assert [key for key, _likeness in known.nearest("원전 건설에 찬성합니다.", least=0.3, most=3)] == [1]
    assert {key for key, _likeness in known.nearest("We need more trees!", least=0.3, most=3)} == {3, 4}


WORDS = st.lists(st.sampled_from(["나무를", "나무", "심자", "trees", "tree", "plant", "물"]), max_size=4).map(" ".join)


@given(st.lists(WORDS, max_size=6), WORDS)
def test_the_nearest_are_those_that_are_most_alike(texts, asked):
    known = Texts(dict(enumerate(texts)))
    alike = {key: known.likeness(asked, text) for key, text in enumerate(texts)}
    expected = sorted((key for key in alike if alike[key] >= 0.2), key=lambda key: (-round(alike[key], 9), key))[:3]
    found = known.nearest(asked, least=0.2, most=3)
    assert [round(likeness, 9) for _key, likeness in found] == [round(alike[key], 9) for key in expected]
    assert known.nearest(asked, least=0.2, most=3, besides=range(len(texts))) == []


@pytest.mark.parametrize("asked", ["", "?", "전혀 다른 글"])
def test_what_shares_nothing_is_like_nothing(asked):
    assert Texts({1: "나무"}).nearest(asked, least=0, most=3) == Texts({}).nearest(asked, least=0, most=3) == []
