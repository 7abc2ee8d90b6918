from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from deliberation.accounts.templatetags import words

SEOUL = ZoneInfo("Asia/Seoul")
OPENS = datetime(2026, 3, 12, 14, 0, tzinfo=SEOUL)


def at(*parts):
    return datetime(*parts, tzinfo=SEOUL)


@pytest.fixture(params=["ko", "en"])
def language(request):
    with override(request.param):
        yield request.param


def test_a_moment_is_told_in_the_citys_time(language):
    told = words.moment(datetime(2026, 3, 12, 5, 0, tzinfo=UTC))
    assert told == {"ko": "2026. 3. 12.(목) 14:00", "en": "Thu 12 Mar 2026, 14:00"}[language]


def test_a_day_that_ends_at_midnight_ends_at_24(language):
    told = words.closing(at(2026, 3, 13))
    assert told == {"ko": "2026. 3. 12.(목) 24:00", "en": "Thu 12 Mar 2026, 24:00"}[language]
    assert words.closing(OPENS) == words.moment(OPENS)


@pytest.mark.parametrize(
    ("closes", "korean", "english"),
    [
        (at(2026, 3, 21), "2026. 3. 12.(목) ~ 3. 20.(금)", "Thu 12 Mar 2026 – Fri 20 Mar"),
        (at(2027, 1, 2, 9), "2026. 3. 12.(목) ~ 2027. 1. 2.(토)", "Thu 12 Mar 2026 – Sat 2 Jan 2027"),
        (at(2026, 3, 12, 16, 30), "2026. 3. 12.(목) 14:00 ~ 16:30", "Thu 12 Mar 2026, 14:00 – 16:30"),
        (at(2026, 3, 13), "2026. 3. 12.(목) 14:00 ~ 24:00", "Thu 12 Mar 2026, 14:00 – 24:00"),
        (None, "2026. 3. 12.(목)부터", "from Thu 12 Mar 2026"),
    ],
)
def test_a_period_names_its_first_and_last_day(closes, korean, english, language):
    assert words.period(OPENS, closes) == {"ko": korean, "en": english}[language]


@pytest.mark.parametrize(
    ("told", "unbroken"),
    [
        ("2026. 3. 12.(목) ~ 3. 20.(금)", "2026._3._12.(목)_~ 3._20.(금)"),
        ("2026. 3. 12.(목) 14:00", "2026._3._12.(목) 14:00"),
        ("Thu 12 Mar 2026, 14:00 – 16:30", "Thu_12_Mar_2026, 14:00_– 16:30"),
    ],
)
def test_a_date_stays_on_one_line(told, unbroken):
    assert words.unbroken(told) == unbroken.replace("_", "\N{NO-BREAK SPACE}").replace(".(", ".\N{WORD JOINER}(")


@pytest.mark.parametrize(
    ("closes", "korean", "english"),
    [
        (
            at(2026, 3, 21),
            "2026. 3. 12.(목) 14:00 ~ 2026. 3. 20.(금) 24:00",
            "Thu 12 Mar 2026, 14:00 – Fri 20 Mar 2026, 24:00",
        ),
        (at(2026, 3, 13), "2026. 3. 12.(목) 14:00 ~ 24:00", "Thu 12 Mar 2026, 14:00 – 24:00"),
    ],
)
def test_a_span_names_both_hours(closes, korean, english, language):
    assert words.span(OPENS, closes) == {"ko": korean, "en": english}[language]


def test_a_period_without_a_beginning_says_so(language):
    assert words.period(None, None) == {"ko": "날짜 미정", "en": "dates not yet set"}[language]


@pytest.mark.parametrize(
    ("now", "korean", "english"),
    [
        (at(2026, 3, 10, 23, 59), "2일 남음", "2 days left"),
        (at(2026, 3, 11), "1일 남음", "1 day left"),
        (at(2026, 3, 12), "오늘 24:00 마감", "closes today at 24:00"),
        (at(2026, 3, 12, 23, 59, 59), "오늘 24:00 마감", "closes today at 24:00"),
        (at(2026, 3, 13), "마감", "closed"),
    ],
)
def test_days_left_counts_days_of_the_calendar(now, korean, english, language, time_machine):
    time_machine.move_to(now, tick=False)
    assert words.days_left(at(2026, 3, 13)) == {"ko": korean, "en": english}[language]


def test_a_share_carries_its_base(language):
    assert words.share(86, 141) == {"ko": "141명 중 86명, 61.0%", "en": "86 of 141 people, 61.0%"}[language]
    assert words.share(1, 2031) == {"ko": "2,031명 중 1명, 0.0%", "en": "1 of 2,031 people, 0.0%"}[language]
    assert words.share(0, 0) == {"ko": "아직 없음", "en": "nobody yet"}[language]


@pytest.mark.parametrize(("count", "base", "told"), [(1, 8, "12.5%"), (1, 2000, "0.1%"), (2, 3, "66.7%"), (5, 0, "–")])
def test_a_percent_rounds_halves_up(count, base, told):
    assert words.percent(count, base) == told


@pytest.mark.parametrize("missing", [words.moment, words.day, words.closing, words.days_left])
def test_no_time_is_told_by_nothing(missing):
    assert missing(None) == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("첫 줄\n둘째 줄", "<p>첫 줄<br>\n둘째 줄</p>\n"),
        ("**중요** *강조*", "<p><strong>중요</strong> <em>강조</em></p>\n"),
        ("- 하나\n- 둘", "<ul>\n<li>하나</li>\n<li>둘</li>\n</ul>\n"),
        (
            "[누리집](https://example.org)",
            '<p><a href="https://example.org" rel="nofollow noopener noreferrer ugc">누리집</a></p>\n',
        ),
        ("# 제목이 아님", "<p># 제목이 아님</p>\n"),
        ("    들여쓴 글", "<p>들여쓴 글</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<b onclick=x>굵게</b>", "<p>&lt;b onclick=x&gt;굵게&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>\n"),
        ("", ""),
        (None, ""),
    ],
)
def test_peoples_text_becomes_harmless_html(text, html):
    assert words.prose(text) == html


@pytest.mark.parametrize(
    ("text", "korean", "english"),
    [
        ("공원을 늘립니다.", "", ' lang="ko"'),
        ("CCTV를 늘립니다.", "", ' lang="ko"'),
        ("More parks, please.", ' lang="en"', ""),
        ("CCTV", "", ""),
        ("A01 12", "", ""),
        ("", "", ""),
    ],
)
def test_a_text_in_the_other_language_says_so(text, korean, english, language):
    assert words.tongue(text) == {"ko": korean, "en": english}[language]


def test_the_office_is_named_in_the_readers_language(language, settings):
    settings.CITY = {
        "name": "가온시",
        "name_en": "Gaon City",
        "department": "갈등관리과",
        "department_en": "Conflict Division",
        "telephone": "02-120",
    }
    korean = {"name": "가온시", "department": "갈등관리과", "telephone": "02-120"}
    english = {"name": "Gaon City", "department": "Conflict Division", "telephone": "02-120"}
    assert words.office() == {"ko": korean, "en": english}[language]
