"""What this room keeps from the public: parts of case files, and mediation councils."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy

from deliberation.conflicts.analysis.actions import open_part
from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.casefile.actions import confine_file, correct_event
from deliberation.conflicts.casefile.models import INSIDERS_IN_CITY, CaseAttachment, CaseEvent, ConflictCase
from deliberation.conflicts.diagnosis.actions import open_diagnosis
from deliberation.conflicts.diagnosis.models import Diagnosis
from deliberation.conflicts.mediation.agreeing import open_evidence
from deliberation.conflicts.mediation.models import Compliance, Council
from deliberation.conflicts.stakeholders.actions import write_issue
from deliberation.conflicts.stakeholders.models import Issue, Party
from deliberation.spaces.bilingual import column_in_language
from deliberation.spaces.desk import address, holds_in_city
from deliberation.spaces.disclosure.withheld import Source
from deliberation.spaces.models import Attachment

Rows = Callable[[Any], QuerySet]


def _rows(model: Any) -> Rows:
    """Rows of a case file, which know themselves who may read them."""
    return lambda user: model.objects.all() if user is None else model.objects.visible_to(user)


def _notes(user) -> QuerySet[ConflictCase]:
    if user is None:
        return ConflictCase.objects.all()
    return ConflictCase.objects.visible_to(user).filter(holds_in_city(user, *INSIDERS_IN_CITY))


def _diagnoses(user) -> QuerySet[Diagnosis]:
    return _rows(Diagnosis)(user).exclude(note="", opinion="")


def _parts(user) -> QuerySet[AnalysisPart]:
    """Of issued versions: before, everyone knows of none."""
    issued = ImpactAnalysis.objects.filter(state=ImpactAnalysis.State.ISSUED)
    analyses = issued if user is None else issued.visible_to(user)
    rows = AnalysisPart.objects.filter(analysis__in=analyses)
    return rows if user is None else rows.filter(holds_in_city(user, *INSIDERS_IN_CITY))


def _agreements(user) -> QuerySet[Council]:
    agreed = Council.objects.filter(state=Council.State.AGREED)
    return agreed if user is None else agreed.with_agreement_for(user)


def _evidence(user) -> QuerySet[Compliance]:
    rows = Compliance.objects.all()
    return rows if user is None else rows.filter(evidence__in=Attachment.objects.visible_to(user))


def _open_diagnosis(pk: int, by) -> None:
    open_diagnosis(Diagnosis.objects.select_related("conflict__space").get(pk=pk), by=by)


def _open_evidence(pk: int, by) -> None:
    open_evidence(Compliance.objects.select_related("undertaking__council__space", "evidence").get(pk=pk), by=by)


def _open_part(pk: int, by) -> None:
    part = AnalysisPart.objects.select_related("analysis__conflict__space").get(pk=pk)
    open_part(part, None, by=by)


def _open_event(pk: int, by) -> None:
    correct_event(CaseEvent.objects.get(pk=pk), None, by=by)


def _open_issue(pk: int, by) -> None:
    issue = Issue.objects.select_related("conflict", "restriction").get(pk=pk)
    write_issue(issue.conflict, issue, by=by)


def _open_file(pk: int, by) -> None:
    confine_file(CaseAttachment.objects.select_related("attachment", "conflict__space").get(pk=pk), None, by=by)


def _part_names() -> Case:
    kinds = [When(kind=kind, then=Value(f"{kind.value}. {kind.label}")) for kind in AnalysisPart.Kind]
    return Case(*kinds, output_field=CharField())


def _council_title() -> Concat:
    return Concat(column_in_language("conflict__title"), Value(" · "), F("since"), output_field=CharField())


def _council_page() -> Concat:
    return address("conflicts:council", "conflict_id", "pk")


SOURCES = [
    Source(
        name="case_note",
        label=gettext_lazy("restricted note of a case file"),
        rows=_notes,
        title=lambda: F("title"),
        address=lambda: address("conflicts:detail", "pk"),
        path="note_restriction",
        place=lambda: address("conflicts:edit", "pk"),
    ),
    Source(
        name="case_event",
        label=gettext_lazy("line of a timeline"),
        rows=_rows(CaseEvent),
        title=lambda: F("text"),
        address=lambda: address("conflicts:record", "conflict_id"),
        release=_open_event,
    ),
    Source(
        name="case_file",
        label=gettext_lazy("file of a case"),
        rows=_rows(CaseAttachment),
        title=lambda: F("attachment__name"),
        address=lambda: address("conflicts:detail", "conflict_id"),
        path="attachment__restriction",
        release=_open_file,
    ),
    Source(
        name="diagnosis",
        label=gettext_lazy("note and opinion of a diagnosis"),
        rows=_diagnoses,
        title=lambda: F("conflict__title"),
        address=lambda: address("conflicts:detail", "conflict_id"),
        release=_open_diagnosis,
    ),
    Source(
        name="party",
        label=gettext_lazy("unpublished parts about a party"),
        rows=_rows(Party),
        title=lambda: F("name"),
        address=lambda: address("conflicts:parties", "conflict_id"),
        place=lambda: address("conflicts:party", "conflict_id", "pk"),
    ),
    Source(
        name="issue",
        label=gettext_lazy("issue of a conflict"),
        rows=_rows(Issue),
        title=lambda: F("title"),
        address=lambda: address("conflicts:parties", "conflict_id"),
        release=_open_issue,
    ),
    Source(
        name="analysis_part",
        label=gettext_lazy("part of an impact analysis"),
        rows=_parts,
        title=_part_names,
        telling=False,
        address=lambda: address("conflicts:analysis_version", "analysis__conflict_id", "analysis__n"),
        release=_open_part,
    ),
    Source(
        name="council",
        label=gettext_lazy("procedure of a mediation council"),
        rows=_rows(Council),
        title=_council_title,
        telling=False,
        address=lambda: address("conflicts:councils", "conflict_id"),
        path="space__restriction",
        place=_council_page,
    ),
    Source(
        name="agreement",
        label=gettext_lazy("agreement of a mediation council"),
        rows=_agreements,
        title=_council_title,
        telling=False,
        address=lambda: address("conflicts:councils", "conflict_id"),
        path="agreement_restriction",
        place=_council_page,
    ),
    Source(
        name="evidence",
        label=gettext_lazy("evidence on a promise of an agreement"),
        rows=_evidence,
        title=lambda: F("evidence__name"),
        address=lambda: address("conflicts:councils", "undertaking__council__conflict_id"),
        path="evidence__restriction",
        release=_open_evidence,
    ),
]
