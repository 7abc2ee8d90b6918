"""The briefing book of a process (숙의자료집): its draft, the sides' review of it, and its frozen editions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.agendas.bodies.models import Preparation, SteeringCommittee
from deliberation.algorithms.difference import Change, differences
from deliberation.processes.models import Process
from deliberation.rounds.issues import Issue
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Attachment, Decision, Membership, Role, Space

MAKERS = [Role.FACILITATOR, Role.SIDE, Role.OBSERVER]
OFFICES = [Role.OFFICIAL, Role.COMMITTEE, Role.CHAIR]


def steered() -> QuerySet[Preparation]:
    """Of agendas whose steering committee is at work."""
    at_work = Q(steering__state=SteeringCommittee.State.APPOINTED, steering__until__gt=timezone.now())
    return Preparation.objects.filter(at_work)


class BookQuerySet(models.QuerySet["Book"]):
    def visible_to(self, user):
        """A book with an edition for all who see its process; one that is only a draft for those who make it."""
        published = Exists(Edition.objects.filter(book=OuterRef("pk")))
        return self._of_visible_processes(user).filter(Q(published) | self._makers(user))

    def drafts_visible_to(self, user):
        """The text between two editions: for the facilitators, the sides and the observers of the process, and for the
        city's officials and committee."""
        return self._of_visible_processes(user).filter(self._makers(user))

    def _of_visible_processes(self, user):
        return self.filter(process__in=Process.objects.visible_to(user))

    def _makers(self, user) -> Q:
        if not user.is_authenticated:
            return Q(pk__in=[])
        held = Membership.objects.current().filter(user=user)
        in_office = held.filter(space__kind=Space.Kind.CITY, role__in=OFFICES)
        makers = Q(process__space__in=held.filter(role__in=MAKERS).values("space")) | Q(Exists(in_office))
        steering = held.filter(role__in=[Role.COMMITTEE, Role.CHAIR]).values("space")
        return makers | Q(process__agenda__preparation__in=steered().filter(space__in=steering))


class Book(models.Model):
    """One a process. Its texts are the draft of the next edition; what is published stands in the editions."""

    class State(models.TextChoices):
        WRITING = "writing", _("being written")
        REVIEW = "review", _("under review by the sides")
        SUBMITTED = "submitted", _("before the committee")
        PUBLISHED = "published", pgettext_lazy("briefing book", "published")

    STEPS: ClassVar = {
        "open_review": ([State.WRITING], State.REVIEW),
        "rework": ([State.REVIEW, State.SUBMITTED], State.WRITING),
        "submit": ([State.REVIEW], State.SUBMITTED),
        "send_back": ([State.SUBMITTED], State.WRITING),
        "publish": ([State.SUBMITTED], State.PUBLISHED),
        "revise": ([State.PUBLISHED], State.WRITING),
    }

    process = models.OneToOneField(Process, on_delete=models.PROTECT, related_name="book")
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    round = models.PositiveSmallIntegerField(default=0, help_text=_("reviews opened so far, over all editions"))
    review_until = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)

    objects = BookQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.process)

    def get_absolute_url(self) -> str:
        return reverse("rounds:book", args=[self.process.slug])

    @property
    def space(self) -> Space:
        return self.process.space

    @property
    def chain(self) -> str:
        return self.process.chain

    @property
    def subject(self) -> str:
        return f"book:{self.process.slug}"

    @property
    def sides(self) -> list[dict[str, str]]:
        """Those of the charter, side 1 the first of them."""
        charter = self.process.charter
        return charter.sides if charter else []

    @cached_property
    def steering(self) -> Space | None:
        """The space of the agenda's steering committee while it is at work."""
        agenda = self.process.agenda_id
        return Space.objects.filter(preparation__in=steered().filter(agenda=agenda)).first() if agenda else None

    @property
    def committee(self) -> Space:
        """Whose resolution publishes the book: the steering committee's, else the city's."""
        return self.steering or Space.objects.city()

    def side_named(self, number: int) -> str:
        side = self.sides[number - 1]
        return in_language(side["name"], side.get("name_en", ""))


class Submission:
    """The book as it came out of its last round of review, as a matter of its committee's sittings."""

    def __init__(self, book: Book):
        self.space, self.subject = book.space, f"{book.subject}:{book.round}"


class Chapter(models.Model):
    """Of a neutral subject with a title of its own, or of one issue. Neutral chapters come first."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="chapters")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="chapters")
    title = models.CharField(_("title"), max_length=120, blank=True)
    published = models.BooleanField(default=False, help_text=_("stands in an edition"))

    class Meta:
        ordering: ClassVar = [models.F("issue__number").asc(nulls_first=True), "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "issue"], name="rounds_chapter_of_an_issue_once"),
            models.CheckConstraint(condition=Q(issue=None) ^ Q(title=""), name="rounds_chapter_has_one_title"),
        ]

    def __str__(self) -> str:
        return str(self.issue or self.title)


class Passage(models.Model):
    """A text of a chapter: neutral, or one side's summary, case or rebuttal. Side 0 is nobody's."""

    class Kind(models.TextChoices):
        NEUTRAL = "neutral", _("Background")
        SUMMARY = "summary", _("At a glance")
        CASE = "case", pgettext_lazy("briefing book", "Case")
        REBUTTAL = "rebuttal", _("Rebuttal")

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chapter", "kind", "side"], name="rounds_passage_once"),
            models.CheckConstraint(
                condition=Q(kind="neutral", side=0) | (~Q(kind="neutral") & Q(side__gt=0)),
                name="rounds_passage_has_a_side_unless_neutral",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chapter} · {self.get_kind_display()}"


class Assertion(models.Model):
    """What a passage asserts, and where it is from."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="assertions")
    text = models.CharField(_("claim"), max_length=300)
    source = models.CharField(_("title of the source"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=120)
    dated = models.CharField(_("date"), max_length=30)
    url = models.URLField(_("web address"), max_length=300, blank=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(url="") | Q(attachment__isnull=False), name="rounds_assertion_source_can_be_found"
            )
        ]

    def __str__(self) -> str:
        return self.text


class AssertionStand(models.Model):
    """Whether a side accepts a claim or contests it. No row: it has not said."""

    assertion = models.ForeignKey(Assertion, on_delete=models.CASCADE, related_name="stands")
    side = models.PositiveSmallIntegerField()
    accepts = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assertion", "side"], name="rounds_assertion_stand_once")
        ]

    def __str__(self) -> str:
        return f"{self.assertion_id}.{self.side}"


class BookReview(models.Model):
    """A side has gone through the whole draft in a round of review."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    side = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "round", "side"], name="rounds_book_review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.round}.{self.side}"


class Objection(models.Model):
    """What a side objects to in one passage, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("objection", "not decided")
        CORRECTED = "corrected", pgettext_lazy("objection", "corrected")
        ANNOTATED = "annotated", pgettext_lazy("objection", "other view added")
        KEPT = "kept", pgettext_lazy("objection", "kept as it was")

    STEPS: ClassVar = {
        "correct": ([State.OPEN], State.CORRECTED),
        "annotate": ([State.OPEN], State.ANNOTATED),
        "keep": ([State.OPEN], State.KEPT),
    }

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="objections")
    side = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True, max_length=1000)
    before = models.TextField(blank=True, help_text=_("the passage before it was corrected"))
    after = models.TextField(blank=True, help_text=_("the passage as corrected"))
    view = models.TextField(blank=True, max_length=600, help_text=_("the other view that stands beside the passage"))
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state="open") | ~Q(reason=""), name="rounds_objection_decided_why"),
            models.CheckConstraint(condition=~Q(state="annotated") | ~Q(view=""), name="rounds_annotation_says_it"),
        ]

    def __str__(self) -> str:
        return f"{self.passage} {self.pk}"

    @property
    def pieces(self) -> list[tuple[Change, str]]:
        """What was corrected, word by word."""
        return differences(self.before, self.after)

    @property
    def space(self) -> Space:
        return self.passage.chapter.book.space

    @property
    def chain(self) -> str:
        return self.passage.chapter.book.chain

    @property
    def subject(self) -> str:
        return f"objection:{self.pk}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user):
        return self.filter(book__process__in=Process.objects.visible_to(user))

    def newest_of(self, process: Process) -> "Edition | None":
        return self.filter(book__process=process).order_by("-number").first()


class Edition(models.Model):
    """The book as published: every page and print of it is made of ``content`` alone."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["book", "number"], name="rounds_edition_once")]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("rounds:book_edition", args=[self.book.process.slug, self.number])
