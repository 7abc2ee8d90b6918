"""What committees do: their sittings and decisions; and the minute books, in which every step stands."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from deliberation.ledger.models import Chain, Entry
from deliberation.portal.api import parameters
from deliberation.portal.api.declaring import UPDATED, Resource, updated
from deliberation.portal.api.shapes import (
    FACTS,
    ID,
    MOMENT,
    PAGE,
    TEXT,
    WHOLE,
    Field,
    code,
    many,
    named,
    optional,
    record,
)
from deliberation.processes.models import Process
from deliberation.spaces.concealing import conceal
from deliberation.spaces.models import Decision, Point, Sitting, Space
from deliberation.spaces.results import RESULTS


def open_spaces():
    return Space.objects.visible_to(AnonymousUser())


def _sittings():
    rows = Sitting.objects.visible_to(AnonymousUser()).select_related("space")
    points = Point.objects.standing().filter(space__in=open_spaces()).order_by("position")
    return updated(rows.prefetch_related(Prefetch("points", queryset=points)), "sitting", "held_at")


def _conceal_points(rows: Sequence[Sitting]) -> None:
    conceal([point for row in rows for point in row.points.all()], "title")


SITTINGS = Resource(
    "sittings",
    "Sitting",
    _("Sittings of the committees"),
    _sittings,
    ("-held_at", "-id"),
    (
        ID,
        PAGE,
        Field("title", TEXT),
        Field("committee", optional(TEXT), lambda row: row.space.title, _("Null: the city's standing committee.")),
        Field("kind", code(Sitting.Kind.choices)),
        Field("state", code(Sitting.State.choices)),
        Field("held_at", MOMENT),
        Field("replies_until", optional(MOMENT), about=_("Of a written procedure.")),
        Field("place", optional(TEXT)),
        Field("change_reason", optional(TEXT), about=_("Why it was postponed or cancelled.")),
        Field(
            "points",
            many(
                record(
                    [
                        Field("position", WHOLE),
                        Field("title", TEXT),
                        Field("decision", optional(WHOLE), lambda row: row.decision_id),
                    ]
                )
            ),
            lambda row: row.points.all(),
            _("The agenda of the sitting, as far as it is public."),
        ),
        UPDATED,
    ),
    about=_("What committees have on their agenda, and when they sit."),
    narrowing=(
        parameters.state(Sitting.State.choices),
        parameters.slug("committee", _("Only those of this committee, by the name of its space."), "space__name"),
    ),
    complete=_conceal_points,
)


def _decisions():
    rows = Decision.objects.filter(space__in=open_spaces(), sitting__in=Sitting.objects.visible_to(AnonymousUser()))
    return updated(rows, "decision", "decided_at")


DECISIONS = Resource(
    "decisions",
    "Decision",
    _("Decisions of the committees"),
    _decisions,
    ("-decided_at", "-id"),
    (
        ID,
        Field("sitting", WHOLE, lambda row: row.sitting_id),
        Field("about", TEXT, about=_("What it is about, as the minute books name it, such as proposal:12.")),
        Field("motion", TEXT),
        Field("result", named(lambda result: RESULTS.get(result, result))),
        Field("votes_for", optional(WHOLE), about=_("Null where it was decided by consensus.")),
        Field("votes_against", optional(WHOLE)),
        Field("abstentions", optional(WHOLE)),
        Field("reason", TEXT),
        Field("decided_at", MOMENT),
        UPDATED,
    ),
    about=_("Every decision that a committee took in a sitting, with its published reason."),
    narrowing=(parameters.key("sitting", _("Only those of this sitting, by its number.")),),
    complete=lambda rows: conceal(rows, "motion"),
)


def public_chains():
    """Books that everyone can download: the city's, those of convened deliberations and of agendas' preparation."""
    prepared = Process.objects.filter(state__in=Process.UNCONVENED).values("space")
    kinds = Q(kind__in=[Space.Kind.CITY, Space.Kind.PROCESS, Space.Kind.AGENDA])
    spaces = open_spaces().filter(kinds).exclude(pk__in=prepared)
    return Chain.objects.filter(name__in=spaces.values("name"))


CHAINS = Resource(
    "books",
    "Book",
    _("Minute books"),
    public_chains,
    ("-id",),
    (
        Field("name", TEXT),
        Field("length", WHOLE, about=_("Number of its entries.")),
        Field("head", TEXT, about=_("Check value of the last entry.")),
    ),
    about=_("Books of minutes: the city's own, and one of each deliberation."),
    key="name",
)


def _entries():
    rows = Entry.objects.filter(chain__in=public_chains()).select_related("chain")
    return rows.annotate(book=F("chain__name"))


ENTRIES = Resource(
    "entries",
    "Entry",
    _("Entries of the minute books"),
    _entries,
    ("-n",),
    (
        Field("chain", TEXT, lambda row: row.book),
        Field("n", WHOLE),
        Field("version", WHOLE),
        Field("at", TEXT, about=_("In UTC, letter by letter as it enters the check value.")),
        Field("step", TEXT),
        Field("subject", TEXT),
        Field("actor", TEXT, about=_("A pseudonym that stands for one person in this book alone.")),
        Field("role", TEXT),
        Field("facts", FACTS),
        Field("commitments", FACTS),
        Field("previous", TEXT),
        Field("digest", TEXT),
    ),
    about=_("The entries of one book, the newest first, with all that its check values are computed from."),
    narrowing=(parameters.slug("book", _("Name of the book."), "chain__name", required=True),),
    key="",
)
