"""Rights in an opinion round, and in one of its statements."""

import rules
from django.utils.translation import gettext as _

from deliberation.opinions.models import Reply, Stance
from deliberation.panels.rules import open_to_all, seat_of, seated
from deliberation.processes.models import Stage
from deliberation.spaces.access import holds, signed_in, when
from deliberation.spaces.models import Item, Role

accepting = when(
    lambda user, stage: stage.is_open(),
    lambda stage: _("“%(stage)s” does not take answers now.") % {"stage": stage},
)


def seals(stage: Stage) -> bool:
    """Whether the map stays closed until the round ends.

    Always where participants are drawn, so that nobody can open it for them; an open round chooses.
    """
    return not open_to_all.test(None, stage) or bool(stage.settings.get("sealed"))


def is_sealed(stage: Stage) -> bool:
    """Whether nobody, officials included, may learn now what was answered; only how much was."""
    return seals(stage) and stage.state != Stage.State.CLOSED


@rules.predicate
def unsealed(user, stage):
    return not is_sealed(stage)


# of a stage
rules.add_perm("opinions.answer", signed_in & seated & accepting)
rules.add_perm("opinions.put", signed_in & seated & accepting)
rules.add_perm("opinions.join", open_to_all & ~seated & accepting)
rules.add_perm("opinions.moderate", holds(Role.FACILITATOR))
rules.add_perm("opinions.map", unsealed)


@rules.predicate
def wrote(user, statement):
    """The author, while they take part."""
    own = user.is_authenticated and statement.item.author_id == user.pk
    return own and seat_of(user, statement.stage) is not None


@rules.predicate
def takes_part(user, statement):
    return seat_of(user, statement.stage) is not None


in_an_open_round = when(
    lambda user, statement: statement.stage.is_open(),
    lambda statement: _("“%(stage)s” does not take answers now.") % {"stage": statement.stage},
)
in_an_unended_round = when(
    lambda user, statement: statement.stage.state != statement.stage.State.CLOSED,
    lambda statement: _("This round has ended; its statements stay as they are."),
)
offered = when(
    lambda user, statement: statement.is_offered,
    lambda statement: _("This statement is not open for answers any more. Your earlier answers are kept."),
)
unanswered = when(
    lambda user, statement: (
        not (Stance.objects.filter(statement=statement).exists() or Reply.objects.filter(statement=statement).exists())
    ),
    lambda statement: _("Somebody has answered this statement, so its words stay. Put a new one instead."),
)


def still(*states: str):
    return when(
        lambda user, statement: statement.item.state in states and not statement.merged_into_id,
        lambda statement: _("This statement cannot be changed any more."),
    )


reworded_by_author = wrote & in_an_open_round & still(Item.State.WAITING, Item.State.ADMITTED, Item.State.DECLINED)
facilitates = signed_in & holds(Role.FACILITATOR)

# of a statement
rules.add_perm("opinions.reword", signed_in & reworded_by_author & unanswered)
rules.add_perm(
    "opinions.correct",
    facilitates & in_an_unended_round & still(Item.State.WAITING, Item.State.ADMITTED) & unanswered,
)
rules.add_perm("opinions.merge", facilitates & in_an_unended_round & offered)
rules.add_perm("opinions.translate", facilitates & still(Item.State.ADMITTED, Item.State.WAITING))
rules.add_perm("opinions.reply", signed_in & takes_part & in_an_open_round & offered)
