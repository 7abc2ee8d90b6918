import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.notices.kinds import KINDS, in_readers_language


class Notice(models.Model):
    """Something a person is told in the app: exactly once for one kind and occasion."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40, help_text=_("name of the registered NoticeKind"))
    occasion = models.CharField(max_length=120, help_text=_("what it is about, such as stage:7 or proposal:12"))
    url = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "occasion"], name="notices_notice_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="notices_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion}"

    @property
    def words(self) -> tuple[str, str]:
        """Title and text, in the language of this moment."""
        return KINDS[self.kind].words(in_readers_language(self.facts))


class Delivery(models.Model):
    """One notice on its way to one address. Claimed before it is sent, so that it is sent at most once."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("refused by the mail server")
        UNKNOWN = "unknown", _("outcome unknown")

    class Medium(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    medium = models.CharField(max_length=5, choices=Medium)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True)
    queued_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "medium"], name="notices_delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "claimed"]), name="notices_delivery_open")
        ]

    def __str__(self) -> str:
        return f"{self.medium} {self.state}"


class Preference(models.Model):
    """A person's choice for one medium; without a row the default of the notice kind holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences")
    medium = models.CharField(max_length=5, choices=Delivery.Medium)
    wanted = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "medium"], name="notices_preference_once")]

    def __str__(self) -> str:
        return f"{self.medium}: {self.wanted}"
