"""All that this room keeps: each subject has a folder with its own models, the rule rows are in `rulebook`."""

from deliberation.agendas.agenda.models import Agenda
from deliberation.agendas.bodies.models import (
    Mandate,
    Nomination,
    Preparation,
    SteeringCommittee,
    SteeringMember,
    WorkingPaper,
)
from deliberation.agendas.paper.models import PaperLine, PaperList
from deliberation.agendas.proposals.models import CoProposer, CoSignature, Proposal, SignatureKey, TitleBigram
from deliberation.agendas.rulebook import Route
from deliberation.agendas.screening.models import Assignment, Criterion, Exclusion, Ground, Interest, Mark, Remark

__all__ = [
    "Agenda",
    "Assignment",
    "CoProposer",
    "CoSignature",
    "Criterion",
    "Exclusion",
    "Ground",
    "Interest",
    "Mandate",
    "Mark",
    "Nomination",
    "PaperLine",
    "PaperList",
    "Preparation",
    "Proposal",
    "Remark",
    "Route",
    "SignatureKey",
    "SteeringCommittee",
    "SteeringMember",
    "TitleBigram",
    "WorkingPaper",
]
