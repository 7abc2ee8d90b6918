from deliberation.agendas.models import Proposal
from deliberation.agendas.tasks import expire_overdue
from tests.agendas.proposing import WEB, after_closing, cosign, published, screening


def states():
    return list(Proposal.objects.order_by("pk").values_list("state", flat=True))


def test_overdue_proposals_expire_and_others_stay(cast):
    first = published(cast.finn)
    cosign(first, by=cast.ben, channel=WEB)
    published(cast.finn)
    screening(cast.finn)
    expire_overdue()
    assert states() == ["collecting", "collecting", "screening"]
    with after_closing(Proposal.objects.latest("closes_at")):
        expire_overdue()
        expire_overdue()
    assert states() == ["expired", "expired", "screening"]
