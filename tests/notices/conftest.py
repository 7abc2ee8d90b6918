import pytest

from deliberation.notices import kinds

GREETING = kinds.Wording("greeting", "Hello %(name)s", "Welcome, %(name)s.")
QUIET = kinds.Wording("quiet", "Hush", "Only here.", by_mail=False)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch):
    for kind in (GREETING, QUIET):
        monkeypatch.setitem(kinds.KINDS, kind.name, kind)
