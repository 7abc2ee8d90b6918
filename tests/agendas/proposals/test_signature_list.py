import pytest
from django.utils.translation import override

from deliberation.agendas.proposals.signature_list import by_codes, by_names
from tests.agendas.proposing import screening

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "here"), [("ko", "서구"), ("en", "Seo-gu")])
def test_districts_are_told_in_the_readers_language(cast, language, here):
    proposal = screening(cast.finn)
    with override(language):
        documents = [by_codes(proposal), by_names(proposal, by=cast.emil, why="의회 제출")]
    told = [repr(document.blocks) for document in documents]
    assert [(text.count("서구'"), text.count("Seo-gu'")) for text in told] == (
        [(1, 0), (2, 0)] if here == "서구" else [(0, 1), (0, 2)]
    )
