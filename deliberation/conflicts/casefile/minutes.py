"""The minute book of a conflict in plain words."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.conflicts.casefile.models import Alert
from deliberation.conflicts.rulebook import Track
from deliberation.ledger.models import Entry

# What its timeline tells otherwise: events stand there themselves, and a step follows from its decision.
UNTOLD = ("enter", "correct", "resolve", "seal_analysis")
STEPS = {
    "file": _("The file was opened."),
    "edit": _("The file was revised."),
    "appoint": _("A person was appointed for this conflict."),
    "dismiss": _("An appointment for this conflict ended."),
    "attach": _("A file was added to the case."),
    "confine": _("Who may read a file of the case was changed."),
    "diagnose": _("The department handed in its diagnosis."),
    "withdraw": _("The department took its diagnosis back."),
    "review": _("The expert gave an opinion on the diagnosis."),
    "grade": _("The committee decided on grade %(grade)s."),
    "open_diagnosis": _("Note and opinion of a diagnosis were made public."),
    "alert": _("The alert level changed from “%(from)s” to “%(to)s”."),
    "list": _("The committee put the conflict on the priority list of %(year)s."),
    "carry": _("The committee carried the conflict over to the priority list of %(year)s."),
    "release": _("The committee released the conflict from the priority list."),
    "relist": _("The committee put the conflict on the priority list of %(year)s again."),
    "agenda": _("The committee made a question of this conflict an agenda."),
    "settle": _("The committee found the conflict settled."),
    "add_party": _("A party was added to the file."),
    "edit_party": _("What the file says about a party was revised."),
    "drop_party": _("A party was taken out of the file."),
    "write_issue": _("An issue was added or revised."),
    "set_stances": _("Where a party stands on the issues was written down."),
    "set_relations": _("How a party stands to others was written down."),
    "note_interview": _("A note of an interview was added."),
    "begin_analysis": _("Version %(version)s of the impact analysis was begun."),
    "write_part": _("Part %(part)s of the impact analysis was written."),
    "open_part": _("Who may read part %(part)s of the impact analysis was changed."),
    "issue": _("Version %(version)s of the impact analysis was issued."),
    "found_council": _("A mediation council was founded."),
    "council_agreed": _("The mediation council reached an agreement."),
    "end_council": _("The mediation council ended without an agreement."),
    "open_agreement": _("All parties made the agreement public."),
    "keep_restricted": _("Something that is not public was looked at again and stays so until %(review_on)s."),
    "note_voices": _("It was computed which parties took part: %(missing)s of %(parties)s are missing."),
    "advise": _("By the rules the recommended track is: %(track)s."),
    "disclose": _("A bundle of the case was made for disclosure."),
    "audit": _("A bundle of the case was made for auditors."),
    "override": _("Another track was taken: %(to)s instead of %(from)s."),
}
ROLES = {
    "official": _("city official"),
    "committee": _("committee"),
    "expert": _("conflict expert"),
    "": pgettext_lazy("who acted", "the city"),
}


def sentence(entry: Entry) -> str:
    """What one entry says; a step without words of its own is told by its code."""
    return str(STEPS.get(entry.step, entry.step)) % _told(entry)


def actor(entry: Entry) -> Any:
    return ROLES.get(entry.role, entry.role)


def _told(entry: Entry) -> dict[str, Any]:
    """The facts with their codes in words."""
    words: dict[str, Any] = {}
    if entry.step == "alert":
        words = {level.name.lower(): level.label for level in Alert}
    elif entry.step in ("advise", "override"):
        words = dict(Track.choices)
    elif entry.step == "keep_restricted":
        day = entry.facts["review_on"]
        words = {day: date_format(date.fromisoformat(day), "DATE_FORMAT")}
    return {name: words.get(value, value) if isinstance(value, str) else value for name, value in entry.facts.items()}
