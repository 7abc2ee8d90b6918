"""Count a ballot again and check everything that was published about it. Python 3.9 is enough, nothing else is needed.

    python3 verify.py              in the folder that holds ballot.json, votes.csv and receipts.csv
    python3 verify.py FOLDER       in another one
    python3 verify.py NUMBER       also looks for the vote with this confirmation number

Every line says in Korean and English what holds or, after FAULT, what does not; after any fault the exit code is 1.

What the files cannot show is whether their minutes are the true ones. Compare the check values in the last lines with
the minute book, of which others keep copies.
"""

import hmac
import json
import re
import sys
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

HEX = re.compile("[0-9a-f]{64}")
APART = {"approval": "+", "score": "/", "schulze": ">", "irv": ">", "stv": ">"}  # between the numbers of a mark
NUMBERS = {str(number): number for number in range(100)}  # written in one way alone
BEST = 5  # the highest score
WAYS = 1_000  # after so many ways through ties, all options that still stand are called tied
SHOWN = 5  # examples of what is wrong


class Report:
    """Says line by line what has been checked, and keeps the faults."""

    def __init__(self, say):
        self.say, self.faults = say, []

    def check(self, holds, words, wrong=()):
        """Say whether ``words`` hold, and what is wrong, which is a fault, too."""
        holds = bool(holds) and not wrong
        shown = ": " + ", ".join(map(str, wrong[:SHOWN])) + (" …" if len(wrong) > SHOWN else "") if wrong else ""
        self.say(("맞음 ok     " if holds else "틀림 FAULT  ") + words + shown)
        self.faults += [] if holds else [words + shown]
        return holds


# The minutes


def composed(value):
    """The same with all text in Unicode's composed form (NFC)."""
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, list):
        return [composed(one) for one in value]
    return {composed(key): composed(one) for key, one in value.items()} if isinstance(value, dict) else value


def digest(value):
    """SHA-256 of the value as JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(composed(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def check_entries(report, ballot):
    """Whether the entries are unchanged and tell of one ballot from its beginning to its result."""
    entries, own = ballot["entries"], f"ballot:{ballot['ballot']}"
    spoilt = [e["n"] for e in entries if e["digest"] != digest({key: e[key] for key in e if key != "digest"})]
    report.check(entries, "기록부 확인값이 내용과 같음 · each entry has the check value of its content", spoilt)
    steps = ["prepare", "close", "announce"] + ["result"] * len(ballot["questions"])
    numbers, follow = [entry["n"] for entry in entries], zip(entries, entries[1:])
    torn = [b["n"] for a, b in follow if b["n"] == a["n"] + 1 and b["previous"] != a["digest"]]
    strange = [e["n"] for e in entries if e["subject"] != own and e["step"] != "result"]  # of recommendations, too
    whole = [entry["step"] for entry in entries] == steps and numbers == sorted(set(numbers))
    whole = whole and len({entry["chain"] for entry in entries}) == ballot["format"] == 1
    words = f"{own}: 준비, 마감, 발표, 질문별 결과가 차례로 있음 · prepared, closed, announced, with all results"
    return report.check(whole, words, torn + strange)


def check_facts(report, ballot):
    """Whether what the file says of the ballot is what was minuted at its time."""
    book = [entry["facts"] for entry in ballot["entries"]]
    asked = {"questions": len(ballot["questions"]), "questions_digest": digest({"questions": ballot["questions"]})}
    for fact, minuted, words in (
        ("roll", book[:2], "명부 인원 · size of the roll"),
        ("roll_digest", book[:2], "명부 확인값 · check value of the roll"),
        ("quorum_percent", book[:1], "의사정족수 · quorum"),
        ("questions", book[:1], "질문 수 · number of questions"),
        ("questions_digest", book[:1], "질문, 선택지, 규칙 · questions, options, rules"),
        ("voted", book[1:2], "투표자 수 · turnout"),
        ("root", book[1:3], "목록의 확인값 · check value of the lists"),
    ):
        said = {**ballot, **asked}[fact]
        wrong = [f"{said} ≠ {facts[fact]}" for facts in minuted if facts[fact] != said]
        report.check(True, f"{words}: 절차 기록부와 같음 · as minuted", wrong)
    report.check(ballot["results"] == book[3:], "발표한 결과: 절차 기록부와 같음 · announced results: as minuted")


# The lists


class Tree:
    """The hash tree of RFC 6962, of which only the left edge is kept: one value for each full subtree."""

    def __init__(self):
        self.leaves, self.edge = 0, []

    def add(self, text):
        node, rest = sha256(b"\0" + text.encode()).digest(), self.leaves
        while rest % 2:  # a subtree of the same size stands to the left
            node, rest = sha256(b"\1" + self.edge.pop() + node).digest(), rest // 2
        self.edge.append(node)
        self.leaves += 1

    def root(self):
        node = self.edge[-1] if self.edge else sha256().digest()
        for left in reversed(self.edge[:-1]):
            node = sha256(b"\1" + left + node).digest()
        return node.hex()


class Lists:
    """Both lists, read once: how often each mark was given, the receipts by question, and the tree over all lines."""

    def __init__(self, report, votes, receipts, questions):
        self.numbers, self.tree, self.twice = {str(number): number for number in questions}, Tree(), []
        self.marks = {number: Counter() for number in questions}
        self.paired, self.alone = {number: set() for number in questions}, {number: set() for number in questions}
        self.read(report, votes, "question,receipt,choice", self.vote)
        self.read(report, receipts, "question,receipt", self.receipt)

    def read(self, report, path, head, take):
        faulty = []
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, 1):
                cells = line.rstrip("\r\n").split(",")
                fits = len(cells) == head.count(",") + 1 and cells[0] in self.numbers and take(*cells)
                if not (fits or (number == 1 and cells == head.split(","))):
                    faulty.append(number)
        report.check(True, f"{path.name}: 모든 줄을 읽을 수 있음 · each line can be read", faulty)

    def vote(self, question, receipt, choice):
        number = self.numbers[question]
        self.marks[number][choice] += 1
        self.tree.add(f'{{"choice":"{choice}","question":{question},"receipt":"{receipt}"}}')
        return not receipt or self.keep(self.paired[number], receipt)

    def receipt(self, question, receipt):
        self.tree.add(f'{{"question":{question},"receipt":"{receipt}"}}')
        return self.keep(self.alone[self.numbers[question]], receipt)

    def keep(self, kept, receipt):
        if not HEX.fullmatch(receipt):
            return False
        self.twice += [receipt] if bytes.fromhex(receipt) in kept else []
        kept.add(bytes.fromhex(receipt))
        return True


def check_lists(report, ballot, lists):
    """Whether the lists are those that were sealed, with one vote and one receipt a question for all who voted."""
    closed, voted, sealed = ballot["entries"][1]["facts"], ballot["voted"], lists.tree.root() == ballot["root"]
    report.check(sealed, f"목록 {lists.tree.leaves}줄이 마감 때 그대로임 · the lists are those sealed at the close")
    report.check(voted <= ballot["roll"], f"투표자 {voted}명, 명부 {ballot['roll']}명 · no more votes than on the roll")
    on_paper = closed.get("on_paper", 0)  # these have no confirmation number, and may be invalid
    cast = {number: sum(marks.values()) for number, marks in lists.marks.items()}
    wrong = [f"{number}. {n}" for number, n in cast.items() if n != voted or lists.marks[number]["invalid"] > on_paper]
    report.check(True, f"질문마다 {voted}표 · so many votes on each question", wrong)
    kept = {number: (len(lists.paired[number]), len(lists.alone[number])) for number in lists.marks}
    wrong = [f"{number}. {sum(both)}" for number, both in kept.items() if sum(both) != voted - on_paper or all(both)]
    words = f"질문마다 확인번호 {voted - on_paper}개, 겹치지 않음 · so many confirmation numbers each, none twice"
    report.check(True, words, wrong + lists.twice)


# Counting. Equal votes are counted once with their number, all values are exact, and ties are never broken.


def numbers_in(mark, method, options):
    """The numbers in a mark, none where no option is named; None where it is, to the letter, no vote."""
    if mark in {"forced": ("invalid",), "approval": ("abstain", "none", "invalid")}.get(method, ("abstain", "invalid")):
        return ()
    numbers = tuple([NUMBERS.get(part, -1) for part in (mark.split(APART[method]) if method in APART else [mark])])
    if method == "score":
        return numbers if len(numbers) == options and min(numbers) >= 0 and max(numbers) <= BEST else None
    once = len(set(numbers)) == len(numbers) and min(numbers) >= 1 and max(numbers) <= options
    whole = len(numbers) == options or APART.get(method) != ">"
    return numbers if once and whole and (method != "approval" or list(numbers) == sorted(numbers)) else None


def result_of(question, marks, roll, quorum_percent):
    """The result of a question as it is minuted: its counts, how many were needed, and why it is decided or not."""
    cast = sum(marks.values())
    count = count_sides if question["method"] == "decision" else count_options
    counts, needed, reason = count(question, marks, cast, roll)
    if 100 * cast < quorum_percent * roll:
        reason = "no_quorum"
    if reason != "carried" and "chosen" in counts:
        counts["chosen"] = []
    told = {"abstain": marks["abstain"] + marks["invalid"], "voted": cast, "needed": needed, "roll": roll}
    return {"number": question["question"], **counts, **told, "met": reason == "carried", "reason": reason}


def count_sides(question, marks, _cast, roll):
    """For and against; needed is a share of those who took a side, or of the roll."""
    sides, decided, threshold = marks["for"], marks["for"] + marks["against"], question["threshold"]
    margin = Fraction(question["margin"] or 0)
    share = {"simple": decided // 2 + 1, "absolute": roll // 2 + 1, "two_thirds": -(-2 * decided // 3)}
    needed = {**share, "outside_margin": (100 + margin) * decided // 200 + 1}[threshold]
    reason = "too_few_for"
    if not decided:
        reason = "nobody_decided"
    elif sides >= needed:
        reason = "carried"
    elif marks["for"] == marks["against"] and threshold == "simple":
        reason = "tied"
    elif marks["against"] < needed and threshold == "outside_margin":
        reason = "inside_margin"
    return {"for": marks["for"], "against": marks["against"]}, needed, reason


def count_options(question, marks, cast, roll):
    """One among options, or seats. The support of a single leader must meet the threshold."""
    method, options, threshold = question["method"], len(question["options"]), question["threshold"]
    papers = {numbers_in(mark, method, options): n for mark, n in marks.items()}
    papers.pop((), None)  # who abstains or approves of nothing names no option
    if not papers:
        return {"chosen": [], "tied": []}, None, "nobody_decided"
    count = {"schulze": schulze, "irv": transfers, "stv": transfers}.get(method, totals)
    unit = BEST if method == "score" else 1  # points that make up a paper
    winners, tied, support = count(papers, options, question["seats"], method)
    reason, needed = "tied" if tied else "carried", None
    if len(winners) == 1 and not tied and support:
        votes, rival, whole = support
        whole = (cast - marks["abstain"] - marks["invalid"]) * unit if whole is None else whole
        if threshold == "absolute":
            needed = roll * unit // 2 + 1
        elif threshold == "two_thirds":
            needed = -(-2 * whole // 3)
        else:
            needed = (rival + Fraction(question["margin"] or 0) * whole / 100) // 1 + 1
        if votes < needed and threshold != "simple":
            reason = "inside_margin" if threshold == "outside_margin" else "too_few_for"
    return {"chosen": sorted(winners), "tied": sorted(tied)}, needed, reason


# Each way to count gives the winners, those who tie, and of a single winner (votes, rival's votes, out of how many).


def totals(papers, options, _seats, method):
    """Most votes, approvals or points, out of all who did not abstain (None)."""
    sums, scored = dict.fromkeys(range(1, options + 1), 0), method == "score"
    for paper, n in papers.items():
        for place, number in enumerate(paper, 1):
            sums[place if scored else number] += n * number if scored else n
    most = max(sums.values())
    first = [option for option in sums if sums[option] == most]
    rival = max((got for option, got in sums.items() if option not in first), default=0)
    return ([], first, None) if len(first) > 1 else (first, [], (most, rival, None))


def schulze(papers, options, _seats, _method):
    """Each against each, and the strongest chains of victories: first is whom no stronger chain beats."""
    # before[a] is one long number with a cell of 40 bits for each b: how many papers put a before b.
    every, before = range(1, options + 1), [0] * (options + 1)
    cell = [1 << 40 * option for option in range(options + 1)]
    for paper, n in papers.items():
        after = 0
        for option in reversed(paper):
            before[option] += n * after
            after += cell[option]
    duel = {(a, b): before[a] >> 40 * b & (1 << 40) - 1 for a in every for b in every if a != b}
    path = {(a, b): n if n > duel[b, a] else 0 for (a, b), n in duel.items()}
    for middle in every:
        for a, b in duel:
            if middle not in (a, b):
                path[a, b] = max(path[a, b], min(path[a, middle], path[middle, b]))
    first = [a for a in every if all(path[a, b] >= path[b, a] for b in every if b != a)]
    if len(first) > 1:
        return [], first, None
    narrowest = min((duel[a, b] for a, b in duel if a == first[0]), default=sum(papers.values()))
    return first, [], (narrowest, sum(papers.values()) - narrowest, sum(papers.values()))


def transfers(papers, options, seats, _method):
    """Instant runoff, or the single transferable vote; of a single winner the votes in the last round."""
    sure, possible, last = Transfers(papers, options, seats).follow()
    won = max(sure, default=None)
    rival = max((got for one, got in last.items() if one != won), default=0)
    return sure, possible - sure, (last[won], rival, sum(last.values())) if seats == 1 and sure else None


class Transfers:
    """Quota of Droop; surpluses go on with each paper at the same part of its value (weighted inclusive Gregory).

    If a tie decides who leaves, all ways to go on are counted: sure is a seat that is won on each, tied on some.
    A state: who stands, who is elected, the elections so far, each option's parcels (value, papers), and its votes.
    """

    def __init__(self, papers, options, seats):
        every = range(1, options + 1)
        self.seats, self.quota, self.seen = seats, sum(papers.values()) // (seats + 1) + 1, {}
        piles = {one: [(paper, n) for paper, n in papers.items() if paper[0] == one] for one in every}
        votes = {one: sum(n for _paper, n in piles[one]) for one in every}
        self.start = frozenset(every), frozenset(), (), {one: [(1, piles[one])] for one in every}, votes

    def follow(self, state=None):
        """(who is sure, who may win, the votes in the last round) from here on; each state is counted once."""
        standing, elected, elections, _parcels, _votes = state = state or self.start
        if (standing, elections) not in self.seen:
            if len(self.seen) >= WAYS:
                return elected, elected | standing, {}
            self.seen[standing, elections] = self.go_on(*state)
        return self.seen[standing, elections]

    def go_on(self, standing, elected, elections, parcels, votes):
        state, left = (standing, elected, elections, parcels, votes), self.seats - len(elected)
        if not left or len(standing) <= left:
            everybody = elected | standing if left else elected
            return everybody, everybody, votes if left else {}
        fewest = min(votes.values())
        lowest = frozenset(option for option in standing if votes[option] == fewest)
        reached, rest = frozenset(option for option in standing if votes[option] >= self.quota), standing - lowest
        if reached:
            above = {one: Fraction(votes[one] - self.quota) / votes[one] for one in reached}
            ways = [self.moved(state, above, reached)]
        elif len(standing) == left + 1 or (not fewest and len(rest) <= left):
            return elected | rest, elected | (rest if len(rest) == left else standing), votes
        else:
            leaving = [{one: 1} for one in sorted(lowest)] if fewest else [dict.fromkeys(lowest, 1)]
            ways = [self.moved(state, one) for one in leaving]
        sure, possible, last = zip(*map(self.follow, ways))
        return frozenset.intersection(*sure), frozenset.union(*possible), last[0] or votes

    def moved(self, state, leaving, reached=frozenset()):
        """Take options out; their papers go on at the part of their value that stands beside the option."""
        standing, elected, elections, parcels, votes = state
        rest, arrived = standing.difference(leaving), {}
        for option, part in leaving.items():
            for value, pile in parcels[option] if part else ():
                for paper, n in pile:
                    heir = next((one for one in paper if one in rest), None)
                    arrived.setdefault((heir, value * part), []).append((paper, n))
        parcels, votes = {one: list(parcels[one]) for one in rest}, {one: votes[one] for one in rest}
        for (heir, value), pile in arrived.items():
            if heir:
                parcels[heir].append((value, pile))
                votes[heir] += value * sum(n for _paper, n in pile)
        return rest, elected | reached, (*elections, (standing, reached)) if reached else elections, parcels, votes


def check_results(report, ballot, lists):
    for question, said in zip(ballot["questions"], ballot["results"]):
        number, method, marks = question["question"], question["method"], lists.marks[question["question"]]
        options, sides = len(question["options"]), ("for", "against", "abstain", "invalid")
        bad = [m for m in marks if (m not in sides if method == "decision" else numbers_in(m, method, options) is None)]
        if report.check(True, f"질문 {number} ({method}): 모든 표의 형식이 맞음 · each vote is one", bad):
            found = result_of(question, marks, ballot["roll"], ballot["quorum_percent"])
            told = ", ".join(f"{key} {value}" for key, value in found.items() if key != "number")
            other = [f"{key} {said.get(key)}" for key in {**said, **found} if said.get(key) != found.get(key)]
            words = f"질문 {number} 재집계 결과가 발표와 같음 · counted again, as announced ({told})"
            report.check(True, words, other)


def find(report, ballot, lists, typed):
    """In one sentence whether the vote with a confirmation number is in the lists."""
    code = re.sub(r"[\s\-\u2013]", "", typed).upper().translate(str.maketrans("018", "OIB"))
    mine = {n: hmac.new(code.encode(), f"{ballot['ballot']}/{n}".encode(), sha256).digest() for n in lists.marks}
    missing = [n for n, receipt in mine.items() if receipt not in lists.paired[n] and receipt not in lists.alone[n]]
    report.check(mine, "이 확인번호의 표가 목록에 있음 · the vote with this number is in the lists", missing)


def verify(ballot, votes, receipts, code="", say=print):
    """The faults in the three files of a ballot; ``say`` is given each line about them."""
    report = Report(say)
    try:
        told = json.loads(ballot.read_text(encoding="utf-8"))
        if check_entries(report, told):
            check_facts(report, told)
            lists = Lists(report, votes, receipts, [question["question"] for question in told["questions"]])
            check_lists(report, told, lists)
            check_results(report, told, lists)
            if code:
                find(report, told, lists, code)
            heads = [f"  {e['chain']} {e['n']} ({e['step']}): {e['digest']}" for e in told["entries"][:3]]
            say("\n".join(["절차 기록부와 비교하십시오 · compare with the minute book:", *heads]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        report.check(False, f"파일을 읽을 수 없음 · the files cannot be read: {type(error).__name__}: {error}")
    return report.faults


def main(arguments):
    folder = next((Path(one) for one in arguments if Path(one).is_dir()), Path(__file__).parent)
    sys.stdout.reconfigure(errors="replace")
    code = "".join(one for one in arguments if not Path(one).is_dir())
    faults = verify(folder / "ballot.json", folder / "votes.csv", folder / "receipts.csv", code)
    print(f"틀린 것 · FAULTS: {len(faults)}" if faults else "모두 맞습니다 · everything holds.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
