from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from deliberation.accounts.models import Channel, Identity, Reveal, User
from deliberation.agendas.models import CoSignature, PaperLine, PaperList, Proposal
from deliberation.agendas.paper import files as paper_files
from deliberation.agendas.paper.actions import (
    cosign_at_counter,
    discard_list,
    enter_lines,
    finish_reading,
    open_list,
    settle_list,
    withdraw_at_counter,
)
from deliberation.agendas.proposals.actions import AlreadySigned, cosign
from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.agendas.proposing import WEB, after_closing, published, screening, threshold
from tests.algorithms.test_spreadsheet import workbook
from tests.cast import person
from tests.concurrency import at_once

KIM, PARK, CHOI = ("김하나", "1958-03-01"), ("박두리", "1999-07-12"), ("최세나", "1970-01-01")


def line(n: int, who, district="서구", number=""):
    return PaperLine(n=n, name=who[0], born=date.fromisoformat(who[1]), district=district, number=number)


@pytest.fixture
def gina(cast):
    """A second official."""
    user = person("Gina")
    appoint(cast.city, user, Role.OFFICIAL)
    return user


def read_twice(proposal, first, second, *, one, other) -> PaperList:
    paper = open_list(proposal, "제1권", by=one)
    for lines, by in ((first, one), (second, other)):
        enter_lines(paper, lines, by=by)
        finish_reading(paper, by=by)
        paper.refresh_from_db()
    return paper


def counters(proposal):
    proposal.refresh_from_db()
    return proposal.cosignature_count, proposal.apart_count, proposal.cosignatures.count()


def test_what_two_people_read_alike_is_counted_and_names_are_deleted(cast, gina):
    proposal = published(cast.finn)
    first = [line(1, KIM), line(2, PARK, "부평구", "+821012345678")]
    second = [line(1, ("김 하나", KIM[1])), line(2, PARK, "부평구", "+821012345678")]
    paper = read_twice(proposal, first, second, one=cast.emil, other=gina)
    assert (paper.state, paper.outcome) == ("done", {"counted": 2, "apart": 0, "already": [], "young": []})
    assert counters(proposal) == (2, 0, 2)
    assert not PaperLine.objects.exists()
    rows = CoSignature.objects.order_by("pk").values_list("district", "channel", "level", "user__origin")
    assert list(rows) == [("서구", "paper", 1, "assisted"), ("부평구", "paper", 1, "assisted")]
    steps = list(Entry.objects.filter(subject=paper.subject).values_list("step", flat=True))
    assert steps == ["check", "compare", "settle"]


def test_differences_wait_for_a_third_look(cast, gina):
    proposal = published(cast.finn)
    wrong = ("박두리", "1999-07-21")
    paper = read_twice(
        proposal,
        [line(1, KIM), line(2, wrong), line(3, CHOI)],
        [line(1, KIM), line(2, PARK), line(4, CHOI)],
        one=cast.emil,
        other=gina,
    )
    assert (paper.state, counters(proposal)) == ("compared", (1, 0, 1))
    with pytest.raises(Refused, match="모든 줄"):
        settle_list(paper, {2: 2}, by=cast.emil)
    settle_list(paper, {2: 2, 3: 0, 4: 1}, by=cast.emil)
    paper.refresh_from_db()
    assert counters(proposal) == (2, 0, 2)
    assert paper.outcome == {"counted": 2, "apart": 0, "already": [], "young": [], "left_out": [3, 4]}
    assert User.objects.filter(identities__key=paper_key(PARK)).exists()


def paper_key(who):
    from deliberation.accounts import actions  # noqa: PLC0415 - named like the function here

    return actions.paper_key(who[0], date.fromisoformat(who[1]))


def test_one_person_cannot_read_twice_and_a_reading_belongs_to_one(cast, gina):
    proposal = published(cast.finn)
    paper = open_list(proposal, "제1권", by=cast.emil)
    with pytest.raises(Refused, match="두 사람"):
        enter_lines(paper, [line(1, KIM)], by=gina)
    enter_lines(paper, [line(1, KIM)], by=cast.emil)
    finish_reading(paper, by=cast.emil)
    with pytest.raises(Refused, match="두 사람"):
        enter_lines(paper, [line(1, KIM)], by=cast.emil)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperList.objects.update(second_by=cast.emil)


def test_a_line_twice_enters_nothing(cast):
    paper = open_list(published(cast.finn), "제1권", by=cast.emil)
    enter_lines(paper, [line(1, KIM)], by=cast.emil)
    with pytest.raises(Refused, match="1"):
        enter_lines(paper, [line(2, PARK), line(1, CHOI)], by=cast.emil)
    assert paper.lines.count() == 1


def test_who_signed_online_or_stands_twice_on_paper_counts_once(cast, gina):
    threshold(100, minimum_age=14)
    proposal = published(cast.finn)
    online = person("online")
    Identity.objects.create(user=online, provider="phone", key=Identity.key_for("phone", "+821012345678"), level=1)
    cosign(proposal, by=online, channel=WEB)
    lines = [line(1, KIM, number="+821012345678"), line(2, PARK), line(3, PARK), line(4, ("아이", "2020-01-01"))]
    paper = read_twice(proposal, lines, lines, one=cast.emil, other=gina)
    assert paper.outcome == {"counted": 1, "apart": 0, "already": [1, 3], "young": [4]}
    assert counters(proposal) == (2, 0, 2)


def test_paper_reaches_the_threshold_in_one_step(cast, gina):
    threshold(2)
    proposal = published(cast.finn)
    lines = [line(1, KIM), line(2, PARK), line(3, CHOI)]
    read_twice(proposal, lines, lines, one=cast.emil, other=gina)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.cosignature_count) == ("screening", 3)
    assert Entry.objects.get(step="reach").facts["cosignatures"] == 3


def test_paper_after_closing_is_refused_and_keeps_its_lines(cast, gina):
    proposal = published(cast.finn)
    paper = open_list(proposal, "제1권", by=cast.emil)
    enter_lines(paper, [line(1, KIM)], by=cast.emil)
    finish_reading(paper, by=cast.emil)
    enter_lines(paper, [line(1, KIM)], by=gina)
    with after_closing(proposal), pytest.raises(Refused, match="끝났습니다"):
        finish_reading(paper, by=gina)
    paper.refresh_from_db()
    assert (paper.state, paper.lines.count(), counters(proposal)) == ("checking", 2, (0, 0, 0))
    discard_list(paper, by=cast.emil)
    assert not PaperLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_lists_and_the_web_at_once_count_each_human_once(cast, gina):
    proposal = published(cast.finn)
    people = [(f"시민{i}", f"19{50 + i}-01-01") for i in range(20)]
    papers = []
    for order in (people, people[::-1]):
        paper = open_list(proposal, "제1권", by=cast.emil)
        lines = [line(n, who, number=f"+8210000000{n:02}") for n, who in enumerate(order, 1)]
        enter_lines(paper, lines, by=cast.emil)
        finish_reading(paper, by=cast.emil)
        enter_lines(paper, lines, by=gina)
        papers.append(paper)
    online = person("online")
    key = Identity.key_for("phone", "+821000000001")
    Identity.objects.create(user=online, provider="phone", key=key, level=1)

    def act(i):
        if i == 2:
            return cosign(proposal, by=online, channel=WEB)
        return finish_reading(papers[i], by=gina)

    outcomes = at_once(3, act)
    assert {type(outcome) for outcome in outcomes} <= {type(None), AlreadySigned}
    # The number ending in 01 belongs to the first of one list and, wrongly, to the last of the other.
    counted, _apart, rows = counters(proposal)
    assert counted == rows
    assert counted in (20, 19)
    assert User.objects.filter(origin="assisted").count() == 20


# At a counter -------------------------------------------------------------------------------------------------------

AT_COUNTER = {"name": "김하나", "born": date(1958, 3, 1), "district": "중구", "number": ""}


def test_counter_counts_once_as_verified_and_takes_back(cast):
    threshold(100, least_level=Identity.Level.VERIFIED)
    proposal = published(cast.finn)
    cosign_at_counter(proposal, **AT_COUNTER)
    assert CoSignature.objects.values_list("channel", "level", "district").get() == (Channel.ASSISTED, 3, "중구")
    with pytest.raises(AlreadySigned):
        cosign_at_counter(proposal, **AT_COUNTER)
    withdraw_at_counter(proposal, name="김 하나", born=AT_COUNTER["born"])
    assert counters(proposal) == (0, 0, 0)
    with pytest.raises(Refused, match="없습니다"):
        withdraw_at_counter(proposal, name="김하나", born=AT_COUNTER["born"])


def test_counter_takes_back_what_was_signed_on_paper(cast, gina):
    proposal = published(cast.finn)
    read_twice(proposal, [line(1, KIM)], [line(1, KIM)], one=cast.emil, other=gina)
    withdraw_at_counter(proposal, name="김하나", born=AT_COUNTER["born"])
    assert counters(proposal) == (0, 0, 0)


def test_counter_refuses_who_is_too_young(cast):
    proposal = published(cast.finn)
    with pytest.raises(Refused, match="14세"):
        cosign_at_counter(proposal, **AT_COUNTER | {"born": date(2020, 1, 1)})
    assert not User.objects.filter(origin="assisted").exists()


# Files --------------------------------------------------------------------------------------------------------------

HEAD = "번호,성명,생년월일,구·군,휴대전화\n"


def test_file_is_read_in_the_ways_offices_write():
    text = HEAD + "1,김하나,1958-03-01,서구,010-2345-6789\n7,박 두리,990712,부평구,\n"
    book = workbook(
        ["번호", "성명", "생년월일", "구·군", "휴대전화"],
        [1, "김하나", date(1958, 3, 1), "서구", 1023456789],
        [7, "박 두리", 990712, "부평구", None],
    )
    for data in (text.encode(), text.encode("cp949"), book):
        lines, faults = paper_files.read(data)
        assert faults == []
        assert [(one.n, *one.fields()) for one in lines] == [
            (1, "김하나", "1958-03-01", "서구", "+821023456789"),
            (7, "박 두리", "1999-07-12", "부평구", ""),
        ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["파일이 비어 있습니다."]),
        ("성명,구·군\n", ["1번째 줄: “생년월일” 열이 없습니다."]),
        (HEAD, ["파일에 줄이 없습니다."]),
        (
            HEAD + "1,,1958-03-01,서구,\n1,박두리,1958-13-01,부천시,홍\nx,최세나,2999-01-01,서구,\n",
            [
                "2번째 줄: 성명이 없습니다.",
                "3번째 줄: “부천시”은(는) 이 도시의 구·군이 아닙니다.",
                "3번째 줄: 생년월일을 읽을 수 없습니다.",
                "3번째 줄: 010-1234-5678과 같은 휴대전화번호나 전자우편 주소를 입력해 주십시오.",
                "3번째 줄: 번호 1은(는) 2번째 줄에 이미 있습니다.",
                "4번째 줄: “x”은(는) 줄 번호가 아닙니다.",
                "4번째 줄: 생년월일이 맞지 않습니다.",
            ],
        ),
    ],
)
def test_faults_are_named_by_line(text, faults):
    assert paper_files.read(text.encode())[1] == faults


def test_file_with_one_bad_line_enters_nothing(client, cast):
    paper = open_list(published(cast.finn), "제1권", by=cast.emil)
    client.force_login(cast.emil)
    good, bad = "1,김하나,1958-03-01,서구,\n", "2,박두리,어제,서구,\n"
    for text, status, entered in ((good + bad, 422, 0), (good, 302, 1)):
        file = SimpleUploadedFile("명부.csv", (HEAD + text).encode())
        response = client.post(f"/proposals/paper/{paper.pk}/upload/", {"file": file})
        assert (response.status_code, paper.lines.count()) == (status, entered)
    assert client.post(f"/proposals/paper/{paper.pk}/upload/", {}).status_code == 422


# Pages --------------------------------------------------------------------------------------------------------------


def typed(*people, start=1) -> dict[str, str]:
    data = {"form-TOTAL_FORMS": "10", "form-INITIAL_FORMS": "0", "start": str(start)}
    for place, (name, born) in enumerate(people):
        values = {"name": name, "born": born, "district": "서구" if name else "", "number": ""}
        data |= {f"form-{place}-{field}": value for field, value in values.items()}
    return data


def test_office_reads_a_list_twice_on_its_pages(client, cast, gina):
    proposal = published(cast.finn)
    client.force_login(cast.emil)
    address = client.post(f"/proposals/{proposal.pk}/paper/", {"label": "제1권"}).url
    assert client.post(address, typed(("김하나", "어제"))).status_code == 422
    client.post(address, typed(KIM, ("", ""), PARK))
    assert list(PaperLine.objects.values_list("n", flat=True)) == [1, 3]
    assert client.get(address).context["start"] == 4
    client.post(f"{address}finish/")
    assert not client.get(address).context["mine"]
    client.force_login(gina)
    shown = client.get(address)
    assert (shown.context["mine"], shown.context["start"], list(shown.context["lines"])) == (True, 1, [])
    assert KIM[0] not in shown.content.decode()  # the second reader does not see the first reading
    client.post(address, typed(KIM, CHOI))
    client.post(f"{address}finish/")
    assert "2개 줄" in client.get(address).content.decode()
    client.post(f"{address}settle/", {"line-2": "2", "line-3": "0"})
    assert counters(proposal) == (2, 0, 2)
    assert "삭제했습니다" in client.get(address).content.decode()


def test_paper_and_counter_are_the_officials(client, cast):
    proposal = published(cast.finn)
    paper = open_list(proposal, "제1권", by=cast.emil)
    seen = {}
    for user in (cast.finn, cast.root, cast.dora, cast.emil):
        client.force_login(user)
        seen[user.display_name] = [
            client.get(address).status_code
            for address in (
                f"/proposals/{proposal.pk}/paper/",
                f"/proposals/{proposal.pk}/counter/",
                f"/proposals/paper/{paper.pk}/",
            )
        ]
    assert seen == {name: [403, 403, 404] for name in ("Finn", "Root", "Dora")} | {"Emil": [200, 200, 200]}


@pytest.mark.parametrize("number", [1, 30])
def test_lists_take_the_same_queries_whatever_their_number(client, cast, django_assert_num_queries, number):
    proposal = published(cast.finn)
    for n in range(number):
        open_list(proposal, f"제{n}권", by=cast.emil)
    client.force_login(cast.emil)
    with django_assert_num_queries(8):
        client.get(f"/proposals/{proposal.pk}/paper/")


def test_counter_page_needs_the_document_seen(client, cast):
    proposal = published(cast.finn)
    client.force_login(cast.emil)
    form = {"step": "cosign", "name": "김하나", "born": "580301", "district": "중구", "number": ""}
    address = f"/proposals/{proposal.pk}/counter/"
    assert client.post(address, form).status_code == 422
    assert client.post(address, form | {"seen": "on"}).status_code == 302
    assert counters(proposal) == (1, 0, 1)
    client.post(address, form | {"seen": "on", "step": "withdraw"})
    assert counters(proposal) == (0, 0, 0)


# The list for the council -------------------------------------------------------------------------------------------


def test_published_codes_have_the_minuted_digest_and_no_name(client, cast):
    proposal = screening(cast.finn)
    minuted = Entry.objects.get(step="reach").facts["digest"]
    data = client.get(f"/proposals/{proposal.pk}/signatures.json")
    assert digest(data.json()) == minuted
    assert data.json()["cosignatures"] == [CoSignature.objects.get().code]
    text = client.get(f"/proposals/{proposal.pk}/signatures/").content.decode()
    assert minuted in text
    assert "Finn" not in text
    client.force_login(cast.finn)
    assert CoSignature.objects.get().code in client.get(f"/proposals/{proposal.pk}/signatures/").content.decode()
    assert client.get(f"/proposals/{proposal.pk}/signatures.pdf").content.startswith(b"%PDF")


def test_there_is_no_list_before_collecting_ends(client, cast):
    proposal = published(cast.finn)
    cosign(proposal, by=cast.ben, channel=WEB)
    for address in ("signatures/", "signatures.json", "signatures.pdf"):
        assert client.get(f"/proposals/{proposal.pk}/{address}").status_code == 404


def test_names_are_printed_for_officials_with_a_logged_reason(client, cast):
    proposal = screening(cast.finn)
    address = f"/proposals/{proposal.pk}/signatures/names/"
    for user in (cast.finn, cast.dora, cast.root):
        client.force_login(user)
        assert client.post(address, {"why": "의회 제출"}).status_code == 403
    client.force_login(cast.emil)
    assert client.post(address, {"why": " "}).status_code == 302
    assert not Reveal.objects.exists()
    assert client.post(address, {"why": "의회 제출"}).content.startswith(b"%PDF")
    assert Reveal.objects.values_list("person", "by", "why").get() == (cast.finn.pk, cast.emil.pk, "의회 제출")
    assert Proposal.objects.get(pk=proposal.pk).state == "screening"
