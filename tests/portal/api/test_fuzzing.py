"""What programs may send: every address is fuzzed from its own description, in process."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance

EXAMPLES = 6  # for each address and mode
ONE_CITY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
BRIEFLY = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=ONE_CITY
)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
def test_no_request_breaks_the_interface_or_is_answered_otherwise_than_described(here, application, mode):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 37
    for operation in operations:
        fuzz(operation, mode)


def fuzz(operation, mode: GenerationMode) -> None:
    @BRIEFLY
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        # Where a page begins is told by the interface alone: what somebody makes up is refused.
        made_up = "page" in (case.query or {})
        case.call_and_validate(excluded_checks=[positive_data_acceptance] if made_up else [])

    ask()
