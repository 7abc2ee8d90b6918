"""Check this bundle: python3 verify.py, in its folder. Python 3 is enough, nothing else is needed.
이 묶음을 확인합니다. 이 폴더에서 python3 verify.py 를 실행하세요. Python 3만 있으면 됩니다.

Computed again are the digest of every file, the chain of the minute book, and the counts of the ballots with the root
of their published lists. A line that does not hold is named, and the program then ends with 1.
"""

import csv
import json
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"
CHOICES = ("for", "against", "abstain")


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
    for path in sorted([*HERE.glob("data/**/*"), *HERE.glob("polis/**/*")]):
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
    book, previous = read_json("ledger.json"), "0" * 64
    for n, entry in enumerate(book["entries"], 1):
        content = {key: value for key, value in entry.items() if key != "digest"}
        whole = (entry["n"], entry["chain"], entry["previous"]) == (n, book["chain"], previous)
        if not whole or digest(content) != entry["digest"]:
            yield f"ledger.json: entry {n} does not hold · {n}번째 기록이 맞지 않습니다"
            return
        previous = entry["digest"]
    if (len(book["entries"]), previous) != (book["length"], book["head"]):
        yield f"ledger.json: entries are missing after {len(book['entries'])} · 끝의 기록이 빠졌습니다"


def ballots_held():
    """The votes of each ballot, counted again against the minutes, and the root of the lists as it was minuted."""
    minutes = read_json("ledger.json")["entries"]
    results = [entry for entry in minutes if entry["step"] == "result"]
    roots = {entry["facts"].get("root") for entry in minutes if entry["step"] == "close"}
    found = set()
    for path in sorted(HERE.glob("data/*-ballot-votes.csv")):
        name = f"data/{path.name}"
        votes, receipts = rows_of(name), rows_of(name.replace("votes", "receipts"))
        counted = count(votes)
        found |= set(counted)
        for question, choices in counted.items():
            said = [entry for entry in results if entry["facts"]["number"] == question]
            if not any(all(choices[choice] == entry["facts"][choice] for choice in CHOICES) for entry in said):
                told = ", ".join(f"{choice} {choices[choice]}" for choice in CHOICES)
                lines = ", ".join(f"entry {entry['n']}" for entry in said) or "no entry"
                yield f"{name}: question {question}: {told}; ledger.json: {lines} · 표 수가 기록과 다릅니다"
        if votes and root([canonical(line) for line in votes + receipts]).hex() not in roots:
            yield f"{name}: not the lists that were sealed · 봉인한 명부와 다릅니다"
    for entry in results:
        if entry["facts"]["number"] not in found:
            yield f"ledger.json: entry {entry['n']}: its votes are not here · 이 결과의 표가 없습니다"


def count(votes):
    """For, against and abstentions of each question."""
    counted: dict[int, Counter[str]] = {}
    for vote in votes:
        counted.setdefault(vote["question"], Counter())[vote["choice"]] += 1
    return counted


def root(leaves):
    """The root of a hash tree (RFC 6962, SHA-256)."""
    row = [sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(row) > 1:
        pairs = [sha256(b"\1" + row[n] + row[n + 1]).digest() for n in range(0, len(row) - 1, 2)]
        row = pairs + row[2 * len(pairs) :]
    return row[0] if row else sha256().digest()


def digest(content):
    return sha256(canonical(content)).hexdigest()


def canonical(value):
    """JSON with sorted keys and no spaces, UTF-8 in Unicode form NFC."""
    return json.dumps(composed(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def composed(value):
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, list):
        return [composed(one) for one in value]
    if isinstance(value, dict):
        return {composed(key): composed(one) for key, one in value.items()}
    return value


def lines_of(name):
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def read_json(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def rows_of(name):
    with (HERE / name).open(encoding="utf-8-sig", newline="") as file:
        return [line | {"question": int(line["question"])} for line in csv.DictReader(file)]


def main():
    faults = 0
    for words, check in (
        ("files · 파일", sums_held),
        ("edition · 판", edition_held),
        ("minute book · 절차 기록부", book_held),
        ("ballots · 표결", ballots_held),
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
