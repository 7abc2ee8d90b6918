"""Every page of the portal takes as many queries in a busy city as in a quiet one."""

import pytest

from tests.agendas.proposing import screening
from tests.conflicts.cases import listed, reviewed
from tests.portal.scene import busy

# Whoever is signed in costs: session, user and the number of unread notices.
SIGNED_IN = 3
SHELVES = {"proposals": 1, "cosignatures": 1, "statements": 3, "seats": 2}


@pytest.mark.parametrize("number", [1, 30])
def test_pages_take_the_same_queries_whatever_the_city_holds(client, cast, clock, django_assert_num_queries, number):
    for _ in range(number - 1):
        listed(cast)
    busy(cast, number, clock)
    for _ in range(number):
        screening(cast.finn)
        reviewed(cast)
    listed(cast)
    few = min(number, 5)

    # processes, their stages, those that have ended, conflicts, proposals, decisions and the two kinds of these
    with django_assert_num_queries(8):
        shown = client.get("/").context
    lengths = [len(shown[name]) for name in ("openings", "conflicts", "near", "decisions")]
    assert lengths == [few, min(number, 3), min(number, 3), min(3 * number, 5)]

    client.force_login(cast.ben)
    with django_assert_num_queries(11 + SIGNED_IN):  # and one's duties with their stages, and charters
        assert len(client.get("/").context["duties"]) == few
    # duties and their stages, charters, proposals, co-signatures, statements, what rests on them, the maps of their
    # rounds, seats, their ballots
    with django_assert_num_queries(10 + SIGNED_IN):
        shown = client.get("/me/").context
    assert len(shown["duties"]) == number
    assert [(one["name"], len(one["rows"]), one["more"]) for one in shown["shelves"]] == [
        (name, few, number > 5) for name in SHELVES
    ]
    for name, queries in SHELVES.items():
        with django_assert_num_queries(queries + SIGNED_IN):
            page = client.get(f"/me/{name}/").context["page"]
        following = client.get(f"/me/{name}/{page.next_url}").context["page"].rows if page.next_url else []
        keys = [row.pk for row in [*page.rows, *following]]
        assert (len(page.rows), len(keys), keys) == (min(number, 20), number, sorted(keys, reverse=True))

    # roles four times, ballots to announce, whether a restriction is due, rows of stages and of rooms, the city; the
    # stages where there are any
    for user, queries, waiting in ((cast.ada, 10, number), (cast.emil, 9, 4 * number), (cast.dora, 9, 2 * number)):
        client.force_login(user)
        with django_assert_num_queries(queries + SIGNED_IN):
            assert len(client.get("/desk/").context["tasks"]) == min(waiting, 50)
