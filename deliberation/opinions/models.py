"""What an opinion round rests on: each subject has a module of its own, whose tables belong to this room."""

from deliberation.opinions.answering.models import Stance
from deliberation.opinions.maps.models import GroupName, OpinionMap, PlacesPart
from deliberation.opinions.statements.models import Statement, StatementQuerySet

__all__ = ["GroupName", "OpinionMap", "PlacesPart", "Stance", "Statement", "StatementQuerySet"]
