"""Statement counts, and flushing a database whose ledgers refuse to be emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
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
    """Let test cases that commit empty append-only tables afterwards: lift the triggers round the flush."""
    tear_down = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # not in the stubs

    def lifted_tear_down(self: Any) -> None:
        with triggers.lifted(connection):
            tear_down(self)

    TransactionTestCase._fixture_teardown = lifted_tear_down  # type: ignore[attr-defined]
