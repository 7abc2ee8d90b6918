"""Pages a second of the PDF, for a short and a long report with tables and charts; the long one in every format; what a
chart costs; a workbook of many rows written as a stream, and how much the process grows by it.

Run: python -m benchmarks.documents
"""

import io
import os
import platform
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import psutil
from pypdf import PdfReader

from deliberation.documents import charts, csvs, hangul, pdf, web, word, workbook
from deliberation.documents.blocks import Column, Document, Figure, Heading, List, Paragraph, Reference, Run, Table

SENTENCE = "수소연료전지 발전소는 주거지에서 떨어진 곳에 두고, 안전 점검 결과를 분기마다 주민에게 공개하여야 합니다. "
SIZES = {"short": (3, 5, 3), "long": (28, 60, 40)}  # chapters, tables, charts
FORMATS = {"HWPX": hangul, "DOCX": word, "HTML": web, "XLSX": workbook, "CSV": csvs}
ROWS = 250_000
RUNS = 5


def table(number: int) -> Table:
    waves = range(1, 6)
    columns = [
        Column("문항"),
        *(Column(f"{wave}차(%)", numeric=True) for wave in waves),
        Column("응답자", numeric=True),
    ]
    rows = [
        (f"{n}. 안전 거리와 점검", *[f"{(n * 7 + wave + number) % 100}.{wave}" for wave in waves], 20_000 + n)
        for n in range(24)
    ]
    notes = ("표본오차는 95% 신뢰수준에서 ±3.6%p입니다.",)
    return Table(f"차수별 응답 {number}", columns, tuple(rows), notes)


def chart(number: int) -> Figure:
    rows = [charts.Count(f"{n}. 권고 {number}의 세부 과제", (80 + n, 40 - n, 21 + number)) for n in range(6)]
    return charts.vote_bars(("찬성", "반대", "기권"), rows, caption=f"권고 {number} 표결 결과")


def chapter(number: int, tables: int, figures: list[Figure]) -> list[Any]:
    references = tuple(Reference(f"의견 {number}-{n}", "https://example.org/") for n in range(3))
    content: list[Any] = [Heading(1, f"쟁점 {number}")]
    for section in range(4):
        content += [Heading(2, f"논의 {section + 1}"), Paragraph.of(Run(SENTENCE * 9, references=references))]
        content += [Paragraph.of(SENTENCE * length) for length in (7, 11, 8)] + [List.of(*[SENTENCE] * 4)]
    return content + [table(number * 10 + n) for n in range(tables)] + figures


def report(chapters: int, tables: int, figures: int, drawn: list[Figure]) -> Document:
    blocks: list[Any] = []
    for number in range(chapters):
        mine = drawn[number * figures // chapters : (number + 1) * figures // chapters]
        blocks += chapter(number, (number + 1) * tables // chapters - number * tables // chapters, mine)
    return Document(
        "공론화 결과보고서", "ko", date(2026, 3, 12), "인천광역시", "시민참여단의 숙의 결과", blocks=tuple(blocks)
    )


def rendered(document: Document, form: Any = pdf) -> tuple[float, float, bytes]:
    """Seconds on the clock, seconds of the processor, the file."""
    began, busy = time.perf_counter(), time.process_time()
    written = form.render(document)
    return time.perf_counter() - began, time.process_time() - busy, written


def changed(document: Document, run: int) -> Document:
    """Typst remembers what it has set: another first paragraph moves every page, so that it must set them anew."""
    first = Paragraph.of(f"판 {run}. " + SENTENCE * run)
    return Document(document.title, "ko", document.date, document.publisher, blocks=(first, *document.blocks))


def row(name: str, chapters: int, tables: int, figures: int, drawn: list[Figure]) -> str:
    document = report(chapters, tables, figures, drawn)
    first, _, written = rendered(document)
    warm, busy, _ = min(rendered(changed(document, run)) for run in range(1, RUNS + 1))
    pages = len(PdfReader(io.BytesIO(written)).pages)
    speed = f"{first:.2f} | {warm:.2f} | {busy:.2f} | {pages / warm:.0f}"
    return f"| {name} | {pages} | {tables} | {figures} | {speed} | {len(written) / 1e6:.1f} |"


def format_row(name: str, document: Document) -> str:
    form = FORMATS[name]
    first, _, written = rendered(document, form)
    warm, busy, _ = min(rendered(changed(document, run), form) for run in range(1, RUNS + 1))
    return f"| {name} | {first:.2f} | {warm:.2f} | {busy:.2f} | {len(written) / 1e6:.1f} |"


def answers() -> Iterator[tuple[str | int, ...]]:
    for n in range(ROWS):
        yield (n, f"참여자 {n % 5_000}", "2026-03-12T14:00:00+09:00", n % 3, f"{n % 100}.{n % 10}", SENTENCE)


def stream() -> str:
    """Growth is from what the process holds now to the most that it ever held: run before anything that needs more."""
    titles = ("번호", "참여자", "시각", "응답", "비율(%)", "의견")
    columns = [Column(title, numeric=n in {0, 3, 4}) for n, title in enumerate(titles)]
    leaf = workbook.Leaf("응답", columns, answers())
    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    with tempfile.TemporaryFile() as file:
        workbook.write(file, [leaf], title="원자료", author="인천광역시", on=date(2026, 3, 12))
        size, seconds = file.tell(), time.perf_counter() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    return f"{ROWS:,} rows of {len(columns)} cells: {seconds:.0f} s, {size / 1e6:.0f} MB, {grown / 1e6:.0f} MB grown"


def main() -> None:
    print(stream(), "\n")
    began = time.perf_counter()
    drawn = [chart(number) for number in range(40)]
    each = (time.perf_counter() - began) / len(drawn)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; a chart takes {each:.2f} s\n")
    print("| report | pages | tables | charts | first, s | warm, s | warm, CPU s | pages/s | MB |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, size in SIZES.items():
        print(row(name, *size, drawn))
    print("\n| long report as | first, s | warm, s | warm, CPU s | MB |")
    print("|---|--:|--:|--:|--:|")
    long = report(*SIZES["long"], drawn)
    for name in FORMATS:
        print(format_row(name, long))


if __name__ == "__main__":
    main()
