"""In demo mode alone: enter as a role with one click, and read the mails and text messages that were sent."""

import email
import json
from datetime import datetime
from email import policy
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliberation.accounts import demo, second_factor
from deliberation.accounts.models import User
from deliberation.accounts.views import destination
from deliberation.ledger.actions import Refused

NEWEST = 30


@require_POST
def enter(request, slug: str):
    account = next((account for account in demo.ACCOUNTS if account.slug == slug), None)
    if account is None:
        raise Http404
    user = User.objects.filter(email=account.email).first()
    if user is None:
        raise Refused(_("The demo city is not loaded."))
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    second_factor.note(request, "demo")
    return redirect(destination(request))


def mails(request):
    """What was sent last, newest first."""
    sent = sorted([*_mails(), *_texts()], key=lambda message: message["at"], reverse=True)
    return render(request, "accounts/demo_mails.html", {"sent": sent[:NEWEST]})


def _newest(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]


def _mails():
    for path in _newest(Path(settings.EMAIL_FILE_PATH), "*.log"):
        at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        # Django's file backend separates the messages of one connection by a line of dashes.
        for source in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if source.strip():
                yield _mail(source, at)


def _mail(source: bytes, at: datetime) -> dict:
    message = email.message_from_bytes(source, policy=policy.default)
    body = message.get_body(("plain",))
    return {"to": message["To"], "subject": message["Subject"], "text": body.get_content() if body else "", "at": at}


def _texts():
    for path in _newest(Path(settings.SMS_FILE_PATH), "*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        yield {
            "to": content["to"],
            "subject": "",
            "text": content["text"],
            "at": datetime.fromisoformat(content["at"]),
        }
