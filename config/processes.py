"""Programs that never outlive the process that started them, however it ends.

Also the script that watches over such a program; it uses the standard library only.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence

GRACE = 30.0  # seconds a program may take to end by itself

_lifelines: list[int] = []


def guarded(command: Sequence[str], **options) -> subprocess.Popen:
    """Start a command that is stopped, with all that it started, when this process ends in whatever way.

    To stop it in order, `terminate()` the process returned; its return code is the command's.
    """
    alive, lifeline = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-P", __file__, str(alive), *command],
        pass_fds=[alive],
        start_new_session=True,
        **options,
    )
    os.close(alive)
    _lifelines.append(lifeline)  # closed by the kernel
    return process


def watch(alive: int, command: Sequence[str]) -> int:
    """Run a command until it ends, this process is told to, or the other end of the pipe closes; leave nothing."""
    setpriv = shutil.which("setpriv")
    tied = [setpriv, "--pdeathsig", "INT"] if setpriv else []  # in case this process is killed
    told, tell = os.pipe()
    # A shell starts background jobs deaf to SIGINT, and programs inherit that: here it must be heard. What is heard is
    # noted, not raised: an exception could fall between the program's start and its name, and nobody would stop it.
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: os.write(tell, b"."))
    # Descriptors are passed on: among them is the keeper's lock.
    child = subprocess.Popen([*tied, *command], close_fds=False, start_new_session=True)
    while child.poll() is None and not select.select([alive, told], [], [], 0.25)[0]:
        pass
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


if __name__ == "__main__":
    sys.exit(watch(int(sys.argv[1]), sys.argv[2:]))
