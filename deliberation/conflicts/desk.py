"""What waits for experts, the committee and members of mediation councils: rows that ``portal`` joins with those of
other rooms."""

from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.mediation.models import (
    Compliance,
    Council,
    Member,
    Offer,
    Ratification,
    Signature,
    Undertaking,
)
from deliberation.conflicts.models import Diagnosis
from deliberation.spaces.bilingual import column_in_language
from deliberation.spaces.desk import address, holds_in_city, midnight, rows
from deliberation.spaces.models import Membership, Role, Space


def waiting(user) -> list[QuerySet]:
    """Diagnoses for this expert or for the committee, and listed cases of which this year has not been decided."""
    on_committee = holds_in_city(user, Role.COMMITTEE, Role.CHAIR)
    here = Membership.objects.current().filter(user=user, role=Role.EXPERT).values("space")
    to_review = Diagnosis.objects.filter(state=Diagnosis.State.SUBMITTED, conflict__space__in=here)
    to_grade = Diagnosis.objects.filter(on_committee, state=Diagnosis.State.REVIEWED)
    new_year = timezone.localtime().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    to_carry = ConflictCase.objects.due_in(new_year.year).filter(on_committee)
    return [
        _diagnoses(to_review, _("Diagnosis to give an opinion on"), "review", F("submitted_at")),
        _diagnoses(to_grade, _("Conflict to grade"), "grade", F("reviewed_at")),
        rows(
            to_carry,
            what=Value(_("Listed conflict to carry over or release")),
            heading=F("title"),
            address=address("conflicts:detail", "pk"),
            since=Value(new_year),
            due=Value(None),
        ),
    ]


def mediation(user) -> list[QuerySet]:
    """What councils wait for from this person: word of the principals, a signature, an answer, a check of what was
    promised. Representatives have no desk; these rows stand on their own page, too."""
    state, mine = Council.State, Member.objects.filter(user=user, left_at=None)
    given = {"draft": OuterRef("council__put"), "member": OuterRef("pk")}
    to_ratify = mine.filter(~Exists(Ratification.objects.filter(**given)), council__state=state.RATIFYING)
    to_sign = mine.filter(~Exists(Signature.objects.filter(**given)), council__state=state.SIGNING)
    answering = mine.filter(council=OuterRef("council"), party__isnull=False).exclude(pk=OuterRef("maker"))
    asked = Q(Exists(answering), to=None) | Exists(answering.filter(party=OuterRef("to")))
    to_answer = Offer.objects.filter(asked, answer=Offer.Answer.WAITING, council__state=state.TALKING)
    keeping = Membership.objects.current().filter(user=user, role=Role.OFFICIAL).values("space")
    looked_at = Compliance.objects.filter(undertaking=OuterRef("pk"))
    looked_at = looked_at.filter(Q(result=Compliance.Result.KEPT) | Q(at__gte=midnight(OuterRef("due"))))
    to_check = Undertaking.objects.filter(~Exists(looked_at), council__space__in=keeping)
    to_check = to_check.filter(council__state=state.AGREED, due__lte=timezone.localdate())
    put_at, last_word = F("council__put__at"), Max("council__put__ratifications__at")
    promised = F("mediation_council__undertakings__due")
    return [
        _of_council(
            to_ratify.filter(party__isnull=False), _("Decision of your principals to hand in"), "ratify", since=put_at
        ),
        _of_council(to_sign, _("Agreement to sign"), since=Coalesce(last_word, put_at)),
        _of_council(to_answer, _("Offer to answer"), "answer", "pk", since=F("at")),
        # Asked of the councils' spaces, since undertakings and councils have columns of the desk's own names.
        _of_council(
            Space.objects.filter(mediation_council__undertakings__in=to_check),
            _("Undertaking to check"),
            "check",
            "mediation_council__undertakings",
            since=midnight(promised),
            due=midnight(promised, days=1),
        ),
    ]


def _of_council(waiting: QuerySet, what: str, act: str = "", *keys: str, since: Any, due: Any = None) -> QuerySet:
    """``act`` is a page of the council; ``keys`` are the columns of what it takes besides."""
    to = "mediation_council__" if waiting.model is Space else "council__"
    name = f"conflicts:council_{act}" if act else "conflicts:council"
    return rows(
        waiting,
        what=Value(what),
        heading=column_in_language(f"{to}conflict__title"),
        address=address(name, f"{to}conflict_id", f"{to}id", *keys),
        since=since,
        due=Value(None) if due is None else due,
    )


def _diagnoses(waiting: QuerySet, what: str, act: str, since: F) -> QuerySet:
    return rows(
        waiting,
        what=Value(what),
        heading=F("conflict__title"),
        address=address(f"conflicts:{act}", "conflict_id", "pk"),
        since=since,
        due=Value(None),
    )
