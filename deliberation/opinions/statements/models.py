from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import HANGUL
from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.models import Item, Role
from deliberation.spaces.searching import Columns, SearchQuerySet

NOT_PUBLIC = [Item.State.WAITING, Item.State.WITHDRAWN, Item.State.ERASED]


def seen_by(user) -> Q:
    """Texts under moderation that a person may know of: decided ones, as stubs too; of the others their own, and those
    of the spaces that they moderate."""
    public = ~Q(item__state__in=NOT_PUBLIC)
    if not user.is_authenticated:
        return public
    moderated = user.memberships.current().filter(role=Role.FACILITATOR).values("space")
    return public | Q(item__author=user) | Q(item__space__in=moderated)


class StatementQuerySet(SearchQuerySet["Statement"]):
    TITLE = EVERYTHING = Columns(("item__text",), "grams", singles=True)

    def admitted(self):
        """Those that people answer: one that was merged into another is answered there."""
        return self.filter(item__state=Item.State.ADMITTED, merged_into=None)

    def worded(self):
        """With ``words``: people's translation into the reader's language where there is one of this wording, else the
        original."""
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        its = StatementTranslation.objects.filter(statement=OuterRef("pk"), version=OuterRef("item__version"))
        return self.annotate(words=Coalesce(its.filter(language=language).values("text")[:1], F("item__text")))

    def visible_to(self, user):
        """Decided ones for all who see the process (some as stubs); waiting ones for author and facilitator."""
        return self.filter(seen_by(user), stage__process__in=Process.objects.visible_to(user))


class Statement(models.Model):
    """One sentence that people answer. Its text, version and moderation live in its item."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="statements")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="statement")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("in its stage, from 1, given when it is first admitted")
    )
    seed = models.BooleanField(default=False, help_text=_("put by the facilitator to begin with"))
    note = models.OneToOneField(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text=_("that it came from")
    )
    created_at = models.DateTimeField(default=timezone.now)
    grams = ArrayField(models.CharField(max_length=8), default=list)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        help_text=_("never itself merged into another"),
    )
    merged_at = models.DateTimeField(null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="opinions_statement_number_once"),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None)
                | Q(merged_into__isnull=False, merged_at__isnull=False) & ~Q(merged_into=F("id")),
                name="opinions_statement_merged_somewhere",
            ),
        ]
        indexes: ClassVar = [GinIndex(fields=["grams"], name="opinions_statement_grams")]

    def __str__(self) -> str:
        return f"#{self.number or '–'}"

    def get_absolute_url(self) -> str:
        return reverse("opinions:statement", args=[self.stage.process.slug, self.stage_id, self.pk])

    @property
    def space(self):
        return self.stage.space

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"statement:{self.pk}"

    @property
    def is_offered(self) -> bool:
        return self.item.state == Item.State.ADMITTED and not self.merged_into_id

    @property
    def translation(self) -> "StatementTranslation | None":
        """People's words for it in the reader's language, unless the statement was reworded since."""
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        fresh = (one for one in self.translations.all() if one.version == self.item.version)
        return next((one for one in fresh if one.language == language), None)


class StatementTranslation(models.Model):
    """A statement in the other language, by the facilitator. One of an earlier wording stays and is not shown.

    It has no item: only who moderates the statement may write it, so that there is nobody left to ask.
    """

    class Language(models.TextChoices):
        KOREAN = "ko", _("Korean")
        ENGLISH = "en", _("English")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=2, choices=Language)
    text = models.TextField()
    version = models.PositiveIntegerField(help_text=_("of the original that it translates"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "language"], name="opinions_translation_once")
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.language}"

    @classmethod
    def language_for(cls, text: str) -> "StatementTranslation.Language":
        """The language into which a text is translated."""
        return cls.Language.ENGLISH if HANGUL.search(text) else cls.Language.KOREAN


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, user):
        return self.filter(seen_by(user), statement__stage__process__in=Process.objects.visible_to(user))

    def shown(self):
        return self.filter(item__state=Item.State.ADMITTED)

    def about(self, statement: Statement):
        """What was said to a statement, also in the words that were merged into it."""
        return self.filter(Q(statement=statement) | Q(statement__merged_into=statement))


class Reply(models.Model):
    """What somebody says to a statement in words of their own; nobody replies to a reply."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="replies")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReplyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.statement_id} ← {self.seat_id}"

    def get_absolute_url(self) -> str:
        return f"{self.statement.get_absolute_url()}#reply-{self.pk}"

    @property
    def space(self):
        return self.statement.space
