"""What merging duplicates shares: two rows locked in order, and the votes of one carried over to the other once."""

from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def locked(row: Row) -> Row:
    """The row as it is now, for this transaction alone; what it belongs to is read along and stays free."""
    rows: Any = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.select_related("item", "seat", "stage__process__space").get(pk=row.pk)


def both_locked(one: Row, other: Row) -> tuple[Row, Row]:
    held = {row.pk: locked(row) for row in sorted((one, other), key=lambda row: row.pk)}
    return held[one.pk], held[other.pk]


def carry(votes: type[models.Model], field: str, old: models.Model, new: models.Model, columns: list[str]) -> int:
    """Give ``new`` the votes of ``old``, each person's once: who has voted on ``new`` already keeps that vote.

    The votes on ``old`` stay as they were cast. Returns how many ``new`` gained.
    """
    table, listed = votes._meta.db_table, ", ".join(["seat_id", *columns])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({field}_id, {listed}) SELECT %s, {listed} FROM {table}"  # noqa: S608 - own names
            f" WHERE {field}_id = %s ORDER BY seat_id ON CONFLICT DO NOTHING",
            [new.pk, old.pk],
        )
        return cursor.rowcount
