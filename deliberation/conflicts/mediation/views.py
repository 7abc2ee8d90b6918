"""What a mediation council shows: to everyone that it exists and where it stands, to its members all of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.mediation.actions import may_answer
from deliberation.conflicts.mediation.models import Council, Draft, Member, Offer, Opening, Signature, Undertaking
from deliberation.conflicts.mediation.printing import document
from deliberation.conflicts.pages import conflict_page, withheld_of
from deliberation.documents import pdf
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.sequels import sequels

RIGHTS = (
    *("seat", "rules", "consent", "principal", "offer", "draft", "put", "ratify", "sign", "leave", "end", "open"),
    *("undertake", "check"),
)
SOME = 100


@dataclass(frozen=True)
class Summary:
    """What strangers learn of a council."""

    council: Council
    by_party: list[tuple[str, int]]
    neutral: int
    may_enter: bool
    may_read_agreement: bool


@require_safe
def councils(request, pk: int):
    """The councils of a conflict as everyone sees them."""
    conflict, context = conflict_page(request, pk, "councils")
    rows = summaries(conflict, request.user)
    if not rows and "found_council" not in context["rights"]:
        raise Http404
    context["withheld"] = withheld_of(conflict, "council", "agreement")
    context |= {"councils": rows, "at_work": any(row.council.state in Council.STEPS["end"][0] for row in rows)}
    return render(request, "conflicts/mediation/councils.html", context)


def summaries(conflict: ConflictCase, user) -> list[Summary]:
    """Four queries. Parties bear their public names."""
    councils = list(Council.objects.filter(conflict=conflict).order_by("-pk"))
    entered = set(Council.objects.filter(conflict=conflict).visible_to(user).values_list("pk", flat=True))
    readable = set(Council.objects.filter(conflict=conflict).with_agreement_for(user).values_list("pk", flat=True))
    members = Member.objects.filter(council__in=[council.pk for council in councils], left_at=None)
    seats = list(members.values_list("council", "party", "party__public_name"))
    rows = []
    for council in councils:
        here = [(party, name) for key, party, name in seats if key == council.pk]
        named = Counter(name for party, name in here if party)
        neutral = sum(1 for party, _name in here if party is None)
        may = (council.pk in entered, council.pk in readable)
        rows.append(Summary(council, sorted(named.items()), neutral, *may))
    return rows


def council_page(request, pk: int, council: int, right: str | None = None) -> tuple[Council, dict[str, Any]]:
    """The council for a page of it (404 for strangers, 403 for members without the right), and who looks at it."""
    conflict, context = conflict_page(request, pk, "councils")
    rows = Council.objects.filter(conflict=conflict).select_related("space", "conflict__space", "chair__user", "put")
    row = reach(rows, request.user, right and f"conflicts.council_{right}", pk=council)
    row.conflict = conflict
    members = list(row.members.filter(left_at=None).select_related("user", "party").order_by("party", "pk"))
    me = next((member for member in members if member.user_id == request.user.pk), None)
    if me:
        me.council = row
    may = {name for name in RIGHTS if allowed(request.user, f"conflicts.council_{name}", row)}
    return row, context | {"council": row, "members": members, "me": me, "may": may}


@require_safe
def council(request, pk: int, council: int):
    """Everything of a council, for its members; for everyone when all parties have agreed to that."""
    row, context = council_page(request, pk, council)
    rules = row.rules.select_related("chair__user").order_by("-n").first()
    agreed = set(rules.consents.values_list("member", flat=True)) if rules else set()
    drafts = list(row.drafts.select_related("by").order_by("-n")[:SOME])
    draft = row.put or (drafts[0] if drafts else None)
    me = context["me"]
    context |= {
        "rules": rules,
        "agreed": agreed,
        "offers": _offers(row, me),
        "drafts": drafts,
        "draft": draft,
        "openings": _openings(row, me, context["members"]),
        "undertakings": undertakings_of(row),
        "sequels": sequels(row, request.user),
        "parties": {member.party for member in context["members"] if member.party},
    }
    context |= _decided(row.put, me)
    return render(request, "conflicts/mediation/council.html", context)


@require_safe
def agreement(request, pk: int, council: int):
    """The agreement and how it is kept, once all parties made it public; for members before that."""
    row, context = _agreed(request, pk, council)
    may = allowed(request.user, "conflicts.council_check", row)
    context |= {"may_check": may, "undertakings": undertakings_of(row), "signatures": _signatures(row)}
    return render(request, "conflicts/mediation/agreement.html", context)


@require_safe
def printed(request, pk: int, council: int):
    row, _context = _agreed(request, pk, council)
    content = pdf.render(document(row, _signatures(row), undertakings_of(row)))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="agreement-{row.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def undertakings_of(council: Council) -> list[Undertaking]:
    """With their checks, the last first. Two queries."""
    rows = council.undertakings.select_related("party").order_by("n")
    return list(rows.prefetch_related("checks__evidence"))


def _agreed(request, pk: int, council: int) -> tuple[Council, dict[str, Any]]:
    conflict, context = conflict_page(request, pk, "councils")
    rows = Council.objects.filter(conflict=conflict).with_agreement_for(request.user)
    row = get_object_or_404(rows.select_related("put", "space", "chair"), pk=council)
    row.conflict = conflict
    return row, context | {"council": row}


def _signatures(council: Council):
    rows = Signature.objects.filter(draft=council.put)
    return list(rows.select_related("member__user", "member__party").order_by("member__party", "member"))


def _offers(council: Council, me: Member | None) -> list[tuple[Offer, bool]]:
    """The last first, each with whether the reader can answer it or take it back now."""
    rows = council.offers.select_related("maker__user", "maker__party", "to", "answered_by__user").order_by("-pk")
    talking = council.state == Council.State.TALKING
    return [(offer, bool(talking and me and not offer.answer and _has_answer(offer, me))) for offer in rows[:SOME]]


def _has_answer(offer: Offer, me: Member) -> bool:
    return any(may_answer(offer, me, answer) for answer in (Offer.Answer.ACCEPTED, Offer.Answer.WITHDRAWN))


def _decided(draft: Draft | None, me: Member | None) -> dict[str, Any]:
    """What principals decided about the draft that is before them, and who has signed it."""
    ratified = {row.member_id: row for row in draft.ratifications.all()} if draft else {}
    signed = {row.member_id: row for row in draft.signatures.all()} if draft else {}
    key = me.pk if me else None
    mine = {"i_ratified": key in ratified, "i_signed": key in signed}
    return {"ratified": ratified, "signed": signed} | mine


def _openings(council: Council, me: Member | None, members: list[Member]) -> list[dict[str, Any]]:
    """How many representatives agree to make what public, and whether the reader has."""
    given = list(council.openings.values_list("what", "member"))
    representatives = {member.pk for member in members if member.party_id}
    rows = []
    for what in Opening.What:
        agreed = {member for given_what, member in given if given_what == what} & representatives
        done = council.agreement_public if what == Opening.What.AGREEMENT else not council.space.closed
        asked = what == Opening.What.PROCEDURE or council.state == Council.State.AGREED
        rows.append(
            {
                "what": what,
                "agreed": len(agreed),
                "of": len(representatives),
                "done": done,
                "asked": asked,
                "mine": bool(me and me.pk in agreed),
            }
        )
    return rows
