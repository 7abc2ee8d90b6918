"""Rights in arguments and in questions to experts. The object is the stage, or the thing named beside the right."""

import rules
from django.utils.translation import gettext as _

from deliberation.processes.models import Process
from deliberation.rounds.arguments import Argument
from deliberation.rounds.participants import seat_of
from deliberation.spaces.access import holds, signed_in, when, where_it_stands
from deliberation.spaces.models import Item, Role


@rules.predicate
def seated(user, stage):
    return seat_of(user, stage) is not None


def _not_under_way(stage) -> str:
    return _("“%(stage)s” is not under way now.") % {"stage": stage}


accepting = when(lambda user, stage: stage.is_open(), _not_under_way)


@rules.predicate
def open_to_all(user, stage):
    return stage.process.preset == "open_online"


def _takes_decisions(_user, stage) -> bool:
    """Prepared and not closed, its window over or not: merging and answering may come after the last contribution."""
    return stage.state == stage.State.READY and stage.process.state == Process.State.RUNNING


unclosed = when(_takes_decisions, _not_under_way)
not_closed = when(lambda user, stage: stage.state != stage.State.CLOSED, _not_under_way)
facilitator = holds(Role.FACILITATOR)

rules.add_perm("rounds.argue", signed_in & seated & accepting)  # put claims, reply, rate
rules.add_perm("rounds.join", open_to_all & ~seated & accepting)
rules.add_perm("rounds.add_issue", facilitator & not_closed)
rules.add_perm("rounds.merge", facilitator & unclosed)
rules.add_perm("rounds.ask", signed_in & (seated | facilitator) & accepting)
rules.add_perm("rounds.support", signed_in & seated & accepting)
rules.add_perm("rounds.route", facilitator & unclosed)


# of an argument
@rules.predicate
def is_author(user, argument):
    return user.is_authenticated and argument.item.author_id == user.pk


of_an_open_stage = when(
    lambda user, argument: argument.stage.is_open(), lambda argument: _not_under_way(argument.stage)
)
can_be_withdrawn = when(
    lambda user, argument: argument.item.state == Item.State.ADMITTED and argument.state == Argument.State.STANDING,
    lambda argument: where_it_stands(argument, (), takes=False),
)


rules.add_perm("rounds.withdraw", is_author & of_an_open_stage & can_be_withdrawn)


# of a question's answer
@rules.predicate
def is_asked(user, answer):
    """The expert; for one without an account the facilitator, who enters the answer for them."""
    if answer.expert_id:
        return user.is_authenticated and answer.expert_id == user.pk
    return facilitator(user, answer)


awaited = when(
    lambda user, answer: answer.question.is_awaited,
    lambda answer: where_it_stands(answer.question, (), takes=False),
)
of_an_unclosed_stage = when(
    lambda user, answer: _takes_decisions(user, answer.question.stage),
    lambda answer: _not_under_way(answer.question.stage),
)


rules.add_perm("rounds.answer", signed_in & is_asked & awaited & of_an_unclosed_stage)
