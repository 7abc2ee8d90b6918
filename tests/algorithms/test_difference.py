import pytest

from deliberation.algorithms.difference import differences


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "새 글"),
        ("옛 글", ""),
        ("주민 설명회를 한 번 엽니다.", "주민 설명회를 두 번 엽니다."),
        ("가\n나\n다", "가\n라 다"),
        ("가 나 " * 400, "나 가 " * 400),
    ],
)
def test_pieces_give_both_texts_back(before, after):
    pieces = differences(before, after)
    assert "".join(text for change, text in pieces if change != "added") == before
    assert "".join(text for change, text in pieces if change != "removed") == after


def test_words_that_stay_are_not_marked():
    assert differences("설명회를 한 번 엽니다.", "설명회를 두 번 엽니다.") == [
        ("same", "설명회를 "),
        ("removed", "한"),
        ("added", "두"),
        ("same", " 번 엽니다."),
    ]
