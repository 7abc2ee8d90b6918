"""What came of an agenda here: the process set up from it, or the step by which an official sets one up."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from deliberation.agendas.models import Agenda
from deliberation.conflicts.mediation.models import Council
from deliberation.processes.models import Process
from deliberation.spaces.access import allowed
from deliberation.spaces.models import Space
from deliberation.spaces.sequels import Sequel


def of_council(council: Council, user) -> Iterator[Sequel]:
    """The meetings of a mediation council, for those who may enter it."""
    process = Process.objects.visible_to(user).filter(space=council.space_id).first()
    if process:
        on = process.convened_at or process.created_at
        yield Sequel(_("Meetings"), str(process), process.get_absolute_url(), [process.get_state_display()], on)
    elif council.state == Council.State.TALKING and user.pk and council.founded_by_id == user.pk:
        yield Sequel(_("Meetings"), _("Set up its meetings"), f"{reverse('processes:new')}?council={council.pk}")


def of_agenda(agenda: Agenda, user) -> Iterator[Sequel]:
    processes = Process.objects.visible_to(user).filter(agenda=agenda).exclude(state=Process.State.GIVEN_UP)
    for process in processes:
        facts = [fact for fact in (process.kind, process.get_state_display()) if fact]
        on = process.convened_at or process.created_at
        yield Sequel(_("Deliberation"), str(process), process.get_absolute_url(), facts, on)
    waits = agenda.state == Agenda.State.WAITING
    if waits and user.is_authenticated and allowed(user, "processes.new", Space.objects.city()):
        yield Sequel(_("Deliberation"), _("Set up a process for it"), f"{reverse('processes:new')}?agenda={agenda.pk}")
