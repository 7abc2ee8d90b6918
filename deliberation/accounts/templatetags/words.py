"""How pages and mails say dates, shares, who people are and what they wrote, in Korean and in English."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import nh3
from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext
from markdown_it import MarkdownIt

from deliberation.accounts.characteristics import area, characteristic
from deliberation.algorithms.text import marked

register = template.Library()
register.filter(area)
register.filter(characteristic)

# What citizens' Markdown may become. Headings would break the page's outline, pictures carry trackers.
PROSE_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "hr"}
PROSE_RULES = ["heading", "lheading", "code", "fence", "backticks", "image", "html_block", "html_inline", "reference"]
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(PROSE_RULES)
INSIDE_A_DATE = re.compile(r"(?<=[.\w]) (?=\w)| (?=[~–])")
HANGUL = re.compile("[가-힣]")
LATIN_WORDS = re.compile(r"[A-Za-z]+[ ,]+[A-Za-z]+")
INSTANT = timedelta(microseconds=1)
EXCERPT = 120  # characters


@register.simple_tag
def office() -> dict[str, str]:
    """City, department and telephone in the reader's language; parts and mails have no request to take them from."""
    english = (get_language() or "").startswith("en")
    names = {key: settings.CITY[f"{key}_en" if english else key] for key in ("name", "department")}
    return names | {"telephone": settings.CITY["telephone"]}


@register.filter
def moment(value: datetime | None) -> str:
    """``2026. 3. 12.(목) 14:00`` or ``Thu 12 Mar 2026, 14:00``, in the city's time."""
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


@register.filter
def day(value: datetime | None) -> str:
    return date_format(timezone.localtime(value), "DATE_FORMAT") if value else ""


@register.filter
def closing(value: datetime | None) -> str:
    """A closing moment; midnight ends the day before: ``2026. 3. 12.(목) 24:00``, as windows are half-open."""
    if not value:
        return ""
    local = timezone.localtime(value)
    if not _is_midnight(local):
        return moment(value)
    return moment(local - timedelta(minutes=1)).replace("23:59", "24:00")


@register.filter
def period(opens_at: datetime | None, closes_at: datetime | None) -> str:
    """From the first to the last day: ``2026. 3. 12.(목) ~ 3. 20.(금)``; within one day, its hours."""
    if not opens_at:
        return gettext("dates not yet set")
    if not closes_at:
        return gettext("from %(day)s") % {"day": day(opens_at)}
    first, last = timezone.localtime(opens_at), timezone.localtime(closes_at - INSTANT)
    if first.date() == last.date():
        start, end = moment(opens_at), _closing_hour(closes_at)
    else:
        start = day(opens_at)
        end = date_format(last, "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT")
    return gettext("%(start)s – %(end)s") % {"start": start, "end": end}


@register.filter
def span(opens_at: datetime | None, closes_at: datetime | None) -> str:
    """From hour to hour, where the hours matter: ``2026. 3. 12.(목) 09:00 ~ 2026. 3. 20.(금) 24:00``."""
    if opens_at and closes_at and day(opens_at) == day(closes_at - INSTANT):
        return period(opens_at, closes_at)
    return gettext("%(start)s – %(end)s") % {"start": moment(opens_at), "end": closing(closes_at)}


@register.filter
def unbroken(told: str) -> str:
    """A date kept on one line of a narrow column; a line may end after a dash and before an hour."""
    return INSIDE_A_DATE.sub("\N{NO-BREAK SPACE}", told).replace(".(", ".\N{WORD JOINER}(")


@register.filter
def days_left(closes_at: datetime | None) -> str:
    """The time until a half-open window closes, in plain words."""
    now = timezone.now()
    if not closes_at:
        return ""
    if closes_at <= now:
        return pgettext("time left", "closed")
    days = (timezone.localtime(closes_at - INSTANT).date() - timezone.localtime(now).date()).days
    if not days:
        return gettext("closes today at %(hour)s") % {"hour": _closing_hour(closes_at)}
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


@register.filter
def share(count: int, base: int) -> str:
    """People with their base: ``141명 중 86명, 61.0%``."""
    if not base:
        return gettext("nobody yet")
    numbers = {"count": number(count), "base": number(base), "percent": percent(count, base)}
    return (
        ngettext("%(count)s of %(base)s person, %(percent)s", "%(count)s of %(base)s people, %(percent)s", base)
        % numbers
    )


@register.filter
def percent(count: int, base: int) -> str:
    """One decimal, halves up, as Korean reports round: ``61.0%``; without a base, a dash."""
    if not base:
        return "–"
    return f"{(Decimal(100) * count / base).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


@register.filter
def number(value: int) -> str:
    return number_format(value, force_grouping=True)


@register.filter
def hits(text: str, words: list[str]) -> SafeString:
    """A text with the words that were looked for marked in it."""
    return _marked(marked(text, words))


@register.filter
def excerpt(text: str, words: list[str]) -> SafeString:
    """Some words of a text around the first that was looked for."""
    return _marked(marked(text, words, length=EXCERPT))


@register.filter
def tongue(text: Any) -> SafeString:
    """`` lang="ko"`` for an element whose text is not in the page's language, so that it is read aloud in its own.

    People's texts come without their language: Hangul tells Korean; several words of Latin letters alone, English.
    """
    told, own = str(text), (get_language() or "ko")[:2]
    spoken = "ko" if HANGUL.search(told) else "en" if LATIN_WORDS.search(told) else own
    return mark_safe("" if spoken == own else f' lang="{spoken}"')  # noqa: S308 (one of two constants)


@register.filter
def prose(text: str) -> SafeString:
    """People's Markdown as sanitised HTML: paragraphs, lists, emphasis, quotes and links, nothing else."""
    html = nh3.clean(
        MARKDOWN.render(text or ""),
        tags=PROSE_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer ugc",
    )
    return mark_safe(html)  # noqa: S308 (cleaned one line above)


def _marked(pieces: list[tuple[str, bool]]) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in pieces)
    )


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def _closing_hour(closes_at: datetime) -> str:
    local = timezone.localtime(closes_at)
    return "24:00" if _is_midnight(local) else date_format(local, "TIME_FORMAT")
