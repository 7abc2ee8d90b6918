"""Rights in an answer to a question. The object is the answer; asking is a right in the stage (`rounds.rules`)."""

import rules

from deliberation.rounds.rules import facilitator, not_under_way, takes_decisions
from deliberation.spaces.access import signed_in, when, where_it_stands


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
    lambda user, answer: takes_decisions(user, answer.question.stage),
    lambda answer: not_under_way(answer.question.stage),
)


rules.add_perm("rounds.answer", signed_in & is_asked & awaited & of_an_unclosed_stage)
