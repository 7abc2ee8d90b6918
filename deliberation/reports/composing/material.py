"""What the parts of a report are made of: read once for all of them, within the caller's one snapshot."""

from datetime import date, datetime
from functools import cached_property
from typing import Literal

from django.db.models import Prefetch, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from deliberation.documents.blocks import Block, Heading, nested
from deliberation.ledger.models import Chain, Entry
from deliberation.panels.models import Seat
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Charter, Process, Stage
from deliberation.recommendations.models import Adoption, Dissent, Recommendation
from deliberation.recommendations.sentences.printing import in_print

Phase = Literal["done", "now", "todo"]

# What a report itself has minuted: left out, or every edition would differ from the one before it by its own freezing.
OWN_STEPS = (
    Q(step="freeze_report")
    | Q(subject__startswith="report:")
    | Q(subject__startswith="export:")
    | Q(step="resolve", facts__about__startswith="report:")
)


class Material:
    """A process as a report sees it. Read it in one language: what is read is kept."""

    def __init__(self, process: Process):
        self.process = process
        self._sections: dict[int, tuple[Block, ...]] = {}  # their pictures take time, and both documents have some

    @cached_property
    def stages(self) -> list[Stage]:
        return list(self.process.stages.select_related("process__space").order_by("position"))

    def of_chapter(self, chapter: str) -> list[Stage]:
        return [stage for stage in self.stages if kind_of(stage).chapter == chapter]

    @cached_property
    def tables(self) -> list[tuple[Stage, list[str]]]:
        """Files of the data by stage, of those that have any. Both documents list them, and kinds read much to tell."""
        told = [(stage, kind_of(stage).tables(stage)) for stage in self.stages]
        named = [(stage, [f"{stage.position:02}-{name}" for name, *_ in tables]) for stage, tables in told]
        return [(stage, files) for stage, files in named if files]

    @cached_property
    def charter(self) -> Charter | None:
        return self.process.charters.filter(state=Charter.State.FROZEN).first()

    @cached_property
    def strata(self) -> list[dict[str, str]]:
        return list(Seat.objects.current().filter(process=self.process).values_list("strata", flat=True))

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        """Those that stand, with their minority opinions."""
        rows = self.process.recommendations.numbered().select_related("process")
        return list(rows.prefetch_related(Prefetch("dissents", Dissent.objects.signed())))

    @cached_property
    def printed(self) -> dict[int, list[Block]]:
        return in_print(self.recommendations)

    @cached_property
    def adoption(self) -> Adoption | None:
        adoptions = Adoption.objects.filter(stage__process=self.process)
        return adoptions.select_related("decision__sitting", "stage").first()

    @cached_property
    def last_entry(self) -> Entry | None:
        """Of the minute book, the last that is not the report's own."""
        chain = Chain.objects.filter(name=self.process.chain).first()
        return chain.entries.exclude(OWN_STEPS).order_by("-n").first() if chain else None

    @cached_property
    def as_of(self) -> date:
        """The day of the last minute, so that equal data give equal bytes."""
        if self.last_entry:
            return localtime(datetime.fromisoformat(self.last_entry.at)).date()
        return localtime(self.process.created_at).date()

    def standing(self, stage: Stage) -> tuple[Phase, str]:
        """Where a stage stood on the day of the last minute, and the same in words: the clock would make other bytes of
        the same data.
        """
        if stage.state == Stage.State.CLOSED:
            return "done", _("finished")
        if stage.state == Stage.State.READY and localtime(stage.opens_at).date() <= self.as_of:
            return "now", _("under way")
        return "todo", _("to come")

    def section(self, stage: Stage) -> tuple[Block, ...]:
        """The stage's part under a heading of its own; nothing where its kind has nothing to tell."""
        if stage.pk not in self._sections:
            told = tuple(kind_of(stage).section(stage))
            self._sections[stage.pk] = (Heading(2, str(stage)), *nested(told, 2)) if told else ()
        return self._sections[stage.pk]
