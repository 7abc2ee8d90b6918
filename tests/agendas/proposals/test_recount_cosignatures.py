from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deliberation.agendas.models import Proposal
from tests.agendas.proposing import WEB, cosign, published


def run(*options) -> str:
    output = StringIO()
    call_command("recount_cosignatures", *options, stdout=output, no_color=True)
    return output.getvalue()


def test_counters_agree_after_signing(cast):
    cosign(published(cast.finn), by=cast.ben, channel=WEB)
    assert run() == "Every counter agrees with its co-signatures.\n"


def test_wrong_counter_is_told_and_repaired(cast):
    proposal = published(cast.finn)
    cosign(proposal, by=cast.ben, channel=WEB)
    Proposal.objects.update(cosignature_count=3)
    with pytest.raises(CommandError):
        run()
    assert run("--repair").startswith(f"proposal {proposal.pk}: counter 3, rows 1\n")
    assert Proposal.objects.get().cosignature_count == 1
