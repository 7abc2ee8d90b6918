"""What this room tells of a case: complaints that wait for an answer, and what of a ballot nobody is ever given."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from deliberation.ballots.complaints.models import ANSWER_WITHIN, Complaint
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.records import Kept, Room, Scope, Task


def _tasks(scope: Scope) -> Iterator[Task]:
    filed = Complaint.objects.filter(ballot__stage__process__space__in=scope.keys, state=Complaint.State.FILED)
    for complaint in filed.order_by("filed_at"):
        yield Task(
            gettext_lazy("Complaint about a missing vote to be answered"),
            str(complaint),
            complaint.filed_at + ANSWER_WITHIN,
        )


ROOM = Room(
    tasks=_tasks,
    kept=(
        Kept(
            gettext_lazy("Keys of ballots and sealed papers"),
            Ground.PRIVACY,
            gettext_lazy("Whoever had both could learn how people voted; they are destroyed when the ballot closes."),
        ),
        Kept(
            gettext_lazy("Who voted how, and the roll with names"),
            Ground.PRIVACY,
            gettext_lazy(
                "The vote is secret, for auditors as well. The published lists can be counted again by anyone."
            ),
        ),
    ),
)
