"""What recommendations rest on: each subject has a module of its own, whose tables belong to this room."""

from deliberation.recommendations.adoption.models import Adoption, Signature
from deliberation.recommendations.agreement.models import AgreementRound, Endorsement
from deliberation.recommendations.amendments.models import Amendment, AmendmentSupport, CoAuthor
from deliberation.recommendations.dissent.models import Dissent, Signer
from deliberation.recommendations.drafting.models import Basis, Recommendation, RecommendationVersion, Suggestion
from deliberation.recommendations.sentences.models import Ground, Sentence, Wording

__all__ = [
    "Adoption",
    "AgreementRound",
    "Amendment",
    "AmendmentSupport",
    "Basis",
    "CoAuthor",
    "Dissent",
    "Endorsement",
    "Ground",
    "Recommendation",
    "RecommendationVersion",
    "Sentence",
    "Signature",
    "Signer",
    "Suggestion",
    "Wording",
]
