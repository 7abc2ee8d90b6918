from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.processes.models import Process, Stage
from deliberation.spaces.models import Decision, Space


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, user):
        return self.filter(stage__process__in=Process.objects.visible_to(user))


class Adoption(models.Model):
    """The committee's act on a result: only when it has signed is the 권고안 a 정책권고문."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the result report")
        RECEIVED = "received", _("result report received")
        DECIDED = "decided", _("decided by the committee")
        SIGNED = "signed", _("signed by the committee")
        DELIVERED = "delivered", _("handed to the mayor")

    STEPS: ClassVar = {
        "receive": ([State.WAITING], State.RECEIVED),
        "decide": ([State.RECEIVED], State.DECIDED),
        "sign": ([State.DECIDED], State.SIGNED),
        "deliver": ([State.SIGNED], State.DELIVERED),
    }

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="adoption")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="adoption")
    received_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)

    objects = AdoptionQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.stage)

    def get_absolute_url(self) -> str:
        return reverse("recommendations:adoption", args=[self.stage.process.slug, self.stage_id])

    @property
    def space(self) -> Space:
        return self.stage.space

    @property
    def chain(self) -> str:
        return self.stage.chain

    @property
    def subject(self) -> str:
        return f"adoption:{self.stage_id}"


class Signature(models.Model):
    """A committee member's signature under the adopted recommendation."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["adoption", "user"], name="recommendations_signature_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}"
