"""Open data: a page for people, tables as CSV, and a DCAT catalogue that a data portal collects by itself.

The catalogue is DCAT 2 in JSON-LD with the properties that DCAT-AP asks for, which the national portal's own profile
follows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import conditional_page, require_safe

from deliberation.algorithms.disclosure import cover
from deliberation.documents import csvs
from deliberation.portal.api.answering import as_json
from deliberation.portal.api.declaring import updated_in_book
from deliberation.portal.api.shapes import absolute, in_city_time
from deliberation.processes.kinds import Table, kind_of
from deliberation.processes.models import Process, Stage
from deliberation.reports.exporting.models import Export
from deliberation.reports.opendata.dictionary import TABLES, Meaning, meaning
from deliberation.responses.exporting import tables as answer_tables
from deliberation.spaces.paging import page_of

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "spdx": "http://spdx.org/rdf/terms#",
}
LANGUAGES = [f"http://publications.europa.eu/resource/authority/language/{code}" for code in ("KOR", "ENG")]
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
CITY_LISTS = ("conflicts", "proposals", "agendas", "sittings", "decisions")
CATALOGUE = gettext_lazy("Open data of the public deliberations")
CATALOGUE_TOLD = gettext_lazy("Everything that is public about the city's deliberations, as data.")
CITY_DATA = gettext_lazy("Conflicts, proposals, agendas and decisions")
CITY_DATA_TOLD = gettext_lazy("What comes before a deliberation, and what the committees decide.")
AS_JSON, AS_TABLES, AS_MINUTES, AS_BUNDLE = (
    gettext_lazy("Data (JSON)"),
    gettext_lazy("Tables (CSV)"),
    gettext_lazy("Minutes (JSON)"),
    gettext_lazy("Everything as it was published (ZIP)"),
)


def public() -> Any:
    """Deliberations that everyone may see, with ``updated_at``."""
    return updated_in_book(Process.objects.visible_to(AnonymousUser()), "space__name", "created_at")


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Which data there are, for people."""
    page = page_of(request, public(), "-id")
    return render(request, "portal/data.html", {"page": page, "licence": settings.CITY["data_licence"]})


@dataclass(frozen=True)
class Sheet:
    """One table, as a page lists it: what it tells, and its columns with what each means."""

    name: str
    title: str
    told: str
    columns: list[tuple[str, Meaning]]
    address: str


@require_safe
def of_process(request: HttpRequest, slug: str) -> HttpResponse:
    """The tables of one deliberation: stage by stage, and of the city's answer."""
    process = get_object_or_404(public(), slug=slug)
    stages = list(process.stages.all())
    for stage in stages:
        stage.process = process
    groups = [(str(stage), _sheets(kind_of(stage).tables(stage), "portal:table", slug, stage.pk)) for stage in stages]
    groups.append((gettext("The city's answer"), _sheets(answer_tables(process), "portal:answer_table", slug)))
    context = {
        "process": process,
        "groups": [(title, sheets) for title, sheets in groups if sheets],
        "bundle": _bundles([process]).get(process.pk),
        "licence": settings.CITY["data_licence"],
    }
    return render(request, "portal/process_data.html", context)


def _sheets(tables: Iterable[Table], view: str, *keys: Any) -> list[Sheet]:
    return [
        Sheet(
            name,
            str(TABLES[name].title),
            str(TABLES[name].description),
            [(column, meaning(name, column)) for column in columns],
            reverse(view, args=[*keys, name]),
        )
        for name, columns, _rows in tables
    ]


@require_safe
def table(request: HttpRequest, slug: str, pk: int, name: str) -> StreamingHttpResponse:
    """One table of a stage."""
    seen = Stage.objects.visible_to(AnonymousUser()).select_related("process__space")
    stage = get_object_or_404(seen, process__slug=slug, pk=pk)
    return _as_csv(kind_of(stage).tables(stage), name, f"{slug}-{pk}")


@require_safe
def answer_table(request: HttpRequest, slug: str, name: str) -> StreamingHttpResponse:
    """One table of the city's answer to a deliberation."""
    return _as_csv(answer_tables(get_object_or_404(public(), slug=slug)), name, slug)


def _as_csv(tables: Iterable[Table], name: str, of: str) -> StreamingHttpResponse:
    """The table of that name, streamed."""
    for known, columns, rows in tables:
        if known == name:
            response = StreamingHttpResponse(csvs.lines(columns, _covered(rows)), content_type=csvs.MEDIA_TYPE)
            response["Content-Disposition"] = f'attachment; filename="{of}-{name}.csv"'
            response["X-Content-Type-Options"] = "nosniff"
            return response
    raise Http404


def _covered(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """As in the tables of an edition: nothing by which somebody could be reached."""
    for row in rows:
        yield [cover(cell)[0] if isinstance(cell, str) else cell for cell in row]


@conditional_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All data sets in one document, the same in every language. Three queries."""
    rows = list(public().prefetch_related("stages").order_by("-id"))
    return as_json(catalogued(rows, _bundles(rows)), "application/ld+json")


def _bundles(processes: list[Any]) -> dict[int, Export]:
    """The published data file of each process that has one, of its latest edition."""
    rows = Export.objects.published_data().filter(process__in=processes).select_related("process")
    return {row.process_id: row for row in rows}


def catalogued(processes: list[Any], bundles: dict[int, Export]) -> dict[str, Any]:
    api = absolute(reverse("api:openapi"))
    service = {
        "@id": absolute(reverse("api:explained")),
        "@type": "dcat:DataService",
        "dct:title": _in_both(gettext_lazy("Interface for programs")),
        "dcat:endpointURL": {"@id": api.rpartition("/")[0] + "/"},
        "dcat:endpointDescription": {"@id": api},
        "dcat:servesDataset": [{"@id": _address(process)} for process in processes],
    }
    return _licensed(
        {
            "@context": CONTEXT,
            "@id": absolute(reverse("portal:catalogue")),
            "@type": "dcat:Catalog",
            "dct:title": _in_both(CATALOGUE),
            "dct:description": _in_both(CATALOGUE_TOLD),
            "dct:language": [{"@id": language} for language in LANGUAGES],
            "dct:publisher": _publisher(),
            "foaf:homepage": {"@id": absolute(reverse("portal:data"))},
            "dcat:service": service,
            "dcat:dataset": [_of_the_city(), *(_dataset(process, bundles.get(process.pk)) for process in processes)],
        }
    )


def _of_the_city() -> dict[str, Any]:
    lists = [_distribution(absolute(reverse(f"api:{name}")), AS_JSON, "application/json") for name in CITY_LISTS]
    return {
        "@id": absolute(reverse("portal:data")),
        "@type": "dcat:Dataset",
        "dct:identifier": "city",
        "dct:title": _in_both(CITY_DATA),
        "dct:description": _in_both(CITY_DATA_TOLD),
        "dct:publisher": _publisher(),
        "dcat:contactPoint": _contact(),
        "dcat:landingPage": {"@id": absolute(reverse("portal:data"))},
        "dcat:distribution": lists,
    }


def _dataset(process: Any, bundle: Export | None) -> dict[str, Any]:
    told = {
        "@id": _address(process),
        "@type": "dcat:Dataset",
        "dct:identifier": process.slug,
        "dct:title": _both(process.title, process.title_en),
        "dct:description": _both(process.summary or process.title, process.summary_en),
        "dct:issued": _moment(process.convened_at or process.created_at),
        "dct:modified": _moment(process.updated_at),
        "dct:publisher": _publisher(),
        "dcat:contactPoint": _contact(),
        "dcat:landingPage": {"@id": absolute(process.get_absolute_url())},
        "dcat:distribution": [*_distributions(process), *([_of_bundle(bundle)] if bundle else [])],
    }
    stages = list(process.stages.all())
    if stages:
        told["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _moment(min(stage.opens_at for stage in stages)),
            "dcat:endDate": _moment(max(stage.closes_at for stage in stages)),
        }
    return told


def _distributions(process: Process) -> list[dict[str, Any]]:
    api = f"{absolute(reverse('api:processes'))}/{process.slug}"
    record = absolute(reverse("processes:record_json", args=[process.slug]))
    return [
        _distribution(api, AS_JSON, "application/json"),
        _distribution(_address(process), AS_TABLES, "text/csv", whole=False),
        _distribution(record, AS_MINUTES, "application/json"),
    ]


def _of_bundle(bundle: Export) -> dict[str, Any]:
    """With its size in bytes and its digest, by which a data portal sees whether it has this file already."""
    size = {"@value": str(bundle.size), "@type": "xsd:decimal"}
    algorithm = {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"}
    digest = {"@value": bundle.sha256, "@type": "xsd:hexBinary"}
    told = _distribution(absolute(bundle.download_url), AS_BUNDLE, "application/zip")
    issued = {"dct:issued": _moment(bundle.done_at)} if bundle.done_at else {}
    return (
        told
        | issued
        | {
            "dcat:byteSize": size,
            "spdx:checksum": {"@type": "spdx:Checksum", "spdx:algorithm": algorithm, "spdx:checksumValue": digest},
        }
    )


def _distribution(address: str, title: Any, media_type: str, *, whole: bool = True) -> dict[str, Any]:
    """``whole``: the address is that of the file itself and not of a page that leads to files."""
    told = {
        "@type": "dcat:Distribution",
        "dct:title": _in_both(title),
        "dcat:accessURL": {"@id": address},
        "dcat:mediaType": {"@id": MEDIA_TYPES + media_type},
    }
    return _licensed(told | ({"dcat:downloadURL": {"@id": address}} if whole else {}))


def _licensed(told: dict[str, Any]) -> dict[str, Any]:
    """With the licence that the city has set, if it has."""
    licence = settings.CITY["data_licence"]
    return told | ({"dct:license": {"@id": licence}} if licence else {})


def _publisher() -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": _both(settings.CITY["name"], settings.CITY["name_en"])}


def _contact() -> dict[str, Any]:
    return {
        "@type": "vcard:Organization",
        "vcard:fn": _both(settings.CITY["department"], settings.CITY["department_en"]),
        "vcard:hasTelephone": {"@id": f"tel:{settings.CITY['telephone']}"},
    }


def _address(process: Process) -> str:
    return absolute(reverse("portal:process_data", args=[process.slug]))


def _moment(value: datetime) -> dict[str, str]:
    return {"@value": in_city_time(value), "@type": "xsd:dateTime"}


def _both(korean: str, english: str) -> list[dict[str, str]]:
    texts = {"ko": korean, "en": english}
    return [{"@value": text, "@language": language} for language, text in texts.items() if text]


def _in_both(text: Any) -> list[dict[str, str]]:
    """A text of the interface in its two languages."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = str(text)
    return _both(said["ko"], said["en"])
