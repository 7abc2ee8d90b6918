"""The people of the demo city who can be entered with one click, in demo mode alone."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DemoAccount:
    slug: str
    label: Any

    @property
    def email(self) -> str:
        return f"{self.slug}@demo.example"


ACCOUNTS = [
    DemoAccount("citizen", _("citizen")),
    DemoAccount("participant", _("participant")),
    DemoAccount("facilitator", _("facilitator")),
    DemoAccount("committee", _("committee member")),
    DemoAccount("chair", _("committee chair")),
    DemoAccount("official", _("city official")),
    DemoAccount("administrator", _("administrator")),
    DemoAccount("side", _("side representative")),
    DemoAccount("expert", _("conflict expert")),
]
