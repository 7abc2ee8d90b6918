"""Who prepares the deliberation of an agenda: its steering committee (추진위원회), the departments' support group
(지원단) and contractors (대행기관), in one space of the agenda with a minute book of its own.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.spaces.models import Attachment, Membership, Role, Space


class Preparation(models.Model):
    """An agenda's space; made with the first body."""

    agenda = models.OneToOneField("agendas.Agenda", on_delete=models.PROTECT, related_name="preparation")
    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="preparation")

    def __str__(self) -> str:
        return str(self.agenda)

    def get_absolute_url(self) -> str:
        return reverse("bodies:all", args=[self.agenda_id])


class PartOfPreparation(models.Model):
    """A row of an agenda's preparation, minuted in its book."""

    preparation: Any

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.preparation.get_absolute_url()

    @property
    def space(self) -> Space:
        return self.preparation.space

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"{self._meta.model_name}:{self.pk}"


class SteeringCommittee(PartOfPreparation):
    """Nominated by several groups at twice the seats, appointed by the city's committee, dissolved with its report."""

    class State(models.TextChoices):
        NOMINATING = "nominating", _("collecting nominations")
        APPOINTED = "appointed", pgettext_lazy("steering committee", "at work")
        DISSOLVED = "dissolved", pgettext_lazy("steering committee", "dissolved")

    STEPS: ClassVar = {
        "appoint": ([State.NOMINATING], State.APPOINTED),
        "dissolve": ([State.APPOINTED], State.DISSOLVED),
    }
    TIMES = 2  # as many nominations as seats

    preparation = models.OneToOneField(Preparation, on_delete=models.PROTECT, related_name="steering")
    state = models.CharField(max_length=10, choices=State, default=State.NOMINATING)
    places = models.PositiveSmallIntegerField(_("seats"))
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("end of the term"), null=True, blank=True)
    chair = models.ForeignKey("SteeringMember", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    report = models.OneToOneField(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reported_on = models.DateField(null=True, blank=True)
    dissolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="nominating") | Q(until__isnull=False), name="agendas_steering_has_a_term"
            ),
            models.CheckConstraint(
                condition=~Q(state="dissolved")
                | Q(report__isnull=False, reported_on__isnull=False, dissolved_at__isnull=False),
                name="agendas_steering_ends_with_a_report",
            ),
        ]

    def __str__(self) -> str:
        return str(self.preparation)

    @property
    def subject(self) -> str:
        return f"steering:{self.pk}"

    @property
    def nominations_needed(self) -> int:
        return self.TIMES * self.places


class Nomination(PartOfPreparation):
    """Somebody proposed as a member. Public only for who becomes one."""

    class Source(models.TextChoices):
        COUNCIL = "council", _("city council")
        SIDES = "sides", _("parties to the conflict")
        EXPERTS = "experts", _("expert societies")
        CIVIC = "civic", _("civic organisations")
        CITY = "city", _("city administration")

    class Answer(models.TextChoices):
        WAITING = "", _("not answered yet")
        AGREED = "agreed", _("consents")
        DECLINED = "declined", pgettext_lazy("nomination", "declines")
        WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "taken back")

    committee = models.ForeignKey(SteeringCommittee, on_delete=models.PROTECT, related_name="nominations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=40, help_text=_("empty once the person has been erased"))
    post = models.CharField(_("post"), max_length=80)
    source = models.CharField(_("group"), max_length=10, choices=Source)
    nominated_by = models.CharField(_("nominated by"), max_length=60)
    reason = models.TextField(_("reason"), max_length=1000)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["source", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["committee", "user"], name="agendas_nominated_once"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False), name="agendas_nomination_answered_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.post})"

    @property
    def preparation(self) -> Preparation:
        return self.committee.preparation

    @property
    def group(self) -> str:
        return f"{self.get_source_display()}: {self.nominated_by}"


class SteeringMember(PartOfPreparation):
    """A seat taken: by whom, for which term, and how it ended before the term did."""

    class Ended(models.TextChoices):
        DISMISSED = "dismissed", _("dismissed by the committee")
        RESIGNED = "resigned", _("resigned")

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="terms")
    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="+")
    ended = models.CharField(max_length=10, choices=Ended, blank=True)
    end_reason = models.TextField(blank=True, help_text=_("published"))

    def __str__(self) -> str:
        return self.nomination.name

    @property
    def preparation(self) -> Preparation:
        return self.nomination.preparation

    @property
    def is_current(self) -> bool:
        until = self.membership.until
        return until is None or timezone.now() < until


class Mandate(PartOfPreparation):
    """What a support group or a contractor is to do until when; proposed by the office, given by the committee."""

    class Kind(models.TextChoices):
        SUPPORT = "support", _("support group of the departments")
        CONTRACTOR = "contractor", _("contractor")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed to the committee")
        APPOINTED = "appointed", pgettext_lazy("mandate", "appointed")
        REJECTED = "rejected", pgettext_lazy("mandate", "not appointed")
        ENDED = "ended", pgettext_lazy("mandate", "ended early")

    STEPS: ClassVar = {
        "appoint": ([State.PROPOSED], State.APPOINTED),
        "reject": ([State.PROPOSED], State.REJECTED),
        "end": ([State.APPOINTED], State.ENDED),
    }

    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    name = models.CharField(_("name"), max_length=80)
    task = models.TextField(_("task"), max_length=1000)
    until = models.DateTimeField(_("until"))
    people = models.ManyToManyField(Membership, related_name="+", blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    appointed_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True, help_text=_("published"))

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def role(self) -> Role:
        return Role(self.kind)

    @property
    def is_running(self) -> bool:
        return self.state == self.State.APPOINTED and timezone.now() < self.until


class PaperQuerySet(models.QuerySet["WorkingPaper"]):
    def visible_to(self, user):
        """Those whose file the person may open, and what people of a body handed in themselves while they belong."""
        seen = Q(attachment__in=Attachment.objects.visible_to(user))
        if user.is_authenticated:
            here = Membership.objects.current().filter(user=user).values("space")
            seen |= Q(attachment__uploaded_by=user, preparation__space__in=here)
        return self.filter(seen)


class WorkingPaper(PartOfPreparation):
    """A file of the preparation: restricted to those who prepare, until one of them opens it to everyone."""

    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(_("title"), max_length=120)
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role, help_text=_("of who handed it in"))
    at = models.DateTimeField(default=timezone.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.title
