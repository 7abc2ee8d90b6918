import pytest
from django.contrib.messages import get_messages

from deliberation.agendas.models import Agenda, CoSignature, Proposal
from deliberation.agendas.screening.actions import screen_proposal
from deliberation.spaces.actions import decide
from tests.agendas.proposing import (
    TEXTS,
    WEB,
    citizens,
    cosign,
    drafted,
    ground,
    in_each_state,
    published,
    screening,
    threshold,
)
from tests.sittings import in_session

LIST = "/proposals/"
REASON = "많은 시민이 관심을 가지는 사안입니다."
# Whoever is signed in costs: session, user and the number of unread notices.
SIGNED_IN = 3
ATTACK = "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7|add:7 }} & \u202etxt"


def page(proposal, act=""):
    return f"/proposals/{proposal.pk}/{act}"


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# The list -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_the_same_queries_whatever_its_length(client, cast, django_assert_num_queries, number):
    for _ in range(number):
        published(cast.finn)
    with django_assert_num_queries(2):
        assert len(client.get(LIST).context["page"].rows) == min(number, 20)


def test_empty_list_says_what_will_appear(client, db):
    assert "시민이 낸 제안이 여기에 나옵니다" in client.get(LIST).content.decode()


def test_list_shows_what_is_public_and_the_drafts_of_its_reader(client, cast):
    every = in_each_state(cast)
    shown = [every[state] for state in ("returned", "declined", "selected", "screening", "expired", "collecting")]
    assert client.get(LIST).context["page"].rows == shown
    client.force_login(cast.finn)
    assert list(client.get(LIST).context["drafts"]) == [every["draft"]]
    client.force_login(cast.ben)
    assert list(client.get(LIST).context["drafts"]) == []


def test_filters_narrow_the_list_and_unknown_values_are_ignored(client, cast):
    here = published(cast.finn, category="housing", district="서구")
    there = published(cast.finn, category="transport", district="중구")
    for query, rows in [
        ("category=housing", [here]),
        ("district=중구", [there]),
        ("state=collecting&category=transport", [there]),
        ("state=screening", []),
        ("state=nonsense&category=nonsense&sort=nonsense&page=nonsense", [there, here]),
    ]:
        assert client.get(f"{LIST}?{query}").context["page"].rows == rows, query


def test_search_puts_titles_first_and_needs_every_word(client, cast):
    body = published(
        cast.finn, title="옹진의 바다를 어떻게 쓸 것인가?", background="해상풍력 단지가 계획되어 있습니다."
    )
    title = published(cast.finn, title="해상풍력 이익을 어떻게 나눌 것인가?")
    published(cast.finn, title="풍력 발전", background="해상 교통과는 무관합니다.")
    for query, rows in [("해상풍력", [title, body]), ("해상풍력 옹진", [body]), ("섬", []), ("쓸", [body])]:
        assert client.get(LIST, {"q": query}).context["page"].rows == rows, query


def test_search_takes_a_whole_question_and_tells_when_it_is_too_long(client, cast):
    long = "어떻게 나눌 것인가 " * 10
    proposal = published(cast.finn, title=long[:110])
    published(cast.finn)
    assert client.get(LIST, {"q": proposal.title}).context["page"].rows == [proposal]
    refused = client.get(LIST, {"q": "가" * 121})
    assert len(refused.context["page"].rows) == 2
    assert "1자를 줄여 주십시오" in refused.content.decode()


def test_on_a_phone_results_are_not_pushed_down_by_filters_that_nobody_chose(client, db):
    opened = {}
    for query in ("", "q=공원&state=&category=&district=&sort=newest", "category=housing", "sort=most"):
        opened[query] = '<details class="disclosure" open>' in client.get(f"{LIST}?{query}").content.decode()
    assert list(opened.values()) == [False, False, True, True], opened


def test_orders(client, cast):
    first, second = published(cast.finn), published(cast.finn)
    cosign(first, by=cast.ben, channel=WEB)
    screening(cast.finn)
    assert client.get(LIST, {"sort": "most", "state": "collecting"}).context["page"].rows == [first, second]
    assert client.get(LIST, {"sort": "closing"}).context["page"].rows == [first, second]


@pytest.mark.parametrize("sort", ["newest", "most", "closing"])
def test_pages_there_and_back_show_everything_once(client, cast, sort):
    everything = {published(cast.finn).pk for _ in range(45)}
    pages, address = [], f"?sort={sort}"
    while address:
        shown = client.get(LIST + address).context["page"]
        pages.append([proposal.pk for proposal in shown.rows])
        address = shown.next_url
    assert [len(rows) for rows in pages] == [20, 20, 5]
    assert set().union(*pages) == everything
    back = [proposal.pk for proposal in client.get(LIST + shown.previous_url).context["page"].rows]
    assert back == pages[1]


# One proposal -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_proposal_takes_the_same_queries_however_many_signed(client, cast, django_assert_num_queries, number):
    proposal = published(cast.finn)
    for person in citizens(number):
        cosign(proposal, by=person, channel=WEB)
    with django_assert_num_queries(6):
        client.get(page(proposal))
    client.force_login(cast.ben)
    with django_assert_num_queries(8 + SIGNED_IN):
        client.get(page(proposal))


def test_proposal_opens_in_every_state_for_everyone(client, cast):
    every = in_each_state(cast)
    for person in (None, cast.finn, cast.dora, cast.emil, cast.root):
        if person:
            client.force_login(person)
        for state, proposal in every.items():
            seen = {"draft": 302 if person == cast.finn else 404}.get(state, 200)
            assert client.get(page(proposal)).status_code == seen, (person, state)


def test_hidden_and_withdrawn_proposals_leave_a_stub_without_their_text(client, cast):
    every = in_each_state(cast)
    hidden = client.get(page(every["hidden"])).content.decode()
    assert "개인정보가 들어 있습니다." in hidden
    for text in (hidden, client.get(page(every["withdrawn"])).content.decode()):
        assert TEXTS["title"] not in text
        assert TEXTS["background"] not in text


def test_small_numbers_of_a_district_are_not_told_nor_do_they_follow_from_the_total(client, cast):
    proposal = published(cast.finn)
    for n, person in enumerate(citizens(13)):
        person.district = "서구" if n < 7 else "부평구"
        cosign(proposal, by=person, channel=WEB)
    cast.ben.district = "옹진군"
    cosign(proposal, by=cast.ben, channel=WEB)
    text = " ".join(client.get(page(proposal)).content.decode().split())
    assert '<th scope="row">옹진군</th><td class="number">보이지 않음</td>' in text
    assert '<th scope="row">부평구</th><td class="number">보이지 않음</td>' in text
    assert '<th scope="row">서구</th><td class="number">7</td><td class="number">50.0%</td>' in text
    english = client.get(page(proposal), headers={"accept-language": "en"}).content.decode()
    assert [f'<th scope="row">{name}</th>' in english for name in ("Seo-gu", "Bupyeong-gu", "Ongjin-gun")] == [True] * 3


def test_markup_and_script_stay_text_in_every_field(client, cast):
    client.force_login(cast.finn)
    client.post("/proposals/new/", {"title": ATTACK})
    draft = Proposal.objects.get()
    client.post(page(draft, "edit/contested/"), {"contested": ATTACK})
    client.post(page(draft, "edit/background/"), {"background": ATTACK})
    client.post(page(draft, "edit/place/"), TEXTS)
    assert draft.title == "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7|add:7 }} & txt"
    client.post(page(draft, "publish/"))
    for address in (LIST, page(draft), page(draft, "poster/")):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "{{ 7|add:7 }}" in text


def test_poster_and_its_qr_code(client, cast):
    proposal = published(cast.finn)
    assert f"http://testserver/proposals/{proposal.pk}/" in client.get(page(proposal, "poster/")).content.decode()
    over = screening(cast.finn)
    assert client.get(page(over, "poster/")).url == page(over)
    code = client.get(page(proposal, "qr.svg"))
    assert (code["Content-Type"], code.content[:4]) == ("image/svg+xml", b"<svg")


# Writing ------------------------------------------------------------------------------------------------------------


def test_draft_is_saved_unfinished_seen_and_published(client, cast):
    client.force_login(cast.finn)
    response = client.post("/proposals/new/", {"title": "공원 안에 주차장을 지을 것인가?", "later": ""})
    draft = Proposal.objects.get()
    assert (response.url, draft.state, draft.author) == (page(draft, "edit/question/"), "draft", cast.finn)
    assert len(client.get(page(draft, "preview/")).context["missing"]) == 3
    for step in ("question", "contested", "background", "place"):
        client.post(page(draft, f"edit/{step}/"), TEXTS)
    assert client.get(page(draft, "preview/")).context["missing"] == []
    assert client.post(page(draft, "publish/")).url == page(draft)
    draft.refresh_from_db()
    assert (draft.state, draft.title, draft.item.channel) == ("collecting", TEXTS["title"], "web")


def test_text_over_the_limit_is_kept_in_the_form(client, cast):
    draft = drafted(cast.finn)
    client.force_login(cast.finn)
    response = client.post(page(draft, "edit/contested/"), {"contested": "가" * 2001})
    assert response.status_code == 422
    text = response.content.decode()
    assert "1자를 줄여 주십시오. 지금 2001자이며 2000자까지 쓸 수 있습니다." in text
    assert "가" * 2001 in text
    draft.refresh_from_db()
    assert draft.contested == TEXTS["contested"]


def test_draft_belongs_to_its_author_alone(client, cast):
    draft = drafted(cast.finn)
    acts = ["edit/", "preview/", "publish/", "discard/", "withdraw/", "cosign/"]
    client.force_login(cast.root)
    assert {client.post(page(draft, act)).status_code for act in acts if act != "preview/"} == {404}
    assert {client.get(page(draft, act)).status_code for act in ("", "edit/", "preview/")} == {404}


def test_author_deletes_a_draft_and_withdraws_what_is_public(client, cast):
    client.force_login(cast.finn)
    assert client.post(page(drafted(cast.finn), "discard/")).url == LIST
    proposal = published(cast.finn)
    assert client.post(page(proposal, "withdraw/")).url == page(proposal)
    assert list(Proposal.objects.values_list("state", flat=True)) == ["withdrawn"]


def test_acts_of_the_author_are_forbidden_to_others(client, cast):
    every = in_each_state(cast)
    client.force_login(cast.ben)
    for state, act in [("collecting", "edit/"), ("collecting", "publish/"), ("collecting", "withdraw/")]:
        assert client.post(page(every[state], act)).status_code == 403
    assert client.get(page(every["returned"], "reword/")).status_code == 403


def test_returned_proposal_is_reworded_and_both_wordings_can_be_read(client, cast):
    proposal = in_each_state(cast)["returned"]
    client.force_login(cast.finn)
    assert "위원회의 판단입니다." in client.get(page(proposal, "reword/")).content.decode()
    assert client.post(page(proposal, "reword/"), TEXTS | {"background": ""}).status_code == 422
    new = TEXTS | {"title": "월미바다열차를 멈출 것인가?"}
    assert client.post(page(proposal, "reword/"), new).url == page(proposal)
    text = client.get(page(proposal)).content.decode()
    assert "월미바다열차를 멈출 것인가?" in text
    assert TEXTS["title"] in text


@pytest.mark.parametrize("act", ["publish/", "discard/", "withdraw/", "cosign/", "take-back/"])
def test_acts_are_posted(client, cast, act):
    client.force_login(cast.finn)
    assert client.get(page(drafted(cast.finn), act)).status_code == 405


# Co-signing ---------------------------------------------------------------------------------------------------------


def test_stranger_signs_in_first_and_lands_on_the_proposal(client, cast):
    proposal = published(cast.finn)
    assert client.post(page(proposal, "cosign/")).url == f"/accounts/login/?next={page(proposal)}"
    assert f'/accounts/login/?next={page(proposal)}"' in client.get(page(proposal)).content.decode()


def test_form_posted_twice_counts_once_and_says_so(client, cast):
    proposal = published(cast.finn)
    client.force_login(cast.ben)
    first = client.post(page(proposal, "cosign/"))
    second = client.post(page(proposal, "cosign/"))
    assert [first.url, second.url] == [page(proposal)] * 2
    assert told(first) == ["고맙습니다. 공감이 반영되었습니다."]
    assert told(second)[-1] == "이미 이 제안에 공감하셨습니다. 공감은 한 번만 반영합니다."
    assert CoSignature.objects.count() == 1


def test_co_signature_is_taken_back(client, cast):
    proposal = published(cast.finn)
    client.force_login(cast.ben)
    client.post(page(proposal, "cosign/"))
    assert client.get(page(proposal)).context["signature"].user == cast.ben
    client.post(page(proposal, "take-back/"))
    assert CoSignature.objects.count() == 0


def test_refused_act_returns_to_its_page_with_the_reason_or_shows_it(client, cast):
    proposal = screening(cast.finn)
    client.force_login(cast.ben)
    refused = client.post(page(proposal, "cosign/"), HTTP_REFERER=f"http://testserver{page(proposal)}")
    reason = "기준에 이르러 공감 모으기가 끝났습니다. 이제 위원회가 이 제안을 심사합니다."
    assert (refused.url, told(refused)) == (page(proposal), [reason])
    alone = client.post(page(proposal, "cosign/"))
    assert alone.status_code == 409
    assert reason in alone.content.decode()


def test_unknown_proposal_is_not_found(client, cast):
    client.force_login(cast.finn)
    for act in ("", "edit/", "preview/", "poster/", "qr.svg", "screen/"):
        assert client.get(f"/proposals/999999/{act}").status_code == 404


# The committee ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_board_takes_the_same_queries_whatever_its_length(client, cast, django_assert_num_queries, number):
    threshold(1)
    for _ in range(number):
        cosign(published(cast.finn), by=cast.ben, channel=WEB)
    client.force_login(cast.dora)
    with django_assert_num_queries(9 + SIGNED_IN):
        assert len(client.get("/proposals/screening/").context["page"].rows) == min(number, 20)


def test_board_is_the_committees(client, cast):
    seen = {}
    for person in (cast.finn, cast.cleo, cast.root, cast.emil, cast.dora, cast.hana):
        client.force_login(person)
        seen[person.display_name] = client.get("/proposals/screening/").status_code
    assert seen == {"Finn": 404, "Cleo": 404, "Root": 404, "Emil": 403, "Dora": 200, "Hana": 200}


def held_now(cast, **votes) -> dict:
    """What the form asks while no sitting is open: one is opened with both members present."""
    present = {"held": "meeting", "place": "시청", "present": [cast.dora.pk, cast.hana.pk]}
    return present | {"manner": "vote" if votes else "consensus"} | votes


@pytest.mark.parametrize("step", ["select", "decline", "return"])
def test_decision_needs_a_reason_and_is_published_with_it(client, cast, step):
    proposal = screening(cast.finn)
    client.force_login(cast.dora)
    assert client.post(page(proposal, "screen/"), {"step": step, "reason": " "}).status_code == 422
    form = {"step": step, "reason": REASON, "ground": ground().pk} | held_now(cast, votes_for=2)
    assert client.post(page(proposal, "screen/"), form).url == "/proposals/screening/"
    text = client.get(page(proposal)).content.decode()
    assert REASON in text
    assert "출석 2명 중 찬성 2, 반대 0, 기권 0" in text


@pytest.mark.parametrize(
    ("votes", "missing"),
    [({"votes_against": 1}, {"votes_for"}), ({"abstentions": 1}, {"votes_for"}), ({}, set())],
)
def test_a_counted_vote_says_how_many_were_in_favour(client, cast, votes, missing):
    client.force_login(cast.dora)
    form = {"step": "decline", "reason": REASON, "ground": ground().pk} | held_now(cast, **votes)
    answer = client.post(page(screening(cast.finn), "screen/"), form)
    assert answer.status_code == (422 if missing else 302)
    assert not missing or set(answer.context["form"].errors) == missing


def test_screening_is_forbidden_to_officials_and_to_the_author(client, cast):
    proposal = screening(cast.dora)
    for person in (cast.emil, cast.finn, cast.dora):
        client.force_login(person)
        assert client.post(page(proposal, "screen/"), {"step": "select", "reason": REASON}).status_code == 403


def test_expired_proposal_is_lifted(client, cast):
    proposal = in_each_state(cast)["expired"]
    client.force_login(cast.hana)
    in_session()
    client.post(page(proposal, "lift/"), {"reason": REASON, "manner": "consensus"})
    proposal.refresh_from_db()
    assert proposal.state == "screening"


def test_agenda_without_a_proposal(client, cast):
    client.force_login(cast.hana)
    form = {"kind": "council", "title": "노후 산단의 악취를 어떻게 줄일 것인가?", "reason": REASON} | held_now(cast)
    assert client.post("/proposals/screening/new/", form).status_code == 302
    assert Agenda.objects.values_list("title", "route__kind").get() == (form["title"], "council")
    assert form["title"] in client.get("/proposals/screening/").content.decode()


def test_decided_and_then_hidden_text_keeps_the_decision_readable(client, cast):
    proposal = screening(cast.finn)
    screen_proposal(proposal, "decline", sitting=in_session(), by=cast.dora, reason=REASON, ground=ground())
    decide(proposal.item, "hide", by=cast.emil, version=1, reason="명예훼손")
    text = client.get(page(proposal)).content.decode()
    assert REASON in text
    assert TEXTS["title"] not in text
