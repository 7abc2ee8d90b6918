"""What waits for committees: rows that ``portal`` joins with those of other rooms on the desk page."""

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from deliberation.rounds.book.models import Book, steered
from deliberation.spaces.bilingual import column_in_language
from deliberation.spaces.desk import rows
from deliberation.spaces.models import Role, Space


def waiting(user) -> QuerySet:
    """Briefing books that this person's committee has to decide on."""
    seats = user.memberships.current().filter(role__in=[Role.COMMITTEE, Role.CHAIR])
    steering = steered().filter(agenda=OuterRef("process__agenda"))
    own = Exists(steering.filter(space__in=seats.values("space")))
    citys = Exists(seats.filter(space__kind=Space.Kind.CITY))
    before, _zero, after = reverse("rounds:book_draft", args=["0"]).partition("0")
    return rows(
        Book.objects.filter(Q(own) | (Q(citys) & ~Exists(steering)), state=Book.State.SUBMITTED),
        what=Value(_("Briefing book to decide on")),
        heading=column_in_language("process__title"),
        address=Concat(Value(before), F("process__slug"), Value(after), output_field=CharField()),
        since=F("submitted_at"),
        due=Value(None),
    )
