"""What is not public is in no answer: not in a list, not alone, not found, not counted."""

from datetime import timedelta

import pytest

from deliberation.ballots.checking.actions import announce
from deliberation.ballots.station.counting import declare_none
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.rules import is_sealed
from deliberation.opinions.statements.actions import put_statement
from deliberation.processes.actions import close_stage
from deliberation.spaces.actions import decide
from tests.agendas.agendas import hide, selected
from tests.agendas.proposing import drafted, published
from tests.ballots.scene import ballot_in, closed, counted, hour_come, voted
from tests.ballots.station.scene import emptied
from tests.conflicts.cases import filed
from tests.opinions.scenes import admitted, ready_round, two_camps
from tests.portal.api.scene import LISTS, NEEDED
from tests.portal.scene import close_space
from tests.responses.scene import DECLINED, ENGLISH, accepted, contested, finished
from tests.responses.scene import drafted as drafted_answers
from tests.responses.scene import published as published_answers
from tests.scenes import prepared

pytestmark = pytest.mark.django_db


def everything(ask) -> str:
    """All pages of all lists, in one text."""
    texts = []
    for name in LISTS:
        answer = ask(name, limit=100, **NEEDED.get(name, {}))
        assert answer.status_code == 200, answer.content
        texts.append(answer.content.decode())
    return "\n".join(texts)


def numbers(ask, name: str, **parameters) -> list[int]:
    return [row["id"] for row in ask(name, **parameters).json()["data"]]


def test_what_lies_in_a_closed_space_is_nowhere(ask, here):
    slug, addresses = here.open.slug, []
    for name in ("processes", "statements", "opinion-maps", "meetings", "arguments", "questions"):
        of_it = {} if name == "processes" else {"process": slug}
        rows = ask(name, **of_it).json()["data"]
        addresses += [f"{name}/{row.get('slug') or row.get('id') or row['stage']}" for row in rows]
    conflict = filed(here.cast, title="닫힌 갈등")
    addresses += [f"conflicts/{conflict.pk}", f"books/{here.open.space.name}"]
    addresses.remove(f"processes/{here.panel.slug}")
    assert {ask(address).status_code for address in addresses} == {200}
    close_space(here.open)
    close_space(conflict)
    assert {ask(address).status_code for address in addresses} == {404}
    assert slug not in everything(ask)
    assert "닫힌 갈등" not in everything(ask)
    assert ask("entries", book=here.open.space.name).json()["data"] == []
    assert ask("statements", process=slug).json() == {"data": [], "next": None, "previous": None}
    assert ask("processes", q="수소").json()["data"] == ask("processes", q="수소", state="running").json()["data"]


def test_a_process_in_preparation_is_nowhere_with_its_book(ask, cast):
    process = prepared("coming")
    assert "coming" not in everything(ask)
    assert ask("processes/coming").status_code == 404
    assert ask(f"books/{process.space.name}").status_code == 404
    assert ask("entries", book=process.space.name).json()["data"] == []


def test_drafts_and_hidden_texts_are_nowhere(ask, cast):
    draft = drafted(cast.finn, title="비밀 초안")
    hidden = published(cast.finn, title="숨긴 제안", contested="숨긴 다툼")
    decide(hidden.item, "hide", by=cast.emil, version=1, reason="개인정보가 들어 있습니다.")
    agenda = selected(cast, title="숨긴 의제")
    assert "숨긴 의제" in ask("agendas").content.decode()
    hide(agenda, cast)
    text = everything(ask)
    for words in ("비밀 초안", "숨긴 제안", "숨긴 다툼", "숨긴 의제"):
        assert words not in text, words
    gone = [f"proposals/{draft.pk}", f"proposals/{hidden.pk}", f"agendas/{agenda.pk}"]
    assert [ask(address).status_code for address in gone] == [404] * 3
    assert ask("proposals", q="숨긴").json()["data"] == []


def test_a_hidden_title_is_concealed_on_agendas_of_sittings_and_in_decisions(ask, cast):
    agenda = selected(cast, title="숨길 물음")
    of_it = [row for row in ask("decisions").json()["data"] if row["about"] == agenda.proposal.subject]
    assert "숨길 물음" in of_it[0]["motion"]
    hide(agenda, cast)
    for name in ("decisions", "sittings"):
        rows = ask(name).json()["data"]
        assert rows
        assert "숨길 물음" not in str(rows)
        assert "숨길 물음" not in ask(f"{name}/{rows[0]['id']}").content.decode()


def test_a_statement_is_there_while_it_is_admitted_and_its_author_never(ask, clock):
    stage, cast = ready_round(statements=2)
    clock.move_to(stage.opens_at + timedelta(hours=1))
    waiting = put_statement(stage, seat=cast.ben.seats.get(), text="아직 기다리는 진술입니다.")
    assert waiting.pk not in numbers(ask, "statements")
    decide(waiting.item, "admit", by=cast.ada, version=1, reason="")
    assert waiting.pk in numbers(ask, "statements")
    assert "Ben" not in everything(ask)
    assert "A-01" not in everything(ask)
    decide(waiting.item, "hide", by=cast.ada, version=1, reason="개인정보가 들어 있습니다.")
    assert waiting.pk not in numbers(ask, "statements")
    assert ask(f"statements/{waiting.pk}").status_code == 404


@pytest.mark.parametrize(
    ("preset", "settings", "sealed"),
    [
        ("citizen_panel", {"sealed": False}, True),  # drawn participants: whatever is set
        ("open_online", {}, False),
        ("open_online", {"sealed": True}, True),
    ],
)
def test_a_map_is_there_once_its_round_is_not_sealed(ask, clock, preset, settings, sealed):
    stage, cast = ready_round(statements=9, preset=preset)
    stage.settings = settings
    stage.save()
    clock.move_to(stage.opens_at + timedelta(hours=1))
    two_camps(stage, 25)
    draw_map(stage)
    assert is_sealed(stage) == sealed
    assert ask(f"opinion-maps/{stage.pk}").status_code == (404 if sealed else 200)
    assert len(ask("opinion-maps").json()["data"]) == (0 if sealed else 1)
    clock.move_to(stage.closes_at)
    close_stage(stage, by=cast.ada)
    shown = ask(f"opinion-maps/{stage.pk}").json()
    assert [shown["people"], sum(group["people"] for group in shown["groups"])] == [50, 50]
    assert shown["unites"][0]["text"] in [statement.item.text for statement in admitted(stage)]


def test_a_ballot_tells_its_result_once_it_is_announced(ask, clock):
    scene, _codes = voted(clock)
    stage = scene.stage("ballot")
    open_now = ask(f"ballots/{stage.pk}").json()
    assert [open_now["state"]["code"], open_now["entitled"], open_now["voted"]] == ["ready", 5, 4]
    assert open_now["results"] is None


def test_a_closed_ballot_says_nothing_before_the_hour(ask, clock):
    scene, _codes = counted(clock)
    address = f"ballots/{scene.stage('ballot').pk}"
    assert ask(address).json()["results"] is None
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.hana, role="chair")
    results = ask(address).json()["results"]
    assert [row["question"] for row in results] == [1, 2, 3]
    assert sum(results[0]["counts"].values()) == 4
    assert results[2]["counts"] == {"for": 4, "against": 0, "abstained": 0}


def test_papers_that_were_not_returned_are_no_votes(ask, clock):
    scene = emptied(clock)
    vote = ask(f"ballots/{scene.stage('ballot').pk}").json()
    declare_none(ballot_in(scene), by=scene.cast.emil)
    closed(scene, clock, "ballot")
    after = ask(f"ballots/{scene.stage('ballot').pk}").json()
    assert [vote["voted"], after["entitled"], after["voted"], ballot_in(scene).turnout] == [3, 5, 0, 0]


def test_an_answer_is_nowhere_before_it_is_published_nor_a_contest_that_was_hidden(ask, clock):
    scene = drafted_answers(clock, accepted(), DECLINED | ENGLISH)
    waiting = ask("responses").json()["data"]
    assert [(row["state"]["code"], row["verdict"], row["budget"]) for row in waiting] == [("review", None, [])] * 2
    drafts = [DECLINED["reason"], *ENGLISH.values(), accepted()["plan"], accepted()["department"]]
    assert not [words for words in drafts if words in everything(ask)]
    published_answers(scene)
    assert [words for words in drafts if words not in everything(ask)] == []
    told = {row["number"]: (row["reason"], row["plan"]) for row in ask("responses").json()["data"]}
    english = {"ko": "", "en": ENGLISH["plan_en"]}
    reason = {"ko": DECLINED["reason"], "en": ENGLISH["reason_en"]}
    assert told == {1: (None, {"ko": accepted()["plan"], "en": None}), 2: (reason, english)}
    (shown,) = contested(finished(scene), 1, by=scene.cast.finn)
    assert numbers(ask, "contests") == [shown.pk]
    assert scene.cast.finn.display_name not in everything(ask)
    decide(shown.item, "hide", by=scene.cast.ada, version=1, reason="이름이 들어 있습니다.")
    assert (numbers(ask, "contests"), ask(f"contests/{shown.pk}").status_code) == ([], 404)
    close_space(scene.process)
    assert ask("responses").json()["data"] == ask("milestones").json()["data"] == ask("checks").json()["data"] == []


def test_who_signed_is_nowhere(ask, here):
    text = everything(ask)
    for person in (here.cast.finn, here.cast.ben):
        assert person.display_name not in text
        assert person.email not in text


def test_who_is_signed_in_reads_what_everyone_reads(client, ask, here):
    close_space(here.open)
    strange = everything(ask)
    client.force_login(here.cast.ada)
    assert everything(ask) == strange
