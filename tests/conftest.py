"""Services before Django, a database of its own for each test process, a real worker, a real browser."""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator

import django
import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import expect, sync_playwright

from config import services, translations
from tests import browser, databases

PATIENCE = 60_000  # milliseconds that a browser test waits for what it expects: a busy machine is slow, not wrong
WIDTHS = (1280, 360)  # pixels: a desk, a phone
AXE_OPTIONS = "{reporter: 'no-passes', resultTypes: ['violations'], preload: false}"  # to look for faults alone
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

# Settings are read from the environment, so they must not be loaded before it is complete: pytest-django would do so at
# once if the settings' name stood in pyproject.toml or in the environment (which test processes inherit).
if settings.configured:
    pytest.exit("Unset DJANGO_SETTINGS_MODULE: the tests load the settings themselves", returncode=1)
_files = tempfile.TemporaryDirectory(prefix="deliberation-tests-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEBUG": "1",
    "DEMO": "0",
    "REDIS_PREFIX": f"test-{WORKER}",
    "VAR_DIR": _files.name,
}
try:
    services.ensure()
except services.Unavailable as error:
    pytest.exit(str(error), returncode=1)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the cast is made thousands of times
settings.WHITENOISE_AUTOREFRESH = True  # finds a static file when it is asked for; else each client lists all of them
if WORKER == "main":
    translations.compile_catalogues()  # before anything reads them; the processes of xdist find them
django.setup()  # before the rooms' own conftest files, which import models
del os.environ["DJANGO_SETTINGS_MODULE"]

from tests.standing import STAGE  # noqa: E402 - reads settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no process ends alone with one; what others take over, they take from the end, so the
    demo city is loaded by one process only."""
    longest = ("tests/portal/test_demo.py", "tests/test_journey.py", "tests/test_meeting_days.py")
    items.sort(key=lambda item: not item.nodeid.startswith(longest))


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()  # what stands by now stays to the end: collections need not look through all of it again and again


def pytest_runtest_setup(item: pytest.Item) -> None:
    translation.deactivate()  # a request of the test before may have left its reader's language
    STAGE.forbidden = not {"monkeypatch", "settings"}.isdisjoint(_asked_for(item))


def _asked_for(item: pytest.Item) -> set[str]:
    """Fixtures that the test or a fixture of ours asks for by name; plugins ask for more."""
    ours = [one for defs in item._fixtureinfo.name2fixturedefs.values() for one in defs if "tests" in one.baseid]
    return set(item._fixtureinfo.argnames).union(*(one.argnames for one in ours))


def pytest_unconfigure(config: pytest.Config) -> None:
    _files.cleanup()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.cloned(settings.DATABASES["default"]["NAME"], WORKER):
        STAGE.install()
        with django_db_blocker.block():  # a test that writes without asking for the database would leave its rows
            yield
        STAGE.end()


@pytest.fixture
def client():
    """Django's test client, but ``force_login`` counts as a complete sign-in, second factor included."""
    from tests.sign_in import Visitor  # noqa: PLC0415 - reads settings

    return Visitor()


@pytest.fixture
def cast(db):
    """The fixed people of all tests with their roles (`tests.cast.Cast`)."""
    from tests.cast import gather  # noqa: PLC0415 - models exist only now

    return gather()


@pytest.fixture(scope="session", autouse=True)
def worker_class():
    from config.celery import app  # noqa: PLC0415 - reads settings
    from tests.worker import Worker  # noqa: PLC0415 - reads settings

    app.conf.task_routes = (Worker.route,)
    return Worker


@pytest.fixture(scope="session")
def worker_process(django_db_setup, tmp_path_factory, worker_class):
    worker = worker_class(WORKER, tmp_path_factory.mktemp("worker") / "log")
    yield worker
    worker.stop()


@pytest.fixture
def worker(transactional_db, worker_process):
    """A running Celery worker; the test ends, and its rows go, only when the worker is idle."""
    worker_process.start()
    type(worker_process).listens = True
    yield worker_process
    type(worker_process).listens = False
    worker_process.drain()


@pytest.fixture(scope="session")
def chromium():
    path = browser.find()
    if not path:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(browser.HOW_TO_GET_IT)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop in the tests' thread
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium, live_server) -> Iterator[Callable]:
    """`visit(width=1280, locale="ko-KR")` opens a page of a fresh visitor, whose addresses are relative to the live
    server. The test fails when a script breaks or the browser's console reports an error, refused styles included."""
    contexts, troubles = [], []

    def open_page(width: int = 1280, locale: str = "ko-KR"):
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale=locale, timezone_id="Asia/Seoul"
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda line: troubles.append(f"{page.url}: {line.text}") if line.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def assert_accessible() -> Callable:
    """`assert_accessible(page)` fails with axe's report when the page violates a rule at one of the two widths, or when
    something is wider than the screen."""
    from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # noqa: PLC0415 - half a megabyte of script

    def check(page) -> None:
        page.wait_for_load_state()  # a click returns when the next page has begun, not when it is there
        page.evaluate(AXE_SCRIPT)
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": before["height"]})
            results = AxeResults(page.evaluate(f"axe.run({AXE_OPTIONS})"))
            assert results.violations_count == 0, f"{page.url} at {width}\n{results.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"
        page.set_viewport_size(before)

    return check


@pytest.fixture
def assert_all_accessible(visit, assert_accessible, live_server) -> Callable:
    """`assert_all_accessible({person: addresses})` opens each address as this person, None being a stranger."""
    from tests.sign_in import sign_in  # noqa: PLC0415 - reads settings

    def check(walks: dict) -> None:
        for person, addresses in walks.items():
            page = visit()
            if person:
                sign_in(page.context, person, live_server.url)
            for address in addresses:
                page.goto(address)
                page.eval_on_selector_all("main details", "all => all.forEach(one => { one.open = true; })")
                assert_accessible(page)

    return check
