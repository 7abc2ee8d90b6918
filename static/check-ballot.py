"""Count a ballot again and compute the check value of its lists. Python 3 is enough, nothing else is needed.

    python3 check-ballot.py VOTES.csv RECEIPTS.csv

The check value was minuted when voting ended. It is the root of a hash tree (RFC 6962, SHA-256) whose leaves are the
lines of the list of votes and then those of the list of confirmation numbers, in their order.
"""

import csv
import json
import sys
from collections import Counter
from hashlib import sha256


def lines(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [line | {"question": int(line["question"])} for line in csv.DictReader(file)]


def leaf(line):
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(b"\0" + text.encode()).digest()


def root(row):
    while len(row) > 1:
        pairs = [sha256(b"\1" + row[n] + row[n + 1]).digest() for n in range(0, len(row) - 1, 2)]
        row = pairs + row[2 * len(pairs) :]
    return row[0] if row else sha256().digest()


def main(votes, receipts):
    cast = lines(votes)
    for (question, choice), n in sorted(Counter((vote["question"], vote["choice"]) for vote in cast).items()):
        print(f"{question}. {choice}: {n}")
    print(root([leaf(line) for line in cast + lines(receipts)]).hex())


if __name__ == "__main__":
    main(*sys.argv[1:])
