"""A process that casts votes and may be killed at it: reads “<seat> <code>” lines, answers each with its seat.

Run: python -m tests.soak.casting BALLOT SECONDS, with DATABASE_URL in the environment. SECONDS is how far its clock is
ahead of the machine's, as the test's is.
"""

import os
import sys
import time

import django
import time_machine

from config import services

os.environ.setdefault("DEBUG", "1")
services.prepare()
django.setup()

from deliberation.ballots.models import Ballot  # noqa: E402 - after the services are there
from deliberation.ballots.voting.actions import cast  # noqa: E402
from deliberation.panels.models import Seat  # noqa: E402


def main(pk: str, ahead: str) -> None:
    with time_machine.travel(time.time() + float(ahead), tick=True):
        ballot = Ballot.objects.select_related("stage__process__space").get(pk=pk)
        for line in sys.stdin:
            seat, code = line.split()
            cast(ballot, Seat.objects.get(pk=seat), dict.fromkeys((1, 2, 3), "for"), code=code)
            sys.stdout.write(f"{seat}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
