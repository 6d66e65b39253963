"""``yaji tick``: what the schedule says is due, and facts that a listener has missed.

``yaji serve`` and ``yaji worker`` do this by themselves; this is for a scheduler of your own.
"""

import argparse
import threading

import structlog
from django.db import close_old_connections

from yaji.kernel.events.operations import tick

log = structlog.get_logger(__name__)
EVERY_SECONDS = 5.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(options: argparse.Namespace) -> int:
    for name in tick():
        print(name)
    return 0


class Ticker(threading.Thread):
    """Ticks in the background until it is told to stop. A failure is logged and the next tick tried."""

    def __init__(self, every: float = EVERY_SECONDS) -> None:
        super().__init__(name="ticker", daemon=True)
        self._every = every
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.is_set():
            self._tick()
            self._stop_asked.wait(self._every)

    def stop(self, patience: float) -> None:
        """Ask for the end and wait for the running tick, at most ``patience`` seconds."""
        self._stop_asked.set()
        self.join(patience)

    def _tick(self) -> None:
        close_old_connections()
        try:
            tick()
        except Exception:
            log.exception("tick_failed")
        finally:
            close_old_connections()
