"""The admitted statements of a process, and finding among them what a recommendation can rest on."""

from deliberation.opinions.models import Statement, StatementQuerySet
from deliberation.processes.models import Process

OFFERED = 20


def admitted(process: Process) -> StatementQuerySet:
    return Statement.objects.admitted().filter(stage__process=process).select_related("item")


def find(process: Process, query: str) -> StatementQuerySet:
    """At most OFFERED statements in their order: those that contain the query, or the first ones without a query."""
    statements = admitted(process)
    query = query.strip()
    if query.lstrip("#").isdecimal():
        statements = statements.filter(number=int(query.lstrip("#")[:9]))
    elif query:
        statements = statements.matching(query)
    return statements.order_by("stage_id", "number")[:OFFERED]
