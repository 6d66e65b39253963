"""Two words for transactions: an operation opens one, a step needs one.

``atomic`` alone is ambiguous: it opens a transaction or, inside another, a savepoint. Here an
operation is always the outermost and durable, so when it returns the commit has happened.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")


class NoTransaction(RuntimeError):
    """A step was called outside an operation: a programming error, not a refusal."""


def operation(fn: Callable[P, R]) -> Callable[P, R]:
    """Run ``fn`` in one durable transaction. An operation inside an operation raises."""

    @wraps(fn)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(durable=True):
            return fn(*args, **kwargs)

    run.__yaji_operation__ = True  # type: ignore[attr-defined]  # read by the architecture tests
    return run


def needs_transaction(fn: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run ``fn`` unless somebody's operation is open around it."""

    @wraps(fn)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not in_transaction():
            raise NoTransaction(f"{fn.__module__}.{fn.__qualname__} must run inside an operation")
        return fn(*args, **kwargs)

    return run


def optional(fn: Callable[P, None]) -> Callable[P, None]:
    """A part of somebody's operation that may fail alone: its writes are undone, the error is logged."""

    @wraps(fn)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with transaction.atomic():
                fn(*args, **kwargs)
        except Exception:
            log.exception("optional_part_failed", part=f"{fn.__module__}.{fn.__qualname__}")

    return run


def in_transaction() -> bool:
    """Whether a transaction of our own is open (the one a test case wraps round a test is not)."""
    blocks = transaction.get_connection().atomic_blocks
    return any(not getattr(block, "_from_testcase", False) for block in blocks)
