import pytest

from deliberation.conflicts.casefile.actions import correct_event, edit_case, enter_event, file_case, set_alert
from deliberation.conflicts.casefile.cycle import settle
from deliberation.conflicts.casefile.models import Alert, CaseEvent, ConflictCase
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.spaces.disclosure.actions import facts_of
from deliberation.spaces.models import Space
from tests.concurrency import at_once
from tests.conflicts.cases import FIELDS, filed, graded, resolution
from tests.restricting import usual


def test_filing_makes_an_open_space_and_a_book_of_its_own(cast):
    conflict = filed(cast)
    assert (conflict.space.kind, conflict.space.closed, conflict.space.parent) == ("conflict", False, cast.city)
    entry = Entry.objects.get(chain__name=f"conflict-{conflict.pk}")
    assert (entry.step, entry.subject, entry.facts) == ("file", conflict.subject, {})


def test_restricted_note_never_enters_what_search_reads(cast):
    conflict = filed(cast, restricted_note="쿼카가 사는 곳")
    assert not {"쿼카", "카가"} & set(conflict.bigrams + conflict.title_grams)
    edited = edit_case(conflict, by=cast.emil, version=1, **FIELDS | {"restricted_note": "왈라비 이야기"})
    assert not {"왈라", "라비"} & set(edited.bigrams + edited.title_grams)
    assert {"승기", "하수"} <= set(edited.title_grams)


def test_minutes_of_an_edit_name_columns_and_no_prose(cast):
    conflict = filed(cast)
    edited = edit_case(conflict, by=cast.emil, version=1, **FIELDS | {"title": "새 제목", "cost": 5})
    assert edited.version == 2
    assert Entry.objects.get(step="edit").facts == {"version": 2, "changed": ["cost", "title"]}
    assert edit_case(edited, by=cast.emil, version=2, **FIELDS | {"title": "새 제목", "cost": 5}).version == 2


def test_second_editor_of_the_same_version_is_refused(transactional_db, cast):
    conflict = filed(cast)

    def edit(i):
        fresh = ConflictCase.objects.get(pk=conflict.pk)
        return edit_case(fresh, by=cast.emil, version=1, **FIELDS | {"title": f"제목 {i}"})

    outcomes = at_once(3, edit)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictCase", "Refused", "Refused"]
    assert ConflictCase.objects.get().version == 2


def test_settled_file_is_closed(cast):
    conflict = graded(cast)
    settle(conflict, **resolution(cast.dora))
    with pytest.raises(Refused, match="해결"):
        edit_case(conflict, by=cast.emil, version=1, **FIELDS)


def test_correcting_and_restricting_an_event_is_minuted(cast):
    event = enter_event(filed(cast), by=cast.emil, on="2022-05-01", text="설명회", source="")
    correct_event(event, usual(), by=cast.emil, on="2022-05-02", text="비공개 협의", source="")
    told = CaseEvent.objects.select_related("restriction").get()
    assert (told.text, told.restriction.basis) == ("비공개 협의", usual())
    assert list(CaseEvent.objects.visible_to(cast.finn)) == []
    assert list(Entry.objects.filter(subject=event.subject).order_by("n").values_list("step", "facts")) == [
        ("enter", {"public": True}),
        ("correct", facts_of(told.restriction)),
    ]


def test_alert_changes_with_reason_and_tells_committee_and_department(cast):
    conflict = filed(cast)
    change = set_alert(conflict, Alert.PRELIMINARY, reason="조직된 의견이 나왔습니다.", by=cast.emil)
    conflict.refresh_from_db()
    assert (conflict.alert, change.before, change.level) == (2, 0, 2)
    people = Notice.objects.filter(kind="conflict_alert").values_list("person__display_name", flat=True)
    assert set(people) == {"Dora", "Hana", "Emil"}
    assert Entry.objects.get(step="alert").facts == {"from": "none", "to": "preliminary"}
    with pytest.raises(Refused, match="같은"):
        set_alert(conflict, Alert.PRELIMINARY, reason="다시", by=cast.emil)


@pytest.mark.django_db(transaction=True)
def test_the_same_alert_twice_at_once_is_one_change(cast):
    conflict = filed(cast)
    outcomes = at_once(
        2, lambda i: set_alert(ConflictCase.objects.get(pk=conflict.pk), 3, reason="까닭", by=[cast.emil, cast.dora][i])
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlertChange", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_many_filings_at_once_get_spaces_of_their_own(cast):
    outcomes = at_once(4, lambda _i: file_case(by=cast.emil, **FIELDS))
    assert {type(outcome) for outcome in outcomes} == {ConflictCase}
    names = {f"conflict-{outcome.pk}" for outcome in outcomes}
    assert set(Space.objects.filter(kind="conflict").values_list("name", flat=True)) == names
