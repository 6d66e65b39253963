"""Where other rooms say what files they need, and where the job that makes renditions plugs in."""

from collections.abc import Callable, Collection

from yaji.kernel.media.types import Purpose
from yaji.kit.jobs import Job
from yaji.kit.jobs import start as start_job
from yaji.kit.registry import Registry

#: purposes of uploads by name: ``purposes.plug("poster", Purpose())``
purposes: Registry[Purpose] = Registry("media.purposes")

#: which of these assets a room shows now, by the room's name: refs in, the refs in use out. Asked inside the
#: transaction that would remove an asset; rooms keep refs as strings, so no foreign key can answer
in_use: Registry[Callable[[Collection[str]], Collection[str]]] = Registry("media.in_use")

#: this room's own background work; a port because a step may not import a task
jobs: Registry[Job] = Registry("media.jobs")


def start(name: str, asset: str) -> None:
    """Have this room's job ``name`` done for ``asset``; see :func:`yaji.kit.jobs.start`."""
    start_job(jobs[name], asset)
