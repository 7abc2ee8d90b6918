"""What this room keeps from the public: files of contests that a moderator has hidden."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from deliberation.responses.models import Contest
from deliberation.spaces.desk import address
from deliberation.spaces.disclosure.withheld import Source
from deliberation.spaces.models import Attachment


def _files(user) -> QuerySet:
    rows = Contest.attachments.through.objects.all()
    return rows if user is None else rows.filter(attachment__in=Attachment.objects.visible_to(user))


SOURCES = [
    Source(
        name="contest_file",
        label=_("file of a contest out of sight"),
        rows=_files,
        title=lambda: F("attachment__name"),
        address=lambda: address(
            "responses:milestone",
            "contest__claim__milestone__response__recommendation__process__slug",
            "contest__claim__milestone",
        ),
        path="attachment__restriction",
        place=lambda: address("spaces:item", "contest__item"),
    ),
]
