import pytest

from deliberation.ballots.checking.actions import announce
from deliberation.ballots.kind import BallotKind
from deliberation.documents.blocks import Figure, Paragraph, Table
from deliberation.processes.models import Charter, Stage
from tests.ballots.scene import ballot_in, closed, counted, final, hour_come, seats, vote, voted, voting

pytestmark = pytest.mark.django_db
KIND = BallotKind()


def stages(scene):
    return Stage.objects.filter(pk=scene.stage("ballot").pk)


def test_who_has_not_voted_is_pending(traveller):
    scene = voting(traveller, voters=3)
    ben, second, _third = seats(scene)
    vote(scene, ben)
    stage = scene.stage("ballot")
    rows = list(KIND.pending(stages(scene)).order_by("user_id"))
    assert [row["user_id"] for row in rows] == [seat.user_id for seat in seats(scene)[1:]]
    assert rows[0] == {
        "stage_id": stage.pk,
        "user_id": second.user_id,
        "since": stage.opens_at,
        "due": stage.closes_at,
        "what": "vote",
    }
    assert list(KIND.pending(stages(scene), scene.cast.ben)) == []
    assert len(KIND.pending(stages(scene), second.user)) == 1


def test_nobody_is_pending_before_the_preparation_and_after_the_close(traveller):
    scene = final(traveller)
    assert list(KIND.pending(stages(scene))) == []
    stage = scene.stage("ballot")
    KIND.prepare(stage)
    KIND.close(stage)
    assert list(KIND.pending(stages(scene))) == []


def test_a_closed_ballot_is_on_the_desks_of_those_who_announce(traveller):
    scene, _codes = counted(traveller)
    due = Charter.objects.get(process=scene.process, state="frozen").announce_at
    for user in (scene.cast.emil, scene.cast.hana, scene.cast.dora):
        rows = list(KIND.desk(user))
        assert [(row["stage_id"], row["user_id"], row["due"], row["what"]) for row in rows] == [
            (scene.stage("ballot").pk, user.pk, due, "announce")
        ]
    assert [list(KIND.desk(user)) for user in (scene.cast.ada, scene.cast.ben)] == [[], []]


def test_the_summary_names_turnout_first_and_counts_after_the_announcement(traveller):
    scene, _codes = voted(traveller)
    stage = scene.stage("ballot")
    assert KIND.summary(stage) == []
    closed(scene, traveller, "ballot")
    stage = scene.stage("ballot")
    assert len(KIND.summary(stage)) == 2
    assert "3" not in "".join(KIND.summary(stage))
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    assert KIND.summary(stage)[0].count("3") == 2


def test_report_and_tables_are_empty_until_the_announcement(traveller):
    scene, _codes = counted(traveller)
    stage = scene.stage("ballot")
    assert list(KIND.section(stage)) == []
    assert [(name, list(rows)) for name, _columns, rows in KIND.tables(stage)] == [
        ("ballot-votes", []),
        ("ballot-receipts", []),
        ("ballot-questions", []),
        ("ballot-options", []),
    ]
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    said, picture, table = KIND.section(stage)
    assert (type(said), type(picture), type(table)) == (Paragraph, Figure, Table)
    assert [row[1:4] for row in table.rows] == [(2, 1, 1), (3, 1, 0), (4, 0, 0)]
    assert [(name, len(list(rows))) for name, _columns, rows in KIND.tables(stage)] == [
        ("ballot-votes", 12),
        ("ballot-receipts", 12),
        ("ballot-questions", 3),
        ("ballot-options", 0),
    ]


def test_addresses(traveller):
    scene, _codes = voted(traveller)
    stage = scene.stage("ballot")
    assert KIND.url(stage).endswith("/ballot/")
    assert KIND.act_url(stage, "vote").endswith("/ballot/")
    assert KIND.act_url(stage, "announce").endswith("/ballot/manage/")
    closed(scene, traveller, "ballot")
    assert KIND.url(scene.stage("ballot")).endswith("/ballot/result/")


def test_many_questions_are_drawn_in_pictures_that_can_be_read(traveller, monkeypatch):
    monkeypatch.setattr("deliberation.ballots.checking.reporting.BARS", 2)
    scene, _codes = counted(traveller)
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    pictures = [block for block in KIND.section(scene.stage("ballot")) if isinstance(block, Figure)]
    assert [picture.caption.split(" (")[1] for picture in pictures] == ["1–2)", "3)"]
