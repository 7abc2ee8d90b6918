"""Called by their number, since their titles are not shown: withdrawn and hidden proposals, and what came of these."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from deliberation.agendas.models import Agenda, Mandate, Proposal, SteeringCommittee, SteeringMember

# Whose decisions name the agenda, by the beginning of their subject: the way to it.
OF_AGENDAS: dict[str, tuple[Any, str]] = {
    "agenda": (Agenda, ""),
    "steering": (SteeringCommittee, "preparation__agenda__"),
    "steeringmember": (SteeringMember, "nomination__committee__preparation__agenda__"),
    "mandate": (Mandate, "preparation__agenda__"),
}


def called(subjects: Collection[str]) -> dict[str, str]:
    """What subjects are called whose titles are not shown. A query for each kind among them."""
    keys: dict[str, list[str]] = {}
    for subject in subjects:
        kind, _colon, key = subject.partition(":")
        if key.isdecimal():
            keys.setdefault(kind, []).append(key)
    names = {}
    if "proposal" in keys:
        stubs = Proposal.objects.filter(
            Q(text_hidden=True) | Q(state=Proposal.State.WITHDRAWN), pk__in=keys["proposal"]
        )
        names = {f"proposal:{n}": f"{_('Proposal')} {n}" for n in stubs.values_list("pk", flat=True)}
    for kind, (model, way) in OF_AGENDAS.items():
        if kind in keys:
            stubs = model.objects.filter(pk__in=keys[kind], **{f"{way}proposal__text_hidden": True})
            for key, agenda in stubs.values_list("pk", F(f"{way}pk")):
                names[f"{kind}:{key}"] = f"{_('Agenda')} {agenda}"
    return names
