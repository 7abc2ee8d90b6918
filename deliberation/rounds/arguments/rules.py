"""Rights in an argument. The object is the argument; putting one is a right in the stage (`rounds.rules`)."""

import rules

from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.rules import not_under_way
from deliberation.spaces.access import when, where_it_stands
from deliberation.spaces.models import Item


@rules.predicate
def is_author(user, argument):
    return user.is_authenticated and argument.item.author_id == user.pk


of_an_open_stage = when(lambda user, argument: argument.stage.is_open(), lambda argument: not_under_way(argument.stage))
can_be_withdrawn = when(
    lambda user, argument: argument.item.state == Item.State.ADMITTED and argument.state == Argument.State.STANDING,
    lambda argument: where_it_stands(argument, (), takes=False),
)


rules.add_perm("rounds.withdraw", is_author & of_an_open_stage & can_be_withdrawn)
