"""The interface in words: the OpenAPI document for programs, and the same for the page that people read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from deliberation.portal.api import parameters
from deliberation.portal.api.answering import TITLES
from deliberation.portal.api.declaring import Resource
from deliberation.portal.api.parameters import Parameter
from deliberation.portal.api.shapes import TEXT, WHOLE, Field, absolute, many, record

VERSION = "1.0.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FAULT = record([Field("parameter", TEXT), Field("detail", TEXT)])
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": WHOLE.schema,
        "detail": {"type": "string"},
        "errors": many(FAULT).schema,
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}


def address_of(resource: Resource) -> str:
    return reverse(f"api:{resource.name}")


def described(resources: Iterable[Resource]) -> dict[str, Any]:
    """OpenAPI 3.1, in the reader's language."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    for resource in resources:
        paths[address_of(resource)] = _methods(_of_list(resource))
        schemas[f"{resource.schema}Page"] = resource.page.schema
        if resource.key:
            paths[f"{address_of(resource)}/{{key}}"] = _methods(_of_one(resource))
            schemas[resource.schema] = resource.shape_of_one.schema
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": _("Public Deliberation"),
            "version": VERSION,
            "description": _("Everything that is public on this site, to be read by programs."),
        }
        | ({"license": {"name": _("Licence"), "url": licence}} if (licence := settings.CITY["data_licence"]) else {}),
        "servers": [{"url": settings.SITE_URL}],
        "externalDocs": {"url": absolute(reverse("api:explained"))},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {"IfNoneMatch": _header("If-None-Match"), "IfModifiedSince": _header("If-Modified-Since")},
            "responses": {
                "Unchanged": {"description": _("Nothing has changed since the answer that the reader has.")},
                **{_name(status): _fault(title) for status, title in TITLES.items()},
            },
        },
    }


def _header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}


def _name(status: int) -> str:
    return f"Problem{status}"


def _fault(title: Any) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": title, "content": {"application/problem+json": {"schema": schema}}}


def _methods(operation: dict[str, Any]) -> dict[str, Any]:
    return {"get": operation}


def _of_list(resource: Resource) -> dict[str, Any]:
    return {
        "operationId": f"list-{resource.name}",
        "summary": resource.title,
        "description": resource.about,
        "parameters": [*(_parameter(one) for one in resource.parameters), *_CONDITIONS],
        "responses": _responses(f"{resource.schema}Page", 400),
    }


def _of_one(resource: Resource) -> dict[str, Any]:
    by_number = {"type": "integer", "minimum": 0, "maximum": parameters.LONGEST}
    by_name = {"type": "string", "pattern": parameters.NAME, "maxLength": 80}
    key = {
        "name": "key",
        "in": "path",
        "required": True,
        "schema": by_name if resource.by_name else by_number,
    }
    return {
        "operationId": f"get-{resource.name}",
        "summary": resource.title,
        "parameters": [key, *_CONDITIONS],
        "responses": _responses(resource.schema, 400, 404),
    }


_CONDITIONS = [
    {"$ref": "#/components/parameters/IfNoneMatch"},
    {"$ref": "#/components/parameters/IfModifiedSince"},
]


def _parameter(one: Parameter) -> dict[str, Any]:
    return {
        "name": one.name,
        "in": "query",
        "required": one.required,
        "description": one.about,
        "schema": one.schema,
    }


def _responses(schema: str, *faults: int) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    texts = ("ETag", "Last-Modified", "RateLimit", "RateLimit-Policy", "Content-Language")
    headers = {name: {"schema": {"type": "string"}} for name in texts}
    return {
        "200": {"description": _("What was asked for."), "content": content, "headers": headers},
        "304": {"$ref": "#/components/responses/Unchanged"},
        **{str(status): {"$ref": f"#/components/responses/{_name(status)}"} for status in (*faults, 405, 412, 429)},
    }


@dataclass(frozen=True)
class Told:
    """A field or parameter as the page tells it; ``kind`` is its type in short."""

    name: str
    kind: str
    about: Any
    alone: bool = False


@dataclass(frozen=True)
class Listed:
    """A resource as the page tells it."""

    resource: Resource
    address: str
    parameters: list[Told]
    fields: list[Told]


def told(resources: Iterable[Resource]) -> list[Listed]:
    return [
        Listed(
            one,
            address_of(one),
            [_asked(asked) for asked in one.parameters],
            [
                *(Told(given.name, _short(given.shape.schema), given.about) for given in one.fields),
                *(Told(given.name, _short(given.shape.schema), given.about, alone=True) for given in one.more),
            ],
        )
        for one in resources
    ]


def _asked(one: Parameter) -> Told:
    about = f"{one.about} {_('Needed.')}" if one.required else one.about
    return Told(one.name, _short(one.schema), about)


def _short(schema: Mapping[str, Any]) -> str:
    """``date-time``, ``integer | null``, ``[{text, url}]``, ``open | closed``."""
    if "anyOf" in schema:
        return " | ".join(_short(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema["type"] == "array":
        return f"[{_short(schema['items'])}]"
    if "properties" in schema:
        return f"{{{', '.join(schema['properties'])}}}"
    return str(schema.get("format", schema["type"]))
