"""What pages and reports say of questions of every kind, and of ballots at the edge."""

import re

import pytest
from django.utils.translation import override

from deliberation.ballots.checking.telling import headings, told
from deliberation.ballots.kind import BallotKind
from deliberation.documents.blocks import Document, Figure, Heading, Table
from tests.ballots.checking.scene import ASKED, PLACES, of_every_kind
from tests.ballots.pages import page, visitor
from tests.ballots.scene import ballot_in

pytestmark = pytest.mark.django_db
TIE = "Nothing is chosen by the ballot alone: a tie between “부평”, “송도”, “월미도”. It is not broken by lot."
PARTLY = "Sure of a seat: “부평”. Not decided by the ballot alone: a tie between “송도”, “월미도”, not broken by lot."
MANY = tuple(f"선택지 {n:02}: 바닷가에 짓고 남는 열은 온실과 목욕탕에 쓰며 소음은 밤에 줄입니다" for n in range(1, 31))


def by_kind(scene) -> dict:
    return {one.question.method: one for one in told(ballot_in(scene))}


@pytest.fixture
def english():
    with override("en"):
        yield


def test_every_kind_of_question_is_told(traveller, english):
    scene, _codes = of_every_kind(traveller)
    found = by_kind(scene)
    said = {method: one.sentence for method, one in found.items()}
    assert said == {
        "decision": "Not carried: everybody abstained.",
        "choice": "Chosen: “송도”.",
        "forced": "Chosen: “부평”.",
        "approval": "Chosen: “송도”.",
        "score": "Chosen: “부평”.",
        "schulze": TIE,
        "irv": "Chosen: “송도”.",
        "stv": PARTLY,
    }
    assert [(bar.label, bar.told, bar.mark) for bar in found["choice"].bars] == [
        ("부평", "1 (20.0%)", ""),
        ("송도", "3 (60.0%)", "chosen"),
        ("월미도", "1 (20.0%)", ""),
        ("강화", "0 (0.0%)", ""),
    ]
    assert [bar.told for bar in found["score"].bars] == ["22 (88.0%)", "9 (36.0%)", "9 (36.0%)"]
    assert (
        found["approval"].base
        == "Took part: 6 of 6 people, 100.0%. Of them 1 took no side. For 1 no option was suitable."
    )
    assert found["approval"].rules == [
        ("Quorum: 3 had to vote, 6 did.", True),
        ("Threshold – more than half of the roll: 4 needed, 4 reached.", True),
    ]
    assert found["forced"].rules[1][0].startswith("Threshold – ahead by more than the published margin of error (±3.6)")
    assert found["schulze"].duels == [
        ("부평", "송도", "4 of 6"),
        ("송도", "월미도", "4 of 6"),
        ("월미도", "부평", "4 of 6"),
    ]
    assert found["irv"].rounds[0][1] == "1. 부평 2 · 2. 송도 2 · 3. 월미도 1 · without votes: no. 4"
    assert [event for _n, _votes, event in found["irv"].rounds] == [
        "Leaves: 4. 강화.",
        "Leaves: 3. 월미도.",
        "Chosen: 2. 송도.",
    ]
    assert found["stv"].quota == "3 votes are enough for one of 2 seats."
    assert headings(list(told(ballot_in(scene)))) == [
        "1 of 3 recommendations were carried.",
        "5 of 7 further questions were decided.",
    ]
    assert len(BallotKind().summary(scene.stage("ballot"))) == 3


def test_the_page_shows_bars_duels_rounds_and_ties(traveller, django_assert_num_queries):
    scene, _codes = of_every_kind(traveller)
    visitor().get(page("result", scene))
    with django_assert_num_queries(10):
        html = visitor().get(page("result", scene)).content.decode()
    assert len(re.findall(r'<article class="card" id="question-', html)) == 10
    for words in ("– 선정", "2차", "6표 중 4표", "1명은 알맞은", "확정:", "3표가 필요"):
        assert words in html, words


@pytest.mark.parametrize(
    ("voters", "absent", "asked"),
    [
        (3, 3, ASKED),
        (
            4,
            0,
            [
                (method, seats, "simple", None, MANY, ["abstain"])
                for method, seats, *_rest in ASKED
                if method != "forced"
            ],
        ),
        (1, 0, [("choice", 1, "simple", None, PLACES, ["1"]) for _n in range(12)]),
        (2, 0, [("schulze", 1, "absolute", None, MANY, [">".join(map(str, range(1, 31)))])]),
        (2, 0, [("irv", 1, "two_thirds", None, MANY, [">".join(map(str, range(30, 0, -1)))])]),
    ],
    ids=["nobody", "all abstain", "one voter", "thirty options, duels", "thirty options, rounds"],
)
def test_ballots_at_the_edge_have_a_page_and_a_report(traveller, voters, absent, asked):
    scene, _codes = of_every_kind(traveller, voters, absent, asked)
    assert visitor().get(page("result", scene)).status_code == 200
    blocks = tuple(BallotKind().section(scene.stage("ballot")))
    document = Document("표결", "ko", scene.stage("ballot").opens_at.date(), "인천광역시", blocks=blocks)
    assert len(document.blocks) >= len(asked)


def test_the_report_has_pictures_and_tables_of_every_kind(traveller, english):
    scene, _codes = of_every_kind(traveller)
    blocks = list(BallotKind().section(scene.stage("ballot")))
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        f"Question {n}: 질문 {n - 3}" for n in range(4, 11)
    ]
    pictures = [block for block in blocks if isinstance(block, Figure)]
    assert (len(pictures), all("부평" in picture.alt for picture in pictures[1:])) == (5, True)
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert captions == [
        "Votes for and against",
        *(f"Question {n}: 질문 {n - 3}" for n in range(4, 8)),
        "The options in pairs: on how many papers one stands before the other",
        *["The rounds of the count"] * 2,
    ]
    tables = {name: list(rows) for name, _columns, rows in BallotKind().tables(scene.stage("ballot"))}
    assert tables["ballot-questions"][4] == [
        5,
        "forced",
        "질문 2",
        "",
        1,
        "outside_margin",
        tables["ballot-questions"][4][6],
    ]
    assert tables["ballot-options"][0] == [4, 1, "부평", ""]
