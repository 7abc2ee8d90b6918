"""The labelled list of a draw, as an office keeps it: a CSV file with one participant a row."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from deliberation.accounts.contacts import Contact, parse
from deliberation.algorithms.text import normalise

# What a column may be called. Every column that is none of these becomes a stratum under its own name.
COLUMNS = {
    "code": {"code", "번호", "참여자 번호"},
    "name": {"name", "이름", "성명"},
    "contact": {
        *("contact", "email", "e-mail", "phone", "mobile"),
        *(
            "연락처",
            "전자우편",
            "이메일",
            "휴대전화",
            "휴대전화번호",
            "휴대폰",
            "휴대폰번호",
            "핸드폰",
            "전화",
            "전화번호",
        ),
    },
    "district": {"district", "구군", "구·군", "거주지"},
    "sex": {"sex", "성별"},
    "age_band": {"age_band", "age", "연령대", "나이"},
    "side": {"side", "입장", "의견"},
}
PERSONAL = {"code", "name", "contact"}
LONGEST = {"code": 12, "name": 40, "district": 40}
LONGEST_STRATUM = 40
MOST_ROWS = 5000


@dataclass
class Drawn:
    """One row: who was drawn, how to reach them, and the strata that they stand for."""

    line: int
    code: str
    name: str
    contact: Contact | None
    strata: dict[str, str] = field(default_factory=dict)


def read(data: bytes) -> tuple[list[Drawn], list[str]]:
    """The rows of a file, and every fault by its line in words; the rows count only when there is no fault.

    UTF-8 or, as older office programs save it, CP949.
    """
    try:
        lines = csv.reader(_text(data).splitlines(), strict=True)
        header = [_column(name) for name in next(lines, [])]
        if fault := _header_fault(header):
            return [], [_("Line %(line)d: %(fault)s") % {"line": 1, "fault": fault}]
        return _checked(header, lines)
    except (csv.Error, UnicodeDecodeError):
        return [], [_("This is not a CSV file in UTF-8 or CP949.")]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp949")


def _column(name: str) -> str:
    name = _cell(name)
    return next((column for column, names in COLUMNS.items() if name.lower() in names), name)


def _cell(text: str) -> str:
    return " ".join(normalise(text).split())


def _header_fault(header: list[str]) -> str:
    if "code" not in header:
        return _("there is no column “code”.")
    for column in header:
        if len(column) > LONGEST_STRATUM:
            return _("“%(column)s” is too long.") % {"column": column}
        if column and column != "contact" and header.count(column) > 1:
            return _("there are two columns for “%(column)s”.") % {"column": column}
    return ""


def _checked(header: list[str], lines) -> tuple[list[Drawn], list[str]]:
    rows: list[Drawn] = []
    faults: list[str] = []
    codes: dict[str, int] = {}
    contacts: dict[Contact, int] = {}
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row, found = _row(lines.line_num, header, cells)
        found += _repeated(row, codes, contacts)
        faults += [_("Line %(line)d: %(fault)s") % {"line": row.line, "fault": fault} for fault in found]
        rows.append(row)
    if not rows:
        faults.append(_("The file holds no participants."))
    if len(rows) > MOST_ROWS:
        faults.append(_("At most %(n)d participants can be entered at once.") % {"n": MOST_ROWS})
    return rows, faults


def _row(line: int, header: list[str], cells: list[str]) -> tuple[Drawn, list[str]]:
    faults = []
    if len(cells) != len(header):
        faults.append(_("%(n)d cells instead of %(m)d.") % {"n": len(cells), "m": len(header)})
    values = list(zip(header, map(_cell, cells), strict=False))
    given = {column: value for column, value in values if column != "contact"}
    if not given.get("code"):
        faults.append(_("the code is missing."))
    faults += [
        _("“%(column)s” is too long.") % {"column": column}
        for column, value in given.items()
        if len(value) > LONGEST.get(column, LONGEST_STRATUM)
    ]
    contact = None
    try:
        contact = next((parse(value) for column, value in values if column == "contact" and value), None)
    except ValidationError as error:
        faults += error.messages
    strata = {column: value for column, value in given.items() if column and column not in PERSONAL and value}
    faults += [
        _("“%(column)s” holds an address or number. Call that column “contact”.") % {"column": column}
        for column, value in strata.items()
        if _is_contact(value)
    ]
    return Drawn(line, given.get("code", ""), given.get("name", ""), contact, strata), faults


def _is_contact(value: str) -> bool:
    """Whether a value would let somebody be reached; such a column is no stratum, for strata are counted in public."""
    try:
        return bool(parse(value))
    except ValidationError:
        return False


def _repeated(row: Drawn, codes: dict[str, int], contacts: dict[Contact, int]) -> Iterator[str]:
    if row.code and codes.setdefault(row.code, row.line) != row.line:
        yield _("the code “%(code)s” stands in line %(line)d already.") % {"code": row.code, "line": codes[row.code]}
    if row.contact and contacts.setdefault(row.contact, row.line) != row.line:
        yield _("this contact stands in line %(line)d already.") % {"line": contacts[row.contact]}
