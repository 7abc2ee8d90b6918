from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from deliberation.accounts import second_factor
from deliberation.accounts.models import Channel

ALWAYS_OPEN = {"account_logout", "accounts:welcome", "accounts:erase", "set_language", "demo:enter"}
SECOND_FACTOR_PAGES = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


def channel(get_response):
    """``request.channel`` tells by which way this session acts; every action keeps it."""

    def middleware(request):
        request.channel = Channel(request.session.get("channel", Channel.WEB))
        return get_response(request)

    return middleware


def page_before(request: HttpRequest) -> str | None:
    """The page of ours from which a form was posted, by its path; None when the browser does not say."""
    before = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, request.is_secure()):
        return None
    path = urlsplit(before)._replace(scheme="", netloc="", fragment="").geturl()
    return path if url_has_allowed_host_and_scheme(path, None) else None  # two slashes would name another host


def sign_in_before_posting(get_response):
    """Whoever posts a form and has to sign in first comes back to the page of the form: its address may take no GET."""

    def middleware(request):
        response = get_response(request)
        if request.method != "POST" or response.get("Location") != redirect_to_login(request.get_full_path()).url:
            return response
        _tell_not_done(request)
        return redirect_to_login(page_before(request) or "/")

    return middleware


def _tell_not_done(request: HttpRequest) -> None:
    messages.warning(request, _("Your last act is not done yet: you come back to its page and press once more."))


class Detour:
    """Lead a signed-in person to one page first and then back to where they were, to press there once more."""

    open_pages: set[str]

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        match = request.resolver_match
        if not request.user.is_authenticated or (match and match.view_name in self.open_pages):
            return None
        name = self.detour(request)
        if name is None:
            return None
        back = request.get_full_path()
        if request.method == "POST":
            _tell_not_done(request)
            back = page_before(request) or "/"
        return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': back})}")

    def detour(self, request: HttpRequest) -> str | None:
        raise NotImplementedError


class complete_profile(Detour):  # noqa: N801 - middleware, named like its neighbours
    """Until name, district and consents are given, there is one page."""

    open_pages = ALWAYS_OPEN

    def detour(self, request):
        return "accounts:welcome" if request.user.welcome_due else None


class require_second_factor(Detour):  # noqa: N801
    """Whoever decides about others shows a second factor in each session, and sets one up first."""

    open_pages = ALWAYS_OPEN | SECOND_FACTOR_PAGES

    def detour(self, request):
        if not request.user.needs_second_factor or second_factor.shown(request):
            return None
        return "mfa_reauthenticate" if second_factor.prepared(request.user) else "mfa_activate_totp"
