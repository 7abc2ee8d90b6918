import pytest
from django.urls import reverse

from deliberation.ballots.models import Question
from deliberation.processes.actions import prepare_stage
from deliberation.processes.models import Charter
from tests.ballots.pages import page, visitor
from tests.ballots.preparing.test_forms import GIVEN
from tests.ballots.scene import KINDS, ask, ballot_in, final, surveying

pytestmark = pytest.mark.django_db


def test_a_question_of_each_kind_is_added_and_stands_on_the_paper(traveller):
    scene = surveying(traveller)
    ada = visitor(scene.cast.ada)
    for method, (options, wording, _votes) in KINDS.items():
        lines = "\n".join("가나다라"[:options])
        sent = GIVEN | wording | {"method": method, "title": f"질문 {method}", "options": lines}
        assert ada.post(page("new_question", scene), sent).url == page("questions", scene)
    html = ada.get(page("questions", scene)).content.decode()
    assert [f"질문 {method}" in html for method in KINDS] == [True] * len(KINDS)
    assert html.count("집계 방법") == len(KINDS)
    assert list(ballot_in(scene).questions.values_list("method", flat=True)) == list(KINDS)


def test_a_question_is_changed_raised_and_removed(traveller):
    scene = final(traveller)
    ada, first, second = visitor(scene.cast.ada), ask(scene, title="하나"), ask(scene, title="둘")
    form = ada.get(page("edit_question", scene, second.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"title": "둘째"}
    assert ada.post(page("edit_question", scene, second.pk), sent).url == page("questions", scene)
    ada.post(page("raise_question", scene, second.pk))
    assert list(ballot_in(scene).questions.values_list("title", flat=True)) == ["둘째", "하나"]
    ada.post(page("remove_question", scene, first.pk))
    assert list(ballot_in(scene).questions.values_list("title", flat=True)) == ["둘째"]


def test_of_two_editors_the_second_sees_both_wordings_and_decides(traveller):
    scene = final(traveller)
    question = ask(scene, title="처음")
    address = page("edit_question", scene, question.pk)
    ada, emil = visitor(scene.cast.ada), visitor(scene.cast.emil)
    seen = ada.get(address).context["form"]["seen"].value()
    assert emil.post(address, GIVEN | {"title": "먼저", "seen": seen}).status_code == 302
    response = ada.post(address, GIVEN | {"title": "나중", "options": "하나\n둘", "seen": seen})
    html = response.content.decode()
    assert response.status_code == 409
    assert ["먼저" in html, "나중" in html, "하나\n둘" in html] == [True] * 3
    assert Question.objects.get().title == "먼저"
    seen = response.context["overtaken"]["seen"]
    assert f'name="seen" value="{seen}"' in html
    assert ada.post(address, GIVEN | {"title": "나중", "seen": seen}).status_code == 302
    assert Question.objects.get().title == "나중"


def test_who_edits_what_another_has_removed_loses_nothing(traveller):
    scene = final(traveller)
    question = ask(scene)
    address, ada = page("edit_question", scene, question.pk), visitor(scene.cast.ada)
    seen = ada.get(address).context["form"]["seen"].value()
    ada.post(page("remove_question", scene, question.pk))
    response = ada.post(address, GIVEN | {"title": "오래 적은 질문", "seen": seen})
    assert response.status_code == 409
    assert "오래 적은 질문" in response.content.decode()
    assert f'action="{page("new_question", scene)}"' in response.content.decode()
    assert ada.get(address).status_code == 404


def test_a_question_sent_twice_is_added_once_and_a_wrong_one_stays_in_the_form(traveller):
    scene = final(traveller)
    ada = visitor(scene.cast.ada)
    statuses = [ada.post(page("new_question", scene), GIVEN).status_code for _i in range(2)]
    assert statuses == [302, 409]
    response = ada.post(page("new_question", scene), GIVEN | {"title": "다른 질문", "options": "하나뿐"})
    assert response.status_code == 422
    assert "하나뿐" in response.content.decode()
    assert Question.objects.count() == 1


def test_questions_are_closed_once_the_roll_is_fixed(traveller):
    scene = final(traveller)
    question = ask(scene)
    prepare_stage(scene.stage("ballot"))
    ada = visitor(scene.cast.ada)
    for name, more in (("questions", ()), ("edit_question", (question.pk,))):
        response = ada.get(page(name, scene, *more), follow=True)
        assert response.redirect_chain[-1][0] == page("vote", scene)
    assert ada.post(page("remove_question", scene, question.pk), follow=True).status_code == 200
    assert ada.post(page("new_question", scene), GIVEN).status_code == 409
    assert Question.objects.filter(recommendation=None).count() == 1


@pytest.mark.parametrize("who", ["ben", "cleo", "finn", "root"])
def test_others_write_no_questions(traveller, who):
    scene = final(traveller)
    question = ask(scene)
    other = visitor(getattr(scene.cast, who))
    for name, more in (("questions", ()), ("new_question", ()), ("edit_question", (question.pk,))):
        assert other.get(page(name, scene, *more)).status_code == 403
    assert other.post(page("new_question", scene), GIVEN).status_code == 403
    assert other.post(page("remove_question", scene, question.pk)).status_code == 403


def test_recommendations_are_no_questions_to_edit(traveller):
    scene = final(traveller)
    prepare_stage(scene.stage("ballot"))
    ballot = ballot_in(scene)
    ballot.state = "planned"
    ballot.save()
    asked = ballot.questions.first()
    assert visitor(scene.cast.ada).get(page("edit_question", scene, asked.pk)).status_code == 404


@pytest.mark.parametrize("n", [1, 30])
def test_the_page_of_questions_asks_the_database_a_fixed_number_of_times(traveller, django_assert_num_queries, n):
    scene = final(traveller)
    for i in range(n):
        ask(scene, "score", 4, title=f"질문 {i}")
    ada = visitor(scene.cast.ada)
    ada.get(page("questions", scene))
    with django_assert_num_queries(9):
        ada.get(page("questions", scene))


def test_the_way_there_stands_on_the_ballot_s_and_on_the_process_s_page(traveller):
    scene = final(traveller)
    ada = visitor(scene.cast.ada)
    assert page("questions", scene) in ada.get(page("manage", scene)).content.decode()
    assert page("manage", scene) in ada.get(page("vote", scene)).content.decode()
    assert page("questions", scene) in ada.get(reverse("processes:manage", args=[scene.process.slug])).content.decode()
    prepare_stage(scene.stage("ballot"))
    assert page("questions", scene) not in ada.get(page("manage", scene)).content.decode()
    assert page("manage", scene) not in visitor(scene.cast.ben).get(page("vote", scene)).content.decode()


def test_the_charter_names_how_each_stage_decides(traveller):
    scene = final(traveller)
    charter = Charter.objects.filter(process=scene.process).latest("version")
    address = reverse("processes:amend_charter", args=[scene.process.slug, charter.version])
    labels = dict(visitor(scene.cast.emil).get(address).context["form"].fields["decides"].choices)
    told = {stage.kind: labels[stage.title] for stage in scene.process.stages.all()}
    assert told["drafting"].endswith("(참여자 합의로 결정)")
    assert told["ballot"].endswith("(권고안 표결로 결정)")
