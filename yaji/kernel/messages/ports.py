"""Where rooms plug in their templates, and where the rooms above say whom a public id belongs to."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from django.db import transaction

from yaji.kernel.messages.types import Recipient, Template
from yaji.kit.registry import Registry

#: kinds of messages: ``templates.plug("orders.paid", Template(…))``
templates: Registry[Template] = Registry("messages.templates")
#: makers of attachments: ``sources.plug("tickets.pass_pdf", fn)``, called ``fn(**arguments) -> bytes`` before sending
sources: Registry[Callable[..., bytes]] = Registry("messages.sources")


class Directory(Protocol):
    """Knows people by public id."""

    def recipient_of(self, actor_ref: str) -> Recipient | None:
        """How to write to them, or ``None`` if they are gone or do not want mail."""


#: one plug, ``"identity"``
directories: Registry[Directory] = Registry("messages.directories")


class Job(Protocol):
    """A task that can be enqueued, as django-tasks makes them."""

    def get_backend(self) -> Any: ...
    def using(self, *, run_after: datetime | None = None) -> Any: ...
    def enqueue(self, ref: str) -> Any: ...


#: this room's own background work; a port because a step may not import a task
jobs: Registry[Job] = Registry("messages.jobs")


def start(job: str, ref: str, *, at: datetime | None = None) -> None:
    """Enqueue a job in the open transaction, to run now or at the time ``at``.

    A queue that keeps its jobs gets it now, so it commits or vanishes with the rest. One that runs them on the spot
    gets it after the commit, and cannot wait: what is due later is then found by the periodic look.
    """
    work = jobs[job]
    if getattr(work.get_backend(), "supports_defer", False):
        work.using(run_after=at).enqueue(ref)
    elif at is None:
        transaction.on_commit(partial(work.enqueue, ref))
