import os
import signal
import subprocess
import sys

import pytest

from config.processes import guarded
from tests.running import alive, gone

# Starts a guarded shell that has a child of its own, tells their ids, then waits to be ended.
RUNNER = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in a shell's background
from config.processes import guarded
process = guarded(["sh", "-c", "sleep 1000 & echo $$ $!; wait"], stdout=subprocess.PIPE, text=True)
print(process.pid, process.stdout.readline(), flush=True)
time.sleep(1000)
"""


@pytest.fixture
def family():
    """A runner with its guard, the guarded shell and the shell's child: [runner, guard, shell, child]."""
    runner = subprocess.Popen([sys.executable, "-c", RUNNER], stdout=subprocess.PIPE, text=True)
    pids = [runner.pid, *map(int, runner.stdout.readline().split())]
    assert all(map(alive, pids))
    yield pids
    for pid in pids:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    runner.communicate()


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_all_ends_with_the_runner(family, signum):
    os.kill(family[0], signum)
    assert gone(family, within=10)


def test_what_a_killed_program_started_ends(family):
    _, guard, shell, child = family
    os.kill(shell, signal.SIGKILL)
    assert gone([guard, shell, child], within=10)


def test_program_ends_when_its_guard_is_killed(family):
    _, guard, shell, _ = family
    os.kill(guard, signal.SIGKILL)
    assert gone([guard, shell], within=10)


def test_return_code_is_the_programs():
    assert guarded(["sh", "-c", "exit 3"]).wait() == 3


def test_terminate_interrupts_the_program():
    talking = guarded(["sh", "-c", "trap 'echo bye; exit' INT; echo up; sleep 1000 & wait"], stdout=subprocess.PIPE)
    assert talking.stdout.readline() == b"up\n"
    talking.terminate()
    assert talking.communicate(timeout=10)[0] == b"bye\n"


def test_terminate_is_heard_while_the_program_starts():
    # The guard has no name for its program yet: raised there, the signal once left the program running.
    at_once = ["/bin/sh", "-c", "trap 'echo bye; exit' INT; kill -TERM $PPID; /bin/sleep 5 & wait"]
    for _ in range(20):
        starting = guarded(at_once, stdout=subprocess.PIPE, env={"PATH": ""})  # without setpriv: no time passes
        assert starting.communicate(timeout=10)[0] == b"bye\n"


def test_terminate_twice_still_waits_for_the_program():
    patient = guarded(
        ["sh", "-c", "trap 'echo ending; sleep 1; echo bye; exit 4' INT; echo up; sleep 1000 & wait"],
        stdout=subprocess.PIPE,
    )
    assert patient.stdout.readline() == b"up\n"
    patient.terminate()
    assert patient.stdout.readline() == b"ending\n"
    patient.terminate()
    assert (patient.communicate(timeout=10)[0], patient.returncode) == (b"bye\n", 4)
