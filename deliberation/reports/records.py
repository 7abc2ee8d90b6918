"""What this room tells of a case: published reports, and files and reports that are not finished."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.documents import hangul, pdf
from deliberation.documents.blocks import Document
from deliberation.reports.editions.freezing import snapshot_of
from deliberation.reports.editor.models import Report
from deliberation.reports.exporting.models import Export
from deliberation.spaces.records import Record, Room, Scope, Task

FORMATS: tuple[tuple[str, Callable[[Document], bytes]], ...] = (("pdf", pdf.render), ("hwpx", hangul.render))


def _records(scope: Scope) -> Iterator[Record]:
    published = Report.objects.filter(process__space__in=scope.keys).exclude(published=None)
    for report in published.select_related("process__space", "published").prefetch_related("registrations"):
        numbers = [one.number for one in report.registrations.all() if one.edition_id == report.published_id]
        for language, name in settings.LANGUAGES:
            for ending, render in FORMATS:
                title = f"{report.get_shape_display()} ({name})"
                yield Record(
                    space=report.space,
                    kind=gettext_lazy("report"),
                    title=title,
                    on=localdate(report.published_at),
                    name=f"{title}.{ending}",
                    content=_rendered(report, language, render),
                    number=", ".join(numbers),
                )


def _rendered(report: Report, language: str, render: Callable[[Document], bytes]) -> Callable[[], bytes]:
    return lambda: render(snapshot_of(report.published).document(report.shape, language)) if report.published else b""


def _tasks(scope: Scope) -> Iterator[Task]:
    unfinished = Report.objects.filter(process__space__in=scope.keys).exclude(state=Report.State.PUBLISHED)
    for report in unfinished.select_related("process"):
        yield Task(gettext_lazy("Report to be finished"), f"{report.get_shape_display()}: {report.get_state_display()}")
    waiting = Export.objects.filter(process__space__in=scope.keys, state__in=Export.OPEN)
    for export in waiting.order_by("pk"):
        yield Task(gettext_lazy("File that is still being made"), _("File no. %(n)d") % {"n": export.pk})


ROOM = Room(_records, _tasks)
