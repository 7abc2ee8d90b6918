"""A case (사건): a conflict with the agenda and the process that came of it, as far as there are such."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from deliberation.agendas.models import Agenda, Proposal
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.processes.models import Process
from deliberation.spaces.models import Space
from deliberation.spaces.records import Scope


@dataclass(frozen=True)
class Case:
    """``process`` is None where none came of the conflict; ``conflict`` where the agenda came by another way."""

    process: Process | None
    conflict: ConflictCase | None
    agendas: tuple[Agenda, ...]

    @property
    def root(self) -> Process | ConflictCase:
        """In whose minute book it stands what was made of the case."""
        return self.process or self.conflict  # type: ignore[return-value]

    def __str__(self) -> str:
        return str(self.root)

    @property
    def demo(self) -> bool:
        return self.root.demo

    def scope(self) -> Scope:
        """Its spaces and subjects; councils and preparing bodies lie in spaces of their own. Two queries at most."""
        lies = Q(preparation__agenda__in=[agenda.pk for agenda in self.agendas])
        subjects = {agenda.subject for agenda in self.agendas}
        subjects |= {f"proposal:{agenda.proposal_id}" for agenda in self.agendas if agenda.proposal_id}
        if self.process:
            lies |= Q(pk=self.process.space_id)
            subjects.add(self.process.subject)
        if self.conflict:
            lies |= Q(pk=self.conflict.space_id) | Q(mediation_council__conflict=self.conflict)
            subjects.add(self.conflict.subject)
        rows = Space.objects.filter(lies).select_related("restriction")
        return Scope(tuple(rows.distinct().order_by("pk")), frozenset(subjects), self._proposed_out_of_sight())

    def _proposed_out_of_sight(self) -> frozenset[int]:
        """The restrictions of proposals that a moderator has hidden, and of their files: all in the city's space."""
        proposals = Proposal.objects.filter(pk__in=[agenda.proposal_id for agenda in self.agendas])
        rows = proposals.values_list("item__restriction", "attachments__restriction")
        return frozenset(key for row in rows for key in row if key)


def case_of(root: Process | ConflictCase) -> Case:
    """The whole case from its process, or from its conflict."""
    if isinstance(root, Process):
        agenda = root.agenda
        return Case(root, agenda.conflict if agenda else None, (agenda,) if agenda else ())
    agendas = Agenda.objects.filter(conflict=root).select_related("route").order_by("pk")
    return Case(None, root, tuple(agendas))


def processes_of(conflict: ConflictCase):
    """Those that came of a conflict and were not given up: its bundles are made from their page."""
    return Process.objects.filter(agenda__conflict=conflict).exclude(state=Process.State.GIVEN_UP)


def case_address(root: Process | ConflictCase) -> str:
    """The page of a case's records."""
    if isinstance(root, Process):
        return reverse("cases:process", args=[root.slug])
    return reverse("cases:conflict", args=[root.pk])
