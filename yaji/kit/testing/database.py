"""Statement counts, and flushing a database whose ledgers refuse to be emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from yaji.kit import triggers


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """The SQL of a block, without BEGIN, COMMIT and savepoints."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    framing = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    found.extend(q["sql"] for q in captured.captured_queries if not q["sql"].upper().startswith(framing))


def flushable() -> None:
    """Let test cases that commit leave an empty database behind, append-only tables included.

    Only tables with rows are emptied: Django's own flush rewrites every table, which costs seconds on PostgreSQL.
    """
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]  # not in the stubs


#: rows that migrations made and every test expects
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def _empty(self: Any) -> None:
    filled = _filled_tables()
    guarded = [rule for rule in triggers.declared(connection.vendor) if rule.table in filled]
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for rule in guarded:
            cursor.execute(triggers._drop(connection, rule))
        for table in filled:  # in any order: foreign keys are checked at the commit
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608
    if guarded:
        triggers.install(connection)


def _filled_tables() -> list[str]:
    """Tables that hold a row, found by one statement."""
    tables = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in _KEPT]
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return sorted(row[0] for row in cursor.fetchall())
