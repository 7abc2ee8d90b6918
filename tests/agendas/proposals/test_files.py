"""Files of a proposal follow its text: a draft's are its proposers', a public one's everybody's."""

import pytest

from deliberation.accounts.actions import erase
from deliberation.accounts.models import User
from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.actions import discard_draft, publish_proposal, withdraw_proposal
from deliberation.agendas.proposals.co_proposing import invitation, invite, join, leave, remove
from deliberation.agendas.proposals.files import MOST, add_files, remove_file
from deliberation.ledger.actions import Refused
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Attachment
from tests.agendas.proposing import TEXTS, WEB, drafted
from tests.concurrency import at_once
from tests.spaces.files import upload


def with_file(author) -> Proposal:
    draft = drafted(author)
    add_files(draft, [upload("현장 사진.png")], by=author)
    return draft


def seen(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        response.getvalue()  # reading to the end closes the file, and not the database as close() would
    return response.status_code


def restricted() -> bool:
    return Attachment.objects.get().restricted


def test_files_are_public_with_the_text_and_hidden_with_it(client, cast):
    draft = with_file(cast.finn)
    address = draft.attachments.get().get_absolute_url()
    assert seen(client, address) == 404
    publish_proposal(draft, by=cast.finn, channel=WEB)
    assert seen(client, address) == 200
    assert "현장 사진.png" in client.get(draft.get_absolute_url()).content.decode()
    draft.item.refresh_from_db()
    decide(draft.item, "hide", by=cast.emil, version=1, reason="개인정보")
    assert seen(client, address) == 404
    decide(draft.item, "admit", by=cast.emil, version=1)
    assert seen(client, address) == 200


def joined(draft, user) -> None:
    join(invitation(invite(draft, "이웃")), by=user, named=True)


def test_files_of_a_draft_are_read_by_those_who_propose_it_and_nobody_in_office(client, cast):
    draft = drafted(cast.finn)
    joined(draft, cast.ben)
    add_files(draft, [upload("현장 사진.png")], by=cast.finn)
    joined(draft, cast.cleo)
    address = draft.attachments.get().get_absolute_url()

    def readers() -> set[str]:
        people = {client.force_login(user) or user: seen(client, address) for user in User.objects.order_by("pk")}
        return {user.display_name for user, status in people.items() if status == 200}

    assert readers() == {"Finn", "Ben", "Cleo"}
    leave(draft, by=cast.ben)
    remove(draft, draft.co_proposers.get(user=cast.cleo).pk)
    assert readers() == {"Finn"}
    publish_proposal(draft, by=cast.finn, channel=WEB)
    assert readers() == {user.display_name for user in User.objects.all()}
    withdraw_proposal(draft, by=cast.finn)
    assert readers() == {"Finn", "Emil", "Dora", "Hana"}


@pytest.mark.django_db(transaction=True)
def test_whoever_joins_while_files_are_added_reads_all_of_them(cast):
    draft = drafted(cast.finn)
    links = [invitation(invite(draft, f"{n}")) for n in range(2)]

    def act(i):
        if i < 2:
            return join(links[i], by=[cast.ben, cast.cleo][i], named=True)
        return add_files(draft, [upload(f"{i}.pdf")], by=cast.finn)

    assert at_once(4, act) == [None] * 4
    everyone = {cast.finn, cast.ben, cast.cleo}
    assert [set(file.readers.all()) for file in draft.attachments.all()] == [everyone, everyone]


def test_withdrawn_text_takes_its_files_along_even_when_admitted_later(client, cast):
    draft = with_file(cast.finn)
    publish_proposal(draft, by=cast.finn, channel=WEB)
    withdraw_proposal(draft, by=cast.finn)
    assert restricted()


@pytest.mark.parametrize("end", [discard_draft, lambda draft: erase(draft.author, by=draft.author)])
def test_files_go_with_their_draft(cast, end):
    end(with_file(cast.finn))
    assert not Attachment.objects.exists()


def test_a_draft_has_at_most_five_files_and_a_public_one_keeps_its_own(cast):
    draft = with_file(cast.finn)
    with pytest.raises(Refused, match="5개"):
        add_files(draft, [upload(f"{n}.pdf") for n in range(MOST)], by=cast.finn)
    assert draft.attachments.count() == 1
    publish_proposal(draft, by=cast.finn, channel=WEB)
    for act in (lambda: add_files(draft, [upload("a.pdf")], by=cast.finn), lambda: remove_file(draft, 1)):
        with pytest.raises(Refused, match="공개된"):
            act()


def test_author_attaches_and_removes_on_the_page_and_lies_are_refused(client, cast):
    draft = drafted(cast.finn)
    client.force_login(cast.finn)
    address = f"/proposals/{draft.pk}/edit/background/"
    lie = client.post(address, {"background": "새 배경", "files": upload("사진.png", b"<script>")})
    assert (lie.status_code, draft.attachments.count()) == (422, 0)
    assert "새 배경" in lie.content.decode()
    assert client.post(address, {"background": "새 배경", "files": upload("지도.pdf")}).status_code == 302
    assert "지도.pdf" in client.get(address).content.decode()
    client.post(f"{address}autosave/", {"background": "더 새 배경", "files": "[object File]"})
    draft.refresh_from_db()
    assert (draft.background, draft.title) == ("더 새 배경", TEXTS["title"])
    client.post(f"/proposals/{draft.pk}/edit/files/{draft.attachments.get().pk}/remove/")
    assert not Attachment.objects.exists()
