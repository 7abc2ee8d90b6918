import io
import zipfile

import pytest

from deliberation.ledger.actions import Refused
from deliberation.spaces import sniffing
from deliberation.spaces.sniffing import KINDS, clean_name, kind_of
from tests.spaces.files import SAMPLES, office, packed

MACROS = office("application/vnd.ms-word.document.macroEnabled.main+xml")
# Content may pass under its own ending, and where two endings mean the same thing.
SAME = {("jpg", "jpeg"), ("txt", "csv"), ("csv", "txt")}


def sniff(name: str, content: bytes) -> str:
    return kind_of(name, io.BytesIO(content), len(content)).media_type


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        sniff(name, content)
    return str(refused.value)


def test_every_kind_passes_under_its_own_name_and_no_other():
    passed = set()
    for true, content in SAMPLES.items():
        for claimed in KINDS:
            try:
                sniff(f"x.{claimed}", content)
            except Refused:
                continue
            passed.add((true, claimed))
    assert passed == {(true, true) for true in SAMPLES} | SAME


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "받지 않습니다"),
        ("noending", b"%PDF-1.7", "받지 않습니다"),
        ("a.svg", b"<svg/>", "받지 않습니다"),
        ("a.pdf", b"", "비어 있습니다"),
        ("a.pdf", b"MZ" + bytes(64), "PDF 파일이 아닙니다"),
        ("a.docx", MACROS, "DOCX 파일이 아닙니다"),
        ("a.docx", packed(("word/document.xml", "<x/>")), "DOCX 파일이 아닙니다"),
        ("a.docx", b"MZ" + SAMPLES["docx"], "DOCX 파일이 아닙니다"),
        ("a.txt", b"\0\1\2", "TXT 파일이 아닙니다"),
        ("a.docx", SAMPLES["docx"][:-30], "손상되었습니다"),
        ("a.docx", SAMPLES["docx"].replace(b"main.xml", b"niam.xml", 1), "손상되었습니다"),
    ],
)
def test_lies_and_damage_are_named(name, content, said):
    assert said in refusal(name, content)


def test_archive_that_unpacks_without_measure_is_refused(monkeypatch):
    monkeypatch.setattr(sniffing, "MOST_UNPACKED", 10_000)
    assert "풀면" in refusal("a.hwpx", packed(("mimetype", "application/hwp+zip"), ("x", "0" * 10_000)))
    monkeypatch.setattr(sniffing, "MOST_PARTS", 3)
    assert "풀면" in refusal("a.hwpx", packed(("mimetype", "application/hwp+zip"), *((str(n), "") for n in range(3))))


def test_archive_that_lies_about_its_size_is_damaged(monkeypatch):
    """What the directory declares bounds what is unpacked, so a lie ends in a wrong check sum, not in a full disc."""
    honest = packed(("mimetype", "application/hwp+zip"), ("x", "0" * 50_000))
    size = (50_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert "손상" in refusal("a.hwpx", honest.replace(size, (50).to_bytes(4, "little")))


def test_locked_archive_is_refused():
    locked = bytearray(packed(("mimetype", "application/hwp+zip")))
    with zipfile.ZipFile(io.BytesIO(bytes(locked))) as archive:
        directory = archive.start_dir
    locked[6] |= 1
    locked[directory + 8] |= 1
    assert "손상" in refusal("a.hwpx", bytes(locked))


def test_size_limit_is_exact(monkeypatch):
    monkeypatch.setattr(sniffing, "MOST_BYTES", len(SAMPLES["txt"]))
    assert sniff("a.txt", SAMPLES["txt"])
    assert "너무 큽니다" in refusal("a.txt", SAMPLES["txt"] + b".")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_text_of_korean_office_programs_is_text(encoding):
    assert sniff("명단.csv", "이름,구\n김하늘,서구\n".encode(encoding)) == "text/csv"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\문서\\회의록.hwpx", "회의록.hwpx"),
        ("회의록.pdf", "회의록.pdf"),
        ("invoice\u202efdp.exe\0.pdf", "invoicefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("가" * 300 + ".hwpx", "가" * 115 + ".hwpx"),
        ("x." + "y" * 300, "." + "y" * 119),
        (" .. ", ""),
    ],
)
def test_names_are_clean(given, kept):
    assert clean_name(given) == kept
