"""The approval pack: the papers for the approval and the documents, in order, on the city's template."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from deliberation.documents import hangul
from deliberation.documents.archive import sealed
from deliberation.ledger.actions import Refused
from deliberation.reports.approval.writing import brief, letter, press_release
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.snapshot import TEMPLATE, Snapshot


def pack(snapshot: Snapshot) -> bytes:
    """The ZIP file, the same bytes for the same snapshot. Refused while nobody is named whom the press can ask."""
    with override(settings.LANGUAGE_CODE):
        if not snapshot.about["contact"]["name"]:
            raise Refused(_("Please name the person whom the press can ask, then freeze the data anew."))
        return sealed(_files(snapshot))


def generated(snapshot: Snapshot) -> bytes:
    """The policy recommendation as it goes into the pack."""
    return hangul.render(snapshot.document(Shape.RECOMMENDATION, "ko"), template_of(snapshot))


def template_of(snapshot: Snapshot) -> bytes | None:
    return snapshot.read(TEMPLATE) if TEMPLATE in snapshot.files else None


def _files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    about, template = snapshot.about, template_of(snapshot)
    papers = (("1. 요약 보고", brief), ("2. 기안문", letter), ("3. 보도자료", press_release))
    for name, write in papers:
        yield f"{name}.hwpx", hangul.render(write(about), template)
    for n, shape in enumerate(Shape, 1):
        yield f"붙임 {n}. {shape.label}.hwpx", hangul.render(snapshot.document(shape, "ko"), template)
