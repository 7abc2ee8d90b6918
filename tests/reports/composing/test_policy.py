from django.utils.translation import override

from deliberation.recommendations.models import Recommendation
from deliberation.reports.composing.policy import _support


def test_support_is_told_as_on_the_page_of_the_ballot_with_its_base():
    row = Recommendation(result={"for": 101, "against": 18, "abstain": 11, "voted": 130})
    told = {}
    for language in ("ko", "en"):
        with override(language):
            (paragraph,) = _support(row)
            told[language] = "".join(run.text for run in paragraph.runs)
    assert told == {
        "ko": "표결: 찬성 130명 중 101명, 77.7%, 반대 18명, 기권 11명 (찬성과 반대만 따지면 찬성 84.9%)",
        "en": "Vote: for: 101 of 130 people, 77.7%; 18 against, 11 abstained (of those for and against alone, 84.9% "
        "were for)",
    }
