import hashlib
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Channel, Identity
from deliberation.agendas.categories import Category
from deliberation.agendas.paper.models import COUNTING, PaperList
from deliberation.agendas.rulebook import Route
from deliberation.spaces.models import Attachment, Item, Space
from deliberation.spaces.searching import Columns, SearchQuerySet

LISTED_STATES = ["collecting", "screening", "selected", "declined", "returned", "expired"]
LISTED = Q(state__in=LISTED_STATES, text_hidden=False)
FILTERED_BY = ["state", "district", "category"]


class ProposalQuerySet(SearchQuerySet["Proposal"]):
    TITLE = Columns(("title",), "title_grams", singles=True)
    EVERYTHING = Columns(("title", "contested", "background"), "bigrams")

    def visible_to(self, user):
        """Published ones for everyone, also as a stub; a draft for its author and co-proposers alone."""
        public = ~Q(state=Proposal.State.DRAFT)
        return self.filter(public | Proposal.of(user)) if user.is_authenticated else self.filter(public)

    def listed(self):
        """What the public list shows: neither drafts nor what is only a stub by now."""
        return self.filter(LISTED)

    def collecting(self):
        return self.filter(state=Proposal.State.COLLECTING, closes_at__gt=timezone.now())

    def near_threshold(self):
        """Collecting ones, those first that lack the fewest co-signatures."""
        missing = F("route__threshold") - F("cosignature_count")
        return self.listed().collecting().annotate(missing=missing).order_by("missing", "closes_at", "id")

    def overdue(self):
        """Collecting beyond the window, without those for which paper that came in time is still being read."""
        now = timezone.now()
        over = self.filter(state=Proposal.State.COLLECTING, closes_at__lte=now)
        reading = Exists(PaperList.objects.late().filter(proposal=OuterRef("pk")))
        return over.filter(~reading | Q(closes_at__lte=now - COUNTING))

    def to_escalate(self):
        """With the committee beyond the deadline, and nobody was told about this deadline yet."""
        untold = Q(escalated_at=None) | Q(escalated_at__lt=F("screening_due"))
        late = self.filter(state=Proposal.State.SCREENING, screening_due__lte=timezone.now())
        return late.filter(untold)

    def for_list(self):
        """With what a list shows and without the long columns, of which a page would load twenty in vain."""
        return self.select_related("route").defer("contested", "background", "bigrams", "title_grams")


class Proposal(models.Model):
    """A citizen's proposal of an agenda."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        COLLECTING = "collecting", _("collecting co-signatures")
        SCREENING = "screening", _("with the committee")
        RETURNED = "returned", _("returned to its author")
        SELECTED = "selected", _("selected as an agenda")
        DECLINED = "declined", _("not selected")
        EXPIRED = "expired", _("threshold not reached in time")
        WITHDRAWN = "withdrawn", _("withdrawn")
        HIDDEN = "hidden", _("hidden by a moderator")
        MERGED = "merged", _("merged into another proposal")

    STUBS: ClassVar = [State.WITHDRAWN, State.HIDDEN, State.MERGED]
    STEPS: ClassVar = {
        "publish": ([State.DRAFT], State.COLLECTING),
        "reach": ([State.COLLECTING], State.SCREENING),
        "expire": ([State.COLLECTING], State.EXPIRED),
        "select": ([State.SCREENING], State.SELECTED),
        "decline": ([State.SCREENING], State.DECLINED),
        "return": ([State.SCREENING], State.RETURNED),
        "resubmit": ([State.RETURNED], State.SCREENING),
        "lift": ([State.EXPIRED], State.SCREENING),
        "withdraw": ([State.COLLECTING, State.RETURNED], State.WITHDRAWN),
        "merge": ([State.COLLECTING], State.MERGED),
        "hide": ([State.COLLECTING, State.SCREENING, State.RETURNED], State.HIDDEN),
        "restore": ([State.HIDDEN], State.COLLECTING),
        "restore_screening": ([State.HIDDEN], State.SCREENING),
        "restore_returned": ([State.HIDDEN], State.RETURNED),
    }

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="proposals")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    title = models.CharField(_("the question to be deliberated"), max_length=120)
    background = models.TextField(_("background"), max_length=4000, blank=True)
    contested = models.TextField(_("what is contested"), max_length=2000, blank=True)
    district = models.CharField(_("district"), max_length=40, blank=True, help_text=_("empty: the whole city"))
    category = models.CharField(_("category"), max_length=20, choices=Category, blank=True)
    cosignature_count = models.PositiveIntegerField(default=0, help_text=_("co-signatures that count"))
    apart_count = models.PositiveIntegerField(default=0, help_text=_("co-signatures that the route does not count"))
    created_at = models.DateTimeField(default=timezone.now)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    screening_due = models.DateTimeField(null=True, blank=True)
    text_hidden = models.BooleanField(default=False, help_text=_("by a moderator; the state keeps how it ended"))
    escalated_at = models.DateTimeField(null=True, blank=True, help_text=_("when a missed deadline was told"))
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    merge_reason = models.TextField(blank=True, help_text=_("published"))
    attachments = models.ManyToManyField(Attachment, related_name="proposals", blank=True)
    title_grams = ArrayField(models.CharField(max_length=8), default=list)
    bigrams = ArrayField(models.CharField(max_length=8), default=list)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None) | Q(closes_at__gt=F("opens_at")), name="agendas_window"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(item__isnull=False, opens_at__isnull=False),
                name="agendas_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="agendas_merged_into_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="agendas_by_state"),
            *(
                # Of what is listed alone and with what it is filtered by: pages and counts need no other row.
                models.Index(
                    fields=fields,
                    include=[one for one in FILTERED_BY if one not in fields],
                    condition=LISTED,
                    name=f"agendas_by_{name}",
                )
                for name, fields in {
                    "date": ["-opens_at", "-id"],
                    "count": ["-cosignature_count", "-id"],
                    "district": ["district", "-opens_at", "-id"],
                    "category": ["category", "-opens_at", "-id"],
                }.items()
            ),
            models.Index(fields=["closes_at", "id"], condition=Q(state="collecting"), name="agendas_closing"),
            GinIndex(fields=["title_grams"], name="agendas_title_grams"),
            GinIndex(fields=["bigrams"], name="agendas_bigrams"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agendas:detail", args=[self.pk])

    @staticmethod
    def of(user) -> Q:
        """Proposals that a person proposes, alone or with others."""
        return Q(author=user) | Q(pk__in=CoProposer.objects.filter(user=user).values("proposal"))

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"proposal:{self.pk}"

    @property
    def is_collecting(self) -> bool:
        return self.state == self.State.COLLECTING and self.closes_at is not None and timezone.now() < self.closes_at

    @property
    def reads_paper_until(self) -> datetime | None:
        """Until when paper is read that came in time, while the window is over; None when there is none."""
        late = self.paper_lists.late().select_related("proposal").first()
        return late.counted_until if late and timezone.now() < late.counted_until else None

    @property
    def signatures_are_final(self) -> bool:
        """True when collecting has ended, and the list of co-signatures can be handed on and published."""
        return self.state not in (self.State.DRAFT, self.State.COLLECTING) and not self.is_stub

    @property
    def is_overdue(self) -> bool:
        """True when the committee should have decided already."""
        return (
            self.state == self.State.SCREENING
            and self.screening_due is not None
            and timezone.now() >= self.screening_due
        )

    @property
    def progress(self) -> dict[str, Any] | None:
        """Where the proposal stands on its way, for the step indicator; None once it has left the way."""
        now = {"draft": 1, "collecting": 1, "screening": 2, "returned": 2, "selected": 3}.get(self.state)
        names = [_("co-signatures"), _("screening"), _("agenda"), _("deliberation")]
        return {"names": names, "current": now} if now else None

    def spread(self) -> list[tuple[str, int]]:
        """Co-signatures that count by the district of the people, the most first."""
        rows = (
            self.cosignatures.filter(counts=True)
            .values("district")
            .annotate(number=Count("pk"))
            .order_by("-number", "district")
        )
        return list(rows.values_list("district", "number"))

    @property
    def is_stub(self) -> bool:
        """True when the public sees that there was a proposal and why it is gone, but not its text."""
        return self.text_hidden or self.state in self.STUBS


class CoProposerQuerySet(models.QuerySet["CoProposer"]):
    def joined(self):
        return self.filter(user__isnull=False).select_related("user").order_by("joined_at", "pk")


class CoProposer(models.Model):
    """Somebody invited to propose together, and who accepted."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="co_proposers")
    label = models.CharField(max_length=40, help_text=_("for whom the link is; the author alone sees it"))
    key = models.CharField(max_length=64, unique=True, help_text=_("keyed hash of the link's token"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="co_proposals"
    )
    named = models.BooleanField(default=True, help_text=_("shown by display name; otherwise only counted"))
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = CoProposerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "user"], name="agendas_co_proposer_once")]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.label


class CoSignature(models.Model):
    """One person's support of one proposal: once by account and once by identity, whatever the path."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="cosignatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cosignatures")
    identity_key = models.CharField(max_length=64, help_text=_("of the strongest proof of identity"))
    level = models.PositiveSmallIntegerField(choices=Identity.Level, default=Identity.Level.CONTACT)
    counts = models.BooleanField(default=True, help_text=_("towards the threshold, by the proposal's route"))
    district = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "user"], name="agendas_cosignature_once"),
            models.UniqueConstraint(fields=["proposal", "identity_key"], name="agendas_cosignature_one_human"),
        ]
        indexes: ClassVar = [models.Index(fields=["proposal", "counts", "district"], name="agendas_spread")]

    def __str__(self) -> str:
        return f"co-signature {self.pk}"

    @property
    def code(self) -> str:
        """What stands for this person in the published list of one proposal, and in no other list."""
        return hashlib.sha256(f"proposal:{self.proposal_id}:{self.identity_key}".encode()).hexdigest()[:16]


class SignatureKey(models.Model):
    """Every key by which a co-signer is known: a mobile number, a letter, name and birth date on paper.

    One human often has several, and each path shows another one; unique by proposal, they make all paths collide.
    """

    cosignature = models.ForeignKey(CoSignature, on_delete=models.CASCADE, related_name="keys")
    # The constraint's index begins with it.
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "key"], name="agendas_cosignature_key_once")
        ]

    def __str__(self) -> str:
        return f"key of {self.cosignature_id}"


class TitleBigram(models.Model):
    """In how many published titles a pair of letters has stood, so that a search can begin with the rarest."""

    bigram = models.CharField(max_length=8, primary_key=True)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.bigram}: {self.documents}"
