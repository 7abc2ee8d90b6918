"""The city's answer and what comes of it: each subject has a folder with its own models, the terms are `rulebook`."""

from deliberation.responses.answering.models import BudgetLine, Opinion, Response
from deliberation.responses.checking.models import Check, Finding, Ruling
from deliberation.responses.contesting.models import Contest
from deliberation.responses.following.models import Milestone, Report
from deliberation.responses.rulebook import AnswerRules

__all__ = [
    "AnswerRules",
    "BudgetLine",
    "Check",
    "Contest",
    "Finding",
    "Milestone",
    "Opinion",
    "Report",
    "Response",
    "Ruling",
]
