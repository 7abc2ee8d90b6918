import pytest
from django.conf import settings
from django.utils.translation import override

from config.settings import env_names
from deliberation.accounts.characteristics import area, characteristic, districts

ENGLISH = {
    "district": {
        "중구": "Jung-gu",
        "동구": "Dong-gu",
        "미추홀구": "Michuhol-gu",
        "연수구": "Yeonsu-gu",
        "남동구": "Namdong-gu",
        "부평구": "Bupyeong-gu",
        "계양구": "Gyeyang-gu",
        "서구": "Seo-gu",
        "강화군": "Ganghwa-gun",
        "옹진군": "Ongjin-gun",
        "수원시": "수원시",
        "": "",
    },
    "sex": {"남": "Male", "남성": "Male", "여": "Female", "여성": "Female", "기타": "기타", "동구": "동구"},
    "age_band": {
        "10대": "Teens",
        "20대": "20s",
        "20·30대": "20s–30s",
        "19~29세": "19–29",
        "만 19세 ~ 29세": "19–29",
        "60대 이상": "60 and over",
        "70세 이상": "70 and over",
        "29세 이하": "29 and under",
        "20대 미만": "Under 20",
        "60+": "60+",
        "청년 20대": "청년 20대",
    },
    "side": {"찬성": "For", "반대": "Against", "유보": "Undecided", "조건부": "조건부"},
    "권역": {"남": "남", "동구": "동구", "20대": "20대"},  # a column of the city's own: 남 is the south in it
}


@pytest.mark.parametrize("of", ENGLISH)
def test_what_is_known_is_said_in_english_and_other_words_stay(of):
    with override("en"):
        assert {value: characteristic(value, of) for value in ENGLISH[of]} == ENGLISH[of]
    with override("ko"):
        assert [characteristic(value, of) for value in ENGLISH[of]] == list(ENGLISH[of])


@pytest.mark.parametrize(("language", "told"), [("ko", ["서구", "시 전체"]), ("en", ["Seo-gu", "the whole city"])])
def test_what_names_no_district_concerns_the_whole_city(language, told):
    with override(language):
        assert [area("서구"), area("")] == told


def test_a_form_offers_districts_in_the_language_of_who_reads_it():
    """The choices of some forms are made once, when the program starts."""
    with override("ko"):
        made = districts("전체")
    with override("en"):
        assert [(value, str(label)) for value, label in made[:3]] == [
            ("", "전체"),
            ("중구", "Jung-gu"),
            ("동구", "Dong-gu"),
        ]
    assert [value for value, _label in districts()] == settings.CITY["districts"]


def test_another_city_names_its_districts_with_or_without_english(monkeypatch):
    monkeypatch.setenv("DISTRICTS_HERE", " 장안구 = Jangan-gu,권선구, ")
    assert env_names("DISTRICTS_HERE", "중구=Jung-gu") == {"장안구": "Jangan-gu", "권선구": ""}
    assert env_names("DISTRICTS_THERE", "중구=Jung-gu") == {"중구": "Jung-gu"}


def test_a_district_without_an_english_name_stays(settings):
    settings.CITY = settings.CITY | {"districts_en": {"권선구": ""}}
    with override("en"):
        assert characteristic("권선구", "district") == "권선구"
