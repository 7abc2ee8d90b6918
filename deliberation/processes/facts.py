"""What an entry of the minute book holds besides its sentence, in the reader's words. What has none stands as it is."""

from datetime import date
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.accounts.templatetags.words import closing, moment, span
from deliberation.conflicts.rulebook import Track
from deliberation.ledger.models import Entry
from deliberation.processes.presets import PRESETS
from deliberation.spaces.models import Role
from deliberation.spaces.results import RESULTS

NAMES = {
    "about": _("Matter"),
    "abstain": pgettext_lazy("vote", "Abstained"),
    "advised": _("Recommended track"),
    "after": _("New dates of the stage"),
    "again": _("Pairs who sat together before"),
    "against": pgettext_lazy("vote", "Against"),
    "agenda": _("Agenda"),
    "agree": pgettext_lazy("in the minutes", "Agreed"),
    "agreed": _("Cards read alike"),
    "answered": _("Questions answered"),
    "answered_concerns": _("Concerns answered"),
    "answers": _("Answers by experts"),
    "arguments": _("Arguments"),
    "asked": _("Questions asked"),
    "before": _("Earlier dates of the stage"),
    "by_hand": _("Moved by hand"),
    "cards": _("Paper cards"),
    "carried": _("Answers carried over"),
    "chosen": _("Options chosen"),
    "claims": _("Claims with a source"),
    "closes_at": _("Closes"),
    "concerns": _("Concerns"),
    "confirmed": _("Tables that confirmed"),
    "contests": _("People who contest it"),
    "count": _("Participants"),
    "delivered_on": _("Handed to the mayor on"),
    "departments": _("Departments asked"),
    "differing": _("Cards read differently"),
    "digest": _("Check value of the content"),
    "dissents": _("Minority opinions"),
    "documents": _("Documents"),
    "drafting_group": _("Drafting group"),
    "due": _("Last day"),
    "edition": _("Edition"),
    "findings": _("Answers that were checked"),
    "for": pgettext_lazy("vote", "For"),
    "from": pgettext_lazy("in the minutes", "State before"),
    "ground": _("Ground: item of article 9 (1) of the Official Information Disclosure Act"),
    "group": _("Letter of the group"),
    "handed_out": _("Papers handed out"),
    "groups": _("Groups"),
    "into": _("Merged into"),
    "invalid": _("Papers invalid as a whole"),
    "issues": _("Issues"),
    "language": _("Language"),
    "length": _("Characters of an answer"),
    "meetings": _("Meetings"),
    "met": _("Carried in the ballot"),
    "needed": _("Needed"),
    "new_concerns": _("Concerns new in the second round"),
    "not_returned": _("Papers not in the box"),
    "number": pgettext_lazy("in the minutes", "Number"),
    "object": pgettext_lazy("in the minutes", "Objected"),
    "objected": _("Tables that objected"),
    "orphans": _("Sentences without a stated basis"),
    "objections": _("Objections of the sides"),
    "on": _("Handed to the mayor on"),
    "on_paper": _("Votes on paper"),
    "opens_at": _("Opens"),
    "papers": _("Papers in the box"),
    "opinions": _("Opinions of departments"),
    "people": _("People"),
    "percent": _("Percent done"),
    "person": _("Person, under a random name"),
    "places": _("Places of the tour"),
    "present": _("Members present"),
    "preset": _("Kind of deliberation"),
    "public": _("Public"),
    "questions": _("Questions to vote on"),
    "questions_digest": _("Check value of the questions"),
    "quorum_percent": _("Percent of the roll that must have voted"),
    "ratings": _("Ratings"),
    "recommendations": _("Recommendations"),
    "recused": _("Members recused"),
    "restriction": pgettext_lazy("in the minutes", "Restriction"),
    "result": _("Result"),
    "review_on": _("Day of review"),
    "review_round": _("Round of review"),
    "role": _("Role"),
    "roll": _("People on the roll"),
    "roll_digest": _("Check value of the roll"),
    "root": _("Check value of both lists"),
    "sealed": _("Map closed until the end"),
    "rulings": _("Contested milestones decided"),
    "seconds": _("Length of the pause in seconds"),
    "seed": _("Draw value"),
    "sentence": pgettext_lazy("in the minutes", "Sentence"),
    "sources": pgettext_lazy("in the minutes", "Texts that it rests on"),
    "settled": _("Concerns settled"),
    "side": _("Number of the side; 0 is the committee"),
    "sides": _("Sides"),
    "signatures": _("Signatures"),
    "silent": _("Tables that said nothing in time"),
    "sitting": pgettext_lazy("in the minutes", "Number of the sitting"),
    "stages_moved": _("Stages whose dates moved"),
    "stances": _("Answers"),
    "stand": pgettext_lazy("in the minutes", "Position"),
    "statements": _("Statements"),
    "still_open": _("Concerns still open"),
    "supports": _("Times it was supported"),
    "tied": _("Options that tie"),
    "tables": pgettext_lazy("of a meeting", "Tables"),
    "threshold": _("Carried by"),
    "to": pgettext_lazy("in the minutes", "State after"),
    "verdict": _("The city's answer"),
    "version": pgettext_lazy("in the minutes", "Version"),
    "voted": _("People who voted"),
    "withheld": _("Withheld"),
    "voting": _("Members voting"),
}
REASONS = {
    "carried": _("carried"),
    "no_quorum": _("too few took part"),
    "nobody_decided": _("everybody abstained"),
    "inside_margin": _("within the margin of error"),
    "tied": _("a tie"),
    "too_few_for": _("too few votes for"),
}
STATES = {
    "admitted": _("admitted"),
    "adopted": _("adopted by the committee"),
    "amended": _("adopted with amendments"),
    "annotated": _("other view put beside the text"),
    "approved": pgettext_lazy("report", "approved by the committee"),
    "announced": _("announced"),
    "answered": _("answered"),
    "asked": pgettext_lazy("question", "not yet put to experts"),
    "cancelled": pgettext_lazy("meeting", "cancelled"),
    "changed": _("changed, being carried out"),
    "checked": pgettext_lazy("check", "checked"),
    "checking": _("read once"),
    "closed": _("closed"),
    "collecting": _("on paper"),
    "compared": _("to be compared"),
    "concluded": _("concluded"),
    "confirmed": _("confirmed by two people"),
    "corrected": _("corrected"),
    "counting": _("being counted"),
    "decided": _("decided by the committee"),
    "declined": _("declined"),
    "delivered": _("handed to the mayor"),
    "done": _("entered"),
    "draft": _("draft"),
    "drafting": pgettext_lazy("in the minutes", "being drafted"),
    "dropped": _("not adopted"),
    "ended": pgettext_lazy("meeting", "over"),
    "erased": _("erased"),
    "filed": pgettext_lazy("complaint", "received, being looked into"),
    "final": _("final text of the deliberation"),
    "finished": _("reported as done"),
    "frozen": _("in force"),
    "given_up": _("given up before it was convened"),
    "hearing": pgettext_lazy("theme", "the groups say what they think"),
    "hidden": _("hidden"),
    "kept": _("kept as it was"),
    "lapsed": pgettext_lazy("amendment", "undecided when drafting ended"),
    "merged": _("merged"),
    "open": pgettext_lazy("in the minutes", "open"),
    "planned": _("planned"),
    "raised": pgettext_lazy("concern", "waits for the second round"),
    "preparing": _("in preparation"),
    "published": pgettext_lazy("in the minutes", "published"),
    "proposed": pgettext_lazy("amendment", "proposed"),
    "ready": _("prepared"),
    "received": _("result report received"),
    "rejected": pgettext_lazy("complaint", "not upheld"),
    "refused": pgettext_lazy("amendment", "not taken into the text"),
    "reopened": _("contested, to be checked"),
    "replaced": _("replaced by a later version"),
    "review": pgettext_lazy("in the minutes", "under review"),
    "routed": pgettext_lazy("question", "the experts are answering"),
    "running": _("under way"),
    "settled": pgettext_lazy("concern", "settled"),
    "still_open": pgettext_lazy("concern", "still open"),
    "signed": _("signed by the committee"),
    "standing": pgettext_lazy("argument", "standing"),
    "submitted": pgettext_lazy("in the minutes", "submitted"),
    "stopped": _("stopped"),
    "suspended": _("suspended"),
    "taken": pgettext_lazy("amendment", "taken into the text"),
    "upheld": pgettext_lazy("complaint", "upheld"),
    "unpursued": pgettext_lazy("theme", "not pursued"),
    "underway": _("being carried out"),
    "waiting": _("waiting"),
    "whole": pgettext_lazy("theme", "before all participants"),
    "withdrawn": _("withdrawn"),
    "writing": _("being written"),
}
VALUES: dict[str, dict[str, Any]] = {
    "advised": dict(Track.choices),
    "from": STATES,
    "to": STATES,
    "result": RESULTS | STATES,
    "reason": REASONS,
    "language": {"ko": _("Korean"), "en": _("English")},
    "met": {"True": _("yes"), "False": _("no")},
    "public": {"True": _("yes"), "False": _("no")},
    "preset": {slug: preset.title for slug, preset in PRESETS.items()},
    "role": dict(Role.choices),
    "sealed": {"True": _("yes"), "False": _("no")},
    "stand": {"agree": _("agrees"), "object": _("objects")},
    "verdict": {
        "accepted": pgettext_lazy("city", "accepted"),
        "partly": _("partly accepted"),
        "declined": _("not accepted"),
    },
    "threshold": {
        "simple": _("more votes than for anything else"),
        "absolute": _("more than half of the roll"),
        "two_thirds": _("two thirds of those who take sides"),
        "outside_margin": _("ahead by more than the published margin of error"),
    },
}


def in_words(entry: Entry) -> list[tuple[Any, Any]]:
    """Name and value of each fact. A reason is either one of the count's own, or the digest of a published text."""
    told = [(_name(name, value), _value(name, value)) for name, value in entry.facts.items()]
    return sorted(told, key=lambda fact: str(fact[0]))


def _name(name: str, value: Any) -> Any:
    if name == "reason":
        return _("Reason") if str(value) in REASONS else _("Check value of the reason")
    return NAMES.get(name, name)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return "–"
    if name in ("before", "after"):
        return span(*(parse_datetime(value[end]) for end in ("opens_at", "closes_at")))
    if name in ("opens_at", "closes_at"):
        return (moment if name == "opens_at" else closing)(parse_datetime(value))
    if name in ("on", "delivered_on", "due", "review_on"):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return VALUES.get(name, {}).get(str(value), value)
