from typing import ClassVar

from django.db import models
from django.db.models import Q

from deliberation.ballots.preparing.models import Ballot, Question

# With fewer votes, receipts stand in a list of their own: nobody can then be made to show a choice by showing a code.
ENOUGH_TO_PAIR = 200


class AnnouncedManager(models.Manager):
    """Rows of announced ballots alone, whoever asks: there is no other way to them in this program."""

    def get_queryset(self):
        return super().get_queryset().filter(question__ballot__state=Ballot.State.ANNOUNCED)


class PublishedVote(models.Model):
    """One opened choice on one question, written in the order of receipts when the ballot closes.

    In a ballot of fewer than ENOUGH_TO_PAIR votes the receipt is empty and stands in PublishedReceipt instead.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="votes")
    receipt = models.CharField(max_length=64, blank=True)
    choice = models.CharField(max_length=200)  # as algorithms.counting.slips writes a vote

    objects = AnnouncedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "receipt"], condition=~Q(receipt=""), name="ballots_receipt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.choice}"


class PublishedReceipt(models.Model):
    """The receipt of a counted vote on one question of a small ballot, apart from what was chosen."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="receipts")
    receipt = models.CharField(max_length=64)

    objects = AnnouncedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "receipt"], name="ballots_lone_receipt_once")
        ]

    def __str__(self) -> str:
        return self.receipt[:8]
