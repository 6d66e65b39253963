"""Where rooms plug in their templates, and where the rooms above say whom a public id belongs to."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol

from yaji.kernel.messages.types import Recipient, Template
from yaji.kit.jobs import Job
from yaji.kit.jobs import start as start_job
from yaji.kit.registry import Registry

#: kinds of messages: ``templates.plug("orders.paid", Template(…))``
templates: Registry[Template] = Registry("messages.templates")
#: makers of attachments: ``sources.plug("tickets.pass_pdf", fn)``, called ``fn(**arguments) -> bytes`` before sending
sources: Registry[Callable[..., bytes]] = Registry("messages.sources")


#: what topics are called and where they are shown, by their first word: ``topics.plug("show", fn)``, called with all
#: refs at once, gives ``{ref: (label, path)}`` in the reader's language, without those that are gone
topics: Registry[Callable[[Collection[str]], dict[str, tuple[str, str]]]] = Registry("messages.topics")


class Directory(Protocol):
    """Knows people by public id."""

    def recipient_of(self, actor_ref: str) -> Recipient | None:
        """How to write to them, or ``None`` if they are gone or do not want mail."""


#: one plug, ``"identity"``
directories: Registry[Directory] = Registry("messages.directories")


#: this room's own background work; a port because a step may not import a task
jobs: Registry[Job] = Registry("messages.jobs")


def start(name: str, ref: str, *, at: datetime | None = None) -> None:
    """Have this room's job ``name`` done for ``ref``; see :func:`yaji.kit.jobs.start`."""
    start_job(jobs[name], ref, at=at)
