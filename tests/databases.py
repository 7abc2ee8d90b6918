"""Test databases: one migrated template, of which each test process gets a clone.

Run as a script it prepares the template, so that `make test` can do so beside other work that takes one core.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

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
    template = prepared_template(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
    use(own)
    call_command("flush", verbosity=0, interactive=False)
    put_back_instead_of_flush()
    yield
    use(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


def put_back_instead_of_flush() -> None:
    """Let transactional tests end with the rows of now in one statement; a flush and `post_migrate` take ten times as
    long, and TRUNCATE waits for everyone who still reads.

    Foreign keys and the triggers that forbid deletion rest meanwhile, as they do in TRUNCATE. That takes a superuser,
    as the embedded server's is; for anybody else Django's own way stays.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() != ("on",):
            return
        cursor.execute("CREATE SCHEMA beginning")
        steps = []
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone() == (True,):
                cursor.execute(f'CREATE TABLE beginning."{table}" AS TABLE "{table}"')
                steps.append(f'DELETE FROM "{table}"; INSERT INTO "{table}" SELECT * FROM beginning."{table}";')
            else:
                steps.append(f'IF EXISTS (SELECT FROM "{table}") THEN DELETE FROM "{table}"; END IF;')
        cursor.execute(
            "CREATE PROCEDURE beginning.put_back() LANGUAGE plpgsql AS $$ BEGIN "
            f"SET LOCAL session_replication_role = replica; {' '.join(steps)} END $$"
        )

    def put_back(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CALL beginning.put_back()")

    TransactionTestCase._fixture_teardown = put_back


def prepared_template(name: str) -> str:
    """Migrate a template unless one of these migrations stands; the first process does it, the others wait."""
    prefix = f"test_{name}_template"
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


if __name__ == "__main__":
    from tests import conftest  # noqa: F401 - starts the services and reads the settings as the tests do

    prepared_template(connection.settings_dict["NAME"])
