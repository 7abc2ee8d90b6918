import pytest
from django.http import QueryDict

from deliberation.ballots.models import MOST_OPTIONS
from deliberation.ballots.preparing.actions import Named
from deliberation.ballots.preparing.forms import QuestionForm

GIVEN = {"method": "choice", "title": "어느 것입니까?", "options": "가\n나\n다", "threshold": "simple"}


def posted(**given) -> QuestionForm:
    data = QueryDict(mutable=True)
    data.update(GIVEN | given)
    return QuestionForm(data)


def test_a_pasted_list_becomes_options_with_their_english():
    form = posted(
        options="1. 계획대로  늘린다\r\n\r\n② 3호선부터\n - 10% 줄인다\n• 1.5배로\n(4) 그대로 둔다\n2040년까지",
        options_en="Expand as planned\nLine 3 first\n10% less\n1.5 times\nKeep\nUntil 2040",
    )
    assert form.is_valid(), form.errors
    assert form.named == [
        Named("계획대로 늘린다", "Expand as planned"),
        Named("3호선부터", "Line 3 first"),
        Named("10% 줄인다", "10% less"),
        Named("1.5배로", "1.5 times"),
        Named("그대로 둔다", "Keep"),
        Named("2040년까지", "Until 2040"),
    ]


def test_seats_and_margin_are_kept_only_where_they_mean_something():
    form = posted(seats="2", margin="3.6")
    assert form.is_valid(), form.errors
    assert (form.wording["seats"], form.wording["margin"]) == (1, None)
    stv = posted(method="stv", seats="2")
    assert stv.is_valid(), stv.errors
    assert stv.wording["seats"] == 2
    margin = posted(threshold="outside_margin", margin="3.6")
    assert margin.is_valid(), margin.errors
    assert str(margin.wording["margin"]) == "3.6"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"options": "가"}, "options"),
        ({"options": ""}, "options"),
        ({"options": "가\n나\n가"}, "options"),
        ({"options": "가 나\n가  나"}, "options"),
        ({"options": "\n".join(f"선택지 {n}번" for n in range(MOST_OPTIONS + 1))}, "options"),
        ({"options": "가\n" + "나" * 121}, "options"),
        ({"method": "forced"}, "options"),
        ({"method": "forced", "options": "가"}, "options"),
        ({"method": "decision"}, "options"),
        ({"options_en": "A\nB"}, "options_en"),
        ({"options_en": "A\nB\na"}, "options_en"),
        ({"method": "stv", "seats": "3"}, "seats"),
        ({"method": "stv", "seats": ""}, "seats"),
        ({"method": "stv", "seats": "1"}, "seats"),
        ({"method": "stv", "seats": "2", "threshold": "absolute"}, "threshold"),
        ({"threshold": "outside_margin"}, "margin"),
        ({"threshold": "outside_margin", "margin": "-1"}, "margin"),
        ({"threshold": "outside_margin", "margin": "3.65"}, "margin"),
        ({"threshold": "most"}, "threshold"),
        ({"method": "lot"}, "method"),
        ({"title": " "}, "title"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_field(given, field):
    form = posted(**given)
    assert list(form.errors) == [field]
    assert form["options"].value() == (GIVEN | given)["options"]


def test_a_choice_between_two_and_a_decision_without_options_are_possible():
    for given in ({"method": "forced", "options": "가\n나"}, {"method": "decision", "options": ""}):
        assert posted(**given).is_valid()
