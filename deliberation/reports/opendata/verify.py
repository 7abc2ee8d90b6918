"""Check this bundle: python3 verify.py, in its folder. Python 3.9 is enough, nothing else is needed.
이 묶음을 확인합니다. 이 폴더에서 python3 verify.py 를 실행하세요. Python 3.9만 있으면 됩니다.

Computed again are the digest of every file, the chain of the minute book, and the counts of the ballots with the root
of their published lists. A line that does not hold is named, and the program then ends with 1. Ballots are counted by
ballots/verify.py, which is the program that is given out with the lists of a single ballot.
"""

import json
import sys
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from runpy import run_path

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"


@lru_cache
def counting():
    """The program that counts a ballot, by its names."""
    return run_path(str(HERE / "ballots" / "verify.py"))


def sums_held():
    """Every file's digest, against SHA256SUMS; in the folders of data nothing may lie beside those that are listed."""
    listed = set()
    for n, line in enumerate(lines_of(SUMS), 1):
        digest, _, name = line.partition("  ")
        listed.add(name)
        path = HERE / name
        if not path.is_file():
            yield f"{SUMS}:{n}: {name}: missing · 파일이 없습니다"
        elif sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{SUMS}:{n}: {name}: changed · 내용이 바뀌었습니다"
    for path in sorted(path for folder in ("ballots", "data", "polis") for path in HERE.glob(f"{folder}/**/*")):
        name = path.relative_to(HERE).as_posix()
        if path.is_file() and name not in listed:
            yield f"{name}: not listed · 목록에 없는 파일입니다"


def edition_held():
    """The files that were frozen, against the edition's own list, whose digest is the edition's."""
    frozen = read_json("edition.json")["files"]
    for name, kept in frozen.items():
        path = HERE / name
        if path.is_file() and sha256(path.read_bytes()).hexdigest() != kept["sha256"]:
            yield f"edition.json: {name}: not as it was frozen · 고정한 자료와 다릅니다"
        if not path.is_file() and not name.startswith("documents/"):
            yield f"edition.json: {name}: missing · 파일이 없습니다"


def book_held():
    """Each entry's digest over its canonical form, and that it follows the one before it."""
    book, previous, digest = read_json("ledger.json"), "0" * 64, counting()["digest"]
    for n, entry in enumerate(book["entries"], 1):
        content = {key: value for key, value in entry.items() if key != "digest"}
        whole = (entry.get("n"), entry.get("chain"), entry.get("previous")) == (n, book["chain"], previous)
        if not whole or digest(content) != entry.get("digest"):
            yield f"ledger.json: entry {n} does not hold · {n}번째 기록이 맞지 않습니다"
            return
        previous = entry["digest"]
    if (len(book["entries"]), previous) != (book["length"], book["head"]):
        yield f"ledger.json: entries are missing after {len(book['entries'])} · 끝의 기록이 빠졌습니다"


def ballots_held():
    """The votes of each ballot, counted again, and their lists, as they were sealed."""
    for path in ballots():
        lists = [HERE / "data" / f"{path.stem}-ballot-{name}.csv" for name in ("votes", "receipts")]
        for fault in counting()["verify"](path, *lists, say=lambda _line: None):
            yield f"ballots/{path.name}: {fault}"


def minutes_held():
    """What the ballots rest on is in the minute book, and every result in the minute book has its ballot here."""
    minutes, here = read_json("ledger.json")["entries"], []
    for path in ballots():
        entries = read_json(f"ballots/{path.name}")["entries"]
        here += entries
        for entry in entries:
            if entry not in minutes:
                yield f"ballots/{path.name}: entry {entry['n']}: not that of ledger.json · 절차 기록부와 다릅니다"
    for entry in minutes:
        if entry["step"] == "result" and entry not in here:
            yield f"ledger.json: entry {entry['n']}: its votes are not here · 이 결과의 표가 없습니다"


def ballots():
    return sorted(HERE.glob("ballots/*.json"))


def lines_of(name):
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def read_json(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def main():
    faults = 0
    for words, check in (
        ("files · 파일", sums_held),
        ("edition · 판", edition_held),
        ("minute book · 절차 기록부", book_held),
        ("ballots · 표결", ballots_held),
        ("minutes of the ballots · 표결의 기록", minutes_held),
    ):
        try:
            found = list(check())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            found = [f"cannot be read · 읽을 수 없습니다: {type(error).__name__}: {error}"]
        faults += len(found)
        print(f"{words}: {'OK' if not found else 'NOT OK'}")
        for line in found:
            print(f"  {line}")
    if not faults:
        edition = sha256((HERE / "edition.json").read_bytes()).hexdigest()
        print(f"Check value of the edition, as it is minuted · 절차 기록부에 적힌 판의 확인값: {edition}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
