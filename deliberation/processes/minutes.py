"""The minute book of a process in plain words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.ledger.models import Entry
from deliberation.processes import facts
from deliberation.processes.actions import digested
from deliberation.processes.models import Process, Rescheduling, Stage

STEPS = {
    "prepare": _("%(what)s was prepared"),
    "amend": _("%(what)s got a new version"),
    "endorse": _("%(what)s: a party spoke on it"),
    "freeze": _("%(what)s was put in force"),
    "replace": _("%(what)s was replaced by a later version"),
    "convene": _("%(what)s was convened"),
    "give_up": _("%(what)s was given up before it was convened"),
    "close": _("%(what)s was closed"),
    "reschedule": _("%(what)s got new dates"),
    "suspend": _("%(what)s was suspended"),
    "resume": _("%(what)s was resumed"),
    "conclude": _("%(what)s was concluded"),
    "appoint": _("%(what)s: a person was appointed"),
    "dismiss": _("%(what)s: an appointment ended"),
    "seat": _("%(what)s: participants were entered"),
    "admit": _("%(what)s was admitted"),
    "decline": _("%(what)s was declined"),
    "hide": _("%(what)s was hidden"),
    "revise": _("%(what)s was reworded by its author"),
    "withdraw": _("%(what)s was withdrawn"),
    "erase": _("%(what)s was erased"),
    "draft": _("%(what)s was drafted"),
    "reword": _("%(what)s was reworded"),
    "move": _("%(what)s got another number"),
    "finalise": _("%(what)s was put to the ballot"),
    "announce": _("%(what)s was announced"),
    "result": _("%(what)s: the result of the ballot was entered"),
    "import": _("%(what)s: people, statements and answers were imported"),
    "freeze_report": _("%(what)s was frozen"),
    "adopt": _("%(what)s was adopted"),
    "drop": _("%(what)s was not adopted"),
    "receive": _("%(what)s: the committee received the report"),
    "decide": _("%(what)s: the committee decided"),
    "signature": _("%(what)s: a member signed"),
    "sign": _("%(what)s was signed"),
    "deliver": _("%(what)s was handed to the mayor"),
    "resolve": _("%(what)s was recorded"),
    "sit": _("%(what)s took place"),
    "merge": _("%(what)s was merged into another"),
    "route": _("%(what)s was put to an expert of each side"),
    "plan": _("%(what)s was planned"),
    "open": _("%(what)s was opened"),
    "end": _("%(what)s ended"),
    "cancel": _("%(what)s was cancelled"),
    "programme": _("%(what)s got a programme"),
    "deal_tables": _("%(what)s: the tables were dealt"),
    "publish_tables": _("%(what)s: the tables were published"),
    "begin_book": _("%(what)s was begun"),
    "open_review": _("%(what)s was shown to the sides for review"),
    "finish_review": _("%(what)s: a side finished its review"),
    "rework": _("%(what)s was taken back to be reworked"),
    "publish": _("%(what)s was published"),
    "correct": _("%(what)s: the text was corrected"),
    "annotate": _("%(what)s: the other view was put beside the text"),
    "keep": _("%(what)s: the text was kept"),
    "submit": _("%(what)s were given to the tables"),
    "check": _("%(what)s were read once"),
    "compare": _("%(what)s were read twice and compared"),
    "settle": _("%(what)s were entered"),
    "turnout": _("%(what)s: how many people came was entered"),
    "answer": _("%(what)s was answered by the city"),
    "leave_open": _("%(what)s is still open after the second round"),
}
STEPS_OF = {
    ("stage", "name_group"): _("%(what)s: a group on the opinion map got a name"),
    ("stage", "unname_group"): _("%(what)s: the name of a group on the opinion map was taken back"),
    ("recommendation", "ground"): _("%(what)s: it was stated what one of its sentences rests on"),
    ("recommendation", "amend"): _("%(what)s was adopted with another wording"),
    ("agreement_round", "begin"): _("%(what)s was begun"),
    ("stage", "form_groups"): _("%(what)s: the drafting groups were formed"),
    ("theme", "raise"): _("%(what)s was raised"),
    ("theme", "give"): _("%(what)s was given to a group to draft"),
    ("theme", "hand_over"): _("%(what)s: the group laid its draft before all participants"),
    ("theme", "drop"): _("%(what)s was not pursued"),
    ("amendment", "take"): _("%(what)s was taken into the text"),
    ("amendment", "refuse"): _("%(what)s was not taken into the text"),
    ("amendment", "lapse"): _("%(what)s was undecided when drafting ended"),
    ("question", "publish"): _("%(what)s: the answers of the experts were shown"),
    ("book", "submit"): _("%(what)s was laid before the committee"),
    ("book", "send_back"): _("%(what)s was sent back by the committee"),
    ("book", "revise"): _("%(what)s: a new edition was begun"),
    ("complaint", "file"): _("%(what)s was received"),
    ("complaint", "uphold"): _("%(what)s was upheld"),
    ("complaint", "reject"): _("%(what)s was not upheld"),
    ("council", "found"): _("%(what)s was founded"),
    ("groundrules", "write_rules"): _("%(what)s were written"),
    ("groundrules", "consent"): _("%(what)s: a member agreed"),
    ("member", "seat"): _("%(what)s: a person got a seat"),
    ("undertaking", "undertake"): _("%(what)s was entered"),
    ("undertaking", "check"): _("%(what)s was checked"),
    ("undertaking", "open_evidence"): _("%(what)s: evidence of a check was made public"),
    ("concern", "settle"): _("%(what)s was settled"),
    ("response", "begin"): _("%(what)s: the term of the city's answer began"),
    ("response", "take_up"): _("%(what)s: the city considers it"),
    ("response", "submit"): _("%(what)s was written and laid before somebody else"),
    ("response", "take_back"): _("%(what)s was taken back to be changed"),
    ("response", "ask_opinion"): _("%(what)s: another department was asked for its opinion"),
    ("response", "note_opinion"): _("%(what)s: a department gave its opinion"),
    ("response", "withdraw_opinion"): _("%(what)s: a question to a department was withdrawn"),
    ("response", "extend"): _("%(what)s: the deadline was put off"),
    ("response", "overdue"): _("%(what)s: the deadline has passed"),
    ("response", "unkept"): _("%(what)s: the day of the promise has passed"),
    ("milestone", "progress"): _("%(what)s: progress was reported"),
    ("milestone", "finish"): _("%(what)s was reported as done"),
    ("milestone", "change"): _("%(what)s was changed"),
    ("milestone", "stop"): _("%(what)s was stopped"),
    ("milestone", "overdue"): _("%(what)s: its day has passed"),
    ("milestone", "reopen"): _("%(what)s was contested and is checked again"),
    ("milestone", "confirm"): _("%(what)s: the committee let the report stand"),
    ("milestone", "send_back"): _("%(what)s: the committee found that it is not done"),
    ("check", "check"): _("%(what)s was made by the committee"),
    ("check", "overdue"): _("%(what)s: its day has passed"),
    ("report", "submit"): _("%(what)s was laid before the committee"),
    ("report", "send_back"): _("%(what)s was sent back by the committee"),
    ("report", "approve"): _("%(what)s was approved by the committee"),
    ("report", "register"): _("%(what)s: the approved file was entered"),
    ("report", "revise"): _("%(what)s: a new edition was begun"),
    ("export", "disclose"): _("%(what)s was made for disclosure"),
    ("export", "audit"): _("%(what)s was made for auditors"),
    ("minutes", "rework"): _("%(what)s were taken back to be changed"),
    ("minutes", "publish"): _("%(what)s were published"),
    ("papers", "read_papers"): _("%(what)s: a person had read the papers from the box"),
    ("papers", "confirm"): _("%(what)s: a second person read the same, and the papers were confirmed"),
    ("papers", "give_up_reading"): _("%(what)s: a reading of the papers was given up"),
    ("restriction", "keep_restricted"): _("%(what)s was looked at again and stays"),
    ("papers", "declare_none"): _("%(what)s: it was declared that no paper was in the box"),
}
OTHER = "%(what)s: %(step)s"
SUBJECTS = {
    "process": _("The process"),
    "space": _("The process"),
    "charter": pgettext_lazy("in the minutes", "Charter"),
    "stage": pgettext_lazy("in the minutes", "Stage"),
    "item": pgettext_lazy("in the minutes", "Text"),
    "recommendation": pgettext_lazy("in the minutes", "Recommendation"),
    "decision": pgettext_lazy("in the minutes", "Decision"),
    "argument": pgettext_lazy("in the minutes", "Argument"),
    "statement": pgettext_lazy("in the minutes", "Statement"),
    "question": pgettext_lazy("in the minutes", "Question to experts"),
    "meeting": pgettext_lazy("in the minutes", "Meeting"),
    "council": _("Mediation council"),
    "groundrules": pgettext_lazy("in the minutes", "Ground rules"),
    "member": pgettext_lazy("in the minutes", "Seat on the council"),
    "undertaking": pgettext_lazy("in the minutes", "Promise of the agreement"),
    "concern": pgettext_lazy("in the minutes", "Concern"),
    "sitting": pgettext_lazy("in the minutes", "Meeting of the committee"),
    "agreement_round": pgettext_lazy("in the minutes", "Round of agreement"),
    "amendment": pgettext_lazy("in the minutes", "Amendment"),
    "theme": pgettext_lazy("in the minutes", "Theme"),
    "book": _("Briefing book"),
    "objection": pgettext_lazy("in the minutes", "Objection to the briefing book"),
    "minutes": pgettext_lazy("in the minutes", "Minutes of meeting"),
    "response": pgettext_lazy("in the minutes", "Answer to recommendation"),
    "milestone": pgettext_lazy("in the minutes", "Milestone"),
    "check": pgettext_lazy("in the minutes", "Check of the city's answers"),
    "report": pgettext_lazy("in the minutes", "Report"),
    "export": pgettext_lazy("in the minutes", "Bundle of the case"),
    "paper_run": pgettext_lazy("in the minutes", "Sheet on paper"),
    "complaint": pgettext_lazy("in the minutes", "Complaint about a missing vote"),
    "restriction": pgettext_lazy("in the minutes", "Restriction"),
}
OF_A_STAGE = ("stage", "ballot", "papers", "adoption")  # these bear their stage's key and are called by its title
ROLES = {
    "complainant": _("holder of a confirmation number"),
    "author": pgettext_lazy("in the minutes", "author"),
    "facilitator": _("facilitator"),
    "official": _("city official"),
    "committee": _("committee"),
    "side": _("side representative"),
    "chair": pgettext_lazy("of a council", "chair"),
    "member": _("member of the council"),
    "participant": _("participant"),
    "moderator": _("moderator"),
    "": pgettext_lazy("who acted", "by the clock"),
}


def in_words(process: Process, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Each entry as a page shows it. Stages are called by their titles, everything else by its kind and number."""
    reasons, titles = _reasons(process), titles_of(process.stages.all())
    return [
        {
            "entry": entry,
            "at": parse_datetime(entry.at),
            "sentence": in_short(entry, titles),
            "role": _role(entry),
            "reason": reasons.get(entry.facts.get("reason")),
            "facts": facts.in_words(entry),
        }
        for entry in entries
    ]


def titles_of(stages: Iterable[Stage]) -> dict[str, str]:
    """What the things of stages are called, by the subjects of the minute book."""
    return {f"{kind}:{stage.pk}": f"“{stage}”" for stage in stages for kind in OF_A_STAGE}


def in_short(entry: Entry, titles: Mapping[str, str]) -> str:
    """One sentence, with ``titles`` of stages."""
    return str(_sentence(entry)) % {"what": titles.get(entry.subject) or _subject(entry), "step": entry.step}


def _sentence(entry: Entry) -> Any:
    """Some steps are called otherwise with one kind of thing."""
    kind = entry.subject.partition(":")[0]
    return STEPS_OF.get((kind, entry.step)) or STEPS.get(entry.step, OTHER)


def _reasons(process: Process) -> dict[str, str]:
    """The published reasons for the kind, new dates and pauses by the digest under which they were minuted."""
    pauses = process.suspensions.values_list("reason", "reason_to_resume")
    said = {reason for both in pauses for reason in both if reason}
    said.add(process.preset_reason)
    said.update(Rescheduling.objects.filter(stage__process=process).values_list("reason", flat=True))
    return {digested(reason)["reason"]: reason for reason in said}


def _role(entry: Entry) -> Any:
    """As what somebody acted. Without a person it was the clock; a person without a role acts for the city."""
    role = "official" if entry.actor and not entry.role else entry.role
    return ROLES.get(role, role)


def _subject(entry: Entry) -> str:
    """Kind and number: the number in the process where the facts tell it (recommendations), else its key."""
    kind, _colon, rest = entry.subject.partition(":")
    number = str(entry.facts.get("number") or rest.rpartition(":")[2])
    name = str(SUBJECTS.get(kind, kind))
    return f"{name} {number}" if number.isdecimal() else name
