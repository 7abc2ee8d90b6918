import json
import re

import pytest
from django.http import QueryDict

from deliberation.ballots.voting.forms import VoteForm, drawn_options, field_name
from tests.ballots.scene import ask, asking, ballot_in, surveying

pytestmark = pytest.mark.django_db

# What a browser sends on each kind; the same as it rides from page to page; in words.
SENT = """
    decision  {"": "against"}                               against     반대
    choice    {"": "2"}                                     2           나루터
    choice    {"": "abstain"}                               abstain     기권
    forced    {"": "1"}                                     1           가로수길
    approval  {"": ["3", "1"]}                              1+3         가로수길|다리
    approval  {"": "none"}                                  none        괜찮은 선택지가 없음
    approval  {"": "abstain"}                               abstain     기권
    score     {"-1": "5", "-2": "0", "-3": "3"}             5/0/3       가로수길: 5점|나루터: 0점|다리: 3점
    score     {"": "abstain"}                               abstain     기권
    schulze   {"-1": "2", "-2": "1", "-3": "3"}             2>1>3       1순위: 나루터|2순위: 가로수길|3순위: 다리
    irv       {"": "abstain", "-1": "", "-2": "", "-3": ""} abstain     기권
    stv  {"-1": "3", "-2": "4", "-3": "2", "-4": "1"}  4>3>1>2  1순위: 라디오|2순위: 다리|3순위: 가로수길|4순위: 나루터
"""
BAD = """
    decision  {}                                  하나를 골라
    decision  {"": "1"}                           올바르게 선택
    choice    {"": "5"}                           올바르게 선택
    choice    {"": "none"}                        올바르게 선택
    forced    {}                                  둘 중 하나를
    forced    {"": "abstain"}                     올바르게 선택
    approval  {}                                  모두 골라
    approval  {"": ["1", "9"]}                    올바르게 선택
    approval  {"": ["1", "none"]}                 둘 중 하나만
    approval  {"": ["none", "abstain"]}           둘 중 하나만
    score     {}                                  점수를 주십시오
    score     {"-1": "5"}                         나루터, 다리
    score     {"-1": "5", "-2": "6", "-3": "0"}   보기 가운데
    score     {"-1": "5", "-2": "x", "-3": "0"}   보기 가운데
    score     {"": "abstain", "-1": "5"}          둘 중 하나만
    score     {"": "5/0"}                         다리
    score     {"": "5/0/x"}                       점수를 주십시오
    schulze   {}                                  순위를 정해
    schulze   {"-1": "1", "-2": "2"}              다리
    schulze   {"-1": "1", "-2": "1", "-3": "2"}   1순위가 두 번
    schulze   {"-1": "1", "-2": "2", "-3": "4"}   보기 가운데
    schulze   {"": "2>1"}                         다리
    schulze   {"": "2>1>2"}                       다리
    irv       {"": "abstain", "-1": "1"}          둘 중 하나만
    stv       {"": "1+2"}                         순위를 정해
"""


def table(text):
    return [re.split(r"\s{2,}|(?<=}) ", line.strip(), maxsplit=3) for line in text.strip().splitlines()]


def filled(scene, method, sent) -> VoteForm:
    """The form of one question of a ballot that asks of every kind."""
    question = ballot_in(scene).questions.get(method=method)
    data = QueryDict(mutable=True)
    for part, value in json.loads(sent).items():
        data.setlist(field_name(question) + part, value if isinstance(value, list) else [value])
    return VoteForm(ballot_in(scene), [question], data)


def test_what_is_chosen_becomes_a_vote_and_words_and_rides_on(traveller):
    scene = asking(traveller, voters=1)
    for method, sent, mark, words in table(SENT):
        form = filled(scene, method, sent)
        assert form.is_valid(), (method, sent, form.errors)
        [(question, told)] = form.in_words
        assert (form.marks, told) == ({question.number: mark}, words.split("|"))
        again = QueryDict(mutable=True)
        again.update(dict(form.written))
        rides = VoteForm(form.ballot, form.questions, again)
        assert (rides.is_valid(), rides.marks) == (True, form.marks)


def test_what_is_no_vote_is_told_by_the_names_of_the_options(traveller):
    scene = asking(traveller, voters=1)
    for method, sent, told in table(BAD):
        form = filled(scene, method, sent)
        assert not form.is_valid(), (method, sent)
        # The options are named in the drawn order.
        assert all(part in str(form.errors) for part in told.split(", ")), (method, sent)


def test_an_incomplete_vote_keeps_what_was_given(traveller):
    scene = asking(traveller, voters=1)
    given = '{"-1": "2", "-3": "1"}'
    [row] = filled(scene, "score", given).rows
    assert sorted(re.findall(r'name="question-\d-(\d)" value="(\d)" checked', str(row.field))) == [
        ("1", "2"),
        ("3", "1"),
    ]
    [row] = filled(scene, "schulze", given).rows
    selects = re.findall(r'name="question-\d-(\d)"(.*?)</select>', str(row.field), re.DOTALL)
    places = {option: re.findall(r'value="(\d)" selected', choices) for option, choices in selects}
    assert places == {"1": ["2"], "2": [], "3": ["1"]}


def test_options_stand_in_an_order_drawn_for_the_ballot_and_as_written_before(traveller):
    scene = surveying(traveller, voters=1)
    question, ballot = ask(scene, "choice", 4), ballot_in(scene)
    orders = []
    for key in ("", *(f"{n:064x}" for n in range(20))):
        ballot.public_key = key
        orders.append(tuple(option.number for option in drawn_options(ballot, question)))
    assert orders[0] == (1, 2, 3, 4)
    assert len(set(orders)) > 10
    assert {tuple(sorted(order)) for order in orders} == {(1, 2, 3, 4)}
    assert orders[5] == tuple(option.number for option in drawn_options(_keyed(ballot, 4), question))


def _keyed(ballot, n):
    ballot.public_key = f"{n:064x}"
    return ballot
