"""The page of open data, the tables and the catalogue for data portals."""

import csv
import io
from datetime import timedelta
from hashlib import sha256

import pytest

from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.statements.actions import seed_statement
from deliberation.processes.actions import close_stage, prepare_stage
from deliberation.processes.models import Process
from deliberation.reports.editions.freezing import freeze
from deliberation.reports.exporting.actions import ask_for_export, build, claim
from deliberation.reports.models import Publication, Report
from deliberation.spaces.models import Space
from tests.opinions.scenes import planned_round, ready_round, two_camps
from tests.portal.scene import close_space, running
from tests.responses.scene import DECLINED, accepted, contested, drafted, finished, handed_over, published
from tests.scenes import prepared

pytestmark = pytest.mark.django_db


# Tables of the city's answer, with how many rows the test's own scene gives.
ANSWERS = {"responses": 2, "response_budgets": 2, "response_opinions": 0, "milestones": 1, "milestone_reports": 1}
ANSWERS |= {"milestone_contests": 1, "check_findings": 0, "check_rulings": 0}


def rows(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_tables_are_listed_and_taken_along_without_what_is_sealed(client, clock):
    stage, cast = ready_round(statements=9, preset="citizen_panel")
    clock.move_to(stage.opens_at + timedelta(hours=1))
    two_camps(stage, 25)
    draw_map(stage)
    listed = client.get(f"/data/{stage.process.slug}/")
    sheets = {sheet.name: sheet.address for _title, found in listed.context["groups"] for sheet in found}
    assert "statements" in sheets
    assert "groups" not in sheets
    for words in ("전체 참여자의 응답입니다", "<code>agree</code>", "동의한 사람 수"):
        assert words in listed.text, words
    told = rows(client.get(sheets["statements"]))
    assert len(told) == 9
    assert {row["agree"] for row in told} == {""}
    clock.move_to(stage.closes_at)
    close_stage(stage, by=cast.ada)
    response = client.get(sheets["statements"])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert {row["agree"] for row in rows(response)} == {"50", "25"}
    assert client.get(sheets["statements"].replace("statements", "nothing")).status_code == 404
    close_space(stage.process)
    gone = [f"/data/{stage.process.slug}/", sheets["statements"]]
    assert [client.get(address).status_code for address in gone] == [404, 404]


def test_tables_of_the_city_s_answer_are_taken_along_one_by_one_and_no_draft_is_in_them(client, traveller):
    scene = handed_over(traveller)
    drafted(traveller, accepted() | {"plan": "초안입니다."}, DECLINED, scene=scene)
    page = f"/data/{scene.process.slug}/"
    assert {row["plan"] for row in rows(client.get(f"{page}responses.csv"))} == {""}
    published(scene)
    contested(finished(scene), 1)
    title, sheets = client.get(page).context["groups"][-1]
    assert (title, [sheet.address for sheet in sheets]) == ("시의 답변", [f"{page}{name}.csv" for name in ANSWERS])
    assert f'<a href="{page}milestones.csv" download>이행 과제</a>' in client.get(page).text
    told = {sheet.name: rows(client.get(sheet.address)) for sheet in sheets}
    assert {name: len(found) for name, found in told.items()} == ANSWERS
    assert [row["plan"] for row in told["responses"]] == ["초안입니다.", ""]
    assert [row["state"] for row in told["milestones"]] == ["finished"]
    assert client.get(f"{page}people.csv").status_code == 404
    close_space(scene.process)
    assert client.get(f"{page}responses.csv").status_code == 404


def test_no_cell_of_a_table_is_run_by_a_spreadsheet(client, clock):
    stage, cast = planned_round()
    seed_statement(stage, by=cast.ada, text='=HYPERLINK("https://example.org/")')
    prepare_stage(stage, by=cast.ada)
    clock.move_to(stage.opens_at + timedelta(hours=1))
    (told,) = rows(client.get(f"/data/{stage.process.slug}/{stage.pk}/statements.csv"))
    assert told["text"] == """'=HYPERLINK("https://example.org/")"""


def test_the_catalogue_names_what_is_public_with_the_licence_of_the_city(client, cast, settings):
    shown = running(cast, "tram")
    close_space(running(cast, "closed"))
    prepared("coming")
    response = client.get("/data/catalog.jsonld", headers={"accept-language": "en"})
    assert response["Content-Type"] == "application/ld+json"
    told = response.json()
    assert [told["@type"], told["@id"]] == ["dcat:Catalog", "http://127.0.0.1:8000/data/catalog.jsonld"]
    assert told["dct:title"] == [
        {"@value": "공론화 공공데이터", "@language": "ko"},
        {"@value": "Open data of the public deliberations", "@language": "en"},
    ]
    assert [one["dct:identifier"] for one in told["dcat:dataset"]] == ["city", shown.slug]
    (served,) = told["dcat:service"]["dcat:servesDataset"]
    tram = told["dcat:dataset"][1]
    assert served["@id"] == tram["@id"] == "http://127.0.0.1:8000/data/tram/"
    for one in tram["dcat:distribution"]:
        assert client.get(one["dcat:accessURL"]["@id"]).status_code == 200
    assert "dct:license" not in str(told)
    settings.CITY = settings.CITY | {"data_licence": "https://www.kogl.or.kr/info/license.do"}
    licensed = client.get("/data/catalog.jsonld").json()
    everywhere = [licensed, *(one for set_ in licensed["dcat:dataset"] for one in set_["dcat:distribution"])]
    assert {one["dct:license"]["@id"] for one in everywhere} == {"https://www.kogl.or.kr/info/license.do"}
    assert (
        client.get(
            "/data/catalog.jsonld", headers={"if-none-match": client.get("/data/catalog.jsonld")["ETag"]}
        ).status_code
        == 304
    )


def test_what_would_reach_a_person_is_covered_in_tables_as_in_editions(client, clock):
    stage, cast = planned_round()
    seed_statement(stage, by=cast.ada, text="문의는 hong@example.com 또는 010-1234-5678 로 해 주십시오.")
    prepare_stage(stage, by=cast.ada)
    clock.move_to(stage.opens_at + timedelta(hours=1))
    (told,) = rows(client.get(f"/data/{stage.process.slug}/{stage.pk}/statements.csv"))
    assert told["text"] == "문의는 ⟦가림⟧ 또는 ⟦가림⟧ 로 해 주십시오."


@pytest.mark.django_db(transaction=True)
def test_the_catalogue_and_the_page_lead_to_the_published_data_file(client, cast):
    process = running(cast, "tram")
    edition = freeze(process)
    bundle = ask_for_export(process, by=cast.emil, format="bundle", edition=edition)
    build(claim(bundle.pk))
    bundle.refresh_from_db()
    assert "application/zip" not in client.get("/data/catalog.jsonld").text, "nothing is published yet"
    report = Report.objects.create(
        process=process, shape="result", state="published", edition=edition, published=edition
    )
    Publication.objects.create(report=report, edition=edition)
    (_city, tram) = client.get("/data/catalog.jsonld").json()["dcat:dataset"]
    told = tram["dcat:distribution"][-1]
    assert told["dcat:mediaType"]["@id"].endswith("application/zip")
    content = b"".join(client.get(told["dcat:downloadURL"]["@id"]).streaming_content)
    assert told["dcat:byteSize"]["@value"] == str(len(content))
    assert told["spdx:checksum"]["spdx:checksumValue"]["@value"] == sha256(content).hexdigest()
    assert f'href="{bundle.download_url}"' in client.get("/data/tram/").text


@pytest.mark.parametrize("number", [1, 30])
def test_pages_take_the_same_queries_whatever_there_is(client, cast, number, django_assert_num_queries):
    process = Process.objects.get(pk=running(cast, "process").pk)
    for n in range(number - 1):
        space = Space.objects.create(kind="process", parent=cast.city, name=f"process-{n}")
        process.pk, process.space, process.slug, process._state.adding = None, space, f"process-{n}", True
        process.save()
    with django_assert_num_queries(1):
        assert len(client.get("/data/").context["page"].rows) == min(number, 20)
    with django_assert_num_queries(3):  # and the stages, and published data files
        assert len(client.get("/data/catalog.jsonld").json()["dcat:dataset"]) == number + 1


def test_the_page_of_the_interface_names_every_list_in_both_languages(client, db, django_assert_num_queries):
    for language, heading in (("ko", "프로그램용 창구(API)"), ("en", "Interface for programs")):
        with django_assert_num_queries(0):
            page = client.get("/api/", headers={"accept-language": language})
        text = page.content.decode()
        assert heading in text
        assert all(f"GET {one.address}" in text for one in page.context["resources"])
