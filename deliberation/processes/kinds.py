"""The registry of stage kinds: how rooms above give a process its stages. ``processes`` knows none by name."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from deliberation.documents.blocks import Block
from deliberation.processes.models import Stage

# Columns of `pending` and `desk`; every kind yields exactly these, so that they can be joined by UNION.
DUTY_COLUMNS = ("stage_id", "user_id", "since", "due", "what")

Table = tuple[str, list[str], Iterable[list[Any]]]


class StageKind(Protocol):
    """What a room answers for its stages. Querysets are lazy and fixed in columns; nothing here runs per stage."""

    name: str
    label: Any
    icon: str
    chapter: str
    """Where in the result report its section stands: ``course``, ``results``, ``issues`` or ``texts``."""
    act: Any
    """What the button to the open stage says (lazy), such as “Answer statements”."""
    words: dict[str, Any]
    """The act behind each ``what`` of `pending` and `desk`, as a button says it (lazy)."""
    prepared_when_convened: bool
    """True where nothing is frozen: the stage is prepared together with the convening, and then the clock decides."""
    decides: bool
    """True where the result is what the charter's hour of announcement makes public."""
    receives: dict[str, Callable[..., Any]]
    """What a table's note may become in a stage: the action `(stage, *, note, text, by)` that makes it and gives back
    what has an address. What a button calls it stands in ``words`` under the same name."""

    def settings_form_of(self, stage: Stage) -> type[forms.Form] | None:
        """The form whose cleaned data, JSON only, are the stage's settings; None where there is nothing to set."""

    def decides_by(self, stage: Stage) -> str:
        """How the stage comes to a result that can decide, as the charter's form says it; empty where it has none."""

    def to_write(self, stage: Stage) -> list[tuple[str, str]]:
        """What staff write for a stage that is not prepared yet, beside its settings: what a button says, and where."""

    def url(self, stage: Stage) -> str:
        """Where the stage's own page is. ``stage.process`` is loaded."""

    def act_url(self, stage: Stage, what: str) -> str:
        """Where the act named by ``what`` is done."""

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        """Title and address of what the stage gives to read (statements, recommendations); nothing unannounced."""

    def missing_before_ready(self, stage: Stage) -> list[str]:
        """Reasons why the stage cannot be prepared yet: shown on the page, enforced by the step. Empty when ready."""

    def missing_before_closed(self, stage: Stage) -> list[str]:
        """Reasons why the stage cannot be closed though its time is over: shown and enforced likewise."""

    def prepare(self, stage: Stage) -> dict[str, Any]:
        """Check and freeze what the stage rests on (roll, statements); facts for the ledger. Idempotent.

        Called with the process held and the stage locked, before the chain's head is.
        """

    def close(self, stage: Stage) -> dict[str, Any]:
        """End input and count; facts for the ledger (counts and digests, never single acts). Idempotent.

        Called with the process held and the stage locked, before the chain's head is.
        """

    def postpone(self, stage: Stage, since: datetime, length: timedelta) -> None:
        """A pause is over: move deadlines inside the stage that lay ahead when it began, as the stage's dates do.

        Called with the process and the stage locked, for each stage that is not closed.
        """

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Participants who may act in the given stages and have not: a values-queryset of DUTY_COLUMNS.

        The caller gives stages that are open, of this kind alone; with ``user`` the rows of that person.
        """

    def desk(self, user: Any) -> QuerySet:
        """What waits for this staff member's decision in stages of this kind: a values-queryset of DUTY_COLUMNS."""

    def summary(self, stage: Stage) -> list[str]:
        """At most three sentences of findings, in the reader's language; nothing sealed or unannounced."""

    def traits(self, stage: Stage) -> dict[int, str]:
        """Seat to label (opinion group, table, side) for rooms that balance or cross; never shown."""

    def section(self, stage: Stage) -> Iterable[Block]:
        """The stage's part of the report."""

    def on_issue(self, stage: Stage, issue: Any) -> Iterable[Block]:
        """What the stage holds on one issue of its process (`rounds.issues`), for the report's chapter by issues."""

    def tables(self, stage: Stage) -> Iterator[Table]:
        """Named tables for open data: (name, columns, rows streamed)."""


class NeutralKind:
    """Neutral answers: a kind inherits them and states only what it answers itself (``name``, ``label``, ``url``…)."""

    icon = "calendar"
    chapter = "course"
    act: Any = _("Look at this stage")
    words: dict[str, Any] = {}
    prepared_when_convened = False
    decides = False
    receives: dict[str, Callable[..., Any]] = {}
    settings_form: type[forms.Form] | None = None

    def settings_form_of(self, stage: Stage) -> type[forms.Form] | None:
        return self.settings_form

    def decides_by(self, stage: Stage) -> str:
        return ""

    def to_write(self, stage: Stage) -> list[tuple[str, str]]:
        return []

    def url(self, stage: Stage) -> str:
        raise NotImplementedError

    def act_url(self, stage: Stage, what: str) -> str:
        return self.url(stage)

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        return []

    def missing_before_ready(self, stage: Stage) -> list[str]:
        return []

    def missing_before_closed(self, stage: Stage) -> list[str]:
        return []

    def prepare(self, stage: Stage) -> dict[str, Any]:
        return {}

    def close(self, stage: Stage) -> dict[str, Any]:
        return {}

    def postpone(self, stage: Stage, since: datetime, length: timedelta) -> None:
        return None

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        return no_duties()

    def desk(self, user: Any) -> QuerySet:
        return no_duties()

    def summary(self, stage: Stage) -> list[str]:
        return []

    def traits(self, stage: Stage) -> dict[int, str]:
        return {}

    def section(self, stage: Stage) -> Iterable[Block]:
        return ()

    def on_issue(self, stage: Stage, issue: Any) -> Iterable[Block]:
        return ()

    def tables(self, stage: Stage) -> Iterator[Table]:
        yield from ()


def no_duties() -> QuerySet:
    """An empty queryset with the columns of `pending` and `desk`; Django leaves it out of a UNION."""
    return Stage.objects.none().values(
        stage_id=F("pk"), user_id=F("process_id"), since=F("opens_at"), due=F("closes_at"), what=F("kind")
    )


KINDS: dict[str, StageKind] = {}


def register(kind: StageKind) -> None:
    KINDS[kind.name] = kind


def kind_of(stage: Stage) -> StageKind:
    return KINDS[stage.kind]
