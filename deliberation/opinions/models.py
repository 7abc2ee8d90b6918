"""What an opinion round rests on: each subject has a module of its own, whose tables belong to this room."""

from deliberation.opinions.answering.models import Stance
from deliberation.opinions.maps.models import OpinionMap
from deliberation.opinions.statements.models import Statement, StatementQuerySet

__all__ = ["OpinionMap", "Stance", "Statement", "StatementQuerySet"]
