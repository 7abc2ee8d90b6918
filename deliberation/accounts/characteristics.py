"""What districts, sexes, ages and opinions of people are called.

The data keep the words of the city's own lists, which is what open data and searches reckon with. A reader of English
gets those that are known in English; any other stays as it is.
"""

import re
from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext

SEXES = dict.fromkeys(("남", "남성", "남자"), "Male") | dict.fromkeys(("여", "여성", "여자"), "Female")
OPINIONS = {
    "찬성": "For",
    "반대": "Against",
    "유보": "Undecided",
    "중립": "Neutral",
    "모름": "Not sure",
    "잘 모름": "Not sure",
}
TO = "[~∼～–-]"
AGES = [
    (re.compile(rf"(?:만 ?)?{pattern}"), english)
    for pattern, english in (
        (r"10대", "Teens"),
        (r"(\d+)대", "{}s"),
        (rf"(\d+)대? ?(?:{TO}|·) ?(\d+)대", "{}s–{}s"),
        (rf"(\d+)세? ?{TO} ?(?:만 ?)?(\d+)세?", "{}–{}"),
        (r"(\d+)[세대]? ?이상", "{} and over"),
        (r"(\d+)세? ?이하", "{} and under"),
        (r"(\d+)[세대]? ?미만", "Under {}"),
    )
]


def characteristic(value: str, of: str) -> str:
    """A value in the reader's language; ``of`` is what it tells: ``district``, ``sex``, ``age_band`` or ``side``."""
    if not (get_language() or "").startswith("en"):
        return value
    if of == "age_band":
        return _age(value)
    known = {"district": settings.CITY["districts_en"], "sex": SEXES, "side": OPINIONS}
    return known.get(of, {}).get(value) or value


def area(district: str) -> str:
    """What something concerns: a district, or else the whole city."""
    return characteristic(district, "district") or gettext("the whole city")


def districts(none: Any = None) -> list[tuple[str, Any]]:
    """Choices: the districts and counties of the city, before them what it means to choose none, if one may."""
    in_words = lazy(characteristic, str)
    named = [(name, in_words(name, "district")) for name in settings.CITY["districts"]]
    return named if none is None else [("", none), *named]


def _age(band: str) -> str:
    for pattern, english in AGES:
        if found := pattern.fullmatch(band):
            return english.format(*found.groups())
    return band
