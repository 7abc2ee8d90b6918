"""Rule rows of screening: on which grounds a proposal is excluded, and by which criteria members look at it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.bilingual import in_language


class RuleQuerySet(models.QuerySet):
    def in_force(self):
        """The latest version of each row whose day has come, without those that it takes out of use."""
        begun = self.filter(in_force_since__lte=timezone.localdate())
        latest = begun.order_by("code", "-version").distinct("code")
        return self.filter(pk__in=latest.values("pk"), in_use=True).order_by("position", "pk")


class Rule(models.Model):
    """One row of a list that the administrator keeps. A change is a new version; what was used keeps its own."""

    code = models.SlugField(_("code"), max_length=30, help_text=_("the same in all versions; stands in the minutes"))
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=1)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    text = models.CharField(_("explanation"), max_length=300, blank=True)
    text_en = models.CharField(_("explanation in English"), max_length=400, blank=True)
    in_force_since = models.DateField(_("in force since"), default=timezone.localdate)
    in_use = models.BooleanField(_("in use"), default=True, help_text=_("off: this version takes the row off the list"))

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "version"], name="agendas_%(class)s_once")]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def explanation(self) -> str:
        return in_language(self.text, self.text_en)

    @property
    def chain(self) -> str:
        return "city"

    @property
    def subject(self) -> str:
        return f"{self._meta.model_name}:{self.code}:{self.version}"


class Ground(Rule):
    """Why a proposal is not made an agenda."""

    refers = models.BooleanField(
        _("needs a referral"), default=False, help_text=_("the decision must name the body that is responsible")
    )
    basis = models.CharField(_("basis"), max_length=200, blank=True, help_text=_("article or rule that it rests on"))

    class Meta(Rule.Meta):
        verbose_name = _("ground for exclusion")
        verbose_name_plural = _("grounds for exclusion")


class Criterion(Rule):
    """What members give marks for; the marks inform the committee and decide nothing."""

    class Meta(Rule.Meta):
        verbose_name = _("screening criterion")
        verbose_name_plural = _("screening criteria")


class Exclusion(models.Model):
    """The ground on which a proposal was declined, and where its matter belongs; published with the decision."""

    proposal = models.OneToOneField("agendas.Proposal", on_delete=models.PROTECT, related_name="exclusion")
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="exclusions")
    body = models.CharField(_("responsible body"), max_length=80, blank=True)
    reach = models.CharField(_("how to reach it"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(body="", reach="") | ~models.Q(body="") & ~models.Q(reach=""),
                name="agendas_referral_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.ground)


class Assignment(models.Model):
    """The member who reports on a proposal to the committee."""

    proposal = models.OneToOneField("agendas.Proposal", on_delete=models.PROTECT, related_name="assignment")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.proposal}: {self.member}"


class Remark(models.Model):
    """A member's words to the other members before they decide; nobody else ever reads them."""

    proposal = models.ForeignKey("agendas.Proposal", on_delete=models.PROTECT, related_name="remarks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Mark(models.Model):
    """How far a proposal fulfils one criterion in one member's eyes, from 1 to 5."""

    proposal = models.ForeignKey("agendas.Proposal", on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "criterion", "user"], name="agendas_mark_once"),
            models.CheckConstraint(condition=models.Q(value__range=(1, 5)), name="agendas_mark_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class Interest(models.Model):
    """A member's conflict of interest, declared before the committee sits: they take no part in this proposal."""

    proposal = models.ForeignKey("agendas.Proposal", on_delete=models.PROTECT, related_name="interests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "user"], name="agendas_interest_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.reason}"
