"""Which processes run, for tests of what must end."""

import subprocess
import time


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended but whom nobody has waited for is dead."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def gone(pids: list[int], within: float) -> bool:
    deadline = time.monotonic() + within
    while any(map(alive, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def matching(pattern: str) -> list[int]:
    """Processes whose command line matches, whoever started them."""
    return ids("pgrep", "-f", pattern)


def descendants(pid: int) -> list[int]:
    children = ids("pgrep", "-P", str(pid))
    return children + [other for child in children for other in descendants(child)]


def ids(*command: str) -> list[int]:
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [int(pid) for pid in found.split()]
