"""What this room tells of a case: approved minutes, files, sittings that are still to be held or minuted, and when what
is restricted is looked at again.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deliberation.accounts.templatetags.words import moment, office
from deliberation.documents import pdf
from deliberation.documents.blocks import Block, Document, Heading, Note, Paragraph
from deliberation.spaces.bilingual import printed_language
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.disclosure.withheld import withheld_in
from deliberation.spaces.kinds import KINDS
from deliberation.spaces.minutes import printed
from deliberation.spaces.models import Attachment, Item, Point, Sitting, Space
from deliberation.spaces.records import Kept, Record, Room, Scope, Task, covered, of_files, particulars

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
    yield from _texts_out_of_sight(scope)


def _texts_out_of_sight(scope: Scope) -> Iterator[Record]:
    """For auditors alone, who judge whether it was right to decline or hide them: one document for each space."""
    there = Q(space__in=scope.keys) | Q(restriction__in=scope.restrictions)
    rows = Item.objects.filter(there).exclude(restriction=None).select_related("space", "restriction")
    for space, items in groupby(rows.order_by("space", "pk"), lambda item: item.space):
        document = covered(texts_in_full(space, list(items)))
        yield Record(
            space=space,
            kind=gettext_lazy("text out of sight"),
            title=document.title,
            on=localdate(),
            name=f"{document.title}.pdf",
            content=partial(pdf.render, document),
            confined=True,
        )


def texts_in_full(space: Space, items: list[Item]) -> Document:
    """Texts that were declined or hidden, with all their words, the ground and the reason; nobody is named."""
    return Document(
        title=_("Texts out of sight, in full"),
        subtitle=space.title or str(space.get_kind_display()),
        language=printed_language(),
        date=localdate(),
        publisher=office()["name"],
        blocks=(Note(_("This document holds what is not public.")), *(row for item in items for row in _in_full(item))),
    )


def _in_full(item: Item) -> Iterator[Block]:
    label, basis = KINDS[item.kind].label, item.restriction.basis  # type: ignore[union-attr]  # those out of sight
    heading = _("%(kind)s no. %(n)d") % {"kind": label, "n": item.pk}
    yield Heading(1, heading)
    told = (
        (_("State"), str(item.get_state_display())),
        (_("Submitted at"), moment(item.submitted_at)),
        (_("Decided at"), moment(item.decided_at) if item.decided_at else ""),
        (_("Ground in the law"), f"{basis.ground.citation} ({basis.ground.label})"),
        (_("Reason"), item.reason),
        (_("Review on"), basis.review_on.isoformat()),
    )
    yield particulars(heading, told)
    for line in filter(str.strip, item.text.splitlines()):
        yield Paragraph.of(line)


def _tasks(scope: Scope) -> Iterator[Task]:
    for sitting in sittings_about(scope).filter(state__in=OPEN):
        due = sitting.replies_until if sitting.kind == Sitting.Kind.WRITTEN else sitting.held_at
        yield Task(OPEN[Sitting.State(sitting.state)], sitting.title, None if sitting.is_over else due)
    reviews = Counter((str(one.label), one.review_on) for one in withheld_in(scope.spaces, besides=scope.restrictions))
    for (label, review_on), n in reviews.items():
        told = _("%(what)s (%(n)d)") % {"what": label, "n": n}
        yield Task(gettext_lazy("Restriction to be reviewed"), told, review_on)


ROOM = Room(
    _records,
    _tasks,
    kept=(
        Kept(
            gettext_lazy("Ways to reach people, of their accounts: e-mail, telephone, addresses, identities"),
            Ground.PRIVACY,
            gettext_lazy("Not needed to examine the case; the law asks to give no more personal data than needed."),
        ),
    ),
)
