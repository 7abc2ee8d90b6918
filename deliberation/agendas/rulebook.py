"""Routes: the rule rows by which a question becomes a candidate, and how they count."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Identity
from deliberation.conflicts.rulebook import Track

Spread = Sequence[tuple[str, int]]


class RouteQuerySet(models.QuerySet["Route"]):
    def in_force(self, kind: str) -> "Route":
        """The latest version of a route whose day has come."""
        return self.filter(kind=kind, in_force_since__lte=timezone.localdate()).latest("version")


class Route(models.Model):
    """A rule row: by which way a proposal becomes a candidate. A proposal keeps the version it began under."""

    class Kind(models.TextChoices):
        CITIZENS = "citizens", _("citizens' co-signatures")
        COUNCIL = "council", _("council resolution")
        MAYOR = "mayor", _("mayor's request")
        COMMITTEE = "committee", _("the committee's own choice")

    class DistrictRule(models.TextChoices):
        NONE = "none", _("none: everyone counts alike")
        SPREAD = "spread", _("co-signatures from at least so many districts")
        CAP = "cap", _("at most this share of the threshold from one district")
        RESIDENTS = "residents", _("only residents of the district that the proposal names")

    kind = models.CharField(_("route"), max_length=10, choices=Kind)
    version = models.PositiveIntegerField(default=1)
    threshold = models.PositiveIntegerField(
        _("threshold"), help_text=_("co-signatures needed; 0 where the route collects none")
    )
    window_days = models.PositiveIntegerField(
        _("window in days"), help_text=_("days during which co-signatures are collected")
    )
    screening_days = models.PositiveIntegerField(
        _("screening in days"), default=30, help_text=_("days in which the committee should decide")
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("minimum age"), default=0, help_text=_("full years of age from which one may co-sign; 0: no limit")
    )
    least_level = models.PositiveSmallIntegerField(
        _("identity that counts"),
        choices=Identity.Level,
        default=Identity.Level.CONTACT,
        help_text=_("co-signatures with a weaker proof of identity are kept and shown apart, but do not count"),
    )
    district_rule = models.CharField(_("district rule"), max_length=10, choices=DistrictRule, default=DistrictRule.NONE)
    district_number = models.PositiveSmallIntegerField(
        _("number of the district rule"), default=0, help_text=_("how many districts, or what share in percent")
    )
    district_least = models.PositiveIntegerField(
        _("least co-signatures of a district"), default=1, help_text=_("how many make a district count as taking part")
    )
    track = models.CharField(
        _("track that it leads to"),
        max_length=12,
        choices=Track,
        default=Track.SMALL_PANEL,
        help_text=_("recommended for an agenda, unless the advice on its conflict says otherwise"),
    )
    basis = models.CharField(_("basis"), max_length=200, help_text=_("article or rule that this row rests on"))
    in_force_since = models.DateField(_("in force since"), default=timezone.localdate)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("route")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="agendas_route_once"),
            models.CheckConstraint(
                condition=~Q(kind="citizens") | Q(threshold__gte=1, window_days__gte=1), name="agendas_citizens_sign"
            ),
            models.CheckConstraint(
                condition=Q(district_rule__in=["none", "residents"])
                | Q(district_rule="spread", district_number__gte=1, district_least__gte=1)
                | Q(district_rule="cap", district_number__range=(1, 100)),
                name="agendas_district_rule_has_its_number",
                violation_error_message=_(
                    "The district rule needs its number: districts from 1, a share from 1 to 100."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"

    def clean(self) -> None:
        """Refuse a district rule that no proposal could ever fulfil."""
        districts = len(settings.CITY["districts"])
        if self.district_rule == self.DistrictRule.SPREAD and self.district_number > districts:
            raise ValidationError({"district_number": gettext("The city has %(n)d districts.") % {"n": districts}})
        if (
            self.district_rule == self.DistrictRule.CAP
            and (self.most_of_one_district() or 0) * districts < self.threshold
        ):
            raise ValidationError({"district_number": gettext("With this share the threshold could never be reached.")})

    @property
    def chain(self) -> str:
        return "city"

    @property
    def subject(self) -> str:
        return f"route:{self.kind}:{self.version}"

    def counts(self, level: int, *, lives_in: str, district: str) -> bool:
        """Whether a co-signature counts towards the threshold of a proposal for ``district`` (empty: the whole city).

        What does not count is kept and shown apart.
        """
        resident = self.district_rule != self.DistrictRule.RESIDENTS or not district or lives_in == district
        return level >= self.least_level and resident

    def most_of_one_district(self) -> int | None:
        """How many co-signatures of one district count at most, where the rule says so."""
        return self.threshold * self.district_number // 100 if self.district_rule == self.DistrictRule.CAP else None

    def weighed(self, spread: Spread) -> int:
        """What is held against the threshold: the counting co-signatures, of no district more than its share."""
        most = self.most_of_one_district()
        return sum(number if most is None else min(number, most) for _district, number in spread)

    def is_met(self, spread: Spread) -> bool:
        """Whether co-signatures by district fulfil number and district rule together."""
        return self.weighed(spread) >= self.threshold and self.taking_part(spread) >= self.districts_needed

    @property
    def districts_needed(self) -> int:
        return self.district_number if self.district_rule == self.DistrictRule.SPREAD else 0

    def taking_part(self, spread: Spread) -> int:
        """How many districts have enough co-signatures to count as taking part."""
        return sum(number >= self.district_least for _district, number in spread)

    def standing(self, spread: Spread) -> "Standing":
        """How far co-signatures by district have come, for people."""
        return Standing(self.weighed(spread), self.taking_part(spread), self.districts_needed)

    def conditions(self) -> list[str]:
        """What the route asks for besides number and time, each as one sentence for everyone."""
        said = []
        if self.minimum_age:
            said.append(gettext("Whoever is %(n)d or older may co-sign.") % {"n": self.minimum_age})
        if self.least_level == Identity.Level.LETTER:
            said.append(
                gettext("Co-signatures with a letter code or a verified identity count; others are shown apart.")
            )
        elif self.least_level == Identity.Level.VERIFIED:
            said.append(gettext("Only co-signatures with a verified identity count; others are shown apart."))
        if rule := self._district_words():
            said.append(rule)
        return said

    def _district_words(self) -> str:
        numbers = {"n": self.district_number, "least": self.district_least, "most": self.most_of_one_district()}
        match self.district_rule:
            case self.DistrictRule.SPREAD:
                return gettext("At least %(n)d districts must have %(least)d co-signatures each.") % numbers
            case self.DistrictRule.CAP:
                return (
                    gettext("Of one district at most %(most)d co-signatures (%(n)d%% of the threshold) count.")
                    % numbers
                )
            case self.DistrictRule.RESIDENTS:
                return gettext(
                    "Where a proposal names a district, only its residents' co-signatures count; "
                    "those of others are shown apart."
                )
        return ""


class Standing(NamedTuple):
    """What is held against the threshold, and how many of the needed districts take part."""

    weighed: int
    taking_part: int
    needed: int
