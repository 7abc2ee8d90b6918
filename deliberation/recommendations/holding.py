"""Holding what is drafted: every act on a draft begins with one of these, so that two never write at once."""

from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, hold
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.models import AgreementRound, DraftingGroup, GroupMember, Recommendation, Theme
from deliberation.spaces.models import Role


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
    """Hold the stage and read the recommendation as it is now, which must be a draft about which nobody is asked.

    Raises :class:`Overtaken` unless ``version``, where given, is still the latest.
    """
    hold_drafting(recommendation.stage)
    refuse_while_asked(recommendation.stage)
    refresh_draft(recommendation)
    if version is not None and recommendation.version != version:
        raise Overtaken(recommendation)


def refresh_draft(recommendation: Recommendation) -> None:
    """Read it as it is now, its stage being held; refused when it is no draft any more."""
    recommendation.refresh_from_db()
    if recommendation.state != Recommendation.State.DRAFT:
        raise Refused(_("This recommendation is no longer being drafted."))


def refuse_while_asked(stage: Stage) -> None:
    """During a round of agreement the drafts stand still, so that all have answered about the same words."""
    if stage.agreement_rounds.filter(state=AgreementRound.State.OPEN).exists():
        raise Refused(
            _("The participants are being asked about the drafts, which stand still until the round is closed.")
        )


def check_member(group: DraftingGroup, seat: Seat) -> None:
    """Refused for whoever is not in the group any more; the stage is held, so nobody is moved meanwhile."""
    if not GroupMember.objects.filter(group=group, seat=seat, seat__until=None).exists():
        raise Refused(_("You are not in this group any more."))


def theme_of(recommendation: Recommendation) -> Theme | None:
    """The theme that a recommendation is about, as it is now, with its group."""
    return Theme.objects.filter(recommendation=recommendation).select_related("group", "stage__process__space").first()


def writing_group(theme: Theme | None, seat: Seat) -> DraftingGroup:
    """The group for which a seat writes about a theme; refused unless the theme is with it now."""
    if theme is None or theme.state != Theme.State.DRAFTING or theme.group is None:
        raise Refused(_("This draft is not with your group any more: what you wrote has not been saved."))
    check_member(theme.group, seat)
    return theme.group


def role_of(seat: Seat | None = None) -> str:
    """As what is minuted whoever acts on drafts: a participant writes as a seat, the facilitator without."""
    return str(Role.PARTICIPANT if seat else Role.FACILITATOR)
