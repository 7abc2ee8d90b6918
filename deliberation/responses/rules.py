"""Rights in an answer, in a milestone and in a check; officials answer, the committee checks, everyone may contest."""

import rules
from django.utils.translation import gettext as _

from deliberation.responses.models import Contest, Response
from deliberation.spaces.access import before, holds_in_city, ready, signed_in, when, where_it_stands
from deliberation.spaces.models import Role

official = holds_in_city(Role.OFFICIAL)
office = holds_in_city(Role.OFFICIAL, Role.ADMINISTRATOR)
committee = holds_in_city(Role.COMMITTEE, Role.CHAIR)


def never_extended_nor_late(_user, response: Response) -> bool:
    return response.extended_from is None and not response.is_overdue


extendable = when(
    never_extended_nor_late,
    lambda response: _("A deadline is extended once, and before it has passed."),
)
submitted_by_others = when(
    lambda user, response: response.submitted_by_id != user.pk,
    lambda response: _("You have submitted “%(answer)s” yourself: somebody else publishes it.") % {"answer": response},
)
promising = when(
    lambda _user, response: response.promises,
    lambda response: where_it_stands(response, (), takes=False),
)
uncontested = when(
    lambda user, milestone: not Contest.objects.filter(claim=milestone.claim, user=user).exists(),
    lambda milestone: _("You have contested this report already."),
)


@rules.predicate
def is_to_be_answered(_user, process):
    """Once its recommendations were handed over; before that there is nothing to lead to."""
    return Response.objects.of(process).exists()


# of a process
rules.add_perm("responses.read", is_to_be_answered)
# of a response
rules.add_perm("responses.read_draft", office)
rules.add_perm("responses.draft", official & before("take_up", "submit", "publish"))  # and to hear other departments
rules.add_perm("responses.extend", official & before("take_up", "submit", "publish") & extendable)
rules.add_perm("responses.publish", office & ready("publish") & submitted_by_others)
rules.add_perm("responses.plan", official & promising)
# of a milestone
rules.add_perm("responses.report", official & before("finish"))
rules.add_perm("responses.contest", signed_in & before("reopen") & uncontested)
# of a check
rules.add_perm("responses.enter_check", (committee | official) & before("check"))  # on the agenda of the next sitting
rules.add_perm("responses.check", committee & ready("check"))
