import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.accounts.models import Identity, Reveal
from deliberation.ballots.models import Paper, PaperEntry, Pass
from deliberation.ballots.station.actions import note_of
from deliberation.ballots.station.passes import COOKIE, LASTS
from deliberation.panels.actions import end_seat
from tests.ballots.pages import ALL_FOR, code_in, page, visitor
from tests.ballots.scene import ballot_in, closed, seats, vote, voting
from tests.ballots.station.scene import emptied, handed, identified, read

pytestmark = pytest.mark.django_db
KNOWN = {"known_by": "document", "gets": "on_site"}


def served(scene, who, **given):
    found = note_of(ballot_in(scene).roll.get(seat=who), by=scene.cast.ada)
    return visitor(scene.cast.ada).post(page("serve", scene), KNOWN | {"found": found} | given)


def code_for(scene, who, **given) -> str:
    return shown(served(scene, who, **given))


def shown(response) -> str:
    """The code of a pass, as the page of the desk shows it."""
    return "".join(re.search(r'letter__code">([A-Z2-7]{4})-([A-Z2-7]{4})<', response.content.decode()).groups())


def test_a_person_is_found_and_gets_a_pass_shown_once(traveller):
    scene = voting(traveller)
    ada = visitor(scene.cast.ada)
    html = ada.post(page("station", scene), {"asked": "s002"}).content.decode()
    assert [word in html for word in ("Voter002", "S002", 'name="known_by"')] == [True] * 3
    assert "Voter003" not in html
    response = served(scene, seats(scene)[1])
    code = shown(response)
    assert "data:image/svg+xml" in response.content.decode()
    assert response["Cache-Control"].startswith("max-age=0")
    assert code not in ada.get(page("station", scene)).content.decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"known_by": ""}, 422),
        ({"gets": ""}, 422),
        ({"gets": "web"}, 422),
        ({"found": ""}, 409),
        ({"found": "x"}, 409),
        ({"known_by": "person"}, 200),
    ],
)
def test_nobody_is_served_without_saying_how_they_are_known(traveller, given, status):
    scene = voting(traveller)
    assert served(scene, seats(scene)[1], **given).status_code == status
    assert Pass.objects.count() == (status == 200)


def test_where_a_proof_is_asked_for_knowing_somebody_is_not_enough(traveller):
    scene = voting(traveller)
    identified(scene, 3)
    assert served(scene, seats(scene)[1], known_by="person", gets="paper").status_code == 422
    assert served(scene, seats(scene)[1], gets="paper").url == page("station", scene)
    assert ballot_in(scene).turnout == 1


def test_whether_somebody_has_voted_is_told_of_one_person_asked_for(traveller):
    scene = voting(traveller)
    vote(scene, seats(scene)[1])
    ada = visitor(scene.cast.ada)
    before = ada.get(page("station", scene)).content.decode()
    assert "Voter002" not in before
    found = ada.post(page("station", scene), {"asked": "Voter002"}).content.decode()
    assert 'name="known_by"' not in found
    assert Reveal.objects.count() == 1
    missing = ada.post(page("station", scene), {"asked": "Voter"})
    assert missing.status_code == 422
    assert "Voter002" not in missing.content.decode()
    assert served(scene, seats(scene)[1]).status_code in (302, 409)
    assert not Pass.objects.exists()


def test_who_votes_in_the_booth_sees_a_paper_a_receipt_and_then_nothing(traveller):
    scene = voting(traveller)
    code = code_for(scene, seats(scene)[1], gets="assisted")
    tablet = visitor()
    entered = tablet.get(page("enter_booth", scene, code))
    assert entered.url == page("vote", scene)
    cookie = entered.cookies[COOKIE]
    assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"]) == (page("vote", scene), True, "Lax")
    assert cookie["max-age"] == LASTS.seconds
    assert 'name="question-3"' in tablet.get(page("vote", scene)).content.decode()
    sent = ALL_FOR | {"code": code_in(tablet.post(page("review", scene), ALL_FOR))}
    receipt = tablet.post(page("receipt", scene), sent)
    assert page("booth", scene) in receipt["Refresh"]
    assert page("booth", scene) in receipt.content.decode()
    again = tablet.post(page("receipt", scene), sent)
    assert (again.status_code, Paper.objects.count()) == (200, 1)
    assert list(ballot_in(scene).roll.voted().values_list("seat__code", "channel")) == [("S002", "assisted")]
    assert "sessionid" not in tablet.cookies
    assert tablet.get(page("booth", scene)).cookies[COOKIE].value == ""
    assert tablet.post(page("receipt", scene), sent).status_code == 302
    assert 'name="question-1"' not in tablet.get(page("vote", scene)).content.decode()
    assert tablet.get(page("enter_booth", scene, code)).status_code == 422


def test_a_pass_opens_nothing_but_the_vote(traveller):
    scene = voting(traveller)
    tablet = visitor()
    tablet.get(page("enter_booth", scene, code_for(scene, seats(scene)[0])))
    assert tablet.get(page("manage", scene)).status_code == 302
    assert tablet.get("/my/").status_code in (302, 404)
    assert "Ben" not in tablet.get(page("vote", scene)).content.decode()


def test_the_code_can_be_typed_and_wrong_ones_are_refused(traveller):
    scene = voting(traveller)
    code = code_for(scene, seats(scene)[1])
    tablet = visitor()
    for wrong in ("", "AAAA-AAAA", "가나다", code[:7]):
        assert tablet.post(page("booth", scene), {"code": wrong}).status_code == 422
    typed = f" {code[:4].lower()}-{code[4:].lower()} "
    assert tablet.post(page("booth", scene), {"code": typed}).url == page("vote", scene)
    staff = visitor(scene.cast.ada)
    assert staff.post(page("booth", scene), {"code": code}).status_code == 422


def test_who_lacks_the_proof_is_told_what_to_do(traveller):
    scene = voting(traveller)
    identified(scene, Identity.Level.LETTER)
    ben = visitor(scene.cast.ben)
    html = ben.get(page("vote", scene)).content.decode()
    assert 'name="question-1"' not in html
    assert "초대 편지" in html
    sent = ben.post(page("receipt", scene), ALL_FOR | {"code": "A" * 24})
    assert sent.status_code == 302
    Identity.objects.create(user=scene.cast.ben, provider="letter", key="x", level=Identity.Level.LETTER)
    assert 'name="question-1"' in ben.get(page("vote", scene)).content.decode()


def test_whoever_has_left_is_told_so(traveller):
    scene = voting(traveller)
    end_seat(seats(scene)[0], by=scene.cast.emil)
    ben = visitor(scene.cast.ben)
    html = ben.get(page("vote", scene)).content.decode()
    assert ("참여를 마치셔서" in html, 'name="question-1"' in html) == (True, False)
    assert ben.post(page("review", scene), ALL_FOR).status_code == 403


def test_the_paper_to_print_is_the_same_for_everybody(traveller):
    scene = voting(traveller)
    vote(scene, seats(scene)[1])
    papers = [visitor(who).get(page("paper_form", scene)).content.decode() for who in (scene.cast.ada, scene.cast.ada)]
    sheets = [re.search(r'<article class="ballot-paper">.*?</article>', html, re.DOTALL)[0] for html in papers]
    assert sheets[0] == sheets[1]
    assert sheets[0].count("ballot-paper__box") == 9
    assert visitor(scene.cast.ben).get(page("paper_form", scene)).status_code == 403


def do(scene, who, act: str, **given):
    return visitor(who).post(page("do_with_papers", scene, act), given)


def test_two_people_count_by_keys_and_by_form(traveller):
    scene = emptied(traveller)
    ada, emil = scene.cast.ada, scene.cast.emil
    do(scene, ada, "begin")
    assert do(scene, ada, "stack", first="1", lines="f f f\n\nㅁㅁㅁ\nx").url == page("papers", scene)
    do(scene, ada, "finish")
    do(scene, emil, "begin")
    do(scene, emil, "paper", n="1", **ALL_FOR)
    do(scene, emil, "paper", n="2", **dict.fromkeys(ALL_FOR, "for"))
    missing = do(scene, emil, "paper", n="3", **{"question-1": "for", "invalid-2": "on"})
    assert missing.status_code == 422
    do(scene, emil, "paper", n="3", **{f"invalid-{n}": "on" for n in (1, 2, 3)})
    do(scene, emil, "finish")
    html = visitor(emil).get(page("papers", scene)).content.decode()
    assert 'href="?paper=2#paper"' in html
    assert 'name="n" value="2"' in visitor(emil).get(page("papers", scene) + "?paper=2").content.decode()
    do(scene, emil, "paper", n="2", **dict.fromkeys(ALL_FOR, "against"))
    do(scene, ada, "finish")
    do(scene, emil, "finish")
    assert ballot_in(scene).paper_count.state == "confirmed"
    assert visitor(ada).get(page("papers", scene)).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"first": "1", "lines": "f f"},
        {"first": "1", "lines": "f f f\nf q f"},
        {"first": "0", "lines": "fff"},
        {"first": "3", "lines": "fff\nfff"},
        {"first": "1", "lines": ""},
        {"first": "x", "lines": "fff"},
    ],
)
def test_lines_that_cannot_be_read_come_back_and_nothing_is_entered(traveller, given):
    scene = emptied(traveller)
    do(scene, scene.cast.ada, "begin")
    response = do(scene, scene.cast.ada, "stack", **given)
    assert response.status_code == 422
    assert given["lines"] in response.content.decode()
    assert not PaperEntry.objects.exists()


def test_a_line_that_cannot_be_read_names_the_paper_and_the_question(traveller):
    scene = emptied(traveller)
    do(scene, scene.cast.ada, "begin")
    told = do(scene, scene.cast.ada, "stack", first="2", lines="f f f\nf q f\nf f").content.decode()
    assert "3번 용지 질문 2의 표시를 읽을 수 없습니다: “q”" in told
    assert "4번 용지에는 질문 3개마다 표시가 하나씩 있어야 합니다: f f" in told


def test_acts_of_the_count_by_the_wrong_people_or_without_a_reading(traveller):
    scene = emptied(traveller)
    for who in (scene.cast.ben, scene.cast.hana, scene.cast.finn):
        assert do(scene, who, "begin").status_code == 403
    assert do(scene, scene.cast.ada, "none").status_code == 403
    assert do(scene, scene.cast.ada, "nothing").status_code == 404
    assert do(scene, scene.cast.ada, "finish").status_code == 409
    do(scene, scene.cast.emil, "begin")
    assert do(scene, scene.cast.ada, "give-up", n="1").status_code == 403
    do(scene, scene.cast.emil, "give-up", n="1")
    assert do(scene, scene.cast.emil, "none").url == page("papers", scene)
    closed(scene, traveller, "ballot")
    assert visitor(scene.cast.ada).get(page("papers", scene)).status_code == 302


def test_the_desk_is_shut_before_and_after(traveller):
    scene = handed(traveller)
    assert visitor(scene.cast.ada).get(page("papers", scene)).status_code in (302, 409)
    traveller.move_to(scene.stage("ballot").closes_at)
    for name in ("station", "serve"):
        assert visitor(scene.cast.ada).post(page(name, scene), {}).status_code in (302, 409)
    assert "ballot/papers/" in visitor(scene.cast.ada).get(page("manage", scene)).content.decode()


@pytest.mark.parametrize("voters", [3, 30])
def test_pages_of_the_desk_ask_the_database_a_fixed_number_of_times(traveller, voters):
    scene = handed(traveller, voters=voters, papers=voters - 1)
    ada, last = visitor(scene.cast.ada), seats(scene)[-1]
    ada.get(page("station", scene))
    asked = [
        queries(lambda: ada.get(page("station", scene))),
        queries(lambda: ada.post(page("station", scene), {"asked": last.code})),
        queries(lambda: ada.get(page("paper_form", scene))),
    ]
    traveller.move_to(scene.stage("ballot").closes_at)
    read(scene, scene.cast.ada, {n: dict.fromkeys((1, 2, 3), "for") for n in range(1, voters)})
    assert [*asked, queries(lambda: ada.get(page("papers", scene)))] == [8, 12, 9, 13]


def queries(act) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)
