"""The fixed cast of all tests: who they are and what they may be in one space, elsewhere and in the city."""

from dataclasses import dataclass

from deliberation.accounts.models import User
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role, Space
from tests.standing import standing


@dataclass(frozen=True)
class Cast:
    city: Space
    here: Space
    elsewhere: Space
    ada: User  # facilitator here
    ben: User  # participant here
    cleo: User  # participant elsewhere
    dora: User  # committee member of the city
    hana: User  # chair of the committee
    emil: User  # official of the city
    finn: User  # citizen without any role
    root: User  # superuser without any role


def person(name: str, **fields) -> User:
    """A citizen with a name and a district; tests sign people in by `client.force_login`."""
    defaults = {"display_name": name, "district": "서구"}
    return User.objects.create_user(f"{name.lower()}@example.org", **defaults | fields)


@standing
def gather(here: Space | None = None, elsewhere: Space | None = None) -> Cast:
    """Everyone with their roles; the two spaces are made unless a test brings its processes' own."""
    city = Space.objects.city()
    here = here or Space.objects.create(kind=Space.Kind.PROCESS, parent=city, name="process-here")
    elsewhere = elsewhere or Space.objects.create(kind=Space.Kind.PROCESS, parent=city, name="process-elsewhere")
    names = ("Ada", "Ben", "Cleo", "Dora", "Hana", "Emil", "Finn")
    people = {name.lower(): person(name) for name in names}
    root = User.objects.create_superuser("root@example.org", display_name="Root", district="중구")
    appoint(here, people["ada"], Role.FACILITATOR)
    appoint(here, people["ben"], Role.PARTICIPANT)
    appoint(elsewhere, people["cleo"], Role.PARTICIPANT)
    appoint(city, people["dora"], Role.COMMITTEE)
    appoint(city, people["hana"], Role.CHAIR)
    appoint(city, people["emil"], Role.OFFICIAL)
    return Cast(city, here, elsewhere, root=root, **people)
