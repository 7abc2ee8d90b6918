"""The English of a recommendation: a translation beside the Korean wording, which alone is decided about."""

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.algorithms.text import bigrams
from deliberation.ledger.actions import Refused, hold, record
from deliberation.ledger.canonical import digest
from deliberation.recommendations.holding import Overtaken
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.access import roles_in
from deliberation.spaces.models import Role


@transaction.atomic
def translate_recommendation(recommendation: Recommendation, *, title: str, text: str, seen: str, by) -> None:
    """Write the English of the present wording; the one before it is replaced.

    ``seen`` is the fingerprint of what the translator read: raises :class:`Overtaken` when the wording or its English
    has changed since. Saving without a change writes nothing. A new wording begins without English.
    """
    hold(recommendation.process)
    now = Recommendation.objects.select_for_update(of=("self",), no_key=True).get(pk=recommendation.pk)
    if now.state == Recommendation.State.WITHDRAWN:
        raise Refused(_("This recommendation was withdrawn while it was drafted."))
    if fingerprint(now) != seen:
        raise Overtaken(now)
    if (title, text) == (now.title_en, now.text_en):
        return
    english = {"title_en": title, "text_en": text}
    found_by = bigrams(" ".join([now.title, now.text, title, text]))
    Recommendation.objects.filter(pk=now.pk).update(**english, bigrams=found_by)
    now.versions.filter(n=now.version).update(**english)
    role = Role.FACILITATOR if Role.FACILITATOR in roles_in(by, recommendation.space) else Role.OFFICIAL
    facts = {"number": now.number, "version": now.version, "digest": digest(english)}
    record(recommendation, "translate", by=by, role=str(role), facts=facts)


def fingerprint(recommendation: Recommendation) -> str:
    """A digest of all that a translator reads: the wording and its English."""
    return digest({name: getattr(recommendation, name) for name in ("title", "text", "title_en", "text_en")})
