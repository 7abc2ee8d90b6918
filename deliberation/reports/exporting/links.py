"""Links to files of a closed space and to bundles: each is for one person and expires, so that one passed on opens
nothing."""

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused
from deliberation.reports.exporting.formats import CASES
from deliberation.reports.models import Export

SALT = "reports.link"
LASTS = timedelta(minutes=10)


def link_to(export: Export, user) -> str:
    """Where the file is. Of a restricted one the address holds for :data:`LASTS` and this person."""
    address = export.download_url
    if not is_restricted(export):
        return address
    return f"{address}?key={signing.dumps([export.pk, user.pk], salt=SALT)}"


def is_restricted(export: Export) -> bool:
    return export.space.closed or (export.of_case and CASES[export.format].confidential)


def check_link(export: Export, user, key: str) -> None:
    """Refused for a restricted file without its link, with somebody else's, or with one that has expired."""
    if not is_restricted(export):
        return
    try:
        fits = signing.loads(key, salt=SALT, max_age=LASTS) == [export.pk, user.pk]
    except signing.BadSignature:
        fits = False
    if not fits:
        raise Refused(_("This link has expired, or is somebody else's. Take the file from the page of the report."))
