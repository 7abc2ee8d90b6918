"""What this room tells of a case: its file, impact analyses, agreements, and what is still open in it."""

from collections.abc import Iterator
from functools import partial

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deliberation.accounts.templatetags.words import office
from deliberation.conflicts.analysis.models import ImpactAnalysis
from deliberation.conflicts.analysis.printing import document as printed_analysis
from deliberation.conflicts.casefile.models import Alert, CaseEvent, ConflictCase
from deliberation.conflicts.mediation.models import Council, Signature, Undertaking
from deliberation.conflicts.mediation.printing import document as printed_agreement
from deliberation.conflicts.models import Diagnosis
from deliberation.documents import pdf
from deliberation.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Table
from deliberation.spaces.bilingual import printed_language
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.disclosure.withheld import withheld_in
from deliberation.spaces.records import Kept, Record, Room, Scope, Task, covered, particulars

DIAGNOSED = {
    Diagnosis.State.SUBMITTED: gettext_lazy("Opinion of an expert on a diagnosis"),
    Diagnosis.State.REVIEWED: gettext_lazy("Grade to be decided by the committee"),
}

OF_PARTY = {
    "public_name": gettext_lazy("Public name"),
    "position": pgettext_lazy("of a party", "Position"),
    "interest": gettext_lazy("Interest"),
    "concerns": gettext_lazy("Concerns"),
    "acceptable": gettext_lazy("Options it could accept"),
    "representative": gettext_lazy("Representative"),
    "mandate": gettext_lazy("Mandate for"),
}
# What the case file with restricted parts holds in full, by names of `withholding.SOURCES`.
IN_CASE_FILE = ("case_note", "case_event", "issue", "party", "diagnosis")


def _records(scope: Scope) -> Iterator[Record]:
    for conflict in ConflictCase.objects.filter(space__in=scope.keys).select_related("space"):
        yield _case_file(conflict, inside=False)
        if withheld_in([conflict.space], *IN_CASE_FILE):
            yield _case_file(conflict, inside=True)
    yield from _analyses(scope)
    yield from _agreements(scope)


def _case_file(conflict: ConflictCase, *, inside: bool) -> Record:
    title = _("Case file with restricted parts") if inside else _("Case file")
    document = case_file(conflict, inside=inside)
    return Record(
        space=conflict.space,
        kind=gettext_lazy("case file"),
        title=title,
        on=localdate(),
        name=f"{title}.pdf",
        content=partial(pdf.render, covered(document) if inside else document),
        confined=inside,
    )


def case_file(conflict: ConflictCase, *, inside: bool) -> Document:
    """The case as its file says it now, with everything that was entered on its timeline; ``inside`` marked so."""
    return Document(
        title=str(conflict),
        subtitle=_("Case file with restricted parts") if inside else _("Case file"),
        language=printed_language(),
        date=localdate(),
        publisher=office()["name"],
        blocks=tuple(_blocks(conflict, inside)),
    )


def _blocks(conflict: ConflictCase, inside: bool) -> Iterator[Block]:
    yield Heading(1, _("The conflict"))
    if inside:
        yield Note(_("This document holds what is not public."))
    yield Paragraph.of(conflict.about)
    rows = [
        (_("State"), str(conflict.get_state_display())),
        (_("Grade"), str(conflict.get_grade_display() or _("not graded yet"))),
        (_("Owning department"), conflict.owning_department),
        (_("Managing department"), conflict.managing_department),
        (_("Alert"), str(Alert(conflict.alert).label)),
    ]
    if inside and conflict.restricted_note:
        rows.append((_("Restricted note"), conflict.restricted_note))
    yield particulars(_("The case"), rows)
    events = CaseEvent.objects.filter(conflict=conflict).order_by("on", "pk")
    shown = [event for event in events if inside or not event.restricted]
    if shown:
        yield Heading(1, _("What happened"))
        columns = [Column(_("Day")), Column(_("What happened")), Column(_("Source"))]
        marks = [Column(_("Access"))] if inside else []
        access = {False: _("public"), True: _("restricted")}
        lines = tuple(
            (event.on.isoformat(), event.text, event.source, *((access[event.restricted],) if inside else ()))
            for event in shown
        )
        yield Table(_("Timeline"), (*columns, *marks), lines)
    yield from _diagnosed(conflict, inside)
    if inside:
        yield from _concerned(conflict)


def _diagnosed(conflict: ConflictCase, inside: bool) -> Iterator[Block]:
    """What department and expert said of it: among themselves, until it was made public."""
    said = conflict.diagnoses.exclude(note="", opinion="")
    for diagnosis in (said if inside else said.filter(restriction=None)).order_by("pk"):
        heading = _("Diagnosis of %(on)s") % {"on": localdate(diagnosis.submitted_at).isoformat()}
        yield Heading(1, heading)
        yield particulars(
            heading, [(_("Note of the department"), diagnosis.note), (_("Opinion of the expert"), diagnosis.opinion)]
        )


def _concerned(conflict: ConflictCase) -> Iterator[Block]:
    """Issues and parties with what is not published of them, but for what nobody is given."""
    issues = list(conflict.issues.order_by("pk"))
    if issues:
        yield Heading(1, _("Issues"))
        yield particulars(_("Issues"), [(issue.title, issue.detail or "–") for issue in issues])
    parties = list(conflict.parties.order_by("pk"))
    if parties:
        yield Heading(1, _("Parties"))
    for party in parties:
        told = [(str(label), getattr(party, name)) for name, label in OF_PARTY.items()]
        yield particulars(str(party), [(_("Kind"), str(party.get_kind_display())), *told])


def _analyses(scope: Scope) -> Iterator[Record]:
    issued = ImpactAnalysis.objects.filter(conflict__space__in=scope.keys).exclude(issued_at=None)
    for analysis in issued.select_related("conflict__space").order_by("pk"):
        parts = list(analysis.parts.select_related("by").order_by("kind"))
        for inside in (False, True) if any(part.restricted for part in parts) else (False,):
            title = f"{_('Impact analysis')} {_('version %(n)d') % {'n': analysis.n}}"
            named = _("%(title)s, with restricted parts") % {"title": title} if inside else title
            document = printed_analysis(analysis, parts, [], [], inside=inside)
            yield Record(
                space=analysis.conflict.space,
                kind=gettext_lazy("impact analysis"),
                title=named,
                on=localdate(analysis.issued_at),
                name=f"{named}.pdf",
                content=partial(pdf.render, covered(document) if inside else document),
                confined=inside,
            )


def _agreements(scope: Scope) -> Iterator[Record]:
    agreed = Council.objects.filter(conflict__space__in=scope.keys, state=Council.State.AGREED)
    for council in agreed.select_related("conflict__space", "put").order_by("pk"):
        signatures = list(Signature.objects.filter(draft=council.put).select_related("member__user", "member__party"))
        undertakings = list(council.undertakings.select_related("party").prefetch_related("checks__evidence"))
        title = _("Agreement of the mediation council")
        yield Record(
            space=council.conflict.space,
            kind=gettext_lazy("agreement"),
            title=title,
            on=localdate(council.agreed_at),
            name=f"{title}.pdf",
            content=partial(pdf.render, printed_agreement(council, signatures, undertakings)),
            confined=not council.agreement_public,
        )


def _tasks(scope: Scope) -> Iterator[Task]:
    diagnoses = Diagnosis.objects.filter(conflict__space__in=scope.keys, state__in=DIAGNOSED)
    for diagnosis in diagnoses.select_related("conflict"):
        yield Task(DIAGNOSED[Diagnosis.State(diagnosis.state)], str(diagnosis.conflict))
    over = [Council.State.AGREED, Council.State.ENDED]
    for council in Council.objects.filter(conflict__space__in=scope.keys).exclude(state__in=over):
        title = f"{_('since %(day)s') % {'day': council.since.isoformat()}} · {council.get_state_display()}"
        yield Task(gettext_lazy("Mediation council at work"), title)
    promised = Undertaking.objects.filter(council__conflict__space__in=scope.keys, due__isnull=False, checks=None)
    for undertaking in promised.order_by("due", "pk"):
        yield Task(gettext_lazy("Promise of the agreement to be checked"), undertaking.text, undertaking.due)


ROOM = Room(
    _records,
    _tasks,
    kept=(
        Kept(
            gettext_lazy("What parties would do without an agreement, and notes of interviews with them"),
            Ground.DELIBERATION,
            gettext_lazy("Told in confidence to those who mediate; to pass it on would harm the mediation."),
        ),
    ),
)
