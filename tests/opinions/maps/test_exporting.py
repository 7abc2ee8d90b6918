import csv
import io
import json
import zipfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import time_machine
from django.core.files.storage import default_storage

from deliberation.algorithms import opinion_space, polis
from deliberation.algorithms.polis_map import map_of
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps import exporting
from deliberation.opinions.maps.drawing import SEED, draw_map
from deliberation.opinions.maps.exporting import FIRST_AUTHOR, TAKEN_OUT, archive, keep_file, offered_file
from deliberation.opinions.maps.publishing import due_for_publishing
from deliberation.opinions.maps.votes import read_votes
from deliberation.opinions.models import OpinionMap
from deliberation.opinions.statements.actions import put_statement
from deliberation.opinions.tasks import draw_due_maps, publish_due_maps
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.algorithms.agreement import agreement
from tests.concurrency import at_once
from tests.opinions.scenes import address, admitted, after, crowd, during, ready_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def three_camps(stage: Stage, people: int) -> list:
    """Camps of equal size that agree on few statements; everybody strays now and then, and leaves some out."""
    rng, statements, seats = np.random.default_rng(1), admitted(stage), crowd(stage, people)
    views = rng.choice([-1, 1], (3, len(statements)))
    for n, seat in enumerate(seats):
        given = np.where(rng.random(len(statements)) < 0.85, views[n % 3], 0)
        kept = rng.random(len(statements)) < 0.8
        values = {row.pk: int(value) for row, value, shown in zip(statements, given, kept, strict=True) if shown}
        answer(stage, seat=seat, values=values)
    return seats


def opened(content: bytes, folder) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(folder)
        return {name: packed.read(name).decode() for name in packed.namelist()}


def redrawn(folder) -> tuple[polis.Export, opinion_space.OpinionMap]:
    """What `manage.py opinion_map FOLDER` computes."""
    read = polis.read(folder)
    found = map_of(read, seed=SEED)
    assert isinstance(found, opinion_space.OpinionMap)
    return read, found


def published(read: polis.Export) -> np.ndarray:
    return np.array([read.groups.get(participant, -1) for participant in read.participants])


def test_the_file_gives_the_same_groups_again_and_names_nobody(tmp_path):
    stage, cast = ready_round(statements=12)
    with during(stage):
        seats = three_camps(stage, 36)
        own = put_statement(stage, seat=seats[7], text="=섬의 뱃삯부터 낮춥시다.")
        bad = put_statement(stage, seat=seats[8], text="김철수는 도둑이다.")
        for statement in (own, bad):
            decide(statement.item, "admit", by=cast.ada, version=1)
            for seat in seats[:9]:
                answer(stage, seat=seat, values={statement.pk: 1})
        decide(bad.item, "hide", by=cast.ada, version=1, reason="사람을 헐뜯습니다.")
        votes = read_votes(stage)
        drawn = draw_map(stage, votes)
        content = archive(drawn, votes)
        assert archive(drawn, read_votes(stage)) == content
    files = opened(content, tmp_path)
    assert list(files) == sorted(
        [
            "README.en.txt",
            "README.ko.txt",
            "comments.csv",
            "map.json",
            "participants-votes.csv",
            "summary.csv",
            "votes.csv",
        ]
    )
    read, found = redrawn(tmp_path)
    assert (found.k, agreement(published(read), found.groups)) == (drawn.result["k"], 1.0)
    told = json.loads(files["map.json"])
    assert (told["k"], told["digest"]) == (3, drawn.digest)
    assert [group["people"] for group in told["groups"]] == drawn.result["sizes"]
    assert told["groups"][0]["name"] == {"ko": "집단 A", "en": "Group A"}

    last = read.statements[-2:]
    assert [(one.text, one.author, one.moderated) for one in last] == [
        ("=섬의 뱃삯부터 낮춥시다.", FIRST_AUTHOR, 1),
        (TAKEN_OUT, None, -1),
    ]
    everything = "".join(files.values())
    assert "김철수" not in everything
    assert [code for code in stage.process.seats.values_list("code", flat=True) if code in everything] == []
    rows = list(csv.DictReader(io.StringIO(files["participants-votes.csv"])))
    assert {row["n-comments"] for row in rows} == {"0"}
    midnights = {
        datetime.fromtimestamp(int(row["timestamp"]) / 1000, ZoneInfo("Asia/Seoul")).timetz()
        for row in csv.DictReader(io.StringIO(files["votes.csv"]))
    }
    assert {(one.hour, one.minute, one.second) for one in midnights} == {(0, 0, 0)}


def test_people_are_not_numbered_in_the_order_of_their_seats(tmp_path):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        statements = admitted(stage)
        for n, seat in enumerate(crowd(stage, 12)):
            answer(stage, seat=seat, values={row.pk: 1 if n < 6 else -1 for row in statements})
        votes = read_votes(stage)
        opened(archive(draw_map(stage, votes), votes), tmp_path)
    read = polis.read(tmp_path)
    first = [int(value) for person, value in zip(read.votes.person, read.votes.value, strict=True)][::9]
    assert sorted(first) == [-1] * 6 + [1] * 6
    assert first not in ([1] * 6 + [-1] * 6, [-1] * 6 + [1] * 6)


def test_the_file_is_that_of_the_newest_map_of_fifty_and_none_with_hidden_words_is_offered(
    django_capture_on_commit_callbacks,
):
    stage, cast = ready_round(statements=9)
    statements = admitted(stage)

    def kept() -> str:
        votes = read_votes(stage)
        with django_capture_on_commit_callbacks(execute=True):
            keep_file(draw_map(stage, votes), votes)
        offered = offered_file(stage)
        return offered.file if offered else ""

    with during(stage):
        three_camps(stage, 49)
        assert (kept(), OpinionMap.objects.exclude(file="").count()) == ("", 0)
        answer(stage, seat=cast.ben.seats.get(), values={row.pk: 1 for row in statements})
        first = kept()
        assert (first != "", kept()) == (True, first)
        answer(stage, seat=cast.ben.seats.get(), values={row.pk: 0 for row in statements})
        second = kept()
        assert [default_storage.exists(name) for name in (first, second)] == [False, True]
        assert OpinionMap.objects.exclude(file="").count() == 1
        decide(statements[0].item, "hide", by=cast.ada, version=1, reason="사실과 다릅니다.")
        assert offered_file(stage) is None
        assert kept() not in ("", first, second)


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_file(monkeypatch):
    monkeypatch.setattr(exporting, "SMALLEST_PICTURE", 10)
    stage, _cast = ready_round(statements=9)
    with during(stage):
        three_camps(stage, 10)
        votes = read_votes(stage)
        drawn = draw_map(stage, votes)
        at_once(3, lambda _n: keep_file(OpinionMap.objects.get(pk=drawn.pk), votes))
        name = offered_file(stage).file
        assert default_storage.listdir("opinion-maps") == ([], [name.removeprefix("opinion-maps/")])


def test_the_sweep_makes_a_file_hourly_and_after_the_end_and_it_is_downloaded(client):
    stage, cast = ready_round(statements=9)
    with during(stage):
        seats = three_camps(stage, 50)
    files = []
    for minutes in (0, 30, 90):
        with time_machine.travel(stage.opens_at + timedelta(minutes=70 + minutes)):
            answer(stage, seat=seats[0], values={row.pk: minutes % 4 - 1 for row in admitted(stage)})
        with time_machine.travel(stage.opens_at + timedelta(minutes=81 + minutes)):
            draw_due_maps()
            publish_due_maps()
            files.append(offered_file(stage).file)
    assert files[0] == files[1] != files[2]
    with after(stage):
        close_stage(stage, by=cast.ada)
        draw_due_maps()
        publish_due_maps()
        assert due_for_publishing() == []
        page = client.get(address("map_file", stage))
        assert client.get(address("map", stage)).context["file"].file == files[2]
    assert (page.status_code, page["Content-Type"]) == (200, "application/zip")
    with default_storage.open(files[2]) as file:
        assert b"".join(page.streaming_content) == file.read()


def test_the_file_of_a_sealed_round_is_neither_made_nor_given(client):
    stage, cast = ready_round(statements=9)
    stage.settings = {"sealed": True}
    stage.save()
    with during(stage):
        three_camps(stage, 50)
        draw_due_maps()
        assert due_for_publishing() == []
        votes = read_votes(stage)
        keep_file(draw_map(stage, votes), votes)
        client.force_login(cast.ada)
        assert client.get(address("map_file", stage)).status_code == 403
