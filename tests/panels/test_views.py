import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries, assertRedirects

from deliberation.accounts.actions import open_letter
from deliberation.panels.actions import import_seats
from deliberation.panels.models import Seat
from tests.restricting import close
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db


def visitor(user=None):
    client = Visitor(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def page(name, process, *args):
    return reverse(f"panels:{name}", args=[process.slug, *args])


def listed(n: int) -> bytes:
    rows = [f"A{i:03},참여자 {i},,{'서구' if i % 3 else '중구'},{'여' if i % 2 else '남'}" for i in range(n)]
    return ("번호,이름,연락처,거주지,성별\n" + "\n".join(rows) + "\n").encode()


def upload(data: bytes) -> dict:
    return {"file": SimpleUploadedFile("draw.csv", data, "text/csv")}


def test_the_public_sees_numbers_without_small_groups(process, cast):
    import_seats(process, listed(12), by=cast.emil)
    response = visitor().get(page("seats", process))
    assert dict(response.context["strata"])["District"] == [("Smaller groups", None)]
    assert dict(response.context["strata"])["Sex"] == [("Male", 6), ("Female", 6)]
    assertNotContains(response, "A001")


def test_the_public_never_reads_the_value_of_a_column_that_tells_people_apart(process, cast):
    rows = [f"A{n:03},1970년 {n}월생,{'기혼' if n < 10 else '미혼'}" for n in range(1, 13)]
    import_seats(process, "\n".join(["번호,태어난 달,혼인", *rows]).encode(), by=cast.emil)
    strata = dict(visitor().get(page("seats", process)).context["strata"])
    assert strata == {"태어난 달": [("Smaller groups", None)], "혼인": [("Smaller groups", None)]}


def test_staff_see_seats_by_code_but_no_names(process, cast):
    import_seats(process, listed(12), by=cast.emil)
    response = visitor(cast.ada).get(page("seats", process))
    assertContains(response, "A001")
    assertContains(response, "Male · Jung-gu")
    assertNotContains(response, "참여자 3")
    assert dict(response.context["strata"])["District"] == [("Seo-gu", 8), ("Jung-gu", 4)]


@pytest.mark.parametrize("n", [1, 30])
def test_the_seats_page_runs_a_fixed_number_of_queries(process, cast, n):
    import_seats(process, listed(n), by=cast.emil)
    client = visitor(cast.emil)
    client.get(page("seats", process))
    with assertNumQueries(8):
        client.get(page("seats", process))


def test_seats_page_by_key(process, cast):
    import_seats(process, listed(60), by=cast.emil)
    client = visitor(cast.emil)
    first = client.get(page("seats", process))
    second = client.get(page("seats", process) + first.context["page"].next_url)
    codes = [seat.code for shown in (first, second) for seat in shown.context["page"].rows]
    assert codes == [f"A{i:03}" for i in range(60)]


def test_an_official_enters_a_draw_and_prints_its_letters_once(process, cast):
    emil = visitor(cast.emil)
    assertRedirects(emil.post(page("import", process), upload(listed(3))), page("letters", process))
    printed = emil.post(page("letters", process))
    assert [letter["seat"].code for letter in printed.context["letters"]] == ["A000", "A001", "A002"]
    assert printed.headers["Cache-Control"].count("no-store") == 1
    code = printed.context["letters"][0]["code"]
    assertContains(printed, code)
    assert open_letter(code).user == Seat.objects.get(code="A000").user
    assertContains(emil.get(page("letters", process)), "Every participant has a letter.")
    assert emil.post(page("letters", process)).context["letters"] == []


def test_a_lost_letter_is_replaced(process, cast):
    seat = import_seats(process, listed(2), by=cast.emil)[0]
    emil = visitor(cast.emil)
    emil.post(page("letters", process))
    again = emil.post(page("letters", process), {"seat": seat.pk})
    assert [letter["seat"] for letter in again.context["letters"]] == [seat]


def test_faults_are_shown_line_by_line(process, cast):
    response = visitor(cast.emil).post(page("import", process), upload(listed(2) + b"A000,,,,\n"))
    assertContains(response, "Line 4: the code “A000” stands in line 2 already.")
    assert not Seat.objects.exists()


def test_a_missing_or_huge_file_is_an_error_of_the_form(process, cast):
    emil = visitor(cast.emil)
    assertContains(emil.post(page("import", process), {"file": ""}), "This field is required.")
    huge = upload(b"code\n" + b"x" * (2 * 1024 * 1024))
    assertContains(emil.post(page("import", process), huge), "The file is larger than")


def test_only_officials_reach_names_and_letters(process, cast):
    seat = import_seats(process, listed(1), by=cast.emil)[0]
    pages = [page("import", process), page("letters", process), page("end", process, seat.pk)]
    for who in (cast.ada, cast.ben, cast.root):
        assert {visitor(who).post(address).status_code for address in pages} == {403}
    close(process.space)
    assert {visitor(cast.finn).post(address).status_code for address in pages} == {404}


def test_the_people_page_leads_an_official_to_the_list_of_a_draw(process, cast):
    people = reverse("processes:people", args=[process.slug])
    asked = {who: page("import", process) in visitor(who).get(people).text for who in (None, cast.ada, cast.emil)}
    assert asked == {None: False, cast.ada: False, cast.emil: True}


def test_an_official_ends_a_seat(process, cast):
    seat = import_seats(process, listed(2), by=cast.emil)[0]
    visitor(cast.emil).post(page("end", process, seat.pk))
    assert list(Seat.objects.current().values_list("code", flat=True)) == ["A001"]
    elsewhere = reverse("panels:end", args=["nowhere", seat.pk])
    assert visitor(cast.emil).post(elsewhere).status_code == 404
