import logging
import secrets
from smtplib import SMTPException
from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView
from allauth.core import ratelimit
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from deliberation.accounts import actions, consents, demo, second_factor
from deliberation.accounts.contacts import Contact
from deliberation.accounts.forms import ContactForm, ErasureForm, LetterForm, SettingsForm, WelcomeForm
from deliberation.accounts.models import Channel, Consent, Letter, User

logger = logging.getLogger(__name__)
NOT_SENT = gettext_lazy("The code could not be sent. Please try again in a few minutes.")


def destination(request) -> str:
    """The page that the person came from, if it is one of ours."""
    return get_next_redirect_url(request) or reverse(settings.LOGIN_REDIRECT_URL)


def within_limits(request, action: str, key: str, *, count: bool = True) -> bool:
    """Whether this attempt is within the limits of settings; while the cache is away, nothing is counted."""
    return ratelimit.consume(request, action=action, key=key, dry_run=not count)


def counting() -> bool:
    """Whether attempts are counted now: a cache that is away forgets what it is given."""
    probe = f"counting:{secrets.token_hex(8)}"
    cache.set(probe, True, timeout=10)
    return cache.get(probe, False)


@never_cache
def sign_in(request):
    """Ask for a contact and send its code; known and new contacts are treated alike."""
    if request.user.is_authenticated:
        return redirect(destination(request))
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fault = send_code(request, form.cleaned_data["contact"])
        if not fault:
            back = urlencode({"next": destination(request)})
            return redirect(f"{reverse('account_confirm_login_code')}?{back}")
        form.add_error("contact", fault)
    roles = demo.ACCOUNTS if settings.DEMO else []
    return render(request, "account/login.html", {"form": form, "next": destination(request), "demo_accounts": roles})


def send_code(request, contact: Contact) -> str | None:
    """Start allauth's code process for the person behind the contact; words for the reader if that failed."""
    if not within_limits(request, "request_login_code", contact.subject):
        return _("Too many attempts. Please ask for a new code in a few minutes.")
    user = actions.person_for(contact, language=get_language() or "ko")
    try:
        LoginCodeVerificationProcess.initiate(request=request, user=user, **{contact.provider: contact.subject})
    except (OSError, SMTPException):
        logger.exception("a sign-in code could not be sent by %s", contact.provider)
        return str(NOT_SENT)
    return None


class ConfirmCode(ConfirmLoginCodeView):
    """allauth's page for the code; whoever is sent back from it is told why and keeps the page that they came from."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        start = reverse("account_login")
        if response.get("Location") != start:
            return response
        if not getattr(messages.get_messages(request), "added_new", False):
            messages.error(request, _("This code no longer holds. Please ask for a new one."))
        return redirect(self.passthrough_next_url(start))

    def form_valid(self, form):
        """The code was right, or a new one is wanted: if that cannot be sent, the earlier one still holds."""
        try:
            return super().form_valid(form)
        except (OSError, SMTPException):
            if self.request.POST.get("action") != "resend":
                raise
            logger.exception("a sign-in code could not be sent again")
            messages.error(self.request, NOT_SENT)
            return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


@login_required
def welcome(request):
    form = WelcomeForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("display_name", "district")}
        actions.introduce(request.user, purposes=form.purposes(), **fields)
        return redirect(destination(request))
    return render(request, "accounts/welcome.html", {"form": form, "next": destination(request)})


@never_cache
def letter(request):
    """Sign a person in with the code of their invitation letter, for this session."""
    form = LetterForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        found, fault = found_letter(request, form.cleaned_data["code"])
        if found:
            login(request, found.user, backend="django.contrib.auth.backends.ModelBackend")
            request.session["channel"] = Channel.LETTER
            return redirect(found.landing)
        form.add_error("code", fault)
    return render(request, "accounts/letter.html", {"form": form})


def found_letter(request, code: str) -> tuple[Letter | None, str]:
    """The letter of a code, or words for the reader. Only wrong codes are counted: a full hall shares one address.

    Whoever asks for a code by mail or phone has to receive it, but a letter's code can be guessed: not uncounted.
    """
    if not counting() or not within_limits(request, "letter", "all letters", count=False):
        return None, _("Too many attempts. Please try again later, or call us.")
    found = actions.open_letter(code)
    if not found:
        within_limits(request, "letter", "all letters")
    return found, _("This code is not valid. Please compare it with your letter, or call us.")


@login_required
def own_settings(request):
    form = SettingsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_settings(request.user, **form.cleaned_data)
        language = form.cleaned_data["language"]
        with override(language):  # that of the page on which it is read
            messages.success(request, _("Your settings are saved."))
        response = redirect("accounts:settings")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language)
        return response
    given = {row.purpose: row for row in request.user.consents.filter(withdrawn_at=None)}
    rows = [(notice, given.get(notice.purpose)) for notice in consents.NOTICES]
    return render(request, "accounts/settings.html", {"form": form, "consents": rows})


@login_required
@require_POST
def change_consent(request, purpose: Consent.Purpose):
    """Give or withdraw one consent (``give`` in the form says which)."""
    act = actions.consent if request.POST.get("give") else actions.withdraw_consent
    act(request.user, purpose)
    return redirect("accounts:settings")


@login_required
def erase(request):
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.erase(request.user, by=request.user)
        logout(request)
        messages.success(request, _("Your account is erased. Thank you for having taken part."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/erase.html", {"form": form})


def admin_entrance(request, extra_context=None):
    """The admin pages have no sign-in of their own: there are no passwords here."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


class ActivateSecondFactor(ActivateTOTPView):
    """Whoever has just typed the app's first code has shown it: they are not asked a second time."""

    def form_valid(self, form):
        response = super().form_valid(form)
        second_factor.note(self.request, "totp")
        return response
