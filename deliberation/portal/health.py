"""For balancers and containers: whether this process reaches what it cannot work without."""

from collections.abc import Callable

from celery import current_app
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError


@never_cache
@require_safe
def healthz(request):
    """200 while database and broker answer, else 503; the body says which of them does."""
    found = {"database": _answers(_ask_database), "broker": _answers(_ask_broker)}
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (DatabaseError, OperationalError):
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
