from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.processes.models import Process
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.changes import in_words
from deliberation.reports.editions.models import Edition
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Attachment, Decision, Space


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user):
        return self.filter(process__in=Process.objects.visible_to(user))


class Report(models.Model):
    """One of the two documents on a process, as an editor arranges it and the committee approves it.

    Without a row, a report has the parts of its shape in their order and nothing beside them.
    """

    class State(models.TextChoices):
        DRAFTING = "drafting", pgettext_lazy("report", "being drafted")
        REVIEW = "review", pgettext_lazy("report", "before the committee")
        APPROVED = "approved", pgettext_lazy("report", "approved by the committee")
        PUBLISHED = "published", pgettext_lazy("report", "published")

    STEPS: ClassVar = {
        "submit": ([State.DRAFTING], State.REVIEW),
        "send_back": ([State.REVIEW], State.DRAFTING),
        "approve": ([State.REVIEW], State.APPROVED),
        "publish": ([State.APPROVED], State.PUBLISHED),
        "revise": ([State.APPROVED, State.PUBLISHED], State.DRAFTING),
    }

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="reports")
    shape = models.CharField(max_length=15, choices=Shape)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTING)
    version = models.PositiveIntegerField(default=1, help_text=_("counts every change of its sections"))
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("before the committee, or approved")
    )
    remark = models.TextField(max_length=1000, blank=True, help_text=_("what is to be changed, of who sent it back"))
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(max_length=40, blank=True, help_text=_("whom the press can ask"))
    contact_title = models.CharField(max_length=40, blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    contact_version = models.PositiveIntegerField(default=1, help_text=_("counts changes of contact and template"))
    template = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("the city's, as HWPX")
    )
    published = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, related_name="published", help_text=_("stays while it is revised")
    )
    published_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "shape"], name="reports_report_once"),
            models.CheckConstraint(
                condition=Q(state="drafting") | Q(edition__isnull=False), name="reports_before_committee_is_frozen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_shape_display()}: {self.process}"

    def get_absolute_url(self) -> str:
        return reverse("reports:editor", args=[self.process.slug, self.shape])

    @property
    def space(self) -> Space:
        return self.process.space

    @property
    def chain(self) -> str:
        return self.process.chain

    @property
    def subject(self) -> str:
        return f"report:{self.process.slug}:{self.shape}"


class Publication(models.Model):
    """An edition of a report that was published: it stays for everyone when another has taken its place."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="publications")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="publications")
    at = models.DateTimeField(default=timezone.now)
    changes = models.JSONField(
        default=dict, help_text=_("against the edition published before it; see editions.changes")
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "edition"], name="reports_published_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.edition.number}"

    @property
    def told(self) -> list[str]:
        """What it changes, in sentences in the reader's language."""
        return in_words(self.changes)


class Section(models.Model):
    """One chapter: a generated part with the editor's own text before it, or text alone."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=20, blank=True, help_text=_("a name in composing.parts; empty: own text alone"))
    title = models.CharField(_("title"), max_length=80, blank=True)
    title_en = models.CharField(_("title in English"), max_length=100, blank=True)
    text = models.TextField(_("text"), max_length=8000, blank=True)
    text_en = models.TextField(_("text in English"), max_length=12000, blank=True)
    left_out = models.BooleanField(_("leave this chapter out"), default=False)
    version = models.PositiveIntegerField(default=1)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, help_text=_("when somebody signed it off in this version"))

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "position"], name="reports_section_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["report", "part"], condition=~Q(part=""), name="reports_section_part_once"),
            models.CheckConstraint(condition=~Q(part="") | ~Q(title=""), name="reports_section_has_a_title"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def own_text(self) -> str:
        return in_language(self.text, self.text_en)
