from deliberation.agendas import desk as agendas_desk
from deliberation.spaces import desk
from deliberation.spaces.actions import decide
from tests.agendas.proposing import published, screening


def test_rows_of_both_rooms_join_in_one_query(cast, django_assert_num_queries):
    waiting, checked = published(cast.finn), published(cast.finn)
    decide(checked.item, "admit", by=cast.emil, version=1)
    reached = screening(cast.finn)
    with django_assert_num_queries(3):  # the rows, the city and the roles
        both = desk.waiting(cast.emil).union(agendas_desk.waiting(cast.emil), all=True).order_by("since")
        rows = list(both)
    assert [(row["what"], row["address"], row["since"], row["due"]) for row in rows] == [
        ("확인할 글", f"/moderation/{proposal.item.pk}/", proposal.item.submitted_at, None)
        for proposal in (waiting, reached)
    ]
    assert rows[0]["heading"] == waiting.title


def test_proposals_wait_for_members_but_never_for_their_author(cast):
    mine, theirs = screening(cast.dora), screening(cast.finn)
    row = agendas_desk.waiting(cast.dora).get()
    assert row == {
        "what": "심사할 제안",
        "heading": theirs.title,
        "address": f"/proposals/{theirs.pk}/screen/",
        "since": theirs.reached_at,
        "due": theirs.screening_due,
    }
    assert agendas_desk.waiting(cast.hana).count() == 2
    assert [agendas_desk.waiting(person).count() for person in (cast.emil, cast.finn, cast.root)] == [0, 0, 0]
    assert mine.state == "screening"
