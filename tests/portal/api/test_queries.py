"""Every list takes as many queries for 30 rows as for one, and so does one thing alone."""

from copy import copy

import pytest

from deliberation.agendas.models import Agenda, Proposal
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.ledger.actions import record
from deliberation.ledger.models import Chain
from deliberation.opinions.models import OpinionMap, Statement
from deliberation.processes.models import Process
from deliberation.recommendations.models import Recommendation
from deliberation.responses.models import Check, Contest, Milestone, Report, Response
from deliberation.rounds.models import Argument, Meeting, Question
from deliberation.spaces.models import Decision, Point, Sitting
from tests.portal.api.scene import LISTS, NEEDED, City

# Of a list: the rows, and what is fetched with them. Of one thing alone likewise.
QUERIES = {
    "conflicts": (1, 2),
    "proposals": (1, 1),
    "agendas": (1, 1),
    "processes": (3, 3),
    "statements": (2, 2),
    "opinion-maps": (2, 4),
    "meetings": (1, 1),
    "arguments": (1, 1),
    "questions": (2, 2),
    "recommendations": (1, 3),
    "ballots": (3, 3),
    "responses": (3, 3),
    "milestones": (1, 3),
    "contests": (2, 2),
    "checks": (1, 3),
    "sittings": (3, 3),
    "decisions": (2, 1),  # the list looks up what a proposal is called; the first decision is about a conflict
    "books": (1, 1),
    "entries": (1, 1),
}


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_lists_and_things_take_the_same_queries_whatever_there_is(
    ask, here, settings, django_assert_num_queries, number
):
    settings.API_REQUESTS_PER_MINUTE = 1000
    more(here, number - 1)
    for name in LISTS:
        of_list, of_one = QUERIES[name]
        with django_assert_num_queries(of_list, info=name):
            rows = ask(name, limit=100, **NEEDED.get(name, {})).json()["data"]
        if name != "ballots":
            assert len(rows) >= number, name
        if name != "entries":
            first = rows[-1]  # it has whatever belongs to one; those after it are copies
            key = first.get("slug") or first.get("name") or first.get("id") or first["stage"]
            with django_assert_num_queries(of_one, info=name):
                assert ask(f"{name}/{key}").status_code == 200


def more(here: City, n: int) -> None:
    """So many more of everything but ballots, written directly: only reading is looked at."""
    stages = {stage.kind: stage for stage in here.open.stages.all()}
    process, charter = Process.objects.get(pk=here.open.pk), here.open.charter
    for i in range(n):
        space = again(here.open.space, name=f"process-{i}")
        other = again(process, space=space, slug=f"process-{i}", agenda=None)
        again(charter, process=other)
        again(OpinionMap.objects.defer(None).first(), stage=again(stages["opinion_round"], process=other))
        again(stages["meetings"], process=other)
        again(Chain.objects.get(name=here.open.chain), name=space.name)
        of_conflict = again(ConflictCase.objects.first().space, name=f"another-{i}")
        again(ConflictCase.objects.first(), space=of_conflict, restricted_note="", note_restriction=None)
        again(Agenda.objects.first(), proposal=None)
        for model in (Statement, Argument, Question):
            row = model.objects.select_related("item").first()
            again(row, item=again(row.item), number=100 + i)
        proposal = Proposal.objects.listed().select_related("item").first()
        again(proposal, item=again(proposal.item))
        record(proposal, "count", by=here.cast.emil)
        again(Meeting.objects.first(), number=100 + i)
        answer = again(Response.objects.first(), recommendation=again(Recommendation.objects.first(), number=100 + i))
        milestone = again(Milestone.objects.first(), response=answer)
        contest = Contest.objects.select_related("item").first()
        again(contest, claim=again(Report.objects.first(), milestone=milestone), item=again(contest.item))
        again(Check.objects.first(), process=other, state="waiting", decision=None, checked_at=None)
        again(Decision.objects.order_by("pk").first())
        sitting = again(Sitting.objects.first(), state=Sitting.State.PLANNED)
        again(Point.objects.first(), sitting=sitting, decision=None)


def again(row, **changes):
    """The same row once more with these changes."""
    other = copy(row)
    other.pk, other._state.adding = None, True
    for name, value in changes.items():
        setattr(other, name, value)
    other.save(force_insert=True)
    return other
