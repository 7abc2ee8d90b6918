"""What a deliberation's rounds rest on: each subject has a module of its own, whose tables belong to this room."""

from deliberation.rounds.arguments.models import Argument, ArgumentSource, Rating
from deliberation.rounds.book.models import (
    Assertion,
    AssertionStand,
    Book,
    BookReview,
    Chapter,
    Edition,
    Objection,
    Passage,
)
from deliberation.rounds.book.receipts import KnowledgeAnswer, KnowledgeItem, Receipt
from deliberation.rounds.floor.models import Act, Caption, Floor, Hand, Turn
from deliberation.rounds.floor.notes import Material, Minutes, Note, PaperRun, Reading, Review
from deliberation.rounds.issues import Issue
from deliberation.rounds.listening.models import Concern, Turnout
from deliberation.rounds.mediation.models import CaucusNote
from deliberation.rounds.meetings.models import (
    CalendarLink,
    CheckIn,
    Interpreter,
    Meeting,
    ProgrammeItem,
    Seating,
    Table,
    TablePlace,
    Tie,
    Venue,
)
from deliberation.rounds.questions.models import Answer, Question, Support

__all__ = [
    "Act",
    "Answer",
    "Argument",
    "ArgumentSource",
    "Assertion",
    "AssertionStand",
    "Book",
    "BookReview",
    "CalendarLink",
    "Caption",
    "CaucusNote",
    "Chapter",
    "CheckIn",
    "Concern",
    "Edition",
    "Floor",
    "Hand",
    "Interpreter",
    "Issue",
    "KnowledgeAnswer",
    "KnowledgeItem",
    "Material",
    "Meeting",
    "Minutes",
    "Note",
    "Objection",
    "PaperRun",
    "Passage",
    "ProgrammeItem",
    "Question",
    "Rating",
    "Reading",
    "Receipt",
    "Review",
    "Seating",
    "Support",
    "Table",
    "TablePlace",
    "Tie",
    "Turn",
    "Turnout",
    "Venue",
]
