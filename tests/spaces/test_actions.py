from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.spaces import kinds
from deliberation.spaces.access import roles_in
from deliberation.spaces.actions import appoint, decide, dismiss, forget, revise, submit
from deliberation.spaces.models import Item, Membership, Role
from tests.cast import person
from tests.concurrency import at_once


class Note:
    """An item kind without content rows, for tests of moderation itself."""

    name = "note"
    label = "note"
    steps = ("admit", "decline", "hide")

    def follow(self, item, step):
        pass


@pytest.fixture
def note(cast, monkeypatch):
    monkeypatch.setitem(kinds.KINDS, "note", Note())
    return submit("note", space=cast.here, author=cast.ben, text="처음 글", channel="web")


def steps():
    return list(Entry.objects.exclude(step="appoint").order_by("pk").values_list("step", flat=True))


def test_appoint_gives_the_role_at_once_and_minutes_it(cast):
    assert roles_in(cast.finn, cast.here) == set()
    appoint(cast.here, cast.finn, Role.OBSERVER, by=cast.emil)
    assert roles_in(cast.finn, cast.here) == {"observer"}
    entry = Entry.objects.filter(chain__name=cast.here.name).latest("n")
    assert (entry.step, entry.subject, entry.actor) == (
        "appoint",
        f"space:{cast.here.name}",
        cast.emil.pseudonym(cast.here.name),
    )
    assert entry.facts == {"person": cast.finn.pseudonym(cast.here.name), "role": "observer"}


def test_a_role_that_decides_about_others_asks_for_a_second_factor_as_long_as_it_lasts(cast):
    both = [appoint(cast.here, cast.finn, role) for role in (Role.FACILITATOR, Role.SIDE)]
    cast.finn.refresh_from_db()
    assert cast.finn.needs_second_factor
    for membership in both:
        dismiss(membership, by=cast.emil)
    cast.finn.refresh_from_db()
    assert not cast.finn.needs_second_factor


@pytest.mark.django_db(transaction=True)
def test_the_same_role_is_given_once_also_at_the_same_moment(cast):
    outcomes = at_once(3, lambda _i: appoint(cast.here, cast.finn, Role.SIDE))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Membership", "Refused", "Refused"]
    assert Membership.objects.filter(user=cast.finn).count() == 1


@pytest.mark.django_db(transaction=True)
def test_dismissing_from_one_office_while_appointed_to_another_keeps_the_second_factor(cast):
    office = appoint(cast.here, cast.finn, Role.FACILITATOR)

    def act(i):
        if i:
            return dismiss(office, by=cast.emil)
        return appoint(cast.elsewhere, cast.finn, Role.FACILITATOR)

    at_once(2, act)
    cast.finn.refresh_from_db()
    assert cast.finn.decides


def test_a_term_ends_by_the_clock_and_may_be_given_again(cast):
    until = timezone.now() + timedelta(days=1)
    appoint(cast.here, cast.finn, Role.SUPPORT, by=cast.emil, until=until)
    assert Entry.objects.filter(step="appoint").latest("pk").facts["until"] == until.isoformat()
    with pytest.raises(Refused, match="이미"):
        appoint(cast.here, cast.finn, Role.SUPPORT)
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        assert roles_in(User.objects.get(pk=cast.finn.pk), cast.here) == {"support"}
    with time_machine.travel(until, tick=False):
        assert roles_in(User.objects.get(pk=cast.finn.pk), cast.here) == set()
        appoint(cast.here, cast.finn, Role.SUPPORT, until=until + timedelta(days=1))
    with pytest.raises(Refused, match="마지막 날"):
        appoint(cast.elsewhere, cast.finn, Role.SUPPORT, until=timezone.now())


def test_a_term_is_ended_early_by_dismissal_and_by_erasure(cast):
    until = timezone.now() + timedelta(days=1)
    first = appoint(cast.here, cast.finn, Role.SUPPORT, until=until)
    dismiss(first, by=cast.emil)
    first.refresh_from_db()
    assert first.until < until
    with pytest.raises(Refused):
        dismiss(first, by=cast.emil)
    appoint(cast.here, cast.finn, Role.SUPPORT, until=until)
    forget(cast.finn)
    assert not Membership.objects.current().filter(user=cast.finn).exists()


def test_the_admin_pages_open_to_no_administrator_with_a_term(cast):
    """Nothing rings when a term is over, and the admin pages ask only the person's own row."""
    until = timezone.now() + timedelta(days=1)
    with_term = appoint(cast.city, cast.finn, Role.ADMINISTRATOR, until=until)
    assert (cast.finn.decides, cast.finn.is_staff) == (True, False)
    dismiss(with_term, by=cast.emil)
    appoint(cast.city, cast.finn, Role.ADMINISTRATOR)
    cast.finn.refresh_from_db()
    assert cast.finn.is_staff


@pytest.mark.django_db(transaction=True)
def test_a_role_with_a_term_is_given_once_also_at_the_same_moment(cast):
    until = timezone.now() + timedelta(days=1)
    outcomes = at_once(3, lambda _i: appoint(cast.here, cast.finn, Role.CONTRACTOR, until=until))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Membership", "Refused", "Refused"]


def test_dismissed_person_loses_the_role_and_may_be_appointed_again(cast):
    membership = appoint(cast.here, cast.finn, Role.OBSERVER)
    dismiss(membership, by=cast.emil)
    assert roles_in(cast.finn, cast.here) == set()
    with pytest.raises(Refused):
        dismiss(membership, by=cast.emil)
    appoint(cast.here, cast.finn, Role.OBSERVER)


def test_submitted_text_waits_in_its_first_version(note):
    assert (note.state, note.version, list(note.versions.values_list("n", "text"))) == ("waiting", 1, [(1, "처음 글")])


def test_decision_keeps_who_when_and_why_and_is_minuted(cast, note):
    decide(note, "decline", by=cast.ada, version=1, reason=" 주제에서 벗어났습니다. ")
    note.refresh_from_db()
    assert (note.state, note.reason, note.decided_by, note.decided_version) == (
        "declined",
        "주제에서 벗어났습니다.",
        cast.ada,
        1,
    )
    assert steps() == ["decline"]


@pytest.mark.parametrize("step", ["decline", "hide"])
def test_turning_a_text_down_needs_a_reason(cast, note, step):
    with pytest.raises(Refused, match="이유"):
        decide(note, step, by=cast.ada, version=1, reason=" ")
    assert steps() == []


def test_new_wording_of_an_admitted_text_waits_again(cast, note):
    decide(note, "admit", by=cast.ada, version=1)
    revise(note, "고친 글", by=cast.ben)
    note.refresh_from_db()
    assert (note.state, note.version, note.text) == ("waiting", 2, "고친 글")
    assert list(note.versions.order_by("n").values_list("text", flat=True)) == ["처음 글", "고친 글"]


def test_hidden_text_is_not_revised(cast, note):
    decide(note, "hide", by=cast.ada, version=1, reason="개인정보")
    with pytest.raises(Refused):
        revise(note, "다시")
    note.refresh_from_db()
    assert (note.version, note.text) == (1, "처음 글")


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_decide_once(cast, note):
    outcomes = at_once(2, lambda i: decide(note, ["decline", "admit"][i], by=cast.ada, version=1, reason="이유"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Item", "Refused"]
    assert len(steps()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_never_falls_on_a_wording_that_the_moderator_has_not_read(cast, note):
    for version in range(1, 6):

        def act(i, version=version):
            return revise(note, f"글 {version}") if i else decide(note, "admit", by=cast.ada, version=version)

        outcomes = at_once(2, act)
        note.refresh_from_db()
        assert (note.state, note.version, note.text) == ("waiting", version + 1, f"글 {version}")
        assert {type(outcome) for outcome in outcomes} <= {Item, Refused}


@pytest.mark.django_db(transaction=True)
def test_a_decision_in_progress_leaves_the_space_free_for_new_texts(cast, note):
    def write(_i):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        return submit("note", space=cast.here, author=cast.ben, text="다음 글", channel="web").state

    with transaction.atomic():
        decide(note, "admit", by=cast.ada, version=1)
        assert at_once(1, write) == ["waiting"]


def test_roles_of_a_person_are_read_once(cast, django_assert_num_queries):
    finn = person("Gina")
    with django_assert_num_queries(1):
        for _ in range(3):
            roles_in(finn, cast.here)
