"""What waits for the committee, and its way onto the agenda of a sitting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.conflicts.casefile.cycle import carry_over
from deliberation.conflicts.diagnosis.actions import grade
from deliberation.spaces.sittings import close_sitting, open_sitting, plan_sitting
from tests.conflicts.cases import REASON, listed, reviewed, submitted
from tests.sittings import in_session

WAITING = "/conflicts/waiting/"


def planned(cast):
    return plan_sitting(cast.city, title="제2차 위원회", held_at=timezone.now() + timedelta(days=7), by=cast.emil)


def waiting(cast):
    """One to grade, one to carry over; one on this year's list and one that is with its expert do not wait."""
    year = timezone.localdate().year
    diagnosis, conflict = reviewed(cast), listed(cast, year - 1)
    listed(cast, year)
    submitted(cast)
    close_sitting(in_session(), by=cast.dora)
    return diagnosis, conflict


def test_the_page_is_for_those_who_call_sittings(client, cast):
    assert client.get(WAITING).status_code == 302
    for user, status in ((cast.finn, 404), (cast.root, 404), (cast.emil, 200), (cast.dora, 200), (cast.hana, 200)):
        client.force_login(user)
        assert client.get(WAITING).status_code == status, user
        # Without a sitting to come the act is refused in words.
        assert client.post(f"{WAITING}agenda/").status_code == (409 if status == 200 else status), user


def test_all_that_waits_comes_on_the_next_agenda_once_and_is_decided_there(client, cast):
    diagnosis, conflict = waiting(cast)
    sitting = planned(cast)
    client.force_login(cast.emil)
    shown = client.get(WAITING).context
    assert (list(shown["diagnoses"]), list(shown["cases"]), shown["sitting"]) == ([diagnosis], [conflict], sitting)
    for _ in range(2):
        assert client.post(f"{WAITING}agenda/")["Location"] == sitting.get_absolute_url()
    points = sitting.points.values_list("about", "title", "url")
    assert list(points) == [
        (diagnosis.subject, f"갈등 등급 결정: {diagnosis.conflict.title}", diagnosis.conflict.get_absolute_url()),
        (conflict.subject, conflict.title, conflict.get_absolute_url()),
    ]
    open_sitting(sitting, present=[cast.dora, cast.hana], by=cast.hana)
    grade(diagnosis, 2, sitting=sitting, reason=REASON, by=cast.dora)
    carry_over(conflict, year=timezone.localdate().year, sitting=sitting, reason=REASON, by=cast.dora)
    assert list(sitting.points.values_list("decision__result", flat=True)) == ["grade_2", "carry"]
    assert (client.get(WAITING).context["diagnoses"].count(), client.get(WAITING).context["cases"].count()) == (0, 0)


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_takes_the_same_queries_whatever_waits(client, cast, django_assert_num_queries, number):
    for _ in range(number):
        reviewed(cast)
        listed(cast, timezone.localdate().year - 1)
    planned(cast)
    client.force_login(cast.dora)
    with django_assert_num_queries(5 + 3):  # the city, roles, the two kinds, the sitting; session, user, unread notices
        client.get(WAITING)
