"""What recommendations rest on: each subject has a module of its own, whose tables belong to this room."""

from deliberation.recommendations.adoption.models import Adoption, Signature
from deliberation.recommendations.agreement.models import AgreementRound, Endorsement
from deliberation.recommendations.amendments.models import Amendment, AmendmentSupport, CoAuthor
from deliberation.recommendations.dissent.models import Dissent, Signer
from deliberation.recommendations.drafting.models import Basis, Recommendation, RecommendationVersion, Suggestion
from deliberation.recommendations.groups.models import DraftingGroup, GroupMember
from deliberation.recommendations.sentences.models import Ground, Sentence, Wording
from deliberation.recommendations.themes.models import GroupText, Theme

__all__ = [
    "Adoption",
    "AgreementRound",
    "Amendment",
    "AmendmentSupport",
    "Basis",
    "CoAuthor",
    "Dissent",
    "DraftingGroup",
    "Endorsement",
    "Ground",
    "GroupMember",
    "GroupText",
    "Recommendation",
    "RecommendationVersion",
    "Sentence",
    "Signature",
    "Signer",
    "Suggestion",
    "Theme",
    "Wording",
]
