from datetime import date

import pytest

from deliberation.documents.blocks import Document
from deliberation.documents.wording import LABELS, day, title_points


@pytest.mark.parametrize(("language", "words"), [("ko", "2026. 3. 2."), ("en", "2 March 2026")])
def test_the_day_is_said_in_the_language_of_the_document(language, words):
    assert day(Document("제목", language, date(2026, 3, 2), "인천광역시")) == words


def test_the_longer_a_title_the_smaller_it_is():
    assert [title_points("가" * length) for length in (1, 24, 25, 60, 120, 121, 300)] == [30, 30, 25, 25, 20, 14, 14]


def test_both_languages_have_every_label():
    assert LABELS["ko"].keys() == LABELS["en"].keys()
