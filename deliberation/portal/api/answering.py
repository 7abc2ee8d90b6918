"""What every answer of the interface has in common: methods, limits, conditions, faults, languages."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from deliberation.portal.api.limiting import spend

METHODS = "GET, HEAD, OPTIONS"
PLACE = "/api/v1/"
FRESH = 60  # seconds for which an answer may be kept without asking again
KNOWN = 60 * 60  # seconds for which it is remembered since when an answer reads as it does
EXPOSED = "ETag, Last-Modified, RateLimit, RateLimit-Policy, Retry-After"
TITLES = {
    400: gettext_lazy("This request cannot be understood"),
    404: gettext_lazy("There is nothing at this address"),
    405: gettext_lazy("Here one can only read"),
    412: gettext_lazy("It has changed since"),
    429: gettext_lazy("Too many requests at once"),
}


@dataclass
class Fault(Exception):
    """An answer other than the one asked for, as RFC 9457 writes it; ``faults`` by parameter."""

    status: int
    detail: str
    faults: Mapping[str, str] = field(default_factory=dict)

    def answered(self) -> HttpResponse:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": str(TITLES[self.status]),
            "status": self.status,
            "detail": self.detail,
        }
        if self.faults:
            body["errors"] = [{"parameter": name, "detail": told} for name, told in self.faults.items()]
        return as_json(body, "application/problem+json", self.status)


def cookieless(get_response):
    """Middleware, the first: the interface knows nobody, so that every cache may keep what it says for everyone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith((PLACE, "/feeds/")):
            return get_response(request)
        request.COOKIES = {}
        response = get_response(request)
        response["Vary"] = "Accept-Language"
        return response

    return middleware


def endpoint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An address of the interface; the view answers GET and HEAD, and may raise `Fault`."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _for_everyone(_options(request), {})
        allowance = spend(request)
        try:
            if allowance.wait:
                raise Fault(HTTPStatus.TOO_MANY_REQUESTS, _("Please wait as long as Retry-After says."))
            if request.method not in ("GET", "HEAD"):
                raise Fault(HTTPStatus.METHOD_NOT_ALLOWED, _("Use GET."))
            response = conditional(request, view(request, **named))
        except Fault as fault:
            response = fault.answered()
            response["Cache-Control"] = "no-store"
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = METHODS
        return _for_everyone(response, allowance.headers)

    return answer


def _options(request: HttpRequest) -> HttpResponse:
    """What may be asked, also for a page of another site that asks before it asks."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match, If-Modified-Since"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _for_everyone(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    for name, value in headers.items():
        response[name] = value
    return response


def as_json(body: Any, kind: str = "application/json", status: int = 200) -> HttpResponse:
    written = json.dumps(body, ensure_ascii=False, cls=DjangoJSONEncoder)
    return HttpResponse(written, content_type=kind, status=status)


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, or 304 where the reader has it already: by its content, or by since when it reads as it does."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    since = _since(request, tag)
    response["ETag"], response["Last-Modified"] = tag, http_date(since)
    response["Cache-Control"] = f"public, max-age={FRESH}"
    answer = cast(HttpResponse, get_conditional_response(request, tag, since, response))
    if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise Fault(HTTPStatus.PRECONDITION_FAILED, _("If-Match names another state of it."))
    return answer


def _since(request: HttpRequest, tag: str) -> int:
    """Since when an address says just this. Rows do not tell: counts move, a text is hidden, a round is unsealed.

    What has changed within this second counts as of the next one, or a date could not tell the two apart.
    """
    address = hashlib.sha256(f"{get_language()} {request.get_full_path()}".encode()).hexdigest()[:32]
    name, now = f"api:since:{address}", int(timezone.now().timestamp())
    known, since = cache.get(name, ("", 0))
    if known == tag:
        return since
    since = max(now, since + 1) if known else now
    cache.set(name, (tag, since), KNOWN)
    return since
