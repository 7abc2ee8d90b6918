"""How the tests of a process's pages come to them."""

from django.test import Client
from django.urls import reverse

from tests.sign_in import Visitor


def visitor(user=None) -> Client:
    client = Visitor(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def page(name: str, *args) -> str:
    return reverse(f"processes:{name}", args=args)
