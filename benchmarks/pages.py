"""The first page, a process and its statements among 100 and 10,000 proposals; ``benchmarks.agendas`` has the rest.

Run: python -m benchmarks.pages
"""

import random
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from benchmarks.agendas import FILLER, MATTERS, PLACES, SIZES, fill, measured, own_database
from deliberation.accounts.models import User
from deliberation.opinions.models import Statement
from deliberation.processes.models import Charter, Process, Stage
from deliberation.spaces.models import Decision, Item, Space

PROCESSES, STATEMENTS = 20, 300
DAY = timedelta(days=1)


def convene(n: int, chance: random.Random) -> Process:
    """A process in its second stage, with statements: written directly, since only reading them is measured."""
    city = Space.objects.city()
    space = Space.objects.create(kind=Space.Kind.PROCESS, parent=city, name=f"process-bench-{n}")
    title = f"{chance.choice(PLACES)} {chance.choice(MATTERS)}, 어떻게 할까요?"
    process = Process.objects.create(
        space=space, slug=f"bench-{n}", preset="open_online", state=Process.State.RUNNING, title=title, summary=FILLER
    )
    terms = {"sides": [{"name": "가"}, {"name": "나"}], "promise": FILLER, "announce_at": timezone.now() + 40 * DAY}
    Charter.objects.create(process=process, state=Charter.State.FROZEN, question=title, **terms)
    kinds = ["event", "opinion_round", "drafting", "event", "event"]
    for position, kind in enumerate(kinds):
        opens_at = timezone.now() + (position - 1) * 10 * DAY - DAY
        state = Stage.State.READY if position else Stage.State.CLOSED
        window = {"opens_at": opens_at, "closes_at": opens_at + 10 * DAY}
        Stage.objects.create(process=process, position=position, kind=kind, state=state, title="단계", **window)
    return process


def put(process: Process, author: User, chance: random.Random) -> None:
    stage = process.stages.get(kind="opinion_round")
    texts = [f"{chance.choice(PLACES)}의 {chance.choice(MATTERS)}부터 살펴야 합니다." for _ in range(STATEMENTS)]
    given = {"kind": "statement", "space": process.space, "author": author, "state": Item.State.ADMITTED}
    items = Item.objects.bulk_create([Item(text=text, **given) for text in texts])
    Statement.objects.bulk_create(
        [Statement(stage=stage, item=item, number=number) for number, item in enumerate(items, start=1)]
    )


def furnish() -> dict[str, str]:
    """Deliberations and decisions; the addresses to measure."""
    chance, author = random.Random(1), User.objects.create()
    processes = [convene(n, chance) for n in range(PROCESSES)]
    put(processes[0], author, chance)
    given = {
        "space": Space.objects.city(),
        "motion": "의제",
        "result": "select",
        "reason": FILLER,
        "recorded_by": author,
    }
    Decision.objects.bulk_create([Decision(about=f"agenda:{n}", **given) for n in range(PROCESSES)])
    statement = Statement.objects.select_related("stage__process").latest("pk")
    statements = statement.get_absolute_url().removesuffix(f"{statement.pk}/")
    return {
        "first page": "/",
        "list of processes": "/processes/",
        "one process": processes[0].get_absolute_url(),
        f"{STATEMENTS} statements": statements,
        "one statement": statement.get_absolute_url(),
        "how it works": "/about/",
    }


def main() -> None:
    """Print the table as Markdown."""
    client = Client(headers={"host": "localhost"})
    with own_database():
        addresses = furnish()
        print("| page | proposals | queries | p50 ms | p95 ms |\n|---|--:|--:|--:|--:|")
        for size in SIZES:
            fill(size)
            for name, address in addresses.items():
                queries, median, high = measured(client, address)
                print(f"| {name} | {size:,} | {queries} | {median:.1f} | {high:.1f} |", flush=True)


if __name__ == "__main__":
    main()
