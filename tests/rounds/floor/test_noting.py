from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.opinions.models import Statement
from deliberation.recommendations.models import Suggestion
from deliberation.rounds.floor import minuting, moderating, noting
from deliberation.rounds.floor.notes import ORIGIN_OF_ISSUE, Material, Note, Review, origins_of
from deliberation.rounds.issues import Issue
from deliberation.rounds.meetings.scheduling import end_meeting
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.rounds.floors import another, found, in_session, over, pressed

pytestmark = pytest.mark.django_db
TEXT = "수소 트럭이 학교 앞을 지나지 않게 해야 합니다."


def noted(text: str = TEXT):
    meeting, cast = in_session()
    table = meeting.tables.get(number=1)
    return noting.write_note(meeting, by=cast.ben, text=text, key=uuid4(), table=table), meeting, cast


@pytest.mark.django_db(transaction=True)
def test_a_note_sent_several_times_at_once_is_one_note():
    meeting, cast = in_session()
    key = uuid4()
    notes = at_once(5, lambda i: noting.write_note(found(meeting), by=cast.ben, text=TEXT, key=key))
    assert {note.pk for note in notes} == {Note.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_notes_written_while_the_meeting_ends_are_filed_or_drafts_and_none_is_lost():
    meeting, cast = in_session()
    people = [another(meeting, n) for n in range(6)]

    def act(i: int):
        if i == 6:
            return end_meeting(found(meeting), by=cast.ada)
        return noting.write_note(found(meeting), by=people[i].user, text=f"생각 {i}", key=uuid4())

    results = at_once(7, act)
    assert [one for one in results if isinstance(one, Exception)] == []
    ended = found(meeting).ended_at
    assert Note.objects.count() == 6
    assert all(note.filed_at is None or note.filed_at <= ended for note in Note.objects.all())


def test_somebody_elses_key_gives_nobody_their_note():
    note, meeting, cast = noted()
    with pytest.raises(Refused):
        noting.write_note(meeting, by=cast.ada, text="다른 글", key=note.key)


def test_a_note_belongs_to_the_part_that_ran_when_it_was_written_whatever_the_devices_clock_says():
    meeting, cast = in_session()
    before, after = timezone.now(), timezone.now() + timedelta(days=1)
    moderating.step(meeting, pressed(cast.ada), position=0)
    moments = (before, None, after, datetime(1970, 1, 1, tzinfo=UTC))
    notes = [noting.write_note(meeting, by=cast.ben, text=TEXT, key=uuid4(), at=moment) for moment in moments]
    assert [str(note.during) for note in notes] == ["None", "여는 말", "여는 말", "None"]
    assert all(meeting.opened_at <= note.written_at <= timezone.now() for note in notes)
    end_meeting(found(meeting), by=cast.ada)
    assert noting.write_note(found(meeting), by=cast.ben, text=TEXT, key=uuid4()).during is None


def stage_of(meeting, kind):
    return meeting.process.stages.get(kind=kind)


def test_a_note_becomes_issue_statement_and_sentence_and_both_ends_name_each_other(client):
    note, meeting, cast = noted()
    rounds, drafting = stage_of(meeting, "opinion_round"), stage_of(meeting, "drafting")
    assert [code for code, _words in noting.becomings(note)] == [
        "issue",
        f"{rounds.pk}:statement",
        f"{drafting.pk}:draft sentence",
    ]
    client.force_login(cast.ada)
    make = reverse("rounds:make", args=[meeting.process.slug, meeting.pk, note.pk])
    for become in ("issue", f"{rounds.pk}:statement", f"{drafting.pk}:draft sentence"):
        assert client.post(make, {"become": become, "text": TEXT})["Location"] == note.get_absolute_url()
    statement, sentence = Statement.objects.get(), Suggestion.objects.get()
    assert (statement.note, statement.item.text, statement.item.state) == (note, TEXT, "admitted")
    assert (sentence.note, sentence.text, Issue.objects.get().origin.note) == (note, TEXT, note)
    assert noting.becomings(note) == []
    client.logout()
    page = client.get(note.get_absolute_url()).content.decode()
    assert statement.get_absolute_url() in page
    assert sentence.get_absolute_url() in page
    assert note.get_absolute_url() in client.get(statement.get_absolute_url()).content.decode()
    recommendations = client.get(reverse("recommendations:list", args=[meeting.process.slug])).content.decode()
    assert note.get_absolute_url() in recommendations


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_note_on_at_once_one_makes_it_material():
    note, _meeting, cast = noted()
    results = at_once(
        4, lambda i: noting.make_material(Note.objects.get(pk=note.pk), become="issue", text=TEXT, by=cast.ada)
    )
    assert sum(isinstance(one, Refused) for one in results) == 3
    assert (Issue.objects.count(), Material.objects.count()) == (1, 1)


def test_a_statement_that_is_too_long_and_a_draft_become_nothing():
    note, meeting, cast = noted("가" * 200)
    become = f"{stage_of(meeting, 'opinion_round').pk}:statement"
    with pytest.raises(Refused):
        noting.make_material(note, become=become, text=note.item.text, by=cast.ada)
    assert (Statement.objects.count(), Material.objects.count()) == (0, 0)
    end_meeting(meeting, by=cast.ada)
    late = noting.write_note(found(meeting), by=cast.ben, text="늦은 쪽지", key=uuid4())
    with pytest.raises(Refused):
        noting.make_material(late, become="issue", text="늦은 쪽지", by=cast.ada)


def test_a_participant_makes_nothing_of_a_note(client):
    note, meeting, cast = noted()
    client.force_login(cast.ben)
    make = reverse("rounds:make", args=[meeting.process.slug, meeting.pk, note.pk])
    assert client.post(make, {"become": "issue", "text": TEXT}).status_code == 403


def test_a_hidden_note_leaves_a_stub_with_the_reason(client):
    note, meeting, cast = noted()
    decide(note.item, "hide", by=cast.ada, version=1, reason="이름이 적혀 있습니다.")
    client.force_login(cast.ben)
    for page in (note.get_absolute_url(), reverse("rounds:notes", args=[meeting.process.slug, meeting.pk])):
        html = client.get(page).content.decode()
        assert (TEXT in html, "이름이 적혀 있습니다." in html) == (False, True)


# Minutes --------------------------------------------------------------------------------------------------------------


def test_minutes_go_from_the_facilitator_over_the_tables_to_the_public(client):
    _note, meeting, cast = noted()
    moderating.step(meeting, pressed(cast.ada), position=0)
    end_meeting(meeting, by=cast.ada)
    page = reverse("rounds:minutes", args=[meeting.process.slug, meeting.pk])
    client.force_login(cast.ada)
    client.post(page, {"step": "submit", "text": "쟁점 네 가지를 정했습니다."})
    client.force_login(cast.ben)
    assert client.post(page, {"step": "publish"}).status_code == 403
    assert client.post(page, {"step": "review", "stand": "object"}).status_code == 422
    client.post(page, {"step": "review", "stand": "object", "text": "한 가지가 빠졌습니다."})
    minutes = minuting.minutes_of(meeting)
    with pytest.raises(Refused, match="2"):
        minuting.publish_minutes(found(meeting), by=cast.ada)
    minuting.rework_minutes(found(meeting), by=cast.ada)
    minuting.submit_minutes(found(meeting), "쟁점 다섯 가지를 정했습니다.", by=cast.ada)
    minutes.refresh_from_db()
    for table in meeting.tables.all():
        minuting.review_minutes(minutes, table=table, stand="confirm", text="", by=cast.ben)
    client.logout()
    assert "쟁점 다섯" not in client.get(page).content.decode()
    client.force_login(cast.ada)
    client.post(page, {"step": "publish"})
    client.logout()
    html = client.get(page).content.decode()
    assert all(words in html for words in ("쟁점 다섯 가지를 정했습니다.", TEXT, "여는 말"))
    facts = Entry.objects.get(subject=minutes.subject, step="publish").facts
    assert {name: facts[name] for name in ("confirmed", "objected", "version")} == {
        "confirmed": 2,
        "objected": 0,
        "version": 2,
    }
    assert Review.objects.count() == 3


def test_a_table_that_says_nothing_holds_the_minutes_back_for_a_week(client):
    meeting, cast = over()
    minutes = minuting.submit_minutes(meeting, "회의록", by=cast.ada)
    first, second = meeting.tables.all()
    minuting.review_minutes(minutes, table=first, stand="confirm", text="", by=cast.ben)
    with time_machine.travel(minutes.due_at - timedelta(seconds=1), tick=False), pytest.raises(Refused, match="until"):
        minuting.publish_minutes(found(meeting), by=cast.ada)
    with time_machine.travel(minutes.due_at, tick=False):
        published = minuting.publish_minutes(found(meeting), by=cast.ada)
    assert (published.content["silent"], len(published.content["reviews"])) == ([second.number], 1)
    assert Entry.objects.get(subject=minutes.subject, step="publish").facts["silent"] == 1
    html = client.get(published.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "These tables said nothing in time: Table 2" in " ".join(html.split())


@pytest.mark.django_db(transaction=True)
def test_a_review_and_the_publishing_at_once_follow_each_other():
    meeting, cast = over()
    minutes = minuting.submit_minutes(meeting, "회의록", by=cast.ada)
    first, second = meeting.tables.all()
    minuting.review_minutes(minutes, table=first, stand="confirm", text="", by=cast.ben)

    def act(i: int):
        if i:
            return minuting.publish_minutes(found(meeting), by=cast.ada)
        return minuting.review_minutes(
            minuting.minutes_of(meeting), table=second, stand="object", text="아님", by=cast.ben
        )

    review, published = at_once(2, act)
    assert isinstance(review, Review)
    if not isinstance(published, Refused):
        assert [row["stand"] for row in published.content["reviews"]] == ["confirm", "object"]


def test_a_late_note_counts_until_the_minutes_are_published():
    meeting, cast = over()
    late = [noting.write_note(meeting, by=cast.ben, text=f"늦은 쪽지 {n}", key=uuid4()) for n in range(2)]
    noting.file_note(late[0], by=cast.ben)
    minutes = minuting.submit_minutes(meeting, "회의록", by=cast.ada)
    for table in meeting.tables.all():
        minuting.review_minutes(minutes, table=table, stand="confirm", text="", by=cast.ben)
    minutes = minuting.publish_minutes(meeting, by=cast.ada)
    assert [note["text"] for note in minutes.content["notes"]] == ["늦은 쪽지 0"]
    with pytest.raises(Refused):
        noting.file_note(late[1], by=cast.ben)


def test_an_issue_names_the_note_that_it_came_from():
    note, meeting, cast = noted()
    material = noting.make_material(note, become="issue", text="트럭의 길", by=cast.ada)
    Issue.objects.create(process=meeting.process, number=99, title="처음부터 있던 쟁점")
    issue = Issue.objects.select_related(*ORIGIN_OF_ISSUE).get(title="트럭의 길")
    assert origins_of(meeting.process) == {issue.number: material}
    shown = render_to_string("rounds/_origin.html", {"origin": issue.origin})
    assert note.get_absolute_url() in shown
    assert str(note.table) in shown
    assert render_to_string("rounds/_origin.html", {"origin": None}).strip() == ""
