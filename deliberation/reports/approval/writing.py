"""The papers of an approval pack (결재 묶음) beside the documents: a one-page brief, a draft letter, a press release.

They are in the city's language and rest on the frozen edition alone, like everything else.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliberation.accounts.templatetags.words import number, share
from deliberation.documents.blocks import Block, Column, Document, List, Paragraph, Run, Table
from deliberation.reports.composing.shapes import Shape

BRIEFLY = 240  # characters of the summary on a brief that has one page
MOST = 6  # recommendations on it


def brief(about: dict[str, Any]) -> Document:
    """One page for whoever approves: what it is about, how it was deliberated, what is recommended."""
    return _paper(about, _("Brief for approval"), _brief(about))


def letter(about: dict[str, Any]) -> Document:
    """The draft letter, with its attachments as official letters list them."""
    return _paper(about, _("Draft letter"), _letter(about))


def press_release(about: dict[str, Any]) -> Document:
    """What the press gets, with somebody to ask by name."""
    return _paper(about, _("Press release"), _press(about))


def _paper(about: dict[str, Any], subtitle: str, blocks: Iterator[Block]) -> Document:
    return Document(
        title=about["title"]["ko"],
        subtitle=subtitle,
        language="ko",
        date=date.fromisoformat(about["as_of"]),
        publisher=about["publisher"]["ko"],
        blocks=tuple(blocks),
    )


def _brief(about: dict[str, Any]) -> Iterator[Block]:
    summary = about["summary"]["ko"]
    yield Paragraph.of(summary if len(summary) <= BRIEFLY else summary[:BRIEFLY].rsplit(" ", 1)[0] + "…")
    rows = [
        (_("Question"), about["question"]),
        (_("Period"), about["period"]),
        (_("Participants"), _("%(n)s people") % {"n": number(about["people"])}),
        (pgettext("office", "In charge"), about["department"]["ko"]),
    ]
    rows = [(name, value) for name, value in rows if value]
    yield Table(_("The deliberation in brief"), (Column(_("Point")), Column(_("Content"))), tuple(rows))
    yield Paragraph.of(Run(_("Recommendations"), strong=True))
    yield List.of(*map(_in_one_line, about["recommendations"][:MOST]), ordered=True)
    if len(about["recommendations"]) > MOST:
        yield Paragraph.of(_("All %(n)d are in the attachment.") % {"n": len(about["recommendations"])})


def _letter(about: dict[str, Any]) -> Iterator[Block]:
    names = {"city": about["publisher"]["ko"], "process": about["title"]["ko"]}
    yield Paragraph.of(Run(_("To"), strong=True), "  " + _("the Mayor of %(city)s") % names)
    subject = _("Submission of the policy recommendation: %(process)s") % names
    yield Paragraph.of(Run(_("Subject"), strong=True), f"  {subject}")
    yield Paragraph.of(_("1. This is about the public deliberation “%(process)s”.") % names)
    yield Paragraph.of(
        _(
            "2. The policy recommendation that the committee has adopted and the result report are submitted as "
            "attached. Please answer every recommendation within the time that the charter names."
        )
    )
    yield Paragraph.of(attached([str(Shape(shape).label) for shape in Shape]))


def attached(titles: list[str]) -> str:
    """``붙임  1. … 1부.`` and so on, a line each, the last with ``끝.``; a single one bears no number."""
    words = [f"{f'{n}. ' if len(titles) > 1 else ''}{title} 1부." for n, title in enumerate(titles, 1)]
    return "붙임  " + "\n          ".join(words) + "  끝."


def _press(about: dict[str, Any]) -> Iterator[Block]:
    names = {
        "city": about["publisher"]["ko"],
        "process": about["title"]["ko"],
        "day": date_format(date.fromisoformat(about["as_of"])),
        "n": number(about["people"]),
        "count": len(about["recommendations"]),
    }
    contact = about["contact"]
    yield Table(
        _("Contact"),
        (Column(_("Department")), Column(_("Person to ask")), Column(_("Telephone"))),
        ((about["department"]["ko"], f"{contact['name']} {contact['title']}".strip(), contact["telephone"]),),
    )
    told = _("%(city)s publishes what came of “%(process)s”: %(count)d recommendations, deliberated by %(n)s people.")
    yield Paragraph.of(told % names)
    yield List.of(*map(_in_one_line, about["recommendations"]))
    yield Paragraph.of(about["summary"]["ko"])
    yield Paragraph.of(_("Report, data and a program that checks them: %(url)s") % {"url": about["url"]})


def _in_one_line(row: dict[str, Any]) -> str:
    """``권고 제목 (찬성 ``, and how many of those who voted, as on the ballot's own page, then ``)``."""
    result = row["result"]
    if not result:
        return row["title"]
    return f"{row['title']} ({_('for %(share)s') % {'share': share(result['for'], result['voted'])}})"
