"""What each table and column of the open data means, its type and its unit. A column is looked up as ``table.column``
first, then by its own name."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Meaning(NamedTuple):
    description: Any
    type: str = "string"  # as Frictionless Table Schema has it
    unit: Any = ""


class About(NamedTuple):
    """What a table is called, and what it tells."""

    title: Any
    description: Any


PERSONS, MINUTES, ANSWERS = _("people"), _("minutes"), _("answers")
PERCENT, MILLION_WON = _("percent"), _("million won")
POINTS = _("points from 1 to 5")

TABLES: dict[str, About] = {
    "stages": About(_("Stages"), _("The stages of the process with their dates.")),
    "participants": About(
        _("Participants"),
        _("How many people took part, by each characteristic of the draw. Small groups are left empty."),
    ),
    "statements": About(_("Statements"), _("Statements of an opinion round, with how all participants answered.")),
    "statement_replies": About(_("Replies to statements"), _("Replies in words to statements.")),
    "groups": About(_("Opinion groups"), _("Groups of people who answered alike, as the opinion map shows them.")),
    "arguments": About(_("Arguments"), _("Arguments for each side of an issue, and replies to them.")),
    "argument_sources": About(_("Sources of arguments"), _("Sources that arguments name.")),
    "expert_questions": About(_("Questions of participants"), _("Questions of participants to experts.")),
    "expert_answers": About(_("Answers of experts"), _("What experts answered to each question.")),
    "meetings": About(_("Meetings"), _("Each meeting with its times and its place.")),
    "programme": About(_("Programmes of meetings"), _("The programme of each meeting.")),
    "listening_sessions": About(_("Listening sessions"), _("Listening sessions at each place, in two rounds.")),
    "listening_turnout": About(
        _("Turnout at listening sessions"), _("How many people of each group came to a listening session.")
    ),
    "listening_concerns": About(
        _("Concerns raised in listening sessions"), _("Concerns raised in listening sessions, with the city's answers.")
    ),
    "book_claims": About(_("Claims of the briefing book"), _("Claims of the briefing book with their sources.")),
    "book_objections": About(
        _("Objections to the briefing book"),
        _("Objections of a side to the text of another, and what the committee decided."),
    ),
    "recommendations": About(_("Recommendations"), _("The recommendations that stand.")),
    "sentences": About(
        _("Sentences of the recommendations"), _("Every sentence of the recommendations with what it rests on.")
    ),
    "amendments": About(_("Amendments"), _("Amendments that participants proposed.")),
    "dissents": About(_("Minority opinions"), _("What those say who do not agree, and who signed it.")),
    "group_texts": About(_("Texts of the groups"), _("What each group wrote on a theme of the recommendations.")),
    "agreement": About(
        _("Agreement with the recommendations"), _("How far participants agree with each recommendation, by round.")
    ),
    "ballot-votes": About(_("Votes of the ballot"), _("Every vote, without who cast it.")),
    "ballot-receipts": About(
        _("Confirmation numbers of the ballot"),
        _("Check values of confirmation numbers, where they stand apart from the votes."),
    ),
    "ballot-questions": About(
        _("Questions of the ballot"), _("The questions of a ballot, and the rule by which each is decided.")
    ),
    "ballot-options": About(_("Options of the ballot"), _("The options of each question.")),
    "responses": About(
        _("The city's answers"),
        _("The city's answer to each recommendation, with its deadline. Drafts are left empty."),
    ),
    "response_budgets": About(_("Cost of the answers"), _("What an answer costs, by year.")),
    "response_opinions": About(_("Opinions of other departments"), _("What other departments said before an answer.")),
    "milestones": About(_("Milestones"), _("What the city has promised to do about a recommendation, and by when.")),
    "milestone_reports": About(_("Reports on milestones"), _("What the city reported about each milestone.")),
    "milestone_contests": About(_("Contests of milestones"), _("Contests of citizens that a milestone is done.")),
    "check_findings": About(_("Findings of the checks"), _("What each check by the committee found about an answer.")),
    "check_rulings": About(
        _("Decisions on contested milestones"), _("What a check decided about contested milestones.")
    ),
}

COLUMNS: dict[str, Meaning] = {
    "acceptable": Meaning(_("how many can live with it"), "integer", PERSONS),
    "act": Meaning(_("what is proposed: change, add or strike a sentence")),
    "about": Meaning(_("the side whose text it is about")),
    "agree": Meaning(_("how many agreed"), "integer", PERSONS),
    "amendments": Meaning(_("numbers of amendments, separated by spaces")),
    "answer": Meaning(_("the answer that was given")),
    "answers": Meaning(_("how many answered; empty while too few did"), "integer", PERSONS),
    "answered_at": Meaning(_("when it was answered"), "datetime"),
    "argument": Meaning(_("number of the argument"), "integer"),
    "arguments": Meaning(_("numbers of arguments, separated by spaces")),
    "author": Meaning(_("code of the seat of who wrote it")),
    "authors": Meaning(_("codes of the seats of who wrote it, or the names of those who wished so")),
    "before": Meaning(_("the sentence before the change")),
    "came": Meaning(_("how many people came"), "integer", PERSONS),
    "basis": Meaning(_("what the deadline rests on")),
    "basis_en": Meaning(_("what the deadline rests on, in English")),
    "begun_on": Meaning(_("when the recommendation was handed to the mayor"), "date"),
    "budget_source": Meaning(_("where the money comes from")),
    "chapter": Meaning(_("chapter of the briefing book")),
    "check": Meaning(_("number of the check"), "integer"),
    "checked_at": Meaning(_("when the committee checked it"), "datetime"),
    "choice": Meaning(
        _(
            "for, against, abstain, or invalid for a paper that is blank or unclear; with options their numbers: 2, or "
            "1+3 where several suit (none: none suits), 5/0/3 for points in their order, 2>1>3 for a ranking"
        )
    ),
    "claim": Meaning(_("what is claimed")),
    "closed_to_press": Meaning(_("1 where the press was not admitted"), "integer"),
    "closes_at": Meaning(_("when it ends, not included"), "datetime"),
    "date": Meaning(_("date of the source")),
    "decision": Meaning(_("what was decided")),
    "department": Meaning(_("department")),
    "disagree": Meaning(_("how many disagreed"), "integer", PERSONS),
    "done_by": Meaning(_("by when it will be done"), "date"),
    "due_at": Meaning(_("deadline of the answer, not included"), "datetime"),
    "due_before": Meaning(_("by when it was to be done before a change"), "date"),
    "due_on": Meaning(_("by when it will be done"), "date"),
    "ends_at": Meaning(_("when it ends"), "datetime"),
    "expert": Meaning(_("name and affiliation of the expert")),
    "extended_from": Meaning(_("deadline before its extension, not included"), "datetime"),
    "extension_reason": Meaning(_("reason of the extension")),
    "finding": Meaning(_("what was found at the end")),
    "fully": Meaning(_("how many agree fully"), "integer", PERSONS),
    "given_at": Meaning(_("when it was given"), "datetime"),
    "grade": Meaning(_("on_track, delayed, failing (not being carried out) or fulfilled (carried out)")),
    "group": Meaning(_("group")),
    "groups.group": Meaning(_("number of the group, from 0"), "integer"),
    "issue": Meaning(_("number of the issue"), "integer"),
    "kind": Meaning(_("kind")),
    "link": Meaning(_("web address")),
    "margin": Meaning(
        _("margin of error that the vote must be ahead by, where that is the rule"), "number", _("percentage points")
    ),
    "mean": Meaning(_("mean of the ratings; empty while there are few"), "number", POINTS),
    "meeting": Meaning(_("number of the meeting"), "integer"),
    "merged_into": Meaning(_("number of what it was merged into"), "integer"),
    "method": Meaning(_("how the question is answered and counted, by its name in verify.py")),
    "milestone": Meaning(_("number of the milestone, of those of one recommendation"), "integer"),
    "milestone_reports.act": Meaning(_("progress, finish (done), change or stop")),
    "milestone_reports.at": Meaning(_("when it was reported"), "datetime"),
    "milestone_contests.at": Meaning(_("when it was contested"), "datetime"),
    "million": Meaning(_("cost of the year"), "integer", MILLION_WON),
    "minutes": Meaning(_("length"), "integer", MINUTES),
    "moderation": Meaning(_("what the facilitator decided about the text")),
    "mostly": Meaning(_("how many agree on the whole"), "integer", PERSONS),
    "name": Meaning(_("name")),
    "not_sure": Meaning(_("how many were not sure"), "integer", PERSONS),
    "notes": Meaning(_("keys of meeting notes, separated by spaces")),
    "number": Meaning(_("number"), "integer"),
    "object": Meaning(_("how many object"), "integer", PERSONS),
    "objection": Meaning(_("the objection")),
    "opens_at": Meaning(_("when it begins"), "datetime"),
    "option": Meaning(_("number of the option"), "integer"),
    "part": Meaning(_("headline: recommendation; supplement: supplementary measure")),
    "people": Meaning(_("how many people; empty where fewer than five"), "integer", PERSONS),
    "percent": Meaning(_("how much of it is done"), "integer", PERCENT),
    "place": Meaning(_("place")),
    "place_number": Meaning(_("number of the first session at the same place"), "integer"),
    "plan": Meaning(_("what the city will do")),
    "plan_en": Meaning(_("what the city will do, in English")),
    "planned_at": Meaning(_("when the milestone was planned"), "datetime"),
    "position": Meaning(_("place in the order, from 1"), "integer"),
    "published_on": Meaning(_("date of publication")),
    "publisher": Meaning(_("publisher")),
    "question": Meaning(_("number of the question"), "integer"),
    "ratings": Meaning(_("how often it was rated"), "integer", ANSWERS),
    "reason": Meaning(_("reason")),
    "reason_en": Meaning(_("reason in English")),
    "receipt": Meaning(
        _("check value of the confirmation number; empty where these stand apart, or where the vote is on paper")
    ),
    "ballot-receipts.receipt": Meaning(_("check value of the confirmation number")),
    "recommendation": Meaning(_("number of the recommendation"), "integer"),
    "reply_to": Meaning(_("number of what is replied to"), "integer"),
    "round": Meaning(_("round"), "integer"),
    "seats": Meaning(_("how many options are chosen"), "integer"),
    "seed": Meaning(_("1 where it was put before the round began"), "integer"),
    "sentence": Meaning(_("place of the sentence in the text, from 1"), "integer"),
    "session": Meaning(_("number of the session"), "integer"),
    "side": Meaning(_("side, by its name in the charter")),
    "signers": Meaning(_("who signed: codes of seats, or the names of those who wished so")),
    "signed_by": Meaning(_("in whose name the city answers")),
    "source": Meaning(_("source")),
    "stance": Meaning(_("1: supports it; -1: contradicts it"), "integer"),
    "stands": Meaning(_("what the check of the facts found")),
    "check_rulings.stands": Meaning(_("1: the report that it is done stands; 0: work goes on"), "integer"),
    "starts_at": Meaning(_("when it begins"), "datetime"),
    "state": Meaning(_("state")),
    "statement": Meaning(_("number of the statement"), "integer"),
    "statements": Meaning(_("numbers of statements, separated by spaces")),
    "stratum": Meaning(_("characteristic of the draw")),
    "supports": Meaning(_("how many support it"), "integer", PERSONS),
    "table": Meaning(_("number of the table")),
    "tables": Meaning(_("how many tables"), "integer", _("tables")),
    "text": Meaning(_("the text; empty where it was hidden or withdrawn")),
    "text_en": Meaning(_("text in English")),
    "theme": Meaning(_("number of the theme"), "integer"),
    "threshold": Meaning(_("what is needed to be carried or chosen")),
    "title": Meaning(_("title")),
    "title_before": Meaning(_("title before a change")),
    "title_en": Meaning(_("title in English")),
    "told": Meaning(_("what is told in words")),
    "url": Meaning(_("web address")),
    "value": Meaning(_("value of the characteristic")),
    "verdict": Meaning(_("accepted, partly (accepted in part) or declined (not accepted)")),
    "version": Meaning(_("version of the text"), "integer"),
    "what": Meaning(_("what kind of text it is")),
    "withdrawal_reason": Meaning(_("why the city waits no longer for an opinion")),
    "withdrawn_at": Meaning(_("when the city gave up waiting for an opinion"), "datetime"),
    "wording": Meaning(_("the proposed wording; empty to strike the sentence")),
    "would_change": Meaning(_("what would change their minds")),
    "year": Meaning(_("year"), "integer"),
}


def meaning(table: str, column: str) -> Meaning:
    """Raises KeyError for a column that nobody has explained."""
    return COLUMNS.get(f"{table}.{column}") or COLUMNS[column]


def title_of(name: str) -> Any:
    """What the table in a file is called, such as 03-statements; a table that nobody explains any more by its file."""
    known = TABLES.get(name.lstrip("0123456789-"))
    return known.title if known else name
