import pytest
from pypdf import PdfReader

from deliberation.conflicts.analysis.actions import begin_analysis, open_part
from deliberation.conflicts.analysis.models import AnalysisPart
from tests.conflicts.analyses import issued, part, written
from tests.conflicts.cases import expert, filed
from tests.conflicts.parties import issue, published, stands
from tests.restricting import usual


def page(conflict, act=""):
    return f"/conflicts/{conflict.pk}/analysis/{act}"


def text_of(answer, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(answer.content)
    return "".join(sheet.extract_text() for sheet in PdfReader(path).pages)


def test_outsiders_read_the_public_parts_of_issued_versions(client, cast, tmp_path):
    conflict = filed(cast)
    assert client.get(page(conflict)).status_code == 404
    written(cast, conflict, "초안")
    assert client.get(page(conflict)).status_code == 404
    assert client.get(page(conflict, "1/analysis.pdf")).status_code == 404
    other = filed(cast)
    issued(cast, other, "글", public=(1, 4))
    told = client.get(page(other)).content.decode()
    assert [kind for kind in AnalysisPart.Kind if f"{kind}부 글" in told] == [1, 4]
    pdf = text_of(client.get(page(other, "1/analysis.pdf")), tmp_path)
    assert [kind for kind in AnalysisPart.Kind if f"{kind}부 글" in pdf] == [1, 4]
    client.force_login(cast.emil)
    whole = text_of(client.get(page(other, "1/analysis.pdf")), tmp_path)
    assert all(f"{kind}부 글" in whole for kind in AnalysisPart.Kind)


def test_a_difference_never_tells_what_was_restricted(client, cast):
    conflict = filed(cast)
    first = issued(cast, conflict, "옛말", public=(1, 2))
    issued(cast, conflict, "새말", public=(1, 2, 3))
    told = client.get(page(conflict)).content.decode()
    assert "옛말" in told  # parts 1 and 2 were public before
    open_part(part(first, 1), usual(), by=cast.emil)
    open_part(part(first, 2), usual(), by=cast.emil)
    assert "옛말" not in client.get(page(conflict)).content.decode()
    client.force_login(cast.dora)
    assert "옛말" in client.get(page(conflict)).content.decode()
    assert "옛말" in client.get(page(conflict, "1/")).content.decode()


def test_the_print_holds_the_pictures_of_the_parties(client, cast, tmp_path):
    conflict = filed(cast)
    stands(cast, published(cast, conflict), issue(cast, conflict))
    issued(cast, conflict)
    assert "쟁점별 이해관계자의 입장" in text_of(client.get(page(conflict, "1/analysis.pdf")), tmp_path)


@pytest.mark.parametrize("who", ["emil", "expert"])
def test_official_and_expert_write_but_the_official_alone_issues(client, cast, who):
    conflict = filed(cast)
    client.force_login(expert(conflict) if who == "expert" else cast.emil)
    assert client.post(page(conflict, "begin/")).status_code == 302
    for kind in AnalysisPart.Kind:
        answer = client.post(page(conflict, f"1/parts/{kind}/"), {"version": 1, "text": "쓴 글"})
        assert answer.status_code == 302, kind
    assert client.post(page(conflict, "1/parts/1/"), {"version": 1, "text": "늦은 글"}).status_code == 409
    status = 302 if who == "emil" else 403
    assert client.post(page(conflict, "1/parts/1/readers/"), {"readers": "public"}).status_code == status
    assert client.post(page(conflict, "1/issue/")).status_code == status


@pytest.mark.parametrize("address", ["1/parts/0/", "1/parts/8/", "2/", "2/parts/1/", "99999999999/"])
def test_parts_and_versions_that_do_not_exist_are_unknown(client, cast, address):
    conflict = filed(cast)
    begin_analysis(conflict, by=cast.emil)
    client.force_login(cast.emil)
    assert client.get(page(conflict, address)).status_code == 404


def test_too_long_a_part_is_told(client, cast):
    conflict = filed(cast)
    begin_analysis(conflict, by=cast.emil)
    client.force_login(cast.emil)
    answer = client.post(page(conflict, "1/parts/1/"), {"version": 1, "text": "가" * 10_001})
    assert answer.status_code == 422
    assert client.post(page(conflict, "1/parts/1/"), {"version": "x", "text": "가"}).status_code == 422


@pytest.mark.parametrize("number", [1, 30])
def test_an_analysis_takes_the_same_queries(client, cast, django_assert_num_queries, number):
    conflict = filed(cast)
    for n in range(number):
        issued(cast, conflict, f"판 {n}")
    parts_of_before = number > 1
    with django_assert_num_queries(4 + parts_of_before):  # conflict, newest, versions, parts (and those before)
        assert len(client.get(page(conflict)).context["versions"]) == number
