from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot, Question
from deliberation.ballots.preparing.actions import (
    Named,
    Overtaken,
    asked,
    ballot_of,
    fingerprint,
    prepare_ballot,
    raise_question,
    remove_question,
    write_question,
)
from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.panels.models import Seat
from deliberation.processes.actions import prepare_stage
from deliberation.processes.models import Stage
from tests.ballots.scene import ask, ballot_in, final, seats, stage_again, surveying, vote, voting
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db


def test_preparing_freezes_questions_roll_and_rule_and_makes_the_key(traveller):
    scene = voting(traveller)
    ballot = ballot_in(scene)
    rows = scene.drafts()
    assert list(ballot.questions.values_list("number", "recommendation", "title", "text")) == [
        (row.number, row.pk, row.title, row.text) for row in rows
    ]
    codes = [seat.code for seat in seats(scene)]
    assert (ballot.state, ballot.roll_size, ballot.turnout) == (Ballot.State.READY, 5, 0)
    assert ballot.roll_digest == digest({"ballot": ballot.subject, "seats": codes})
    entry = Entry.objects.get(subject=ballot.subject)
    assert entry.facts == {
        "from": "planned",
        "to": "ready",
        "roll": 5,
        "roll_digest": ballot.roll_digest,
        "questions": 3,
        "questions_digest": digest({"questions": [asked(question) for question in ballot.questions.all()]}),
        "threshold": "simple",
        "quorum_percent": 50,
    }
    assert envelope.take_key(ballot.public_key).public_key().public_bytes_raw().hex() == ballot.public_key


def test_preparing_again_changes_nothing_and_later_seats_are_not_on_the_roll(traveller):
    scene = voting(traveller)
    late = Seat.objects.create(process=scene.process, user=scene.cast.finn, code="S999")
    before = Ballot.objects.values().get()
    assert prepare_ballot(stage_again(scene))["roll"] == 5
    assert Ballot.objects.values().get() == before
    with pytest.raises(Refused):
        vote(scene, late)


def test_it_cannot_be_prepared_without_final_recommendations_and_a_roll(traveller):
    scene = final(traveller)
    Seat.objects.all().delete()
    scene.process.recommendations.update(state="draft")
    with pytest.raises(Refused) as refused:
        prepare_stage(scene.stage("ballot"))
    assert str(refused.value).count(".") >= 3
    assert not Ballot.objects.exists()


def test_the_stage_s_settings_are_the_rule(traveller):
    scene = final(traveller)
    stage = scene.stage("ballot")
    stage.settings = {"threshold": "two_thirds", "quorum_percent": 60}
    stage.save()
    assert ballot_of(stage).pk is None
    prepare_stage(stage)
    ballot = ballot_in(scene)
    assert (ballot.threshold, ballot.quorum_percent) == ("two_thirds", 60)


def numbered(scene):
    return list(ballot_in(scene).questions.values_list("number", "title"))


def test_questions_are_written_replaced_raised_and_removed_until_the_roll_is_fixed(traveller):
    scene = final(traveller)
    first, second, third = (ask(scene, title=title) for title in ("하나", "둘", "셋"))
    wording = {"method": "stv", "title": "두 가지", "title_en": "Two of them", "seats": 2}
    write_question(
        scene.stage("ballot"),
        wording,
        [Named("가", "A"), Named("나", "B"), Named("다", "C")],
        question=second,
        seen=fingerprint(second),
    )
    second.refresh_from_db()
    assert (second.method, second.title, second.title_en, second.seats) == ("stv", "두 가지", "Two of them", 2)
    assert list(second.options.values_list("number", "title", "title_en")) == [
        (1, "가", "A"),
        (2, "나", "B"),
        (3, "다", "C"),
    ]
    raise_question(third)
    raise_question(first)
    assert numbered(scene) == [(1, "하나"), (2, "셋"), (3, "두 가지")]
    remove_question(first)
    assert numbered(scene) == [(1, "셋"), (2, "두 가지")]
    prepare_stage(scene.stage("ballot"))
    for act in (lambda: ask(scene, title="넷"), lambda: remove_question(third), lambda: raise_question(third)):
        with pytest.raises(Refused):
            act()
    assert [number for number, _title in numbered(scene)] == [1, 2, 3, 4, 5]  # the recommendations come first
    assert numbered(scene)[3:] == [(4, "셋"), (5, "두 가지")]


def test_whoever_saves_second_is_told_and_finds_the_other_wording(traveller):
    scene = final(traveller)
    question = ask(scene, title="처음")
    seen, stage = fingerprint(question), scene.stage("ballot")
    options = [Named("가"), Named("나")]
    write_question(stage, {"method": "choice", "title": "먼저"}, options, question=question, seen=seen)
    with pytest.raises(Overtaken) as refused:
        write_question(stage, {"method": "choice", "title": "나중"}, options, question=question, seen=seen)
    assert [refused.value.current.title, *map(str, refused.value.current.options.all())] == ["먼저", "가", "나"]
    assert numbered(scene) == [(1, "먼저")]


CHANGES = [
    {"text": "배경"},
    {"text_en": "Background"},
    {"title_en": "Which?"},
    {"method": "approval"},
    {"threshold": "two_thirds"},
    {"threshold": "outside_margin", "margin": 3},
]


def test_every_change_of_a_question_is_noticed(traveller):
    scene = final(traveller)
    question = ask(scene)
    options = [Named(option.title) for option in question.options.all()]
    prints = [fingerprint(question)]
    for change in CHANGES:
        wording = {"method": "choice", "title": question.title} | change
        question = write_question(scene.stage("ballot"), wording, options, question=question, seen=prints[-1])
        prints.append(fingerprint(Question.objects.get()))
    write_question(scene.stage("ballot"), wording, [*options, Named("더")], question=question, seen=prints[-1])
    prints.append(fingerprint(Question.objects.get()))
    assert len(set(prints)) == len(CHANGES) + 2


def test_what_is_removed_twice_is_refused_and_moves_nothing(traveller):
    scene = final(traveller)
    first, *_rest = (ask(scene, title=title) for title in ("하나", "둘", "셋"))
    remove_question(first)
    for act in (remove_question, raise_question):
        with pytest.raises(Refused):
            act(first)
    with pytest.raises(Refused):
        write_question(scene.stage("ballot"), {"method": "choice", "title": "넷"}, [], question=first)
    assert numbered(scene) == [(1, "둘"), (2, "셋")]


def test_the_same_question_sent_twice_is_added_once(traveller):
    scene = final(traveller)
    ask(scene, title="하나")
    with pytest.raises(Refused):
        ask(scene, title="하나")
    assert numbered(scene) == [(1, "하나")]


def test_a_question_of_another_ballot_is_not_touched(traveller):
    scene = final(traveller)
    question = ask(scene)
    other = Stage.objects.create(
        process=scene.process,
        position=99,
        kind="ballot",
        title="다른 표결",
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=1),
    )
    with pytest.raises(Refused):
        write_question(other, {"method": "choice", "title": "바꿈"}, [], question=question, seen=fingerprint(question))
    assert Question.objects.get().title == question.title


def test_a_survey_before_the_drafting_needs_questions_and_no_recommendations(traveller):
    scene = surveying(traveller)
    scene.process.recommendations.update(state="draft")
    with pytest.raises(Refused, match="아직 질문이 없습니다"):
        prepare_stage(scene.stage("ballot"))
    ask(scene)
    prepare_stage(scene.stage("ballot"))
    assert list(ballot_in(scene).questions.values_list("number", "recommendation")) == [(1, None)]
    assert not scene.process.recommendations.filter(on_ballot=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_question_written_while_the_roll_is_fixed_is_on_the_paper_or_refused(traveller):
    scene = surveying(traveller)
    ask(scene, title="0")
    stages = [stage_again(scene) for _i in range(8)]
    options = [Named("가"), Named("나")]

    def act(i):
        if i == 3:
            return prepare_stage(stages[i])
        return write_question(stages[i], {"method": "choice", "title": f"{i + 1}"}, options)

    results = at_once(8, act)
    written = [result for result in results if isinstance(result, Question)]
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(written) + len(refused) == 7
    asked_in_the_end = list(ballot_in(scene).questions.all())
    assert {question.title for question in asked_in_the_end} == {"0", *(question.title for question in written)}
    assert [question.number for question in asked_in_the_end] == list(range(1, len(written) + 2))
    facts = Entry.objects.get(subject=ballot_in(scene).subject).facts
    assert facts["questions_digest"] == digest({"questions": [asked(question) for question in asked_in_the_end]})
