"""The charter of a process (숙의 설계안), version by version, and what the sides and the committee said on each."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Space


class Charter(models.Model):
    """The design of the deliberation (숙의 설계안), agreed before the first stage; a change is a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being agreed")
        FROZEN = "frozen", _("in force")
        REPLACED = "replaced", _("replaced by a later version")

    STEPS: ClassVar = {
        "freeze": ([State.DRAFT], State.FROZEN),
        "replace": ([State.DRAFT, State.FROZEN], State.REPLACED),
    }

    process = models.ForeignKey("processes.Process", on_delete=models.PROTECT, related_name="charters")
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    question = models.TextField(_("the question"), max_length=300)
    question_en = models.TextField(_("the question in English"), max_length=400, blank=True)
    sides = models.JSONField(default=list, help_text=_("each side's own name: a list of {name, name_en}"))
    selection = models.TextField(_("how participants are drawn"), max_length=1000)
    selection_en = models.TextField(_("how participants are drawn, in English"), max_length=1500, blank=True)
    decides = models.CharField(_("what decides"), max_length=60, help_text=_("the stage that decides"))
    rule = models.TextField(_("by which rule"), max_length=600)
    rule_en = models.TextField(_("by which rule, in English"), max_length=900, blank=True)
    announce_at = models.DateTimeField(_("hour of announcement"))
    promise = models.TextField(_("the mayor's promise to answer"), max_length=600)
    promise_en = models.TextField(_("the mayor's promise to answer, in English"), max_length=900, blank=True)
    answer_days = models.PositiveIntegerField(_("days in which the mayor answers"), default=30)
    drafted_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "version"], name="processes_charter_once"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(state="frozen"), name="processes_one_charter_in_force"
            ),
            models.UniqueConstraint(
                fields=["process"], condition=Q(state="draft"), name="processes_one_charter_being_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} v{self.version}"

    def get_absolute_url(self) -> str:
        return f"{reverse('processes:charter', args=[self.process.slug])}?version={self.version}"

    @property
    def asks(self) -> str:
        return in_language(self.question, self.question_en)

    @property
    def how_drawn(self) -> str:
        return in_language(self.selection, self.selection_en)

    @property
    def by_rule(self) -> str:
        return in_language(self.rule, self.rule_en)

    @property
    def promised(self) -> str:
        return in_language(self.promise, self.promise_en)

    @property
    def decided_by(self) -> str:
        """The stage that decides, by its title in the reader's language."""
        deciding = next((stage for stage in self.process.stages.all() if stage.title == self.decides), None)
        return str(deciding or self.decides)

    @property
    def sides_named(self) -> list[str]:
        return [self.side_named(side["name"]) for side in self.sides]

    def side_named(self, name: str) -> str:
        """A side in the reader's language, by the name under which its representative speaks."""
        english = {side["name"]: side.get("name_en", "") for side in self.sides}
        return in_language(name, english.get(name, ""))

    @property
    def space(self) -> Space:
        return self.process.space

    @property
    def chain(self) -> str:
        return self.process.chain

    @property
    def subject(self) -> str:
        return f"charter:{self.process.slug}:{self.version}"


class Endorsement(models.Model):
    """A side's or the committee's word on one version of a charter: agreed, or an objection on record."""

    class Stand(models.TextChoices):
        AGREE = "agree", _("agrees")
        OBJECT = "object", _("objects")

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="endorsements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    speaks_for = models.CharField(max_length=60)
    stand = models.CharField(max_length=10, choices=Stand)
    text = models.TextField(blank=True, max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["charter", "user"], name="processes_endorsement_once")]

    def __str__(self) -> str:
        return f"{self.speaks_for}: {self.stand}"

    @property
    def speaker(self) -> str:
        return self.charter.side_named(self.speaks_for)
