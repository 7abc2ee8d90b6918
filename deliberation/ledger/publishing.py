"""A minute book as everyone can download it and compute it anew."""

import json
from collections.abc import Iterator

from django.http import StreamingHttpResponse

from deliberation.ledger.models import Chain


def as_download(chain: Chain) -> StreamingHttpResponse:
    """The whole chain as one JSON document, streamed."""
    response = StreamingHttpResponse(written(chain), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{chain.name}.json"'
    return response


def written(chain: Chain) -> Iterator[str]:
    """``{"chain", "length", "head", "entries": [{…the content that is hashed…, "digest"}]}``, an entry a line."""
    yield json.dumps({"chain": chain.name, "length": chain.length, "head": chain.head})[:-1] + ', "entries": [\n'
    for entry in chain.entries.select_related("chain").filter(n__lte=chain.length).order_by("n").iterator():
        comma = "," if entry.n < chain.length else ""
        yield json.dumps(entry.content() | {"digest": entry.digest}, ensure_ascii=False) + comma + "\n"
    yield "]}\n"
