"""Holding what is drafted: every act on a draft begins with one of these, so that two never write at once."""

from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, hold
from deliberation.processes.models import Stage
from deliberation.recommendations.models import Recommendation


class Overtaken(Refused):
    """Somebody has saved another wording since the editor opened the text. ``current`` is that wording."""

    def __init__(self, current: Recommendation):
        super().__init__(
            _("Somebody has saved another wording in the meantime. Nothing of yours is lost: compare, then save.")
        )
        self.current = current


def hold_drafting(stage: Stage) -> None:
    """Hold the process, then the stage alone (its drafts are numbered), and read the clock after that."""
    hold(stage.process)
    Stage.objects.select_for_update().get(pk=stage.pk)
    stage.refresh_from_db(fields=["state", "opens_at", "closes_at"])
    if not stage.is_open():
        raise Refused(_("Drafting is not open now: what you wrote has not been saved."))


def hold_draft(recommendation: Recommendation, version: int | None = None) -> None:
    """Hold the stage and read the recommendation as it is now, which must be a draft.

    Raises :class:`Overtaken` unless ``version``, where given, is still the latest.
    """
    hold_drafting(recommendation.stage)
    refresh_draft(recommendation)
    if version is not None and recommendation.version != version:
        raise Overtaken(recommendation)


def refresh_draft(recommendation: Recommendation) -> None:
    """Read it as it is now, its stage being held; refused when it is no draft any more."""
    recommendation.refresh_from_db()
    if recommendation.state != Recommendation.State.DRAFT:
        raise Refused(_("This recommendation is no longer being drafted."))
