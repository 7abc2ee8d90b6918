"""Arranging a report, from the first chapter to its publication.

Every act on sections holds the report's row alone, so that two editors come one after the other; who comes second sees
the other wording beside their own.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.ledger.actions import Refused, advance
from deliberation.processes.models import Process
from deliberation.recommendations.sentences.reading import resting_on_nothing
from deliberation.reports.composing.content import arrangement, title_of
from deliberation.reports.editions.freezing import changes_since, freeze, snapshot_of
from deliberation.reports.models import Edition, Publication, Report, Section
from deliberation.spaces.access import roles_in
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.models import Role, Sitting
from deliberation.spaces.sittings import Vote, put_on_agenda, resolve

MOTION = gettext_noop("Approval of the report: %(report)s")


class Overtaken(Refused):
    """Somebody has saved the chapter since the editor opened it. ``current`` is how it stands now."""

    def __init__(self, current: Section):
        super().__init__(
            _("Somebody has saved this chapter in the meantime. Nothing of yours is lost: compare, then save.")
        )
        self.current = current


@transaction.atomic
def begin_report(process: Process, shape: str) -> Report:
    """The report with the chapters of its shape, made once, whoever else begins it."""
    report, created = Report.objects.get_or_create(process=process, shape=shape)
    if created:
        sections = arrangement(shape)
        for section in sections:
            section.report = report
        Section.objects.bulk_create(sections)
    return report


@transaction.atomic
def write_section(section: Section, *, version: int, **fields: Any) -> Section:
    """Save title, text or whether it is left out, over version ``version``; what was signed off is so no longer.

    Raises :class:`Overtaken` when that is not the latest. Saving without a change writes nothing.
    """
    held = _held_section(section)
    if held.version != version:
        raise Overtaken(held)
    if any(getattr(held, name) != value for name, value in fields.items()):
        _save(held, **fields)
    return held


@transaction.atomic
def add_section(report: Report, *, title: str, title_en: str = "", text: str = "", text_en: str = "") -> Section:
    """A chapter of own text at the end."""
    held = held_draft(report)
    last = held.sections.aggregate(last=Max("position"))["last"] or 0
    words = {"title": title, "title_en": title_en, "text": text, "text_en": text_en}
    section = Section.objects.create(report=held, position=last + 1, **words)
    _changed(held)
    return section


@transaction.atomic
def delete_section(section: Section, *, version: int) -> None:
    """Remove a chapter of own text; a generated one can be left out. Refused when it was changed meanwhile."""
    held = _held_section(section)
    if held.part:
        raise Refused(_("A chapter with a generated part is not deleted. Leave it out instead."))
    if held.version != version:
        raise Overtaken(held)
    report, position = held.report, held.position
    held.delete()
    report.sections.filter(position__gt=position).update(position=F("position") - 1)
    _changed(report)


@transaction.atomic
def move_section(section: Section, *, to: int) -> None:
    """Give a chapter the place ``to``; those between shift by one. Refused for a place that does not exist."""
    held = _held_section(section)
    others = held.report.sections.exclude(pk=held.pk)
    if to != held.position and not others.filter(position=to).exists():
        raise Refused(_("There is no such place among the chapters."))
    if to < held.position:
        others.filter(position__gte=to, position__lt=held.position).update(position=F("position") + 1)
    else:
        others.filter(position__gt=held.position, position__lte=to).update(position=F("position") - 1)
    Section.objects.filter(pk=held.pk).update(position=to)
    _changed(held.report)


@transaction.atomic
def sign_section(section: Section, *, version: int, by) -> None:
    """Sign a chapter off as it reads in this version. Refused when it has been changed since."""
    held = _held_section(section)
    if held.version != version:
        raise Overtaken(held)
    Section.objects.filter(pk=held.pk).update(signed_by=by, signed_at=timezone.now())


def submit_report(report: Report, *, by) -> Edition:
    """Freeze the process with the report as it stands, and put it before the committee.

    Call it outside of a transaction. Refused while a chapter is not signed off, and when somebody has changed one
    while the data were frozen.
    """
    _demand_signatures(report)
    edition = freeze(report.process)
    with transaction.atomic():
        held = held_draft(report)
        if held.version != report.version:
            raise Refused(_("A chapter was changed while the data were collected. Look at it, then submit again."))
        _demand_signatures(held)
        facts = {"edition": edition.number, "digest": edition.digest}
        advance(report, "submit", by=by, role=_role(by, report), facts=facts, edition=edition, remark="")
    return edition


@transaction.atomic
def send_back(report: Report, *, remark: str, by) -> None:
    """Back to its editors, with what is to be changed."""
    if not remark.strip():
        raise Refused(_("Please say what is to be changed."))
    advance(report, "send_back", by=by, role=_role(by, report), remark=remark.strip())


@transaction.atomic
def approve_report(report: Report, *, sitting: Sitting, reason: str, by, vote: Vote | None = None) -> None:
    """The committee's sitting approves the edition that is before it."""
    Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    motion = city_words(MOTION, report=str(report))
    put_on_agenda(sitting, report, motion, report.get_absolute_url())
    decision = resolve(
        report,
        sitting=sitting,
        space=report.space,
        motion=motion,
        result="report_approved",
        reason=reason,
        by=by,
        vote=vote,
    )
    facts = {"edition": report.edition.number, "digest": report.edition.digest} if report.edition else {}
    advance(report, "approve", by=by, role="committee", facts=facts, decision=decision)


@transaction.atomic
def publish_report(report: Report, *, by) -> None:
    """Show the approved edition to everyone who sees the process, beside those published before it."""
    edition = report.edition
    facts = (
        {"edition": edition.number, "digest": edition.digest, "orphans": orphans(report.process).count()}
        if edition
        else {}
    )
    fields = {"published": edition, "published_at": timezone.now()}
    advance(report, "publish", by=by, role=_role(by, report), facts=facts, **fields)
    if edition:
        earlier = Publication.objects.filter(report=report).exclude(edition=edition).select_related("edition")
        last = earlier.order_by("at").last()
        changes = changes_since(last.edition if last else None, snapshot_of(edition))
        told = {"at": fields["published_at"], "changes": changes}
        Publication.objects.update_or_create(report=report, edition=edition, defaults=told)


@transaction.atomic
def revise_report(report: Report, *, by) -> None:
    """Open it for changes again. What is published stays so until another edition takes its place."""
    advance(report, "revise", by=by, role=_role(by, report), decision=None)


def orphans(process: Process):
    """Sentences of recommendations that stand for which nobody has said what they rest on."""
    return resting_on_nothing(process.recommendations.numbered())


def unsigned(report: Report) -> list[str]:
    """Titles of the chapters that nobody has signed off in their present wording."""
    return [title_of(row) for row in report.sections.filter(left_out=False, signed_at=None).order_by("position")]


def _demand_signatures(report: Report) -> None:
    left = unsigned(report)
    if left:
        raise Refused(_("These chapters are not signed off yet: %(titles)s") % {"titles": ", ".join(left)})


def held_draft(report: Report) -> Report:
    """The report's row, held alone while it is being drafted."""
    held = Report.objects.select_for_update(of=("self",), no_key=True).select_related("process__space")
    held_report = held.get(pk=report.pk)
    if held_report.state != Report.State.DRAFTING:
        raise Refused(_("This report is not being drafted now: what you wrote has not been saved."))
    return held_report


def _held_section(section: Section) -> Section:
    """The section as it is now, its report being held."""
    report = held_draft(section.report)
    held = report.sections.filter(pk=section.pk).first()
    if held is None:
        raise Refused(gone())
    held.report = report
    return held


def gone() -> str:
    return _("Somebody has deleted this chapter in the meantime. Add a chapter, and put your text into it.")


def _save(section: Section, **fields: Any) -> None:
    for name, value in (fields | {"signed_by": None, "signed_at": None}).items():
        setattr(section, name, value)
    section.version += 1
    section.save()
    _changed(section.report)


def _changed(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(version=F("version") + 1)


def _role(by, report: Report) -> str:
    roles = roles_in(by, report.space)
    if f"city:{Role.OFFICIAL}" in roles or f"city:{Role.ADMINISTRATOR}" in roles:
        return "official"
    return "facilitator" if Role.FACILITATOR in roles else "committee"
