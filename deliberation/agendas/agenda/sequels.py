"""What came of a conflict here: the agendas that the committee has made of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from deliberation.agendas.models import Agenda
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.spaces.sequels import Sequel


def of_conflict(conflict: ConflictCase, user) -> Iterator[Sequel]:
    agendas = Agenda.objects.visible_to(user).listed().filter(conflict=conflict).for_list()
    for agenda in agendas.order_by("-selected_at", "-pk"):
        facts = [agenda.get_state_display(), agenda.route.get_kind_display()]
        yield Sequel(_("Agenda"), str(agenda), agenda.get_absolute_url(), facts, agenda.selected_at)
