from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from deliberation.notices.models import Delivery


def message(delivery: Delivery) -> EmailMultiAlternatives:
    """The mail of one notice, in the reader's language. Its Message-ID is fixed by the row, whoever sends it."""
    person = delivery.notice.person
    with translation.override(person.language):
        title, body = delivery.notice.words
        context = {"title": title, "body": body, "link": settings.SITE_URL + delivery.notice.url}
        mail = EmailMultiAlternatives(
            subject=" ".join(title.split()),
            body=render_to_string("notices/mail.txt", context),
            to=[person.email or ""],
            headers={
                "Message-ID": f"<{delivery.message_id}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return mail
