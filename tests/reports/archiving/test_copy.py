import csv
import hashlib
import io
import json
from zipfile import ZipFile

import pytest
import time_machine
from pypdf import PdfReader

from deliberation.ledger.actions import Refused
from deliberation.processes.actions import conclude
from deliberation.processes.models import Process, Stage
from deliberation.reports.archiving.copy import archive
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.editions.snapshot import Kept, Snapshot
from deliberation.reports.models import RetentionRules
from tests.documents.conforming import faults
from tests.scenes import convened


def unpacked(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.django_db(transaction=True)
def test_an_archive_copy_holds_documents_tables_minutes_and_its_retention_period():
    process, cast = convened()
    Stage.objects.filter(process=process).update(state="closed")
    with time_machine.travel("2027-02-10 12:00+09:00"):
        conclude(Process.objects.get(), by=cast.emil)
    RetentionRules.objects.create(version=2, period="30", basis="기록관리기준표 2026", adopted=True)
    snapshot = snapshot_of(freeze(process))
    files = unpacked(archive(snapshot))
    assert archive(snapshot) == archive(snapshot)
    documents = [name for name in files if name.endswith(".pdf")]
    assert documents == [
        *("about.en.pdf", "about.ko.pdf", "documents/recommendation.en.pdf", "documents/recommendation.ko.pdf"),
        *("documents/result.en.pdf", "documents/result.ko.pdf"),
    ]
    for name in documents:
        about = PdfReader(io.BytesIO(files[name])).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
        assert "<pdfaid:part>2</pdfaid:part>" in about
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
        assert {name: faults(files[name], "2a") + faults(files[name], "ua1")} == {name: []}
    tables = {name: snapshot.read(name) for name in snapshot.names("data/")}
    assert {name: files[name] for name in tables} == tables
    assert json.loads(files["ledger.json"])["entries"][-1]["step"] == "conclude"
    told = json.loads(files["metadata.json"])
    assert told["retention"] == {
        "period": "30",
        "basis": "기록관리기준표 2026",
        "version": 2,
        "adopted": True,
        "begins": "2028-01-01",
        "ends": "2057-12-31",
    }
    assert (told["producer"]["ko"], told["registrations"]) == ("인천광역시", [])
    for words in ("30년", "2028. 1. 1.(토)", "2057. 12. 31.(월)", "기록관리기준표 2026"):
        assert words in words_of(files["about.ko.pdf"])
    listed = list(csv.reader(io.StringIO(files["files.csv"].decode("utf-8-sig"))))[1:]
    assert {name: digest for name, _size, digest in listed} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "files.csv"
    }
    columns = list(csv.reader(io.StringIO(files["columns.csv"].decode("utf-8-sig"))))
    assert {row[0] for row in columns[1:]} == set(tables)


def test_an_edition_from_before_periods_were_kept_has_no_archive_copy():
    about = b"{}"
    files = {"about.json": Kept(hashlib.sha256(about).hexdigest(), len(about))}
    with pytest.raises(Refused):
        archive(Snapshot(files, lambda _sha256: about))
