"""What this room tells of a case: the files that came with the proposal from which its agenda was made."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from deliberation.agendas.models import Agenda
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.models import Attachment
from deliberation.spaces.records import Kept, Record, Room, Scope, of_files


def _records(scope: Scope) -> Iterator[Record]:
    """A proposal lies in the city's space, among those of everything else."""
    keys = [subject.partition(":")[2] for subject in scope.subjects if subject.startswith("agenda:")]
    of_agenda = Q(proposals__in=Agenda.objects.filter(pk__in=keys).exclude(proposal=None).values("proposal"))
    yield from of_files(
        Attachment.objects.filter(of_agenda).distinct(), pgettext_lazy("record", "file of the proposal")
    )


ROOM = Room(
    _records,
    kept=(
        Kept(
            gettext_lazy("Names, dates of birth and numbers on lists of co-signatures, on paper as well"),
            Ground.PRIVACY,
            gettext_lazy("The published list shows codes, by which everyone finds themselves and nobody else."),
        ),
    ),
)
