"""Every format read back by a program that did not write it: its text and the tables in it."""

import csv
import io
import re
import tempfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from hwp_hwpx_parser import Reader
from openpyxl import load_workbook
from pypdf import PdfReader

from deliberation.documents import csvs, hangul, pdf, web, word, workbook

FORMATS = {"pdf": pdf, "hwpx": hangul, "docx": word, "html": web, "xlsx": workbook, "csv": csvs}
HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class Read:
    """Text without its spaces, and each table as rows of cells."""

    text: str = ""
    tables: list[list[list[str]]] = field(default_factory=list)


def squeezed(text):
    return re.sub(r"[\s\u200b]+", "", text)


def parts(data):
    """The files in a ZIP by name."""
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_pdf(data):
    """Tables are not told apart in its text; their rows are looked for in it."""
    return Read(squeezed("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)))


def read_hwpx(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.hwpx"
        path.write_bytes(data)
        with Reader(path) as reader:
            tables = [[list(row) for row in table.rows] for table in reader.tables]
            return Read(squeezed(reader.text), tables)


def hwpx_sections(data):
    files = parts(data)
    names = sorted((name for name in files if "/section" in name), key=lambda name: int(re.findall(r"\d+", name)[0]))
    return [ElementTree.fromstring(files[name]) for name in names]


def hwpx_captions(data):
    captions = [each for section in hwpx_sections(data) for each in section.iter(f"{HP}caption")]
    return ["".join(t.text or "" for t in caption.iter(f"{HP}t")) for caption in captions]


def read_docx(data):
    body = ElementTree.fromstring(parts(data)["word/document.xml"])
    tables = [
        [[_docx_text(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
        for table in body.iter(f"{W}tbl")
    ]
    return Read(squeezed(_docx_text(body)), tables)


def _docx_text(element):
    return "".join(
        each.text or "" if each.tag == f"{W}t" else "\n" for each in element.iter() if each.tag in {f"{W}t", f"{W}br"}
    )


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.read, self._hidden, self._cell = Read(), 0, None

    def handle_starttag(self, tag, attrs):
        if tag in {"style", "title"}:
            self._hidden += 1
        elif tag == "table":
            self.read.tables.append([])
        elif tag == "tr":
            self.read.tables[-1].append([])
        elif tag in {"td", "th"}:
            self._cell = ""
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag):
        if tag in {"style", "title"}:
            self._hidden -= 1
        elif tag in {"td", "th"}:
            self.read.tables[-1][-1].append(self._cell)
            self._cell = None

    def handle_data(self, data):
        if not self._hidden:
            self.read.text += data
            if self._cell is not None:
                self._cell += data


def read_html(data):
    page = _Page()
    page.feed(data.decode())
    return Read(squeezed(page.read.text), page.read.tables)


def read_xlsx(data):
    """The sheet that lists the tables as text; numbers as they are shown."""
    first, *sheets = load_workbook(io.BytesIO(data)).worksheets
    text = "".join(str(cell) for row in first.values for cell in row if cell is not None)
    return Read(squeezed(text), [[[_shown(cell) for cell in row] for row in sheet.iter_rows()] for sheet in sheets])


def _shown(cell):
    if isinstance(cell.value, int | float):
        decimals = len(cell.number_format.partition(".")[2])
        return f"{cell.value:,.{decimals}f}"
    return cell.value or ""


def read_csv(data):
    files = [list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) for content in parts(data).values()]
    return Read("", files)


READERS = {
    "pdf": read_pdf,
    "hwpx": read_hwpx,
    "docx": read_docx,
    "html": read_html,
    "xlsx": read_xlsx,
    "csv": read_csv,
}
