"""Whether this session has shown a second factor."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

METHOD = "mfa"  # allauth's own word in the session's records


def shown(request: HttpRequest) -> bool:
    return any(record["method"] == METHOD for record in get_authentication_records(request, request.user))


def note(request: HttpRequest, kind: str) -> None:
    """Count the signed-in person's second factor as shown in this session, just now."""
    record_authentication(request, request.user, METHOD, type=kind, reauthenticated=True)


def prepared(user) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])
