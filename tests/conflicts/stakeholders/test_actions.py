from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.conflicts.casefile.cycle import settle
from deliberation.conflicts.stakeholders.actions import (
    add_party,
    drop_party,
    edit_party,
    note_interview,
    note_voices,
    set_relations,
    set_stances,
)
from deliberation.conflicts.stakeholders.models import Party, Relation, Stance, VoiceCheck, shown_to
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from tests.concurrency import at_once
from tests.conflicts.cases import filed, resolution
from tests.conflicts.parties import FIELDS, issue, party, published, stands


def shown(row, *, inside=False):
    return shown_to(inside, [Party.objects.prefetch_related("stances").get(pk=row.pk)])[0]


def test_outsiders_know_of_a_party_what_is_published_and_nothing_else(cast):
    conflict = filed(cast)
    row = published(cast, conflict, published=["position", "issues"])
    stands(cast, row, issue(cast, conflict))
    seen = shown(row)
    assert (seen.name, seen.position, len(seen.stances)) == ("인근 주민 1", FIELDS["position"], 1)
    kept = (seen.interest, seen.concerns, seen.acceptable, seen.representative, seen.named_by, seen.mandate)
    assert (set(kept), seen.influence, seen.own_name, seen.kept) == ({""}, None, "", ())
    assert shown(row, inside=True).interest == FIELDS["interest"]


def test_nothing_is_published_without_a_public_name(cast):
    row = party(cast, filed(cast))
    assert list(Party.objects.visible_to(cast.finn)) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=row.pk).update(published=["position"])


def test_names_are_unique_in_a_file(cast):
    conflict = filed(cast)
    published(cast, conflict)
    with pytest.raises(Refused, match="같은 이름"):
        published(cast, conflict)
    with pytest.raises(Refused, match="같은 이름"):
        party(cast, conflict, public_name="인근 주민 1")
    party(cast, filed(cast), "주민 대표 모임 1")


def test_a_settled_conflict_is_not_mapped(cast):
    conflict = filed(cast)
    row = party(cast, conflict)
    settle(conflict, **resolution(cast.dora, conflict))
    for act in (
        lambda: party(cast, conflict, "늦은 모임"),
        lambda: edit_party(row, version=1, by=cast.emil, position="다른 말"),
        lambda: drop_party(row, by=cast.emil),
        lambda: note_interview(row, by=cast.emil, on="2022-05-01", text="뒤늦은 면담"),
    ):
        with pytest.raises(Refused):
            act()


def test_stances_are_of_the_issues_of_the_own_conflict(cast):
    conflict = filed(cast)
    row, foreign = party(cast, conflict), issue(cast, filed(cast))
    for sides in ({foreign.pk: ("opposes", "")}, {issue(cast, conflict).pk: ("hostile", "")}):
        with pytest.raises(Refused):
            set_stances(row, sides, version=row.version, by=cast.emil)
    assert not Stance.objects.exists()


def test_the_minute_book_tells_that_but_not_what(cast):
    conflict = filed(cast)
    row = party(cast, conflict)
    note_interview(row, by=cast.emil, on="2022-05-01", text="솔직히 보상이면 됩니다.")
    entries = Entry.objects.filter(chain__name=conflict.chain)
    assert [e.step for e in entries.order_by("n")] == ["file", "add_party", "note_interview"]
    assert not any(word in str([e.facts for e in entries]) for word in ("보상", "김말순", "주민모임"))
    assert first_fault(Chain.objects.get(name=conflict.chain)) is None


def test_voices_are_of_the_own_parties_and_minuted_when_they_change(cast):
    conflict = filed(cast)
    there, missing, foreign = published(cast, conflict, 1), published(cast, conflict, 2), party(cast, filed(cast))
    now = timezone.now()
    told = [{"label": "주민", "people": 3}]
    for at in (now, now + timedelta(hours=1)):
        note_voices(conflict, processes=1, found={there.pk: told, missing.pk: [], foreign.pk: told}, at=at)
    note_voices(conflict, processes=9, found={}, at=now)  # an older computation that comes late
    check = VoiceCheck.objects.get()
    assert (check.found, check.at) == ({str(there.pk): told, str(missing.pk): []}, now + timedelta(hours=1))
    entry = Entry.objects.get(step="note_voices")
    assert (entry.facts["parties"], entry.facts["missing"]) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_editors_of_one_party_do_not_overwrite_each_other(cast):
    row = party(cast, filed(cast))

    def edit(i):
        edit_party(Party.objects.get(pk=row.pk), version=1, by=cast.emil, position=f"입장 {i}")

    outcomes = at_once(2, edit)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    row.refresh_from_db()
    assert (row.version, row.position) == (2, f"입장 {outcomes.index(None)}")


def related(conflict):
    return [(row.first.name, row.kind, row.second.name) for row in Relation.objects.order_by("first", "second")]


def test_relation_is_one_for_each_pair_whoever_says_it(cast):
    conflict = filed(cast)
    a, b, c = (party(cast, conflict, name) for name in "가나다")
    set_relations(b, {a.pk: "depends", c.pk: "allied"}, version=1, by=cast.emil)
    assert related(conflict) == [("가", "needed", "나"), ("나", "allied", "다")]
    with pytest.raises(Refused, match="고쳤습니다"):  # it was said of both parties
        set_relations(a, {b.pk: ""}, version=1, by=cast.emil)
    set_relations(a, {b.pk: "opposed"}, version=2, by=cast.emil)
    assert related(conflict) == [("가", "opposed", "나"), ("나", "allied", "다")]
    c.refresh_from_db()
    set_relations(c, {b.pk: "", a.pk: ""}, version=c.version, by=cast.emil)
    assert related(conflict) == [("가", "opposed", "나")]
    assert [entry.facts for entry in Entry.objects.filter(step="set_relations").order_by("n")] == [
        {"parties": 2},
        {"parties": 1},
        {"parties": 0},
    ]
    for kinds in ({a.pk: "opposed"}, {party(cast, filed(cast)).pk: "opposed"}, {b.pk: "enemy"}):
        a.refresh_from_db()
        with pytest.raises(Refused):
            set_relations(a, kinds, version=a.version, by=cast.emil)
    drop_party(a, by=cast.emil)
    assert related(conflict) == []


@pytest.mark.django_db(transaction=True)
def test_both_ends_of_a_relation_written_at_once_are_one_relation(cast):
    conflict = filed(cast)
    pair = [party(cast, conflict, name) for name in "가나"]

    def write(i):
        return set_relations(pair[i], {pair[1 - i].pk: ["allied", "opposed"][i]}, version=1, by=cast.emil)

    outcomes = at_once(2, write)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert Relation.objects.get().kind == ["allied", "opposed"][outcomes.index(None)]


@pytest.mark.django_db(transaction=True)
def test_the_same_party_entered_twice_at_one_instant_is_one(cast):
    conflict = filed(cast)
    outcomes = at_once(2, lambda i: add_party(conflict, by=cast.emil, name="어촌계", **FIELDS))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Party", "Refused"]
    assert conflict.parties.count() == 1
