"""Test databases: one migrated template, of which each test process gets a clone."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = 0x64656C6962  # any number: who holds it builds the template


def schema_digest() -> str:
    """Changes whenever a template of earlier migrations would be stale."""
    files = [CHECKOUT / "requirements.txt", *sorted((CHECKOUT / "deliberation").glob("*/migrations/*.py"))]
    content = b"".join(str(path).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(content).hexdigest()[:8]


@contextmanager
def cloned(name: str, worker: str) -> Iterator[None]:
    """Point the connection to the test database of a worker for as long as the context lasts, then drop it.

    The clone is flushed, so that every test begins with what `post_migrate` puts in, as after a transactional test.
    """
    own = f"test_{name}_{worker}"
    template = prepared_template(f"test_{name}_template")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
    use(own)
    flush_what_is_filled()
    call_command("flush", verbosity=0, interactive=False)
    yield
    use(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


def flush_what_is_filled() -> None:
    """Let a flush delete the rows of the tables that have any: to truncate all of them takes ten times as long.

    Foreign keys and the triggers that forbid deletion rest meanwhile, as they do in TRUNCATE. That takes a superuser,
    as the embedded server's is; for anybody else Django's own way stays. The class is changed, not one connection:
    a thread gets another one once a browser's event loop runs in it.
    """
    operations = type(connection.ops)
    truncate = operations.sql_flush

    def delete(self, style, tables, *, reset_sequences=False, allow_cascade=False) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('is_superuser')")
            if reset_sequences or cursor.fetchone() != ("on",):
                return truncate(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
            asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
            cursor.execute(" UNION ALL ".join(asked))
            filled = [f'DELETE FROM "{name}"' for (name,) in cursor.fetchall()]
        return ["SET LOCAL session_replication_role = replica", *filled]

    operations.sql_flush = delete


def prepared_template(prefix: str) -> str:
    """Migrate a template unless one of these migrations stands; the first process does it, the others wait."""
    template = f"{prefix}_{schema_digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        standing = {row[0] for row in cursor.fetchall()}
        if template not in standing:
            for stale in standing:
                cursor.execute(f'DROP DATABASE "{stale}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{prefix}"')
            use(prefix)
            call_command("migrate", verbosity=0, interactive=False)
            connection.close()
            cursor.execute(f'ALTER DATABASE "{prefix}" RENAME TO "{template}"')
    return template


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
