import re

import pytest
from django.urls import reverse

from deliberation.rounds.arguments.actions import Cited, merge
from deliberation.rounds.arguments.models import Argument, Rating
from deliberation.rounds.issues import Issue
from deliberation.spaces.actions import decide
from tests.restricting import close
from tests.rounds.debates import FOR, SAFETY, after, answered, claim, crowd, debating, during, issue_of, rated

pytestmark = pytest.mark.django_db


def page(name: str, stage, *more) -> str:
    return reverse(f"rounds:{name}", args=[stage.process.slug, stage.pk, *more])


def test_a_claim_is_written_with_a_source_and_stands_in_the_map(client):
    stage, cast = debating()
    client.force_login(cast.ben)
    given = {
        "side": SAFETY,
        "text": "<b>보험</b>이 충분하지 않습니다.\r\n근거를 보십시오.",
        "named": "code",
        "source_1_title": "보험 현황",
        "source_1_link": "example.org/insurance",
        "source_1_date": "2026-02-03",
    }
    with during(stage):
        response = client.post(page("write_argument", stage, issue_of(stage).pk), given, follow=True)
    written = Argument.objects.get()
    assert response.redirect_chain == [(written.get_absolute_url(), 302)]
    assert (written.side, written.signed, written.item.text) == (
        SAFETY,
        "A-01",
        "<b>보험</b>이 충분하지 않습니다.\n근거를 보십시오.",
    )
    assert "&lt;b&gt;보험" in response.text
    assert 'href="https://example.org/insurance" rel="nofollow noopener noreferrer ugc"' in response.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "가" * 401},
        {"side": "없는 편"},
        {"source_1_link": "https://example.org"},
        {"source_1_title": "나쁜 주소", "source_1_link": "javascript:alert(1)"},
    ],
)
def test_what_cannot_be_read_is_said_and_kept(client, wrong):
    stage, cast = debating()
    client.force_login(cast.ben)
    given = {"side": FOR, "text": "논거입니다.", "named": "code"} | wrong
    with during(stage):
        response = client.post(page("write_argument", stage, issue_of(stage).pk), given)
    assert (response.status_code, Argument.objects.count()) == (422, 0)


def test_rating_and_answering_from_the_page(client):
    stage, cast = debating()
    (other,) = crowd(stage, 1)
    with during(stage):
        first = claim(stage, other)
        client.force_login(cast.ben)
        client.post(page("rate", stage, first.pk), {"value": "4"})
        assert client.post(page("rate", stage, first.pk), {"value": "6"}).status_code == 400
        response = client.get(first.get_absolute_url())
        assert 'name="value" value="4" aria-pressed="true"' in response.text
        given = {"stance": "-1", "text": "점검표가 공개되지 않았습니다.", "named": "name"}
        response = client.post(page("reply", stage, first.pk), given, follow=True)
        assert "점검표가 공개되지 않았습니다." in response.text
        assert client.post(page("reply", stage, first.pk), {"text": "찬반 없음"}).status_code == 422
    assert list(Rating.objects.values_list("value", flat=True)) == [4]
    assert [one.signed for one in Argument.objects.filter(parent=first)] == ["Ben"]


def test_each_side_shows_the_same_number_and_sides_begin_in_turns(client):
    stage, cast = debating()
    seats = crowd(stage, 8)
    with during(stage):
        for n in range(7):
            claim(stage, cast.ben.seats.get(), f"첫째 편 논거 {n}")
        strong = rated(claim(stage, cast.ben.seats.get(), "설득력 있는 논거"), seats, 5, 5, 5, 5, 5, 4)
        weak = rated(claim(stage, cast.ben.seats.get(), "약한 논거"), seats, 1, 1, 1, 1, 1)
        only = claim(stage, cast.ben.seats.get(), "둘째 편의 하나", SAFETY)
        answered(strong, seats[0], stance=1)
        answered(strong, seats[1])
        first = client.get(page("argument_columns", stage, issue_of(stage).pk))
        second = client.get(page("argument_columns", stage, issue_of(stage, 2).pk))
    left, right = first.context["columns"]
    assert (left.side.key, left.total, len(left.rows), left.rows[0]) == (FOR, 9, 5, strong)
    assert weak not in left.rows
    assert (right.side.key, right.total, right.rows) == (SAFETY, 1, [only])
    assert (left.rows[0].for_it, left.rows[0].against_it, left.rows[0].mean) == (1, 1, "4.8")
    assert [column.side.key for column in second.context["columns"]] == [SAFETY, FOR]


def test_a_mean_is_not_shown_below_five_ratings(client):
    stage, cast = debating()
    seats = crowd(stage, 5)
    with during(stage):
        first = rated(claim(stage, cast.ben.seats.get()), seats[:4], 1, 1, 1, 1)
        for address in (first.get_absolute_url(), page("argument_columns", stage, first.issue_id)):
            assert "<strong>1.0</strong>" not in client.get(address).text
        rated(first, seats, 1, 1, 1, 1, 1)
        for address in (first.get_absolute_url(), page("argument_columns", stage, first.issue_id)):
            assert "<strong>1.0</strong>" in client.get(address).text


def test_the_outline_nests_replies_and_keeps_stubs(client):
    stage, cast = debating()
    ben, seats = cast.ben.seats.get(), crowd(stage, 2)
    with during(stage):
        first, hidden, goes = claim(stage, ben), claim(stage, ben, "숨길 글"), claim(stage, seats[0], "같은 말")
        replies = [answered(first, seats[1], f"답글 {n}", stance=1) for n in range(4)]
        decide(hidden.item, "hide", by=cast.ada, version=1, reason="사람에 대한 비난입니다.")
        merge(goes, first, by=cast.ada)
        response = client.get(page("argument_outline", stage, first.issue_id))
        one_side = client.get(page("argument_outline", stage, first.issue_id), {"side": "2"})
    shown = next(row for row in response.context["page"].rows if row == first)
    assert [(stance.value, rows) for stance, rows in shown.below] == [(1, replies[:0:-1]), (-1, [])]
    assert (shown.replies_shown, shown.replies_all) == (3, 4)
    assert "답글 4개 모두 보기" in response.text
    assert "숨길 글" not in response.text
    assert "사람에 대한 비난입니다." in response.text
    assert first.get_absolute_url() in re.findall(r'href="([^"]+)"', response.text)
    assert one_side.context["page"].rows == []


def test_sides_whose_names_the_charter_has_changed_keep_their_own_lists(client):
    stage, cast = debating()
    ben = cast.ben.seats.get()
    with during(stage):
        for n in range(6):
            claim(stage, ben, f"둘째 편 논거 {n}", SAFETY)
        fourth = [claim(stage, ben, f"첫째 편 논거 {n}") for n in range(6)]
        stage.process.charters.update(sides=[{"name": "새 이름 하나"}, {"name": "새 이름 둘"}])
        address = page("argument_columns", stage, issue_of(stage).pk)
        columns = client.get(address)
        link = next(one for one in re.findall(r'href="([^"]*outline/\?side=\d)"', columns.text) if one[-1] == "4")
        one_side = client.get(link)
    assert len(set(re.findall(r'<h2 id="(side-\d)"', columns.text))) == 4
    assert {row.pk for row in one_side.context["page"].rows} == {one.pk for one in fourth}


def test_the_picture_gives_every_side_the_same_height_and_says_itself_in_a_table(client):
    stage, cast = debating()
    ben = cast.ben.seats.get()
    with during(stage):
        address = page("argument_picture", stage, issue_of(stage).pk)
        assert client.get(address).context["tree"] is None
        claims = [claim(stage, ben, f"논거 {n}") for n in range(7)]
        claims.append(claim(stage, ben, "둘째 편의 하나", SAFETY))
        response = client.get(address)
    boxes = response.context["tree"].boxes
    assert len({box.height for box in boxes if not box.url}) == 1
    linked = [box.url for box in boxes if box.url and "#" not in box.url]
    drawn = [*reversed(claims[1:7]), claims[7]]  # six of the first side, the newest first
    assert linked == [one.get_absolute_url() for one in drawn]
    assert all(f'href="{url}"' in response.text for url in linked)
    assert response.text.count("<tr>") == 8


def test_a_stub_stands_in_place_of_a_hidden_text(client):
    stage, cast = debating()
    (other,) = crowd(stage, 1)
    with during(stage):
        first = claim(stage, cast.ben.seats.get(), "숨길 글", sources=[Cited("숨길 근거")])
        reply = answered(first, other, "남는 답글")
        decide(first.item, "hide", by=cast.ada, version=1, reason="사람에 대한 비난입니다.")
        response = client.get(first.get_absolute_url())
        below = client.get(reply.get_absolute_url())
    assert "사람에 대한 비난입니다." in response.text
    assert "남는 답글" in response.text
    for text in ("숨길 글", "숨길 근거"):
        assert text not in response.text
        assert text not in below.text


def test_the_facilitator_merges_and_others_may_not(client):
    stage, cast = debating()
    ben = cast.ben.seats.get()
    with during(stage):
        stays, goes = claim(stage, ben), claim(stage, ben, "같은 말")
        client.force_login(cast.ben)
        assert client.get(page("merge_argument", stage, goes.pk)).status_code == 403
        client.force_login(cast.ada)
        assert client.get(page("merge_argument", stage, goes.pk)).context["rows"][0] == stays
        assert client.post(page("merge_argument", stage, goes.pk), {"number": "9"}).status_code == 422
        response = client.post(page("merge_argument", stage, goes.pk), {"number": str(stays.number)})
    assert response["Location"] == stays.get_absolute_url()
    goes.refresh_from_db()
    assert goes.merged_into == stays


def test_the_author_withdraws_and_the_facilitator_writes_an_issue(client):
    stage, cast = debating()
    (other,) = crowd(stage, 1)
    with during(stage):
        mine = claim(stage, cast.ben.seats.get())
        client.force_login(other.user)
        assert client.post(page("withdraw_argument", stage, mine.pk)).status_code == 403
        assert client.post(page("add_issue", stage), {"title": "몰래 넣은 쟁점"}).status_code == 403
        client.force_login(cast.ben)
        client.post(page("withdraw_argument", stage, mine.pk))
        client.force_login(cast.ada)
        client.post(page("add_issue", stage), {"title": "언제 시작하는가", "title_en": "When to begin"})
    mine.item.refresh_from_db()
    assert mine.item.state == "withdrawn"
    assert Issue.objects.get(number=3).title_en == "When to begin"


def test_who_comes_too_late_is_told_on_the_page_and_keeps_what_they_typed(client):
    stage, cast = debating()
    with during(stage):
        mine = claim(stage, cast.ben.seats.get())
    given = {"side": FOR, "text": "늦은 논거입니다.", "named": "code"}
    with after(stage):
        client.force_login(cast.cleo)
        assert client.post(page("write_argument", stage, mine.issue_id), given).status_code == 403
        client.force_login(cast.ben)
        late = client.post(page("write_argument", stage, mine.issue_id), given)
        looked = client.get(page("write_argument", stage, mine.issue_id))
        withdrawn = client.post(page("withdraw_argument", stage, mine.pk))
    assert (late.status_code, "늦은 논거입니다." in late.text, "진행 중이 아닙니다" in late.text) == (409, True, True)
    assert (looked["Location"], withdrawn["Location"]) == (stage.get_absolute_url(), mine.get_absolute_url())
    assert list(Argument.objects.all()) == [mine]


def test_strangers_read_and_write_nothing_and_a_closed_space_is_not_there(client):
    stage, cast = debating()
    with during(stage):
        first = claim(stage, cast.ben.seats.get())
        readable = [
            page("arguments", stage),
            *(
                page(name, stage, first.issue_id)
                for name in ("argument_columns", "argument_outline", "argument_picture")
            ),
            first.get_absolute_url(),
        ]
        acts = [page(name, stage, first.pk) for name in ("rate", "reply", "merge_argument", "withdraw_argument")]
        acts += [page("write_argument", stage, first.issue_id), page("add_issue", stage), page("join", stage)]
        assert [client.get(address).status_code for address in readable] == [200] * 5
        client.force_login(cast.cleo)
        assert [client.get(address).status_code for address in readable] == [200] * 5
        assert [client.post(address, {"value": "3"}).status_code for address in acts] == [403] * 7
        close(stage.process.space)
        assert {client.get(address).status_code for address in readable} == {404}
        assert {client.post(address, {"value": "3"}).status_code for address in acts} == {404}
        client.force_login(cast.ben)
        assert {client.get(address).status_code for address in readable} == {200}


def test_whoever_joins_an_open_process_can_write(client):
    stage, cast = debating(preset="open_online")
    client.force_login(cast.finn)
    with during(stage):
        response = client.post(page("join", stage))
        assert response["Location"] == page("arguments", stage)
        assert client.get(page("write_argument", stage, issue_of(stage).pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("who", "name", "queries"),
    [
        ("ben", "arguments", 10),
        ("ben", "argument_columns", 13),
        ("ben", "argument_outline", 14),
        ("ben", "argument_picture", 10),
        ("ben", "argument", 14),
        ("ada", "merge_argument", 9),
    ],
)
def test_pages_run_a_fixed_number_of_queries(client, rows, who, name, queries, django_assert_num_queries):
    stage, cast = debating()
    ben, seats = cast.ben.seats.get(), crowd(stage, 6)
    with during(stage):
        first = claim(stage, seats[0], sources=[Cited("근거")])
        others = [claim(stage, seats[n % 6], f"논거 {n}", (FOR, SAFETY)[n % 2]) for n in range(rows)]
        for n in range(rows):
            answered(first, seats[n % 5 + 1], f"답글 {n}", stance=(1, -1)[n % 2], sources=[Cited(f"근거 {n}")])
            answered(others[n], ben, "다른 답글")
        rated(first, seats[1:], 4, 4, 4, 4, 4)
        merge(claim(stage, ben, "같은 말"), first, by=cast.ada)
        client.force_login(getattr(cast, who))
        of_issue = name.startswith("argument_")
        more = [] if name == "arguments" else [first.issue_id if of_issue else first.pk]
        client.get(page(name, stage, *more))
        with django_assert_num_queries(queries):
            client.get(page(name, stage, *more))
