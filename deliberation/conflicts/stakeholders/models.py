"""Who is concerned by a conflict: parties with what they say and why, issues, and where each party stands on each.

Nothing of a party is public until an official says so: `public_name` is the name under which it is published, and
`published` the parts of it that are. `Shown` is what a page may know of it; a page never gets the row itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.conflicts.casefile.models import ConflictCase, PartOfCase, RestrictedQuerySet
from deliberation.spaces.disclosure.models import Restrictable, Restriction

MOST_PARTIES, MOST_ISSUES = 60, 20
FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Party(PartOfCase):
    """A group or body with an interest of its own in the conflict."""

    class Kind(models.TextChoices):
        RESIDENTS = "residents", _("residents")
        BUSINESS = "business", _("business")
        ADMINISTRATION = "administration", _("administration")
        CIVIC = "civic", _("civic group")
        EXPERT = "expert", _("experts")
        OTHER = "other", _("other")

    class Part(models.TextChoices):
        """What of a party can be published beside its name and kind."""

        POSITION = "position", _("position")
        INTEREST = "interest", _("interest")
        CONCERNS = "concerns", _("concerns")
        ACCEPTABLE = "acceptable", _("options it could accept")
        PLACE = "place", _("influence and stake")
        ISSUES = "issues", _("where it stands on the issues")
        RELATIONS = "relations", _("how it stands to other parties")
        MANDATE = "mandate", _("representative and mandate")

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="parties")
    name = models.CharField(_("name"), max_length=80)
    public_name = models.CharField(_("public name"), max_length=80, blank=True)
    published = ArrayField(models.CharField(max_length=12, choices=Part), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    direct = models.BooleanField(_("directly concerned"), default=True)
    position = models.TextField(_("position"), max_length=1000, blank=True)
    interest = models.TextField(_("interest"), max_length=1000, blank=True)
    concerns = models.TextField(_("concerns"), max_length=1000, blank=True)
    acceptable = models.TextField(_("options it could accept"), max_length=1000, blank=True)
    alternative = models.TextField(
        _("what it does without an agreement"), max_length=1000, blank=True, help_text=_("never published")
    )
    influence = models.PositiveSmallIntegerField(_("influence"), validators=FIVE)
    stake = models.PositiveSmallIntegerField(_("stake"), validators=FIVE)
    representative = models.CharField(_("representative"), max_length=80, blank=True)
    named_by = models.CharField(_("named by"), max_length=120, blank=True)
    mandate = models.CharField(_("mandate for"), max_length=300, blank=True)
    mandate_until = models.DateField(_("mandate until"), null=True, blank=True)
    stands_for = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    restriction = models.OneToOneField(
        Restriction, on_delete=models.PROTECT, related_name="+", help_text=_("of all parts that are not published")
    )
    version = models.PositiveIntegerField(default=1, help_text=_("counts the wordings"))

    objects: ClassVar = RestrictedQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conflict", "name"], name="conflicts_party_name_once"),
            models.UniqueConstraint(
                fields=["conflict", "public_name"], condition=~Q(public_name=""), name="conflicts_public_name_once"
            ),
            models.CheckConstraint(
                condition=Q(influence__range=(1, 5), stake__range=(1, 5)), name="conflicts_party_from_1_to_5"
            ),
            models.CheckConstraint(
                condition=~Q(public_name="") | Q(published=[]), name="conflicts_published_under_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def public_when() -> Q:
        return ~Q(public_name="")


class Issue(PartOfCase, Restrictable):
    """One thing in dispute."""

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="issues")
    title = models.CharField(_("issue"), max_length=80)
    detail = models.TextField(_("what is disputed"), max_length=500, blank=True)

    objects: ClassVar = RestrictedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conflict", "title"], name="conflicts_issue_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def public_when() -> Q:
        return Q(restriction=None)


class Stance(models.Model):
    """Where a party stands on an issue; without a row nobody has asked it yet."""

    class Side(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        OPPOSES = "opposes", _("opposes")
        MIXED = "mixed", _("mixed")
        OPEN = "open", _("open")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="stances")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="stances")
    side = models.CharField(max_length=10, choices=Side)
    text = models.CharField(_("short position"), max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "issue"], name="conflicts_stance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.issue}: {self.get_side_display()}"


class Relation(models.Model):
    """How two parties stand to each other, once for each pair; without a row nobody knows yet.

    It is public once both have agreed to publish how they stand to others.
    """

    class Kind(models.TextChoices):
        ALLIED = "allied", _("allied with")
        OPPOSED = "opposed", _("opposed to")
        DEPENDS = "depends", _("depends on")  # the first on the second
        NEEDED = "needed", _("is needed by")  # the second depends on the first

        @property
        def turned(self) -> "Relation.Kind":
            """The same as the other party says it."""
            pair = {self.DEPENDS: self.NEEDED, self.NEEDED: self.DEPENDS}
            return type(self)(pair.get(self, self))

    first = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="conflicts_relation_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="conflicts_relation_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.get_kind_display()} {self.second}"


class PartyNote(PartOfCase):
    """What was said in an interview with a party: never published."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="notes")
    on = models.DateField(_("day"))
    text = models.TextField(pgettext_lazy("of an interview", "note"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.on} {self.party}"

    @property
    def conflict(self) -> ConflictCase:
        return self.party.conflict


class VoiceCheck(PartOfCase):
    """Who of the parties really took part, as the deliberations that came from this conflict show.

    ``found`` has for each party's key the labels under which people took part for it, with their number. A party
    without a key has not been looked for; one with an empty list is a missing voice. Computed from above.
    """

    conflict = models.OneToOneField(ConflictCase, on_delete=models.PROTECT, related_name="voice_check")
    processes = models.PositiveIntegerField(help_text=_("deliberations that were looked at"))
    found = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.conflict} {self.at:%Y-%m-%d}"


@dataclass(frozen=True)
class Shown:
    """What one reader may know of a party. Whatever is kept from the reader is empty here."""

    key: int
    n: int
    name: str
    kind: str
    kind_label: str
    direct: bool
    position: str = ""
    interest: str = ""
    concerns: str = ""
    acceptable: str = ""
    alternative: str = ""  # for officials and neutral members of a council alone
    representative: str = ""
    named_by: str = ""
    mandate: str = ""
    mandate_until: Any = None
    influence: int | None = None
    stake: int | None = None
    stances: dict[int, Stance] = field(default_factory=dict)  # by the key of the issue
    relates: bool = False  # whether the reader may know how it stands to others
    own_name: str = ""  # for insiders: the name in the file
    public_name: str = ""
    kept: tuple[Any, ...] = ()  # for insiders: what of it is not published

    @property
    def more(self) -> bool:
        texts = (self.interest, self.concerns, self.acceptable, self.alternative, self.representative, self.mandate)
        return any(texts)


@dataclass(frozen=True)
class Related:
    """Two parties of a page and how the first stands to the second: never that it is needed."""

    party: Shown
    kind: "Relation.Kind"
    other: Shown


def shown_to(reader_is_inside: bool, parties: Iterable[Party], *, alternatives: bool = False) -> list[Shown]:
    """The parties for a page, numbered as the page shows them. ``parties`` come with their stances."""
    return [_shown(n, party, reader_is_inside, alternatives) for n, party in enumerate(parties, start=1)]


def related(parties: Sequence[Shown], relations: Iterable[Relation]) -> list[Related]:
    """How those parties stand to each other of which the reader may know it, in the order of the page."""
    known = {party.key: party for party in parties if party.relates}
    found = []
    for row in relations:
        if row.first_id not in known or row.second_id not in known:
            continue
        kind, pair = Relation.Kind(row.kind), (known[row.first_id], known[row.second_id])
        if kind == Relation.Kind.NEEDED or (kind != Relation.Kind.DEPENDS and pair[0].n > pair[1].n):
            kind, pair = kind.turned, (pair[1], pair[0])
        found.append(Related(pair[0], kind, pair[1]))
    return sorted(found, key=lambda one: (one.party.n, one.other.n))


def _shown(n: int, party: Party, inside: bool, alternatives: bool) -> Shown:
    part_of = Party.Part
    open_parts = set(part_of.values if inside else party.published)
    texts = {name: getattr(party, name) for name in ("position", "interest", "concerns", "acceptable")}
    given: dict[str, Any] = {name: text for name, text in texts.items() if name in open_parts}
    if part_of.MANDATE in open_parts:
        names = ("representative", "named_by", "mandate", "mandate_until")
        given |= {name: getattr(party, name) for name in names}
    if part_of.PLACE in open_parts:
        given |= {"influence": party.influence, "stake": party.stake}
    if part_of.ISSUES in open_parts:
        given["stances"] = {stance.issue_id: stance for stance in party.stances.all()}
    given["relates"] = part_of.RELATIONS in open_parts
    if alternatives:
        given["alternative"] = party.alternative
    if inside:
        kept = tuple(part.label for part in part_of if part not in party.published)
        given |= {"own_name": party.name, "public_name": party.public_name, "kept": kept}
    return Shown(
        key=party.pk,
        n=n,
        name=party.name if inside else party.public_name,
        kind=party.kind,
        kind_label=str(party.get_kind_display()),
        direct=party.direct,
        **given,
    )
