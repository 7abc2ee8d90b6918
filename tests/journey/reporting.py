"""The report, from the asking to the downloaded file; and what an anonymous visitor reads."""

import hashlib
import re
from pathlib import Path

from pypdf import PdfReader

from deliberation.processes.models import Process
from tests.journey.convening import at
from tests.journey.walker import Walker

PATIENCE = 90_000  # milliseconds: a worker renders, on a busy machine


def download_report(official: Walker) -> str:
    """Ask, wait on the page until the worker is done, download; returns the file's text without any white space."""
    official.go(at("reports")).press("Make the file")
    link = official.page.get_by_role("link", name=re.compile("PDF"))
    link.wait_for(timeout=PATIENCE)
    stated = official.page.locator(".check-value").first.inner_text()
    with official.page.expect_download() as download:
        link.click()
    path = Path(download.value.path())
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stated
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(path).pages))


def follow(visitor: Walker, process: Process) -> None:
    """Every stage with its dates, and the minutes, whole."""
    visitor.go(at())
    shown = visitor.page.locator(".stages").inner_text()
    for stage in process.stages.all():
        assert stage.title in shown
    assert visitor.page.locator(".stage__dates").count() == process.stages.count()
    visitor.follow("Record").follow("Check the record now")
    assert visitor.page.get_by_role("status").inner_text().startswith("기록이"), visitor.page.url
