import re

import pytest
from django.utils.translation import override

from deliberation.processes.records import printed
from tests.scenes import TERMS, convened

pytestmark = pytest.mark.django_db


def test_a_charter_is_printed_in_the_readers_language():
    process, _cast = convened()
    charter = process.charters.get()
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = repr(printed(charter).blocks)
    assert re.findall("[가-힣]+", told["en"].replace(charter.question, "")) == []
    for term in ("selection", "rule", "promise"):
        assert (TERMS[term] in told["ko"], TERMS[f"{term}_en"] in told["en"]) == (True, True)
