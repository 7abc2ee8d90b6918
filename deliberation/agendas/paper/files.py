"""Lines of signatures as offices type them: a spreadsheet or rows of a form, checked line by line."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts import contacts
from deliberation.agendas.models import PaperLine
from deliberation.algorithms import spreadsheet
from deliberation.algorithms.text import normalise

# What a column may be called.
COLUMNS = {
    "n": {"n", "line", "번호", "연번", "줄"},
    "name": {"name", "성명", "이름"},
    "born": {"born", "birth date", "date of birth", "생년월일", "생일"},
    "district": {"district", "구군", "구·군", "거주지", "주소(구·군)"},
    "number": {"number", "phone", "mobile", "휴대전화", "전화번호", "연락처"},
}
NEEDED = ("name", "born", "district")
MOST_LINES = 500
LONGEST_NAME = 40
OLDEST = 120


def read(data: bytes) -> tuple[list[PaperLine], list[str]]:
    """The lines of a file, and every fault by its line in words; the lines count only when there is no fault."""
    try:
        table = spreadsheet.rows(data, at_most=MOST_LINES + 2)
    except spreadsheet.Unreadable:
        return [], [_("This is neither an Excel file (.xlsx) nor a CSV file in UTF-8 or CP949.")]
    if not table:
        return [], [_("The file is empty.")]
    (_line, head), *body = table
    header = [_column(name) for name in head]
    if missing := [name for name in NEEDED if name not in header]:
        titles = {"name": _("Name"), "born": _("Birth date"), "district": _("District")}
        return [], [_("Line 1: there is no column “%(column)s”.") % {"column": titles[name]} for name in missing]
    if len(body) > MOST_LINES:
        return [], [_("At most %(n)d lines can be entered at once.") % {"n": MOST_LINES}]
    return _checked(header, body)


def born_on(text: str) -> date:
    """A birth date as people write it: 1958-03-01, 1958.3.1., 19580301 or 580301. Raises ValidationError."""
    digits = re.fullmatch(r"(\d{2}|\d{4})(\d{2})(\d{2})", text.strip())
    parts = digits.groups() if digits else tuple(re.findall(r"\d+", text))
    today = timezone.localdate()
    try:
        year, month, day = map(int, parts)
        if digits and len(digits[1]) == 2:  # noqa: PLR2004 - as on an identity card
            year += 2000 if 2000 + year <= today.year else 1900
        born = date(year, month, day)
    except ValueError as error:
        raise ValidationError(_("the birth date cannot be read.")) from error
    if not today.year - OLDEST <= born.year or born > today:
        raise ValidationError(_("the birth date cannot be right."))
    return born


def mobile(text: str) -> str:
    """A mobile number in its one form; a spreadsheet may have eaten its first zero. Raises ValidationError."""
    text = text.strip()
    if not text:
        return ""
    contact = contacts.parse(f"0{text}" if re.fullmatch(r"1\d{8,9}", text) else text)
    if contact.provider != "phone":
        raise ValidationError(_("this is not a mobile number."))
    return contact.subject


def _column(name: str) -> str:
    plain = name.strip().lower()
    return next((column for column, names in COLUMNS.items() if plain in names), "")


def _checked(header: list[str], body: list[tuple[int, list[str]]]) -> tuple[list[PaperLine], list[str]]:
    lines: list[PaperLine] = []
    faults: list[str] = []
    met: dict[int, int] = {}
    for place, (row, cells) in enumerate(body, 1):
        values = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        line, found = _line_of(values, place)
        if line.n and met.setdefault(line.n, row) != row:
            found.append(_("the number %(n)d stands in line %(line)d already.") % {"n": line.n, "line": met[line.n]})
        faults += [_("Line %(line)d: %(fault)s") % {"line": row, "fault": fault} for fault in found]
        lines.append(line)
    if not lines:
        faults.append(_("The file holds no lines."))
    return lines, faults


def _line_of(values: dict[str, str], place: int) -> tuple[PaperLine, list[str]]:
    """A line and its faults; without a number of its own it has its place in the file."""
    line, faults = PaperLine(), []
    number = values.get("n") or str(place)
    if number.isdecimal() and 0 < int(number) < 10**6:
        line.n = int(number)
    else:
        faults.append(_("“%(n)s” is no line number.") % {"n": number})
    line.name = " ".join(normalise(values.get("name", "")).split())
    if not 0 < len(line.name) <= LONGEST_NAME:
        faults.append(_("the name is missing.") if not line.name else _("the name is too long."))
    line.district = normalise(values.get("district", ""))
    if line.district not in settings.CITY["districts"]:
        faults.append(_("“%(name)s” is no district of this city.") % {"name": line.district})
    for field, parse in (("born", born_on), ("number", mobile)):
        try:
            setattr(line, field, parse(values.get(field, "")))
        except ValidationError as error:
            faults += error.messages
    return line, faults
