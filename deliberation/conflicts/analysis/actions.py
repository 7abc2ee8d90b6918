"""Writing, issuing and opening the impact analysis of a conflict."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.casefile.actions import locked
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.stakeholders.actions import office_of
from deliberation.ledger.actions import Refused, advance, commit_to, record
from deliberation.spaces.disclosure.actions import facts_of, restrict, set_basis
from deliberation.spaces.disclosure.models import Basis, Ground, Restriction
from deliberation.spaces.models import Role

Kind = AnalysisPart.Kind


@transaction.atomic
def begin_analysis(conflict: ConflictCase, *, by) -> ImpactAnalysis:
    """A new version to be written; it begins with the texts of the last one, which stays as it is."""
    held = locked(conflict)
    if held.state == ConflictCase.State.SETTLED:
        raise Refused(_("This conflict is settled; its file is no longer changed."))
    last = held.analyses.order_by("-n").first()
    if last and last.state == ImpactAnalysis.State.DRAFT:
        raise Refused(_("A version is being written already."))
    analysis = ImpactAnalysis.objects.create(conflict=held, n=last.n + 1 if last else 1, begun_by=by)
    known = list(last.parts.select_related("by", "restriction")) if last else []
    copied = [part.as_copied() for part in known] or [{"kind": kind} for kind in Kind]
    public = {part.kind for part in known if not part.restricted}
    bases = {part.kind: part.restriction.basis for part in known if part.restriction}
    AnalysisPart.objects.bulk_create(
        AnalysisPart(
            analysis=analysis,
            restriction=None if row["kind"] in public else _again(held, bases.get(row["kind"]), by),
            **row,
        )
        for row in copied
    )
    record(analysis, "begin_analysis", by=by, role=office_of(held, by), facts={"version": analysis.n})
    return analysis


@transaction.atomic
def write_part(part: AnalysisPart, text: str, *, version: int, by) -> None:
    """A new wording of one part. Refused when somebody else has changed it since the page was opened."""
    held = _held(part)
    if held.analysis.state != ImpactAnalysis.State.DRAFT:
        raise Refused(_("This version has been issued. Begin a new one to change the text."))
    if held.version != version:
        raise Refused(
            _("Somebody has changed this part since you opened it. Please keep your text and look at the page again.")
        )
    if held.text == text:
        return
    held.text, held.version, held.by, held.at = text, held.version + 1, by, timezone.now()
    held.save()
    facts = {"version": held.analysis.n, "part": held.kind}
    record(held, "write_part", by=by, role=office_of(held.conflict, by), facts=facts)


@transaction.atomic
def open_part(part: AnalysisPart, basis: Basis | None, *, by) -> None:
    """Publish a part (None), or restrict it on a basis; of an issued version too."""
    held = _held(part)
    if basis == (held.restriction.basis if held.restriction else None):
        return
    set_basis(held, basis, by=by, space=held.conflict.space)
    facts = {"version": held.analysis.n, "part": held.kind} | facts_of(held.restriction)
    record(held, "open_part", by=by, role=str(Role.OFFICIAL), facts=facts)


@transaction.atomic
def issue_analysis(analysis: ImpactAnalysis, *, by) -> None:
    """The version is done: its texts are fixed, by digest, and its public parts are for everyone."""
    locked(analysis.conflict)
    parts = list(analysis.parts.all())
    empty = [part for part in parts if not part.text and part.kind != Kind.OTHER]
    if empty:
        missing = ", ".join(str(part) for part in empty)
        raise Refused(_("The law asks for every part. Still empty: %(parts)s.") % {"parts": missing})
    salt, committed = commit_to({"parts": [part.text for part in parts]})
    advance(
        analysis,
        "issue",
        by=by,
        role=str(Role.OFFICIAL),
        facts={"version": analysis.n, "public": [part.kind for part in parts if not part.restricted]},
        issued_at=timezone.now(),
        salt=salt,
    )
    record(analysis, "seal_analysis", facts={"version": analysis.n}, commitments={"parts": committed})


def _again(conflict: ConflictCase, basis: Basis | None, by) -> Restriction:
    """What a part of a new version is restricted on: the basis of the version before, looked at again in a year."""
    usual = Basis.usual(Ground.DELIBERATION)
    return restrict(conflict.space, replace(basis, review_on=usual.review_on) if basis else usual, by=by)


def _held(part: AnalysisPart) -> AnalysisPart:
    """The part as it is now, its case locked."""
    locked(part.conflict)
    return AnalysisPart.objects.select_related("analysis__conflict__space", "restriction").get(pk=part.pk)
