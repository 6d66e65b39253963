"""Background work promised inside a transaction: it is done if and when that transaction commits."""

from datetime import datetime
from functools import partial
from typing import Any, Protocol

from django.db import transaction


class Job(Protocol):
    """A task that can be enqueued, as django-tasks makes them."""

    def get_backend(self) -> Any: ...
    def using(self, *, run_after: datetime | None = None) -> Any: ...
    def enqueue(self, *arguments: Any) -> Any: ...


def start(job: Job, *arguments: Any, at: datetime | None = None) -> None:
    """Enqueue ``job`` with plain arguments, to run now or at the time ``at``.

    A queue that keeps its jobs gets it now, so it commits or vanishes with the rest. A queue that runs them on the
    spot gets it after the commit, when there is something to work on; it cannot wait, so what is due later is left
    to the periodic look that every such job has beside it.
    """
    if getattr(job.get_backend(), "supports_defer", False):
        job.using(run_after=at).enqueue(*arguments)
    elif at is None:
        transaction.on_commit(partial(job.enqueue, *arguments))
