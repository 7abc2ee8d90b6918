"""On which ground of the law something is kept from the public, and when that is looked at again.

A restricted row points to its `Restriction` one to one, and that pointer is the only mark of being restricted: nothing
is restricted without a ground and a date, and what has none is public.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

YEAR = timedelta(days=365)
LONGEST = 3 * YEAR  # a review may lie so far ahead and no further


class Ground(models.IntegerChoices):
    """The items of article 9 (1) of the Official Information Disclosure Act (정보공개법)."""

    LAW = 1, gettext_lazy("secret by another law")
    STATE = 2, gettext_lazy("national security, defence, unification, diplomacy")
    LIFE = 3, gettext_lazy("protection of life, body and property")
    JUSTICE = 4, gettext_lazy("trials, investigation, sentences")
    DELIBERATION = 5, gettext_lazy("decision or review under way, contracts, personnel")
    PRIVACY = 6, gettext_lazy("personal data")
    TRADE = 7, gettext_lazy("trade secrets")
    SPECULATION = 8, gettext_lazy("danger of speculation")

    @property
    def citation(self) -> str:
        """``정보공개법 제9조제1항제5호``"""
        return _("Official Information Disclosure Act, article 9 (1) %(item)d") % {"item": self.value}

    @property
    def explained(self) -> str:
        """What the item asks for, in plain words."""
        return str(EXPLAINED[self])


EXPLAINED: dict[Ground, Promise] = {
    Ground.LAW: gettext_lazy("Another law, or an order made under one, says that it is secret."),
    Ground.STATE: gettext_lazy(
        "Known, it would gravely harm the country's security, defence, unification or diplomacy."
    ),
    Ground.LIFE: gettext_lazy("Known, it would make it hard to protect people's life, body or property."),
    Ground.JUSTICE: gettext_lazy("It is part of a trial under way, or would hinder investigation or punishment."),
    Ground.DELIBERATION: gettext_lazy(
        "Audit, inspection, contracts, personnel, or a decision that is still under way: known now, it would hinder "
        "fair work. The day of review is the day on which the decision is expected."
    ),
    Ground.PRIVACY: gettext_lazy(
        "It says something about a person, such as a name, that would harm their private life."
    ),
    Ground.TRADE: gettext_lazy("It is a business secret of a company, association or person."),
    Ground.SPECULATION: gettext_lazy("Known, it would let some gain or lose by speculation in land or goods."),
}


@dataclass(frozen=True)
class Basis:
    """What a restriction rests on; everyone reads all of it, so the note says why and not what."""

    ground: Ground
    review_on: date
    note: str = ""

    @classmethod
    def usual(cls, ground: Ground, note: str = "") -> "Basis":
        """As a program gives it by itself: looked at again in a year."""
        return cls(ground, usual_review(), note)


def usual_review() -> date:
    return timezone.localdate() + YEAR


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def due(self):
        """Those whose day of review has come."""
        return self.filter(review_on__lte=timezone.localdate())


class Restriction(models.Model):
    """That one thing is kept from the public. ``space`` is where everyone is told so: for a closed space its parent."""

    space = models.ForeignKey("spaces.Space", on_delete=models.PROTECT, related_name="restrictions")
    ground = models.PositiveSmallIntegerField(choices=Ground)
    note = models.CharField(max_length=1000, blank=True, help_text=gettext_lazy("why, in words; public"))
    review_on = models.DateField(help_text=gettext_lazy("when it is looked at again; in item 5 when the decision ends"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ground__range=(1, 8)), name="spaces_ground_is_one_of_eight"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["review_on", "id"], name="spaces_restriction_by_review"),
        ]

    def __str__(self) -> str:
        return f"{Ground(self.ground).citation}, {self.review_on:%Y-%m-%d}"

    @property
    def basis(self) -> Basis:
        return Basis(Ground(self.ground), self.review_on, self.note)

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"restriction:{self.pk}"


class Restrictable(models.Model):
    """A row that everyone reads unless it is restricted."""

    restriction = models.OneToOneField(Restriction, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def restricted(self) -> bool:
        return self.restriction_id is not None
