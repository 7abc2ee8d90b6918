"""A mediation council (갈등조정협의회): its seats by party, ground rules, offers, drafts, agreement, checks.

It lies in a closed space of its own with a minute book of its own. Outsiders learn what `views.summaries` tells.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.stakeholders.models import Party
from deliberation.spaces.disclosure.models import Restriction
from deliberation.spaces.models import Attachment, Membership, Space


class CouncilQuerySet(models.QuerySet["Council"]):
    def visible_to(self, user):
        """For its members; for everyone once all parties have agreed that its procedure is public."""
        seen = self.filter(conflict__in=ConflictCase.objects.visible_to(user))
        return seen.filter(space__in=Space.objects.visible_to(user))

    def with_agreement_for(self, user):
        """Those whose agreement the person may read: all parties have made it public, or the person sits on it."""
        seen = self.filter(conflict__in=ConflictCase.objects.visible_to(user), state=Council.State.AGREED)
        return seen.filter(Q(agreement_restriction=None) | Q(space__in=Space.objects.visible_to(user)))


class Council(models.Model):
    class State(models.TextChoices):
        FORMING = "forming", _("agreeing on members, chair and ground rules")
        TALKING = "talking", _("in mediation")
        RATIFYING = "ratifying", _("draft before the principals")
        SIGNING = "signing", _("being signed")
        AGREED = "agreed", _("agreed")
        ENDED = "ended", _("ended without an agreement")

    STEPS: ClassVar = {
        "open": ([State.FORMING], State.TALKING),
        "put": ([State.TALKING], State.RATIFYING),
        "ratify": ([State.RATIFYING], State.SIGNING),
        "recall": ([State.RATIFYING, State.SIGNING], State.TALKING),
        "agree": ([State.SIGNING], State.AGREED),
        "end": ([State.FORMING, State.TALKING, State.RATIFYING, State.SIGNING], State.ENDED),
    }

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="councils")
    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="mediation_council")
    state = models.CharField(max_length=10, choices=State, default=State.FORMING)
    since = models.DateField(_("in being since"), default=timezone.localdate)
    founded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chair = models.ForeignKey("Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    put = models.ForeignKey("Draft", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreement_restriction = models.OneToOneField(
        Restriction, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.TextField(max_length=1000, blank=True)

    objects: ClassVar = CouncilQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conflict"],
                condition=Q(state__in=["forming", "talking", "ratifying", "signing"]),
                name="conflicts_one_council_at_work",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(put__isnull=False, agreed_at__isnull=False),
                name="conflicts_agreed_on_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(agreement_restriction__isnull=False) | Q(state="agreed"),
                name="conflicts_public_once_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conflict} · {self.since}"

    def get_absolute_url(self) -> str:
        return reverse("conflicts:council", args=[self.conflict_id, self.pk])

    @property
    def agreement_public(self) -> bool:
        return self.agreement_restriction_id is None

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"council:{self.pk}"


class PartOfCouncil(models.Model):
    """A row of a council, minuted in its own book."""

    council: Any

    class Meta:
        abstract = True

    @property
    def space(self) -> Space:
        return self.council.space

    @property
    def chain(self) -> str:
        return self.council.chain

    @property
    def subject(self) -> str:
        return f"{self._meta.model_name}:{self.pk}"


class Member(PartOfCouncil):
    """A seat: a representative of a party, or somebody neutral (chair, mediator, expert)."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="council_seats",
        help_text=_("empty: neutral"),
    )
    capacity = models.CharField(_("capacity"), max_length=80, help_text=_("for example: mediator named by residents"))
    principal = models.CharField(_("who ratifies for this seat"), max_length=120, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=Q(left_at=None), name="conflicts_one_seat_a_person"
            ),
            models.CheckConstraint(
                condition=Q(principal="") | Q(party__isnull=False), name="conflicts_neutral_have_no_principal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.capacity})"


class GroundRules(PartOfCouncil):
    """One version of the seven ground rules; every member agrees to it before the council talks."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="rules")
    n = models.PositiveIntegerField(_("version"))
    purpose = models.TextField(_("purpose"), max_length=1000)
    parties = ArrayField(models.BigIntegerField(), help_text=_("keys of the parties with seats, ascending"))
    chair = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    schedule = models.TextField(_("schedule"), max_length=1000)
    procedure = models.TextField(_("procedure"), max_length=2000)
    agreement = models.TextField(_("how the agreement is written"), max_length=1000)
    costs = models.TextField(_("costs"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    salt = models.CharField(max_length=32)

    TEXTS: ClassVar = ("purpose", "schedule", "procedure", "agreement", "costs")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["council", "n"], name="conflicts_rules_version_once")]

    def __str__(self) -> str:
        return f"v{self.n}"


class Consent(models.Model):
    """That a member agrees to a version of the ground rules."""

    rules = models.ForeignKey(GroundRules, on_delete=models.PROTECT, related_name="consents")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rules", "member"], name="conflicts_consent_once")]

    def __str__(self) -> str:
        return f"{self.rules} {self.member}"


class Offer(PartOfCouncil):
    """What one seat offers to a party, or to all, and what was answered."""

    class Answer(models.TextChoices):
        WAITING = "", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        COUNTERED = "countered", _("answered with a counter-offer")
        WITHDRAWN = "withdrawn", _("taken back")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="offers")
    maker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("offer"), max_length=3000)
    salt = models.CharField(max_length=32)
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING, blank=True)
    answer_text = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="conflicts_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maker}: {self.text[:40]}"


class Draft(PartOfCouncil):
    """A version of the agreement; the one that is put before the principals stays as it is."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="drafts")
    n = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text of the agreement"), max_length=10_000)
    interim = models.BooleanField(_("interim"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    salt = models.CharField(max_length=32)
    recalled = models.CharField(max_length=20, blank=True, help_text=_("why it came back: declined, or a seat left"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["council", "n"], name="conflicts_draft_version_once")]

    def __str__(self) -> str:
        return f"v{self.n}"


class Ratification(models.Model):
    """What the principals of a seat decided about a draft, as their representative handed it in."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="ratifications")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="ratifications")
    principal = models.CharField(max_length=120)
    accepted = models.BooleanField()
    on = models.DateField(_("decided on"))
    note = models.CharField(_("how it was decided"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "member"], name="conflicts_ratification_once")
        ]

    def __str__(self) -> str:
        return f"{self.principal}: {self.accepted}"


class Signature(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="signatures")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "member"], name="conflicts_signature_once")]

    def __str__(self) -> str:
        return f"{self.draft} {self.member}"


class Opening(models.Model):
    """That a representative agrees to make the procedure, or the agreement, public."""

    class What(models.TextChoices):
        PROCEDURE = "procedure", _("the procedure of the council")
        AGREEMENT = "agreement", _("the agreement")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="openings")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="openings")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "member", "what"], name="conflicts_opening_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.what}"


class Undertaking(PartOfCouncil):
    """Something that the agreement promises, and by when. Public when the agreement is."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="undertakings")
    n = models.PositiveIntegerField(_("number"))
    text = models.CharField(_("what is promised"), max_length=300)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField(_("due"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "n"], name="conflicts_undertaking_once"),
        ]

    def __str__(self) -> str:
        return f"{self.n}. {self.text[:40]}"


class Compliance(models.Model):
    """One check of an undertaking; later checks stand beside it and the last one counts."""

    class Result(models.TextChoices):
        KEPT = "kept", _("kept")
        PARTLY = "partly", _("kept in part")
        BROKEN = "broken", _("not kept")

    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="checks")
    result = models.CharField(max_length=10, choices=Result)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    finding = models.TextField(_("finding"), max_length=1000)
    evidence = models.OneToOneField(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="proves")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(result="kept") | Q(done_on__isnull=False), name="conflicts_kept_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking}: {self.get_result_display()}"
