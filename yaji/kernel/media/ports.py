"""Where other rooms say what files they need, and where the job that makes renditions plugs in."""

from functools import partial
from typing import Protocol

from django.db import transaction

from yaji.kernel.media.types import Purpose
from yaji.kit.registry import Registry

#: purposes of uploads by name: ``purposes.plug("poster", Purpose())``
purposes: Registry[Purpose] = Registry("media.purposes")


class Job(Protocol):
    """A task that can be enqueued, as django-tasks makes them."""

    def get_backend(self) -> object: ...
    def enqueue(self, asset: str) -> object: ...


#: this room's own background work; a port because a step may not import a task
jobs: Registry[Job] = Registry("media.jobs")


def start(job: str, asset: str) -> None:
    """Enqueue a job for ``asset`` in the open transaction.

    A queue that keeps its jobs gets it now, so it commits or vanishes with the rest; a queue that runs them on the
    spot gets it after the commit, when there is something to work on.
    """
    work = jobs[job]
    if getattr(work.get_backend(), "supports_defer", False):
        work.enqueue(asset)
    else:
        transaction.on_commit(partial(work.enqueue, asset))
