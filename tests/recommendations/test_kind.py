import re

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from deliberation.documents.blocks import Heading, Table
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat
from deliberation.processes.actions import close_stage, prepare_stage
from deliberation.processes.models import Stage
from deliberation.recommendations.adoption.actions import deliver_recommendation, receive_result, sign_adoption
from deliberation.recommendations.agreement.actions import Answer, begin_round, endorse
from deliberation.recommendations.kind import AdoptionKind, DraftingKind
from deliberation.recommendations.models import Amendment
from deliberation.recommendations.themes.actions import hand_over, say_opinion
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.recommendations.amendments.scene import DAILY, amending, change
from tests.recommendations.groups.scene import again as again_theme
from tests.recommendations.groups.scene import given, grouped, raised, written
from tests.recommendations.scene import TEXTS, TITLES, adopting, closed, decided, drafted, drafting, signed
from tests.restricting import hide

pytestmark = pytest.mark.django_db
DRAFTING, ADOPTION = DraftingKind(), AdoptionKind()


def acts(scene, *users) -> list[list[str]]:
    return [[row["what"] for row in ADOPTION.desk(user)] for user in users]


def test_drafting_is_on_the_facilitator_s_desk_while_it_is_open(traveller):
    scene = drafting(traveller)
    stage = scene.stage("drafting")
    row = {"stage_id": stage.pk, "user_id": scene.cast.ada.pk, "since": stage.opens_at, "due": stage.closes_at}
    assert list(DRAFTING.desk(scene.cast.ada)) == [row | {"what": "draft"}]
    assert list(DRAFTING.desk(scene.cast.ben)) == []
    traveller.move_to(stage.closes_at)
    assert list(DRAFTING.desk(scene.cast.ada)) == []


def test_amendments_that_wait_stand_on_the_facilitator_s_desk_since_the_first_came(traveller):
    scene, row, seats = amending(traveller)
    first = change(row, seats[0])
    change(row, seats[1], DAILY)
    (line,) = DRAFTING.desk(scene.cast.ada)
    assert (line["what"], line["since"]) == ("amendments", first.created_at)
    assert DRAFTING.act_url(scene.stage("drafting"), "amendments").endswith("/drafting/")
    Amendment.objects.update(state="lapsed")
    assert [line["what"] for line in DRAFTING.desk(scene.cast.ada)] == ["draft"]


def test_whoever_s_group_has_something_to_say_or_to_draft_and_whoever_is_asked_has_a_duty(traveller):
    scene, groups, seats = grouped(traveller)
    stage, by = scene.stage("drafting"), scene.cast.ada

    def due() -> list[str]:
        rows = DRAFTING.pending(Stage.objects.open().filter(kind="drafting")).order_by("user_id")
        found = {row["user_id"]: row["what"] for row in rows}
        return [found.get(seat.user_id, "-") for seat in seats]

    assert due() == ["-"] * 4
    (theme,) = raised(scene, "안전")
    assert due() == ["opine"] * 4
    say_opinion(theme, group=groups[1], seat=seats[1], text="의견")
    assert due() == ["opine", "-", "opine", "-"]
    given(scene, theme, groups[0])
    assert due() == ["write", "-", "write", "-"]
    row = written(scene, theme, seats[0])
    hand_over(again_theme(theme), by=by)
    assert due() == ["-"] * 4
    asked = begin_round(stage, by=by)
    assert due() == ["agree"] * 4
    endorse(asked, {row.pk: Answer(4)}, seat=seats[2])
    assert due() == ["agree", "agree", "-", "agree"]
    mine = DRAFTING.pending(Stage.objects.open().filter(kind="drafting"), seats[0].user)
    assert list(mine) == [
        {
            "stage_id": stage.pk,
            "user_id": seats[0].user_id,
            "since": stage.opens_at,
            "due": stage.closes_at,
            "what": "agree",
        }
    ]
    Seat.objects.filter(pk=seats[0].pk).update(until=seats[0].since)
    assert due()[0] == "-"
    pages = [DRAFTING.act_url(stage, what).rstrip("/").rpartition("/")[2] for what in ("agree", "opine", "write")]
    assert pages == ["agreement", "groups", "groups"]


def test_drafting_without_a_recommendation_does_not_close(traveller):
    scene = drafting(traveller)
    stage = scene.stage("drafting")
    traveller.move_to(stage.closes_at)
    with pytest.raises(Refused):
        close_stage(stage)
    assert DRAFTING.summary(stage) == []


def test_what_drafting_gives_to_others(traveller):
    scene = drafted(traveller)
    stage = scene.stage("drafting")
    assert [title for title, _address in DRAFTING.materials(stage)] == list(TITLES)
    assert "3" in DRAFTING.summary(stage)[0]
    assert DRAFTING.url(stage).endswith("/recommendations/")
    assert DRAFTING.act_url(stage, "draft").endswith("/drafting/")
    blocks = list(DRAFTING.section(stage))
    assert [block.text for block in blocks if isinstance(block, Heading)] == list(TITLES)
    assert TEXTS[0] in blocks[2].text
    (name, columns, rows), (_sentences, _columns, placed), *_others = DRAFTING.tables(stage)
    assert (name, len(columns)) == ("recommendations", 9)
    assert [(row[0], row[3], row[8]) for row in rows] == [(n + 1, title, str(n + 1)) for n, title in enumerate(TITLES)]
    assert [(row[0], row[1], row[3]) for row in placed] == [(n + 1, 1, str(n + 1)) for n in range(3)]


def test_the_report_does_not_print_a_statement_that_was_hidden(traveller):
    scene = drafted(traveller)
    item = scene.statements[0].item
    hide(item)
    assert [block.text for block in DRAFTING.section(scene.stage("drafting"))][2] == "의견 1"


def test_adoption_waits_for_the_stages_before_it_and_final_texts(traveller):
    scene = drafted(traveller)
    stage = scene.stage("adoption")
    assert len(ADOPTION.missing_before_ready(stage)) == 8
    with pytest.raises(Refused):
        prepare_stage(stage)
    closed(scene, traveller, "drafting")
    assert len(ADOPTION.missing_before_ready(stage)) == 6


def test_each_finds_their_own_act_on_the_desk(traveller):
    scene = adopting(traveller)
    cast, absent = scene.cast, person("Ida")
    appoint(cast.city, absent, Role.COMMITTEE)
    people = (cast.dora, cast.hana, absent, cast.emil, cast.ada)
    assert acts(scene, *people) == [["receive"], ["receive"], ["receive"], [], []]
    receive_result(scene.adoption(), by=cast.dora)
    assert acts(scene, *people) == [["decide"], ["decide"], ["decide"], [], []]
    decided(traveller, scene)
    assert acts(scene, *people) == [["sign"], ["sign"], [], [], []]
    sign_adoption(scene.adoption(), by=cast.dora)
    assert acts(scene, *people) == [[], ["sign"], [], [], []]
    sign_adoption(scene.adoption(), by=cast.hana)
    assert acts(scene, *people) == [[], ["deliver"], [], ["deliver"], []]


def test_summary_and_report_of_an_adoption_follow_it(traveller):
    scene = adopting(traveller)
    stage = scene.stage("adoption")
    assert (ADOPTION.summary(stage), list(ADOPTION.section(stage))) == ([], [])
    receive_result(scene.adoption(), by=scene.cast.dora)
    decided(traveller, scene)
    assert len(ADOPTION.summary(stage)) == 1
    kinds = [type(block).__name__ for block in ADOPTION.section(stage)]
    assert kinds == [*["Paragraph"] * 3, "Table", "Heading", "Paragraph", "Note", "Signatures"]
    for member in (scene.cast.dora, scene.cast.hana):
        sign_adoption(scene.adoption(), by=member)
    deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)
    assert len(ADOPTION.summary(stage)) == 2


def test_the_report_tells_apart_what_was_drafted_and_what_the_committee_made_of_it(traveller):
    scene = decided(traveller)
    blocks = list(ADOPTION.section(scene.stage("adoption")))
    drafted = [block.text for block in DRAFTING.section(scene.stage("drafting")) if isinstance(block, Heading)]
    assert drafted == list(TITLES)
    (table,) = (block for block in blocks if isinstance(block, Table))
    adopted = (TITLES[0], "지역 일자리 상생 협약", TITLES[2])
    assert [row[0] for row in table.rows] == [f"{n}. {title}" for n, title in enumerate(adopted, start=1)]
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["의결한 글: 지역 일자리 상생 협약"]


def test_the_report_says_when_the_committee_met_how_it_voted_and_when_the_text_was_handed_over(traveller):
    scene = signed(traveller)
    stage = scene.stage("adoption")
    meeting, votes = (block.text for block in list(ADOPTION.section(stage))[:2])
    assert "시청 공감회의실" in meeting
    assert re.findall(r"\d+", votes) == ["2", "2", "0", "0"]
    today = timezone.localdate()
    deliver_recommendation(scene.adoption(), on=today, by=scene.cast.emil)
    *_rest, standing, _signatures = ADOPTION.section(stage)
    assert date_format(today) in standing.text


def test_the_signatures_stand_in_the_report(traveller):
    scene = signed(traveller)
    *_rest, last = ADOPTION.section(scene.stage("adoption"))
    assert [row.name for row in last.rows] == ["Dora", "Hana"]
    assert last.rows[0].role != last.rows[1].role
