"""All that this room keeps: each subject has a folder with its own models, the rule rows are in `rulebook`."""

from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.casefile.models import AlertChange, CaseAttachment, CaseEvent, ConflictCase, PriorityListing
from deliberation.conflicts.diagnosis.models import Advice, Diagnosis, Rating
from deliberation.conflicts.mediation.models import (
    Compliance,
    Consent,
    Council,
    Draft,
    GroundRules,
    Member,
    Offer,
    Opening,
    Ratification,
    Signature,
    Undertaking,
)
from deliberation.conflicts.rulebook import AdviceRule, AdviceRules, Checklist, ChecklistItem
from deliberation.conflicts.stakeholders.models import Issue, Party, PartyNote, Relation, Stance, VoiceCheck

__all__ = [
    "Advice",
    "AdviceRule",
    "AdviceRules",
    "AlertChange",
    "AnalysisPart",
    "CaseAttachment",
    "CaseEvent",
    "Checklist",
    "ChecklistItem",
    "Compliance",
    "ConflictCase",
    "Consent",
    "Council",
    "Diagnosis",
    "Draft",
    "GroundRules",
    "ImpactAnalysis",
    "Issue",
    "Member",
    "Offer",
    "Opening",
    "Party",
    "PartyNote",
    "PriorityListing",
    "Ratification",
    "Rating",
    "Relation",
    "Signature",
    "Stance",
    "Undertaking",
    "VoiceCheck",
]
