import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.text import (
    bigrams,
    grams,
    holds_two_thoughts,
    likeness,
    marked,
    normalise,
    rarest,
    words_of,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("해상풍력", ["상풍", "풍력", "해상"]),
        ("수소 수소", ["수소"]),
        ("물", ["물"]),
        ("LNG 기지, 3호기!", ["3호", "ln", "기지", "ng", "호기"]),
        ("snake_case", ["as", "ak", "ca", "ke", "na", "se", "sn"]),
        ("", []),
        (" .,!? ", []),
    ],
)
def test_bigrams_of_words(text, expected):
    assert bigrams(text) == sorted(expected)


def test_bigrams_find_a_word_inside_a_longer_one():
    assert set(bigrams("풍력")) <= set(bigrams("해상풍력발전단지를 반대한다"))


def test_bigrams_do_not_cross_words():
    assert "소발" not in bigrams("수소 발전")


@given(st.text())
def test_bigrams_ignore_the_normal_form(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert bigrams(composed) == bigrams(decomposed)


def test_bigrams_of_a_file_name_from_a_mac():
    assert bigrams(unicodedata.normalize("NFD", "갯벌")) == ["갯벌"]


@given(st.text(), st.text())
def test_bigrams_of_a_word_list_are_the_union(first, second):
    assert set(bigrams(f"{first} {second}")) == set(bigrams(first)) | set(bigrams(second))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("첫 줄\r\n둘째 줄\r셋째 줄", "첫 줄\n둘째 줄\n셋째 줄"),
        ("쪽\x0c다음\u2028줄", "쪽\n다음\n줄"),
        ("칸\t칸", "칸 칸"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("\u202e반대\u202c 찬성\u2066\u2069", "반대 찬성"),
        ("\ufeff제목", "제목"),
        ("깨진 \ud800글자", "깨진 글자"),
        ("👩\u200d👧 가족", "👩\u200d👧 가족"),
        ("  둘레의 빈칸은 남는다\n", "  둘레의 빈칸은 남는다\n"),
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected


def test_normalise_composes_hangul():
    assert normalise(unicodedata.normalize("NFD", "인천 갯벌")) == "인천 갯벌"


@given(ANY_TEXT)
def test_normalise_twice_is_normalise_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT)
def test_normalised_text_can_be_stored(text):
    clean = normalise(text)
    assert clean.encode().decode() == clean
    assert not any(unicodedata.category(char) == "Cc" for char in clean.replace("\n", ""))


def test_grams_hold_single_characters_too():
    assert grams("섬의 갯벌 1") == ["1", "갯", "갯벌", "벌", "섬", "섬의", "의"]


def test_words_are_composed_and_without_punctuation():
    assert words_of(unicodedata.normalize("NFD", "“내항 1·8부두”, LNG?")) == ["내항", "1", "8부두", "lng"]


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("갯벌과 갯벌", ["갯벌"], [("갯벌", True), ("과 ", False), ("갯벌", True)]),
        ("LNG 기지", ["lng"], [("LNG", True), (" 기지", False)]),
        ("해상풍력", ["해상", "해상풍력"], [("해상풍력", True)]),
        ("a.b", ["."], [("a", False), (".", True), ("b", False)]),
        ("아무것도", [], [("아무것도", False)]),
        ("", ["갯벌"], []),
    ],
)
def test_marked_tells_hits_from_the_rest(text, words, pieces):
    assert marked(text, words) == pieces


def test_long_text_is_cut_around_its_first_hit_at_spaces():
    text = "앞말 " * 40 + "갯벌 보전 " + "뒷말 " * 40
    cut = "".join(piece for piece, _hit in marked(text, ["갯벌"], length=40))
    assert cut == "…앞말 앞말 앞말 앞말 갯벌 보전 뒷말 뒷말 뒷말 뒷말 뒷말 뒷말 뒷말…"
    assert len(cut) <= 42


@given(st.text(max_size=200), st.text(min_size=1, max_size=3), st.integers(1, 80))
def test_an_excerpt_is_never_longer_than_asked(text, word, length):
    assert len("".join(piece for piece, _hit in marked(text, [word], length=length))) <= length + 2


PAIRS = st.sets(st.sampled_from(["가나", "나다", "다라", "라마", "마바"]))
COUNTS = st.dictionaries(st.sampled_from(["가나", "나다", "다라", "라마", "마바"]), st.integers(0, 10**6))


@given(PAIRS, PAIRS, COUNTS)
def test_likeness_is_symmetric_from_nothing_to_the_same(one, other, documents):
    value = likeness(one, other, documents)
    assert value == likeness(other, one, documents)
    assert 0 <= value <= 1 + 1e-9
    assert (value == 0) == (not one & other)
    if one == other and one:
        assert value == pytest.approx(1)


def test_a_rare_pair_makes_more_alike_than_a_common_one():
    documents = {"것인": 50_000, "소각": 3, "도서": 3}
    rare = likeness({"소각", "것인"}, {"소각", "도서"}, documents)
    common = likeness({"소각", "것인"}, {"도서", "것인"}, documents)
    assert rare > 2 * common


def test_rarest_pairs_leave_out_what_stands_nowhere():
    documents = {"가나": 5, "나다": 1, "다라": 3, "라마": 0}
    assert rarest(["가나", "나다", "다라", "라마", "없음"], documents, 2) == ["나다", "다라"]


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("나무를 더 심어야 합니다.", False),
        ("나무를 심읍시다. 그리고 버스도 늘립시다", True),
        ("나무를 심자 하지만 세금은 올리지 말자", True),
        ("나무는 좋지만, 돈이 듭니다.", True),
        ("수소차는 1.5배 비쌉니다.", False),
        ("지만원 공원을 고칩시다.", False),
        ("Parks and trees are good for us.", False),
        ("We need parks, and we should lower taxes.", True),
        ("More trees; fewer cars", True),
        ("", False),
    ],
)
def test_two_thoughts_in_one_text_are_guessed(text, two):
    assert holds_two_thoughts(text) is two
