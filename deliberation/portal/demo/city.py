"""The demo city's people, its offices, its rules and its clock."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from deliberation.accounts import demo
from deliberation.accounts.actions import identity_key, introduce
from deliberation.accounts.models import Consent, User
from deliberation.agendas.models import Route
from deliberation.notices.actions import mark_read, prefer
from deliberation.notices.models import Delivery, Notice
from deliberation.portal.demo.conflicts import GIVEN, SURNAMES
from deliberation.portal.demo.stories import Story
from deliberation.processes.models import Election
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role, Space

PEOPLE = 300
COMMITTEE = 7  # besides the member and the chair who can be entered with one click
FOUNDED = date(2019, 4, 15)  # Incheon's first committee adopted its rules on that day
BEGINNING = 140  # days ago: from then on citizens propose
QUIET_UNTIL = 3  # days ago: what those who can be entered were told before is read, and no mail was sent of it
THRESHOLD = 250

# Name and district of those who can be entered with one click.
ENTERED = {
    "citizen": ("한소망", "부평구"),
    "participant": ("윤다정", "남동구"),
    "facilitator": ("서진우", "연수구"),
    "committee": ("오현숙", "미추홀구"),
    "chair": ("임규철", "중구"),
    "official": ("배성희", "남동구"),
    "administrator": ("조은별", "서구"),
    "side": ("강해룡", "옹진군"),
    "expert": ("문지현", "계양구"),
}
OFFICES = {
    "committee": Role.COMMITTEE,
    "chair": Role.CHAIR,
    "official": Role.OFFICIAL,
    "administrator": Role.ADMINISTRATOR,
}
# How many of a hundred people live where, roughly as in Incheon; districts of another city count alike.
INHABITANTS = {
    "중구": 5, "동구": 2, "미추홀구": 14, "연수구": 13, "남동구": 17,
    "부평구": 16, "계양구": 10, "서구": 20, "강화군": 2, "옹진군": 1,
}  # fmt: skip


@dataclass
class City:
    now: datetime
    random: Random = field(default_factory=lambda: Random(20_26))  # noqa: S311 - the same demo for everyone
    people: list[User] = field(default_factory=list)
    committee: list[User] = field(default_factory=list)
    entered: dict[str, User] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)

    def day(self, days_ago: int) -> date:
        return timezone.localdate(self.now) - timedelta(days=days_ago)

    def moment(self, days_ago: int, hour: float | None = None) -> datetime:
        """An hour of an earlier day, by day if none is given."""
        hour = self.random.uniform(9, 21) if hour is None else hour
        midnight = timezone.make_aware(datetime.combine(self.day(days_ago), time()))
        return midnight + timedelta(hours=hour)

    def between(self, first: datetime, last: datetime, n: int) -> list[datetime]:
        """``n`` moments between two, in their order."""
        return sorted(first + (last - first) * self.random.random() for _ in range(n))

    def name(self) -> str:
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)

    def district(self) -> str:
        """Where somebody lives, as often as people live there."""
        districts = settings.CITY["districts"]
        return self.random.choices(districts, [INHABITANTS.get(district, 1) for district in districts])[0]

    @property
    def chair(self) -> User:
        return self.entered["chair"]

    @property
    def official(self) -> User:
        return self.entered["official"]

    @property
    def facilitator(self) -> User:
        return self.entered["facilitator"]


def founded(city: City) -> Story:
    """People arrive, the committee is appointed, the demo's rules come into force."""
    yield timezone.make_aware(datetime.combine(FOUNDED, time(9)))
    _settle(city)
    _appoint(city)
    Route.objects.create(
        kind=Route.Kind.CITIZENS,
        version=Route.objects.in_force(Route.Kind.CITIZENS).version + 1,
        threshold=THRESHOLD,
        window_days=30,
        minimum_age=14,
        basis="시연용 기준",
        in_force_since=city.day(BEGINNING),
    )
    Election.objects.get_or_create(day=_next_by_election(city.day(0)), defaults={"name": "재·보궐선거(시연용)"})
    for user in city.entered.values():
        prefer(user, Delivery.Medium.EMAIL, False)
    yield city.moment(QUIET_UNTIL, 8)
    mark_read(Notice.objects.filter(person__in=city.entered.values()))
    for user in city.entered.values():
        prefer(user, Delivery.Medium.EMAIL, True)


def _settle(city: City) -> None:
    people = User.objects.bulk_create(_person(city) for _ in range(PEOPLE + COMMITTEE))
    city.people, city.committee = people[:PEOPLE], people[PEOPLE:]
    for account in demo.ACCOUNTS:
        user = User.objects.create_user(account.email)
        name, district = ENTERED[account.slug]
        introduce(user, display_name=name, district=_here(district), purposes=Consent.Purpose.values)
        city.entered[account.slug] = user
    city.keys = {user.pk: identity_key(user) for user in [*city.people, city.entered["citizen"]]}


def _person(city: City) -> User:
    """Somebody who cannot sign in."""
    return User(
        display_name=city.name(),
        district=city.district(),
        origin=User.Origin.IMPORT,
        password=make_password(None),
    )


def _here(district: str) -> str:
    """The district, or the first of a city that has no such district."""
    districts = settings.CITY["districts"]
    return district if district in districts else districts[0]


def _appoint(city: City) -> None:
    administrator, here = city.entered["administrator"], Space.objects.city()
    for slug, role in OFFICES.items():
        appoint(here, city.entered[slug], role, by=administrator)
    for user in city.committee:
        appoint(here, user, Role.COMMITTEE, by=administrator)
    city.committee = [city.chair, city.entered["committee"], *city.committee]


def _next_by_election(today: date) -> date:
    """By-elections are held on the first Wednesday of April (Public Official Election Act, article 35)."""
    for year in (today.year, today.year + 1):
        first = date(year, 4, 1)
        day = first + timedelta(days=(2 - first.weekday()) % 7)
        if day > today:
            return day
    raise AssertionError(today)
