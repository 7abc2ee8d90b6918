"""The addresses of the interface: lists, single things, its own description; and the page that explains it."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deliberation.portal.api import parameters
from deliberation.portal.api.answering import Fault, as_json, endpoint
from deliberation.portal.api.declaring import Resource
from deliberation.portal.api.describing import described, told
from deliberation.portal.api.registry import RESOURCES
from deliberation.portal.api.shapes import absolute
from deliberation.spaces.paging import UnreadableCursor, page_of


@endpoint
def listing(request: HttpRequest, name: str) -> HttpResponse:
    """A page of the things of one kind."""
    resource = RESOURCES[name]
    values = _read(request, resource)
    size = values.get(parameters.LIMIT.name, parameters.USUAL)
    try:
        page = page_of(request, resource.found(values), *resource.order, size=size, strict=True)
    except UnreadableCursor:
        faults = {parameters.PAGE.name: _("This page cannot be found: begin anew without it.")}
        raise Fault(HTTPStatus.BAD_REQUEST, _("Some parameters are not right."), faults) from None
    resource.complete(page.rows)
    return as_json(
        {
            "data": [resource.shape.write(row) for row in page.rows],
            "next": _neighbour(request, page.next_url),
            "previous": _neighbour(request, page.previous_url),
        }
    )


def _neighbour(request: HttpRequest, query: str) -> str | None:
    return absolute(request.path + query) if query else None


def _read(request: HttpRequest, resource: Resource) -> dict:
    try:
        return parameters.read(request.GET, resource.parameters)
    except parameters.Unreadable as error:
        raise Fault(HTTPStatus.BAD_REQUEST, _("Some parameters are not right."), error.faults) from None


@endpoint
def one(request: HttpRequest, name: str, key: int | str) -> HttpResponse:
    resource = RESOURCES[name]
    _nothing_asked(request)
    row = resource.whole(resource.rows()).filter(**{resource.key: key}).first()
    if row is None:
        raise Fault(HTTPStatus.NOT_FOUND, _("It is not there, or not public."))
    resource.complete([row])
    return as_json(resource.shape_of_one.write(row))


@endpoint
def openapi(request: HttpRequest) -> HttpResponse:
    _nothing_asked(request)
    return as_json(described(RESOURCES.values()))


@endpoint
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below the interface's."""
    raise Fault(HTTPStatus.NOT_FOUND, _("The addresses that there are stand in /api/v1/openapi.json."))


def _nothing_asked(request: HttpRequest) -> None:
    try:
        parameters.read(request.GET, ())
    except parameters.Unreadable as error:
        raise Fault(HTTPStatus.BAD_REQUEST, _("Some parameters are not right."), error.faults) from None


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """The interface on a page, for those who write programs."""
    context = {
        "resources": told(RESOURCES.values()),
        "quota": settings.API_REQUESTS_PER_MINUTE,
        "example": absolute(reverse("api:proposals")) + "?state=collecting&limit=5",
    }
    return render(request, "portal/api.html", context)
