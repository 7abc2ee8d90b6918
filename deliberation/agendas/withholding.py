"""What this room keeps from the public: papers of a preparation, and files of proposals that are out of sight."""

from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.bodies.assisting import set_readers
from deliberation.agendas.bodies.models import WorkingPaper
from deliberation.agendas.models import Proposal
from deliberation.spaces.desk import address
from deliberation.spaces.disclosure.withheld import Source
from deliberation.spaces.models import Attachment


def _papers(user) -> QuerySet[WorkingPaper]:
    return WorkingPaper.objects.all() if user is None else WorkingPaper.objects.visible_to(user)


def _files(user) -> QuerySet[Attachment]:
    """Not those of drafts, which are their proposers' own."""
    rows = Attachment.objects.all() if user is None else Attachment.objects.visible_to(user)
    shown = Proposal.objects.exclude(state=Proposal.State.DRAFT)
    return rows.filter(pk__in=shown.values("attachments"))


def _open_paper(pk: int, by) -> None:
    paper = WorkingPaper.objects.select_related("attachment", "preparation__space").get(pk=pk)
    set_readers(paper, restricted=False, by=by)


SOURCES = [
    Source(
        name="working_paper",
        label=_("paper of a preparation"),
        rows=_papers,
        title=lambda: F("title"),
        address=lambda: address("bodies:all", "preparation__agenda_id"),
        path="attachment__restriction",
        release=_open_paper,
    ),
    Source(
        name="proposal_file",
        label=_("file of a proposal out of sight"),
        rows=_files,
        title=lambda: F("name"),
        address=lambda: Value(reverse("agendas:list")),
        place=lambda: address("spaces:item", "proposals__item"),
    ),
]
