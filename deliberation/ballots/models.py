"""What ballots rest on: each subject has a module of its own, whose tables belong to this room."""

from deliberation.ballots.checking.models import ENOUGH_TO_PAIR, PublishedReceipt, PublishedVote
from deliberation.ballots.complaints.models import Complaint
from deliberation.ballots.preparing.models import MOST_OPTIONS, Ballot, Option, Question, RollEntry, Threshold
from deliberation.ballots.station.models import AT_THE_DESK, PaperCount, PaperEntry, PaperReading, Pass, handed_out
from deliberation.ballots.voting.models import Paper

__all__ = [
    "AT_THE_DESK",
    "ENOUGH_TO_PAIR",
    "MOST_OPTIONS",
    "Ballot",
    "Complaint",
    "Option",
    "Paper",
    "PaperCount",
    "PaperEntry",
    "PaperReading",
    "Pass",
    "PublishedReceipt",
    "PublishedVote",
    "Question",
    "RollEntry",
    "Threshold",
    "handed_out",
]
