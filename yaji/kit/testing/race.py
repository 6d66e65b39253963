"""Run the same thing many times at once, on real connections, and say how each ended."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from yaji.kit.errors import Refusal


@dataclass(frozen=True)
class Outcome:
    """How one caller fared: exactly one of ``value`` and ``error`` tells."""

    value: Any = None
    error: Exception | None = None

    @property
    def refused(self) -> bool:
        return isinstance(self.error, Refusal)

    @property
    def won(self) -> bool:
        return self.error is None


def race(fn: Callable[[int], Any], times: int = 8) -> list[Outcome]:
    """Call ``fn(i)`` from ``times`` threads that start together. Outcomes in order of ``i``.

    Needs a database that other connections see: ``transactional_db`` and, on SQLite, a file.
    """
    outcomes: list[Outcome] = [Outcome()] * times
    gate = threading.Barrier(times)

    def run(i: int) -> None:
        try:
            gate.wait()
            outcomes[i] = Outcome(value=fn(i))
        except Exception as error:
            outcomes[i] = Outcome(error=error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
