"""What this room tells of a case: approved minutes, files, sittings that are still to be held or minuted, and when what
is restricted is looked at again.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deliberation.spaces.disclosure.withheld import withheld_in
from deliberation.spaces.minutes import printed
from deliberation.spaces.models import Attachment, Point, Sitting
from deliberation.spaces.records import Kept, Record, Room, Scope, Task, of_files

OPEN = {
    Sitting.State.PLANNED: gettext_lazy("Sitting that is called"),
    Sitting.State.OPEN: gettext_lazy("Sitting to be closed"),
    Sitting.State.CLOSED: gettext_lazy("Minutes of a sitting to be approved"),
}


def sittings_about(scope: Scope) -> QuerySet[Sitting]:
    """Of the case's own bodies, and those of others that have a point about it."""
    points = Point.objects.standing().filter(Q(space__in=scope.keys) | Q(about__in=scope.subjects))
    return Sitting.objects.filter(Q(space__in=scope.keys) | Q(pk__in=points.values("sitting"))).select_related("space")


def _records(scope: Scope) -> Iterator[Record]:
    for sitting in sittings_about(scope).filter(state=Sitting.State.APPROVED):
        yield Record(
            space=sitting.space,
            kind=pgettext_lazy("record", "minutes"),
            title=sitting.title,
            on=localdate(sitting.held_at),
            name=_("%(title)s, minutes") % {"title": sitting.title} + ".pdf",
            content=partial(printed, sitting),
        )
    yield from of_files(Attachment.objects.filter(space__in=scope.keys), pgettext_lazy("record", "file"))


def _tasks(scope: Scope) -> Iterator[Task]:
    for sitting in sittings_about(scope).filter(state__in=OPEN):
        due = sitting.replies_until if sitting.kind == Sitting.Kind.WRITTEN else sitting.held_at
        yield Task(OPEN[Sitting.State(sitting.state)], sitting.title, None if sitting.is_over else due)
    reviews = Counter((str(one.label), one.review_on) for one in withheld_in(scope.spaces))
    for (label, review_on), n in reviews.items():
        told = _("%(what)s (%(n)d)") % {"what": label, "n": n}
        yield Task(gettext_lazy("Restriction to be reviewed"), told, review_on)


ROOM = Room(
    _records,
    _tasks,
    kept=(
        Kept(
            gettext_lazy("Ways to reach people: e-mail, telephone, addresses, identities"),
            gettext_lazy("Not needed to examine the case; the law asks to give no more personal data than needed."),
        ),
    ),
)
