import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.sentences import Descent, descent, inserted, replaced, spans, split, struck

TEXTS = st.text(alphabet="가다. !?…\n“”\"'()1ab", max_size=60)
SENTENCES = st.lists(st.sampled_from(["시는 점검을 한다.", "물을 판다.", "The city answers.", "공개한다."]), max_size=6)


@pytest.mark.parametrize(
    "sentences",
    [
        ["시는 안전 거리를 둡니다.", "주민에게 달마다 알립니다."],
        ["1. 시는 협약을 맺습니다.", "2. 해마다 점검합니다."],
        ["가. 먼저 알립니다.", "나. 나중에 정합니다."],
        ["2026. 3. 12.(목)에 시작합니다.", "끝은 2026. 12. 31. 24시입니다."],
        ["목표는 696메가와트입니다.", "기준은 2030년입니다!", "정말 그렇습니까?", "예."],
        ["위원장은 “먼저 알립니다. 그다음 정합니다.”라고 말했습니다.", "모두 동의했습니다."],
        ['그는 "좋습니다." 라고 말했습니다.', '"끝입니다."', "다음입니다."],
        ["시는 공개합니다(단, 영업비밀은 뺍니다. 그 이유를 밝힙니다).", "주민이 점검합니다."],
        ["The city acts, e.g. Dr. Kim's plan.", "It reports on St. Mary's, i.e. yearly.", "No. 3 stays."],
        ["J. Kim asked why.", "Nobody knew… and left.", "So be it."],
        ["닫히지 않은 “따옴표가 있습니다.", "그래도 나뉩니다."],
    ],
)
def test_a_text_is_split_where_sentences_end(sentences):
    assert split(" ".join(sentences)) == sentences
    assert split("\n".join(sentences)) == sentences


@given(TEXTS)
def test_nothing_but_white_space_stands_between_sentences_and_a_sentence_is_one(text):
    edges = [0, *(edge for span in spans(text) for edge in span), len(text)]
    assert edges == sorted(edges)
    assert all(not text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True))
    assert all(sentence == sentence.strip() != "" for sentence in split(text))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # edited, with other particles
        (["시는 안전 거리를 둔다."], ["시는 주거지와 안전 거리가 있게 둔다."], [Descent(0, (0,))]),
        # moved and edited, another one new
        (
            ["시는 점검 결과를 공개한다.", "청년을 먼저 고용한다."],
            ["지역 청년을 먼저 고용한다.", "주민 협의체를 둔다.", "시는 점검 결과를 달마다 공개한다."],
            [Descent(1, (1,)), Descent(), Descent(0, (0,))],
        ),
        # split: the longer part continues, the other carries on
        (
            ["시는 점검 결과를 주민에게 달마다 공개하고 청년을 먼저 고용한다."],
            ["시는 점검 결과를 주민에게 달마다 공개한다.", "청년을 먼저 고용한다."],
            [Descent(0, (0,)), Descent(None, (0,))],
        ),
        # two made one
        (
            ["시는 점검 결과를 주민에게 달마다 공개한다.", "청년을 먼저 고용한다."],
            ["시는 점검 결과를 주민에게 달마다 공개하고 청년을 먼저 고용한다."],
            [Descent(0, (0, 1))],
        ),
        # the same sentence twice keeps its places
        (["예.", "아니요.", "예."], ["예.", "예."], [Descent(0, (0,)), Descent(2, (2,))]),
        # a new sentence in the manner of another does not take its place
        (
            ["시는 해마다 예산을 공개한다."],
            ["시는 해마다 계획을 공개한다.", "시는 해마다 예산을 공개한다."],
            [Descent(), Descent(0, (0,))],
        ),
        (["The city shall publish results."], ["협약을 맺는다."], [Descent()]),
        ([], ["새 문장."], [Descent()]),
    ],
)
def test_sentences_are_followed_through_edits_moves_splits_and_joins(before, after, expected):
    assert descent(before, after) == expected


@given(SENTENCES)
def test_an_unchanged_text_continues_sentence_by_sentence(sentences):
    assert [found.continues for found in descent(sentences, sentences)] == list(range(len(sentences)))


@given(SENTENCES, SENTENCES)
def test_nobody_is_continued_twice_and_nothing_unchanged_is_lost(before, after):
    found = [one.continues for one in descent(before, after) if one.continues is not None]
    assert len(found) == len(set(found))
    kept = sum(min(before.count(text), after.count(text)) for text in set(before))
    pairs = zip(descent(before, after), after, strict=True)
    assert sum(one.continues is not None and before[one.continues] == text for one, text in pairs) == kept


@given(st.lists(st.sampled_from(["시는 점검을 한다.", "물을 판다.", "왜 그런가?"]), min_size=1, max_size=5), st.data())
def test_one_sentence_is_changed_added_or_struck_and_the_others_stay(sentences, data):
    gaps = data.draw(st.lists(st.sampled_from([" ", "\n", "\n\n"]), min_size=len(sentences), max_size=len(sentences)))
    text = "".join(one + gap for one, gap in zip(sentences, gaps, strict=True)).rstrip()
    place = data.draw(st.integers(0, len(sentences) - 1))
    new, rest = "새 문장을 둔다", sentences[place + 1 :]
    assert split(replaced(text, place, new)) == [*sentences[:place], f"{new}.", *rest]
    assert split(struck(text, place)) == [*sentences[:place], *rest]
    assert split(inserted(text, place, new)) == [*sentences[:place], f"{new}.", *sentences[place:]]
    assert split(inserted(text, len(sentences), new)) == [*sentences, f"{new}."]
    assert replaced(text, place, sentences[place]) == text


def test_lines_stay_lines_when_a_sentence_is_added():
    assert inserted("1. 가른다.\n2. 나눈다.", 2, "3. 더한다.") == "1. 가른다.\n2. 나눈다.\n3. 더한다."
    assert inserted("가른다.", 0, "먼저 알린다") == "먼저 알린다. 가른다."
