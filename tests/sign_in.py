"""Being signed in without walking through the pages of sign-in, second factor included."""

from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from deliberation.accounts import second_factor


class Visitor(Client):
    """``force_login`` counts as a complete sign-in."""

    def force_login(self, user, backend=None):
        self.cookies["sessionid"] = session_key(user)


def sign_in(context, user, address: str) -> None:
    """Give a browser's context the session of somebody at this address."""
    context.add_cookies([{"name": "sessionid", "value": session_key(user), "url": address}])


def session_key(user) -> str:
    """A fresh session of this person: the value of the cookie ``sessionid``, for a browser too."""
    request = HttpRequest()
    request.session = SessionStore()
    request.user = user
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    second_factor.note(request, "test")
    request.session.save()
    return request.session.session_key
