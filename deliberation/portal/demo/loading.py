"""Loads the demo city: everything at once or nothing."""

from django.db import connection, transaction
from django.utils import timezone

from deliberation.accounts import demo
from deliberation.accounts.models import User
from deliberation.portal.demo.answers import late, waste_of_2020
from deliberation.portal.demo.casefiles import case_files
from deliberation.portal.demo.cases import balloting, hydrogen, landfill, opened
from deliberation.portal.demo.city import City, founded
from deliberation.portal.demo.committee import called, considered
from deliberation.portal.demo.petitions import drafted, petitioned, petitions
from deliberation.portal.demo.preparing import prepared
from deliberation.portal.demo.reporting import filed
from deliberation.portal.demo.stories import play
from deliberation.portal.demo.touring import toured


def loaded() -> bool:
    return User.objects.filter(email__in=[account.email for account in demo.ACCOUNTS]).exists()


@transaction.atomic
def load() -> bool:
    """Let the demo city live through its past, up to now. False, and nothing is changed, when it is there already.

    Its documents are frozen on the way, each on its day; so the whole reads from one snapshot (`freezing.one_moment`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    if loaded():
        return False
    city = City(timezone.now())
    happenings = [petitioned(city, petition) for petition in petitions()]
    happenings = [*case_files(city), *happenings, drafted(city), landfill(city), hydrogen(city), *opened(city)]
    happenings += [*balloting(city), waste_of_2020(city), late(city), *prepared(city)]
    happenings += [considered(city), called(city), toured(city), filed(city)]
    play([founded(city), *happenings])
    return True
