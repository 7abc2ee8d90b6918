import pytest
from django.core.management import CommandError, call_command

from deliberation.accounts.models import User
from deliberation.spaces.models import Membership

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_appointed_from_the_command_line():
    call_command("create_staff", "Root@Example.org", "administrator")
    user = User.objects.get()
    assert (user.email, user.decides, user.is_staff, user.has_usable_password()) == (
        "root@example.org",
        True,
        True,
        False,
    )
    assert list(Membership.objects.values_list("space__kind", "role")) == [("city", "administrator")]


@pytest.mark.parametrize("arguments", [["not an address", "official"], ["a@example.org", "mayor"]])
def test_what_cannot_be_is_refused_in_one_line(arguments):
    with pytest.raises(CommandError):
        call_command("create_staff", *arguments)


def test_appointing_twice_is_refused_in_one_line():
    call_command("create_staff", "a@example.org", "official")
    with pytest.raises(CommandError):
        call_command("create_staff", "a@example.org", "official")
