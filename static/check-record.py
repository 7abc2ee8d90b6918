"""Compute a minute book anew, and compare it with the city's own. Python 3 is enough, nothing else is needed.

    python3 check-record.py RECORD.json [CITY.json]

Every entry's check value is the SHA-256 of its content with the check value of the entry before it: JSON with sorted
keys, no spaces, UTF-8 in Unicode form NFC. Once a day the last check values of all books are entered in the city's
book: a book that was rewritten later contradicts it.
"""

import json
import sys
from hashlib import sha256
from unicodedata import normalize


def composed(value):
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, list):
        return [composed(one) for one in value]
    if isinstance(value, dict):
        return {composed(key): composed(one) for key, one in value.items()}
    return value


def computed(entry):
    content = {key: value for key, value in entry.items() if key != "digest"}
    text = json.dumps(composed(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def read(path):
    """The book of a file, once every entry follows from the one before it."""
    with open(path, encoding="utf-8") as file:
        book = json.load(file)
    previous = "0" * 64
    for n, entry in enumerate(book["entries"], start=1):
        if (entry["n"], entry["chain"], entry["previous"]) != (n, book["chain"], previous) or computed(entry) != entry[
            "digest"
        ]:
            sys.exit(f"{path}: entry {n} does not fit")
        previous = entry["digest"]
    if (len(book["entries"]), previous) != (book["length"], book["head"]):
        sys.exit(f"{path}: entries are missing at the end")
    print(f"{book['chain']}: {book['length']} entries, all fit; the last check value is {book['head']}")
    return book


def compare(book, city):
    """Every day's line about this book in the city's must be the check value of the entry that was then its last."""
    name = sha256(book["chain"].encode()).hexdigest()
    days = 0
    for entry in city["entries"]:
        for known, length, head in entry["facts"].get("heads", []) if entry["step"] == "anchor" else []:
            if known == name:
                days += 1
                if length > book["length"] or (length and book["entries"][length - 1]["digest"] != head):
                    sys.exit(f"{book['chain']}: the city's book of {entry['at']} knows another entry {length}")
    print(f"{book['chain']}: agrees with the city's book on {days} days")


if __name__ == "__main__":
    books = [read(path) for path in sys.argv[1:3]]
    if len(books) > 1:
        compare(*books)
