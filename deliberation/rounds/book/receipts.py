"""What a participant has read of the briefing book, and how they answered its knowledge items: theirs alone."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.panels.models import Seat
from deliberation.rounds.book.models import Book, Chapter
from deliberation.spaces.models import Space


class OwnQuerySet(models.QuerySet):
    """Rows of one participant, for that participant alone; others know sums."""

    def visible_to(self, user):
        return self.filter(seat__user=user) if user.is_authenticated else self.none()


class Receipt(models.Model):
    """A participant has opened a chapter, and perhaps read it to its end, in the edition named."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="receipts")
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="receipts")
    opened_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveIntegerField(help_text=_("which was read last"))

    objects: ClassVar = OwnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "chapter"], name="rounds_receipt_once"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("opened_at")), name="rounds_opened_then_finished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}.{self.chapter_id}"


class KnowledgeItem(models.Model):
    """A question about what the book says, with one right answer. It never bars anybody from anything."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="items")
    question = models.CharField(_("question"), max_length=200)
    options = models.JSONField(_("answers"), help_text=_("a list of texts"))
    right = models.PositiveSmallIntegerField(_("right answer"), help_text=_("its place in the list, from 0"))
    explanation = models.TextField(_("explanation"), max_length=600)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def space(self) -> Space:
        return self.book.space


class KnowledgeAnswer(models.Model):
    """A participant's first answer; it stays, since the explanation follows it."""

    item = models.ForeignKey(KnowledgeItem, on_delete=models.CASCADE, related_name="answers")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="knowledge_answers")
    choice = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = OwnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "seat"], name="rounds_knowledge_answer_once")]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.seat_id}"
