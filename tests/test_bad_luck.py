"""What may come to any page: an address of something that is not there, and a broker that is away."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext

from config.services import CHECKOUT
from deliberation.reports.models import Export
from tests.agendas.proposing import published
from tests.scenes import convened
from tests.sign_in import session_key
from tests.worker import own_database_url

UNKNOWN = {"slug": "nothing-there", "purpose": "account"}
UNKNOWN |= dict.fromkeys(["act", "name", "format", "step", "kind", "screen", "sheet", "key", "shape"], "nothing")


def routes(patterns, before: str = "") -> list[str]:
    """The routes of the project's own rooms that name something by its key or its slug."""
    found = []
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            found += routes(pattern.url_patterns, route)
        elif pattern.callback.__module__.startswith("deliberation.") and re.search("<(int|slug):", route):
            found.append(route)
    return found


def unknown(route: str) -> str:
    return "/" + re.sub(r"<(\w+):(\w+)>", lambda part: "999999" if part[1] == "int" else UNKNOWN[part[2]], route)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_found_at_an_unknown_address(client, cast, method):
    client.force_login(cast.emil)
    paths = [unknown(route) for route in routes(get_resolver().url_patterns)]
    statuses = {path: getattr(client, method)(path, follow=True).status_code for path in paths}
    assert len(paths) > 50
    assert {path: status for path, status in statuses.items() if status not in {404, 405}} == {}


WITHOUT_REDIS = """
import sys
import django
django.setup()
from django.test import Client
browser = Client(headers={"host": "localhost"})
browser.cookies["sessionid"] = sys.argv[1]
for path in sys.argv[2].split():
    print(path, browser.get(path).status_code)
order = {"format": "pdf", "shape": "result", "language": "ko"}
print("asked", browser.post(sys.argv[3], order).status_code)
"""


@pytest.mark.django_db(transaction=True)
def test_without_broker_and_cache_the_site_stays_up_the_report_waits_and_its_page_says_so(client):
    process, cast = convened()
    proposal = published(cast.finn)
    reports = reverse("reports:list", args=[process.slug])
    paths = ["/", "/proposals/", proposal.get_absolute_url(), process.get_absolute_url(), "/desk/", reports]
    environment = {"DATABASE_URL": own_database_url(), "REDIS_URL": "redis://127.0.0.1:1/0"}
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_REDIS, session_key(cast.emil), " ".join(paths), reports],
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.stdout.splitlines() == [*(f"{path} 200" for path in paths), "asked 302"], ran.stderr[-2000:]
    export = Export.objects.get()
    assert (export.state, export.attempts) == ("requested", 0)
    client.force_login(cast.emil)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        page = client.get(export.get_absolute_url())
    told = (
        "The program that makes reports is busy or restarting. Your request is kept and is done as soon as it is back; "
    )
    assert escape(gettext(told + "you need not ask again.")) in page.content.decode()
