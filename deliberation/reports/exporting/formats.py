"""The formats in which an edition can be taken, each rendered from the frozen files alone: equal files, equal bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.documents import csvs, hangul, pdf, web, word
from deliberation.documents.blocks import Document
from deliberation.documents.workbook import MEDIA_TYPE as SPREADSHEET
from deliberation.reports.approval.pack import pack
from deliberation.reports.archiving.copy import archive
from deliberation.reports.editions.snapshot import Snapshot
from deliberation.reports.opendata import workbook
from deliberation.reports.opendata.bundle import bundle

Render = Callable[[Snapshot, str, str], bytes]


@dataclass(frozen=True)
class Format:
    """``render(snapshot, shape, language)``; a format of data alone is asked for with neither shape nor language."""

    name: str
    label: Any
    media_type: str
    extension: str
    render: Render
    of_data: bool = False
    internal: bool = False  # for those in charge alone, also of a published edition


@dataclass(frozen=True)
class Bundle:
    """A case as one ZIP file, made of what the case is when the job is done; see cases.bundling."""

    name: str
    label: Any
    confidential: bool = False
    media_type: str = "application/zip"
    extension: str = "zip"


def of_document(render: Callable[[Document], bytes]) -> Render:
    return lambda snapshot, shape, language: render(snapshot.document(shape, language))


def of_data(render: Callable[[Snapshot], bytes]) -> Render:
    return lambda snapshot, _shape, _language: render(snapshot)


FORMATS = {
    form.name: form
    for form in (
        Format("pdf", "PDF", "application/pdf", "pdf", of_document(pdf.render)),
        Format("hwpx", _("Hangul (HWPX)"), hangul.MEDIA_TYPE, "hwpx", of_document(hangul.render)),
        Format("docx", _("Word (DOCX)"), word.MEDIA_TYPE, "docx", of_document(word.render)),
        Format("html", _("Web page"), "text/html; charset=utf-8", "html", of_document(web.render)),
        Format("xlsx", _("Workbook of all tables"), SPREADSHEET, "xlsx", of_data(workbook.render), of_data=True),
        Format("csv", _("Tables of the document (CSV, ZIP)"), "application/zip", "zip", of_document(csvs.render)),
        Format("pack", _("Approval pack (ZIP)"), "application/zip", "zip", of_data(pack), of_data=True, internal=True),
        Format(
            "archive", _("Archive copy (ZIP)"), "application/zip", "zip", of_data(archive), of_data=True, internal=True
        ),
        Format("bundle", _("Open data (ZIP)"), "application/zip", "zip", of_data(bundle), of_data=True),
    )
}
CASES = {
    form.name: form
    for form in (
        Bundle("disclosure", _("Disclosure bundle (ZIP)")),
        Bundle("audit", _("Audit bundle (ZIP)"), confidential=True),
    )
}


def form_of(name: str) -> Format | Bundle:
    return CASES.get(name) or FORMATS[name]
