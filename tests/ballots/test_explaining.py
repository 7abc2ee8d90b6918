import pytest
from django.utils import translation

from deliberation.ballots.explaining import how_counted
from deliberation.ballots.models import Question, Threshold


@pytest.mark.parametrize("threshold", Threshold)
@pytest.mark.parametrize("method", Question.Method)
def test_every_kind_and_threshold_is_told_in_a_few_sentences(method, threshold):
    if method == "stv" and threshold != Threshold.SIMPLE:
        return
    margin = 3.6 if threshold == Threshold.OUTSIDE_MARGIN else None
    question = Question(method=method, threshold=threshold, margin=margin, seats=3)
    for language in ("ko", "en"):
        with translation.override(language):
            said = how_counted(question)
            assert 3 <= len(said) <= 4
            assert all(sentence.endswith(".") and "%" not in sentence for sentence in said)
            assert ("3.6" in said[1]) is (threshold == Threshold.OUTSIDE_MARGIN)


def test_a_whole_margin_is_said_without_a_zero():
    question = Question(method="forced", threshold="outside_margin", margin=10)
    with translation.override("ko"):
        assert "10퍼센트포인트" in how_counted(question)[1]
