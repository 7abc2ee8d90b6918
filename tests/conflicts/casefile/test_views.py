import pytest

from deliberation.conflicts.casefile.actions import enter_event
from tests.conflicts.cases import FIELDS, filed, in_each_state, listed
from tests.restricting import close, usual

LIST = "/conflicts/"
# Whoever is signed in costs: session, user and the number of unread notices.
SIGNED_IN = 3


def page(conflict, act=""):
    return f"/conflicts/{conflict.pk}/{act}"


# The list -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_the_same_queries_whatever_its_length(client, cast, django_assert_num_queries, number):
    for _ in range(number):
        filed(cast)
    with django_assert_num_queries(4):  # years, departments, the rows, their number
        assert len(client.get(LIST).context["page"].rows) == min(number, 20)


def test_empty_list_says_what_will_appear(client, db):
    assert "시가 관리하는 공공갈등이 여기에 나타납니다" in client.get(LIST).content.decode()


def test_filters_narrow_the_list_and_unknown_values_are_ignored(client, cast):
    every = in_each_state(cast)
    other = filed(cast, owning_department="도로과")
    newest = [other, every["settled"], every["released"], every["listed"], every["graded"], every["filed"]]
    for query, rows in [
        ("state=released", [every["released"]]),
        ("owning_department=도로과", [other]),
        ("grade=2&state=filed", [every["graded"]]),
        ("year=nonsense&grade=9&alert=nonsense&page=nonsense", newest),
        (f"year={every['listed'].listings.get().year}", newest[1:4]),
    ]:
        assert client.get(f"{LIST}?{query}").context["page"].rows == rows, query


def test_words_find_conflicts_with_titles_first(client, cast):
    told = filed(cast, title="도로를 넓히는 계획", summary="하수처리장 옆입니다.")
    titled, other = filed(cast), filed(cast, title="소각장 예비후보지", summary="자원순환센터입니다.", place="영종")
    filed(cast, title="다른 일", summary="다른 일입니다.", place="", restricted_note="하수처리장 보상")
    for query, rows in [("하수처리장", [titled, told]), ("소각장 영종", [other]), ("하수처리장&grade=1", [])]:
        shown = client.get(f"{LIST}?q={query}").context
        assert (shown["page"].rows, shown["number"]) == (rows, str(len(rows))), query
    assert "조건에 맞는 갈등이 없습니다" in client.get(f"{LIST}?q=없는말").content.decode()


# One conflict -------------------------------------------------------------------------------------------------------


def test_closed_space_makes_the_conflict_unknown(client, cast):
    conflict = filed(cast)
    close(conflict.space)
    assert client.get(page(conflict)).status_code == 404
    assert client.get(page(conflict, "record/")).status_code == 404
    assert client.get(LIST).context["page"].rows == []


def test_record_merges_events_and_steps_and_pages_both(client, cast):
    conflict = listed(cast)
    for day in range(1, 26):
        told = {"on": f"2021-03-{day:02}", "text": f"{day}일의 일", "source": "인천일보"}
        enter_event(conflict, by=cast.emil, **told)
    first = client.get(page(conflict, "record/")).context
    following = client.get(f"{page(conflict, 'record/')}?before={first['following']}").context
    lines = [*first["lines"], *following["lines"]]
    assert (len(first["lines"]), following["following"]) == (20, None)
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert len({line.event.pk for line in lines if line.event}) == 25
    assert [line.text for line in lines if line.entry][-1] == "갈등을 등록했습니다."
    assert client.get(f"{page(conflict, 'record/')}?before=2021-13-99.x.1").context["lines"] == first["lines"]


def test_restricted_text_stays_out_of_the_pages_of_strangers(client, cast):
    conflict = filed(cast)
    enter_event(conflict, by=cast.emil, on="2022-05-01", text="비밀 협의를 했습니다.", source="", basis=usual())
    for user, shown in ((None, False), (cast.finn, False), (cast.root, False), (cast.emil, True), (cast.dora, True)):
        if user:
            client.force_login(user)
        assert ("비밀 협의" in client.get(page(conflict, "record/")).content.decode()) is shown, user
    assert FIELDS["restricted_note"][:6] not in str(conflict.bigrams)


@pytest.mark.parametrize("number", [1, 30])
def test_pages_of_a_conflict_take_the_same_queries(client, cast, django_assert_num_queries, number):
    conflict = listed(cast)
    for _ in range(number):
        enter_event(conflict, by=cast.emil, on="2022-05-01", text="설명회를 열었습니다.", source="")
    with django_assert_num_queries(5):
        client.get(page(conflict, "record/"))
