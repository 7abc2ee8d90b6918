"""What an opinion round rests on: each subject has a module of its own, whose tables belong to this room."""

from deliberation.opinions.answering.models import Stance
from deliberation.opinions.maps.models import CrossTab, GroupName, OpinionMap, PlacesPart
from deliberation.opinions.statements.models import Reply, Statement, StatementQuerySet, StatementTranslation

__all__ = [
    "CrossTab",
    "GroupName",
    "OpinionMap",
    "PlacesPart",
    "Reply",
    "Stance",
    "Statement",
    "StatementQuerySet",
    "StatementTranslation",
]
