import csv
import errno
import hashlib
import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage, storages
from pypdf import PdfReader

from deliberation.agendas.proposals.actions import publish_proposal
from deliberation.agendas.proposals.files import add_files
from deliberation.agendas.screening.actions import screen_proposal
from deliberation.conflicts.casefile.actions import attach_file, enter_event
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from deliberation.reports.cases.bundling import gather, write
from deliberation.reports.cases.case import case_of
from deliberation.reports.exporting.actions import ask_for_bundle, build, claim
from deliberation.reports.models import Export
from deliberation.spaces import records
from deliberation.spaces.actions import submit
from deliberation.spaces.disclosure.models import Basis, Ground
from tests.agendas.agendas import hide as hide_proposal
from tests.agendas.proposing import WEB, cosign, drafted, threshold
from tests.cast import gather as gather_cast
from tests.conflicts.analyses import issued
from tests.conflicts.cases import filed, graded
from tests.conflicts.councils import seated
from tests.conflicts.parties import FIELDS, issue, party
from tests.restricting import hide
from tests.scenes import convened
from tests.sittings import in_session
from tests.spaces.files import upload

RESTRICTED_EVENT = "보상 하한선을 두고 비공개로 만났습니다."


def eventful(cast):
    """A conflict with a public and a restricted file, event and note."""
    conflict, basis = filed(cast), Basis(Ground.TRADE, date(2027, 5, 1), "협상이 진행 중입니다.")
    attach_file(conflict, upload("공개 자료.pdf"), by=cast.emil)
    attach_file(conflict, upload("협상 전략.hwpx"), by=cast.emil, basis=basis)
    enter_event(conflict, by=cast.emil, on="2026-03-02", text="주민 설명회를 열었습니다.")
    enter_event(conflict, by=cast.emil, on="2026-03-09", text=RESTRICTED_EVENT, basis=basis)
    return conflict


def packed(root, folder, reader=None) -> dict[str, bytes]:
    with (folder / "bundle.zip").open("w+b") as file:
        write(gather(case_of(root), reader), file, folder)
        return unpacked(file)


def unpacked(file) -> dict[str, bytes]:
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(printed: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(printed)).pages)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.django_db
def test_a_disclosure_bundle_holds_what_is_public_and_says_what_is_withheld(cast, tmp_path):
    table = seated(cast, eventful(cast))
    conflict = table.council.conflict
    files = packed(conflict, tmp_path)
    listed = [*("README.ko.md", "README.en.md", "문서목록.csv", "비공개목록.csv")]
    listed += [f"{name}.{ending}" for name in ("문서목록", "비공개목록") for ending in ("pdf", "hwpx")]
    assert list(files) == [
        *listed,
        *("공개/001 갈등 사건 카드.pdf", "공개/002 공개 자료.pdf"),
        *(f"공개/절차기록부/conflict-{conflict.pk}.json", "SHA256SUMS"),
    ]
    assert [row[3] for row in rows(files["문서목록.csv"])[1:]] == ["갈등 사건 카드", "공개 자료.pdf"]
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    withheld = "\n".join(",".join(row) for row in rows(files["비공개목록.csv"]))
    head = Chain.objects.get(name=table.council.space.name).head
    assert withheld.count("2027-05-01,공론화갈등관리과") == 2, "the file and the event, with day of review and office"
    assert head in withheld, "a closed space enters with its check value alone"
    everything = b"".join(files.values()).decode(errors="ignore")
    for secret in (table.council.space.name, RESTRICTED_EVENT, "하한선"):
        assert secret not in everything


@pytest.mark.django_db
def test_every_line_of_what_is_withheld_has_its_ground_and_its_day(cast, tmp_path):
    conflict = seated(cast, eventful(cast)).council.conflict
    for reader in (None, cast.emil):
        titles, *lines = rows(packed(conflict, tmp_path, reader)["비공개목록.csv"])
        assert [titles[2], titles[4]] == ["비공개 근거", "재검토일"]
        assert {(line[2].startswith("정보공개법 제9조제1항제"), len(line[4])) for line in lines} == {(True, 10)}
        named = "\n".join(line[1] for line in lines)
        assert ("공동서명 명부의 이름" in named, "함께 앉히는 사람" in named) == (True, True)


@pytest.mark.django_db
def test_words_of_hidden_texts_are_for_auditors_alone(tmp_path):
    process, cast = convened()
    for text in ("첫 줄입니다.\n둘째 줄에 욕설이 있습니다.", "이름을 밝힌 글입니다."):
        hide(submit("statement", space=process.space, author=cast.ben, text=text, channel="web"))
    named = "비공개/001 가려진 글의 전문.pdf"
    files = packed(process, tmp_path, cast.emil)
    told = read(files[named])
    for words in ("첫 줄입니다.", "둘째 줄에 욕설이 있습니다.", "이름을 밝힌 글입니다.", "정보공개법 제9조제1항제5호"):
        assert words in told
    assert str(cast.ben) not in told
    public = packed(process, tmp_path)
    assert not [name for name in public if "가려진 글" in name]
    everyones = " ".join(read(content) for name, content in public.items() if name.endswith(".pdf"))
    assert ("첫 줄" in everyones, "둘째 줄" in everyones) == (False, False)
    assert not [name for name, content in public.items() if "둘째 줄".encode() in content]
    assert rows(public["비공개목록.csv"])[1][1] == "가려진 글"


@pytest.mark.django_db
def test_ways_to_reach_a_person_are_covered_for_auditors_as_well(tmp_path):
    process, cast = convened()
    text = "위원장 010-1234-5678\n메일은 hong@example.com, 주민등록번호는 900101-1234567입니다."
    hide(submit("statement", space=process.space, author=cast.ben, text=text, channel="web"))
    conflict = filed(cast, restricted_note="대표에게 010-1234-5678로 연락합니다.")
    issued(cast, conflict, "대표 전화는 010-1234-5678입니다.", public=())
    told = []
    for root in (process, conflict):
        for name, content in packed(root, tmp_path, cast.emil).items():
            if name.endswith((".csv", ".md", ".pdf")):
                told.append(read(content) if name.endswith(".pdf") else content.decode())
    everything = "\n".join(told)
    covered = ("위원장 ⟦가림⟧", "주민등록번호는 ⟦가림⟧입니다.", "대표에게 ⟦가림⟧로", "대표 전화는 ⟦가림⟧입니다.")
    for words in (*covered, "휴대전화 번호, 주민등록번호를 가렸습니다", "mobile numbers"):
        assert words in everything
    for secret in ("1234-5678", "hong@example.com", "900101"):
        assert secret not in everything


@pytest.mark.django_db
def test_a_proposal_hidden_after_its_agenda_was_made_is_in_the_list_of_its_case_alone(cast, tmp_path):
    """It lies in the city's space, and so do its files."""
    conflict, other = filed(cast), filed(cast)
    threshold(1)
    proposal = drafted(cast.finn)
    add_files(proposal, [upload("현장 사진.pdf")], by=cast.finn)
    publish_proposal(proposal, by=cast.finn, channel=WEB)
    cosign(proposal, by=cast.finn, channel=WEB)
    proposal.refresh_from_db()
    given = {"sitting": in_session(), "by": cast.dora, "reason": "많은 시민이 공감했습니다."}
    hide_proposal(screen_proposal(proposal, "select", conflict=conflict, **given), cast)
    lines = {one: rows(packed(one, tmp_path)["비공개목록.csv"])[1:] for one in (conflict, other)}
    of_it = [line for line in lines[conflict] if line[1:] not in [line[1:] for line in lines[other]]]
    assert sorted(line[1:3] for line in of_it) == [
        ["가려지거나 철회된 제안의 파일", "정보공개법 제9조제1항제6호 (개인정보)"],
        ["가려진 글", "정보공개법 제9조제1항제6호 (개인정보). 개인정보가 들어 있습니다."],
    ]
    files = packed(conflict, tmp_path, cast.emil)
    named = "\n".join(row[1] for row in rows(files["비공개/비공개 대상.csv"]))
    assert (proposal.title in named, "현장 사진.pdf" in named) == (True, True)
    (full,) = (read(content) for name, content in files.items() if name.endswith("가려진 글의 전문.pdf"))
    assert proposal.background in full
    tasks = [(str(task.what), task.title) for task in records.tasks(case_of(conflict).scope())]
    assert ("비공개 재검토", "가려진 글(1건)") in tasks
    assert not [name for name in packed(other, tmp_path, cast.emil) if "가려진 글" in name]


@pytest.mark.django_db
def test_auditors_read_the_case_file_with_all_that_is_not_published_of_it(cast, tmp_path):
    conflict = graded(cast, restricted_note="")
    party(cast, conflict, alternative="소송을 냅니다.")
    issue(cast, conflict, "보상의 하한선", public=False)
    name = "비공개/002 갈등 사건 카드(비공개 부분 포함).pdf"
    told = read(packed(conflict, tmp_path, cast.emil)[name])
    diagnosis = conflict.diagnoses.get()
    for words in (diagnosis.note, diagnosis.opinion, "동춘동 주민모임", FIELDS["acceptable"], "보상의 하한선"):
        assert words in told
    assert "소송을 냅니다." not in told
    public = packed(conflict, tmp_path)
    everyones = " ".join(read(content) for name, content in public.items() if name.endswith(".pdf"))
    assert ("승기천" in everyones, "보상의 하한선" in everyones, diagnosis.opinion in everyones) == (True, False, False)


@pytest.mark.django_db
def test_an_audit_bundle_holds_what_is_restricted_in_a_folder_of_its_own(cast, tmp_path):
    table = seated(cast, eventful(cast))
    conflict = table.council.conflict
    files = packed(conflict, tmp_path, cast.emil)
    restricted = [name for name in files if name.startswith("비공개/")]
    assert restricted == [
        *("비공개/비공개 대상.csv", "비공개/002 갈등 사건 카드(비공개 부분 포함).pdf", "비공개/004 협상 전략.hwpx"),
        f"비공개/절차기록부/{table.council.space.name}.json",
    ]
    named = "\n".join(",".join(row) for row in rows(files["비공개/비공개 대상.csv"]))
    assert (RESTRICTED_EVENT in named, "협상 전략.hwpx" in named) == (True, True)
    never = "\n".join(row[1] for row in rows(files["비공개목록.csv"]))
    for words in ("투표 열쇠", "누가 어떻게 투표했는지", "연락처", "비공개 면담"):
        assert words in never
    assert cast.emil.email not in b"".join(files.values()).decode(errors="ignore")


@pytest.mark.django_db(transaction=True)
def test_a_bundle_is_made_by_the_queue_of_exports_minuted_and_kept_in_the_vault(monkeypatch):
    cast = gather_cast()
    conflict = eventful(cast)
    export = ask_for_bundle(conflict, kind="audit", by=cast.emil)
    assert ask_for_bundle(conflict, kind="audit", by=cast.emil) == export
    with monkeypatch.context() as broken:

        def full(*_args, **_named):
            raise OSError(errno.ENOSPC, "full")

        broken.setattr(type(storages["vault"]), "save", full)
        build(claim(export.pk))
    assert list(Export.objects.values_list("state", "trouble", "file")) == [("requested", "full", "")]
    build(claim(export.pk))
    export.refresh_from_db()
    assert (export.state, export.edition, export.attempts) == ("done", None, 2)
    assert (storages["vault"].size(export.file), default_storage.exists(export.file)) == (export.size, False)
    with storages["vault"].open(export.file) as file:
        assert hashlib.sha256(file.read()).hexdigest() == export.sha256
    entry = Entry.objects.get(chain__name=conflict.chain, step="audit")
    assert (entry.subject, entry.role) == (f"export:{export.pk}", "official")
    assert entry.facts == {"digest": export.sha256, "documents": 4, "withheld": 7}
    assert Notice.objects.filter(person=cast.emil, kind="bundle_ready").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_asked_hears_when_a_bundle_of_a_conflict_cannot_be_made():
    cast = gather_cast()
    export = ask_for_bundle(eventful(cast), kind="disclosure", by=cast.emil)
    Export.objects.filter(pk=export.pk).update(attempts=3)
    assert claim(export.pk) is None
    export.refresh_from_db()
    notice = Notice.objects.get(person=cast.emil, kind="report_failed")
    assert (export.state, notice.url) == ("failed", export.get_absolute_url())
    assert export.about.title in notice.words[0]
