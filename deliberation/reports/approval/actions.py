"""What an approval needs, and what comes back from it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.documents import hangul
from deliberation.documents.blocks import Document
from deliberation.ledger.actions import Refused, record
from deliberation.reports.approval.pack import generated
from deliberation.reports.approval.reading import differences, paragraphs
from deliberation.reports.editions.freezing import snapshot_of
from deliberation.reports.editor.actions import held_draft
from deliberation.reports.models import Registration, Report
from deliberation.spaces.attaching import attach, discard, storage_of
from deliberation.spaces.disclosure.models import Basis, Ground


class Overtaken(Refused):
    """Somebody has named another contact or template since the form was opened. ``current`` is how it stands now."""

    def __init__(self, current: Report):
        super().__init__(_("Somebody has saved the contact in the meantime. Compare, then save."))
        self.current = current


@transaction.atomic
def name_contact(report: Report, *, version: int, name: str, title: str, telephone: str, template=None, by) -> None:
    """Whom the press can ask, and the city's HWPX template where one is given; both are frozen with the next edition.

    Raises :class:`Overtaken` when ``version`` of the contact is not the latest. Refused for a template that cannot be
    filled, and while the report is not being drafted.
    """
    held = held_draft(report)
    if held.contact_version != version:
        raise Overtaken(held)
    fields: dict[str, Any] = {"contact_name": name, "contact_title": title, "contact_telephone": telephone}
    if template:
        _try(template)
        fields["template"] = attach(held.space, template, by=by, basis=Basis.usual(Ground.DELIBERATION))
    counted = {"version": F("version") + 1, "contact_version": F("contact_version") + 1}
    Report.objects.filter(pk=held.pk).update(**counted, **fields)
    if template and held.template:
        discard(held.template)


def _try(template) -> None:
    template.seek(0)
    try:
        hangul.render(Document(_("Trial"), "ko", timezone.localdate(), _("Trial")), template.read())
    except ValueError as error:
        raise Refused(_("The template is no HWPX file that can be filled.")) from error


@transaction.atomic
def register_approved(report: Report, *, number: str, on: date, file, by) -> Registration:
    """Keep the approved file as the authentic edition, with how it differs from the generated one.

    Once for each edition; refused for a day in the future or before the edition was frozen.
    """
    held = Report.objects.select_for_update(of=("self",), no_key=True).select_related("process__space", "edition")
    report = held.get(pk=report.pk)
    edition = report.edition
    if edition is None or report.state not in (Report.State.APPROVED, Report.State.PUBLISHED):
        raise Refused(_("The committee has not approved the report yet."))
    if Registration.objects.filter(report=report, edition=edition).exists():
        raise Refused(_("The approved file of this edition has been entered already."))
    if not timezone.localdate(edition.frozen_at) <= on <= timezone.localdate():
        raise Refused(_("Please give a day from the freezing of the edition until today."))
    kept = attach(report.space, file, by=by)
    with storage_of(kept).open(kept.file) as content:
        found = _differences(generated(snapshot_of(edition)), content.read())
    registered = Registration.objects.create(
        report=report, edition=edition, number=number, on=on, file=kept, differences=found, by=by
    )
    facts = {"edition": edition.number, "on": on.isoformat(), "digest": kept.sha256}
    record(report, "register", by=by, role="official", facts=facts)
    return registered


def _differences(ours: bytes, theirs: bytes) -> list[tuple[str, str]] | None:
    """None for a file that is no HWPX file, such as a scan."""
    try:
        return differences(paragraphs(ours), paragraphs(theirs))
    except ValueError:
        return None
