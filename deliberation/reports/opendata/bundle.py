"""The open data of a process as one file: what was frozen, what it means, and a program that checks it."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from deliberation.ballots.checking.bundle import PROGRAM
from deliberation.documents.archive import sealed
from deliberation.reports.editions.snapshot import Snapshot
from deliberation.reports.opendata.dictionary import TABLES, meaning

VERIFY = Path(__file__).parent / "verify.py"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def bundle(snapshot: Snapshot) -> bytes:
    """The ZIP file, the same bytes for the same snapshot. Documents are not in it: they are files of their own."""
    files = dict(_files(snapshot))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return sealed(sorted((files | {"SHA256SUMS": sums.encode()}).items()))


def _files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    for name in snapshot.names("ballots/", "data/", "polis/", "ledger.json", "about.json"):
        yield name, snapshot.read(name)
    yield "edition.json", snapshot.listing
    yield "verify.py", VERIFY.read_bytes()
    yield "ballots/verify.py", PROGRAM.read_bytes()
    yield "datapackage.json", _json(_datapackage(snapshot))
    for language, _name in settings.LANGUAGES:
        with override(language):
            words = render_to_string("reports/opendata/readme.txt", _words(snapshot))
            yield f"README.{language}.md", words.encode()
    yield "CITATION.cff", _citation(snapshot).encode()


def _words(snapshot: Snapshot) -> dict[str, Any]:
    about, language = snapshot.about, (get_language() or "ko")[:2]
    tables = [
        (table, TABLES[table["table"]], [(c, meaning(table["table"], c)) for c in table["columns"]])
        for table in about["tables"]
    ]
    return {
        "about": about,
        "said": {name: about[name][language] for name in ("title", "summary", "publisher", "department")},
        "digest": snapshot.digest,
        "tables": tables,
        "covered": sum(table["covered"] for table in about["tables"]),
        "maps": sorted({name.split("/")[1] for name in snapshot.names("polis/")}),
        "licence": LICENCE,
    }


def _citation(snapshot: Snapshot) -> str:
    """YAML of texts in quotes, as JSON has them."""
    about = snapshot.about
    told = {
        "cff-version": "1.2.0",
        "message": "Please cite these data as below.",
        "type": "dataset",
        "title": about["title"]["en"],
        "authors": [{"name": about["publisher"]["en"]}],
        "date-released": about["as_of"],
        "version": snapshot.digest[:12],
        "url": about["url"],
        "license": LICENCE["name"],
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items())


def _datapackage(snapshot: Snapshot) -> dict[str, Any]:
    """As Frictionless Data Package has it; descriptions in Korean, with English ones beside them."""
    about = snapshot.about
    return {
        "profile": "tabular-data-package",
        "name": about["slug"],
        "title": about["title"]["ko"],
        "title_en": about["title"]["en"],
        "description": about["summary"]["ko"],
        "description_en": about["summary"]["en"],
        "homepage": about["url"],
        "version": snapshot.digest[:12],
        "created": f"{about['as_of']}T00:00:00+09:00",
        "licenses": [LICENCE],
        "contributors": [{"title": about["publisher"]["ko"], "role": "publisher"}],
        "resources": [_resource(snapshot, table) for table in about["tables"]],
    }


def _resource(snapshot: Snapshot, table: dict[str, Any]) -> dict[str, Any]:
    kept = snapshot.files[table["file"]]
    return {
        "name": table["file"].removeprefix("data/").removesuffix(".csv").replace("_", "-"),
        "path": table["file"],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": kept.size,
        "hash": f"sha256:{kept.sha256}",
        **_in_both("title", TABLES[table["table"]].title),
        **_in_both("description", TABLES[table["table"]].description),
        "schema": {"fields": [_field(table["table"], column) for column in table["columns"]], "missingValues": [""]},
    }


def _field(table: str, column: str) -> dict[str, Any]:
    means = meaning(table, column)
    told = {"name": column, "type": means.type, **_in_both("description", means.description)}
    return told | (_in_both("unit", means.unit) if means.unit else {})


def _in_both(name: str, words: Any) -> dict[str, str]:
    told = {}
    for language, key in (("ko", name), ("en", f"{name}_en")):
        with override(language):
            told[key] = str(words)
    return told


def _json(tree: dict[str, Any]) -> bytes:
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode()
