import pytest
from django.core.exceptions import ValidationError

from deliberation.accounts.contacts import Contact, parse, shown


@pytest.mark.parametrize(
    "written", ["010-1234-5678", "01012345678", "010 1234 5678", "+82 10-1234-5678", "  +821012345678 "]
)
def test_every_usual_way_to_write_a_mobile_number_is_one_number(written):
    assert parse(written) == Contact("phone", "+821012345678")


def test_an_address_is_kept_in_lower_case():
    assert parse(" Finn@Example.ORG ") == Contact("email", "finn@example.org")


@pytest.mark.parametrize("written", ["", "02-123-4567", "1234", "finn", "a@b", "finn@", "<b>@x.org"])
def test_anything_else_is_refused_in_words(written):
    with pytest.raises(ValidationError):
        parse(written)


def test_a_contact_is_shown_as_people_write_it():
    assert [shown(parse(text)) for text in ("01012345678", "+1 212 555 0123", "a@example.org")] == [
        "010-1234-5678",
        "+1 212-555-0123",
        "a@example.org",
    ]
