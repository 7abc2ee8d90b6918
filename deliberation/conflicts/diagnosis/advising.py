"""Which track a conflict calls for: what the rules recommend, and the override with its reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.algorithms.advice import first_match
from deliberation.conflicts.casefile.actions import locked
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.models import Advice
from deliberation.conflicts.rulebook import AdviceRules
from deliberation.ledger.actions import Refused, record


@transaction.atomic
def advise(conflict: ConflictCase, *, parties: int, days: int, by) -> Advice:
    """Ask the rules in force about the case as it is now: its grade, parties, scale and the time left."""
    held = locked(conflict)
    if held.grade is None:
        raise Refused(_("The committee decides the grade first; the advice depends on it."))
    rules = AdviceRules.objects.in_force()
    rows = list(rules.rows.all())
    facts = {"grade": held.grade, "parties": parties, "cost": held.cost or 0, "extent": held.extent, "days": days}
    place = first_match(facts, (row.conditions for row in rows))
    if place is None:
        raise Refused(_("None of the rules in force fits this case. An administrator can add one that does."))
    advice = Advice.objects.create(
        conflict=held, rules=rules, rule=rows[place], recommended=rows[place].track, by=by, **facts
    )
    minuted = {"rules": rules.version, "rule": rows[place].n, "track": advice.recommended, **facts}
    record(advice, "advise", by=by, role="official", facts=minuted)
    return advice


@transaction.atomic
def override(advice: Advice, track: str, *, reason: str, by) -> None:
    """Take another track than the rules recommend; who did so and why stays on the page."""
    locked(advice.conflict)
    if not reason.strip():
        raise Refused(_("Please give a reason: it is published with the decision."))
    if track == advice.recommended:
        raise Refused(_("This is the track that the rules recommend."))
    if advice.conflict.advices.filter(pk__gt=advice.pk).exists():
        raise Refused(_("There is newer advice. Look at the page again."))
    fields = {"chosen": track, "reason": reason.strip(), "chosen_by": by, "chosen_at": timezone.now()}
    if not Advice.objects.filter(pk=advice.pk, chosen="").update(**fields):
        raise Refused(_("Somebody has chosen another track already. Look at the page again."))
    record(advice, "override", by=by, facts={"from": advice.recommended, "to": track})
