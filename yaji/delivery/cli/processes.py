"""Several processes under one: started together, started again when one dies, stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

QUICK_SECONDS = 5.0
#: a service that dies this often in a row, each time quickly, is not going to live
GIVE_UP_AFTER = 5
BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
PATIENCE_SECONDS = 15.0
POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


@dataclass(frozen=True)
class Service:
    """One process to keep alive: its name in messages, its command line, its environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Kept:
    """A service with the process that serves it at the moment."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.quick_deaths = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._start_at = 0.0

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def keep(self, say: Say) -> bool:
        """Start the process if it is not there and its time has come. False when there is no more hope."""
        if self._process is not None and self._process.poll() is not None:
            self._bury(self._process, say)
        if self._process is None and time.monotonic() >= self._start_at:
            self._start()
        return self.quick_deaths < GIVE_UP_AFTER

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait for the end; what still lives at ``until`` (of the monotonic clock) is killed with its children."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, until - time.monotonic()))
        _kill_group(self._process)
        self._process.wait()

    def _start(self) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            list(self.service.command),
            env={**os.environ, **self.service.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us alone, and we stop the others in order
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def _bury(self, process: "subprocess.Popen[bytes]", say: Say) -> None:
        _kill_group(process)
        self._process = None
        quick = time.monotonic() - self._started < QUICK_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quick else 0
        pause = BACK_OFF_SECONDS[min(self.quick_deaths, len(BACK_OFF_SECONDS) - 1)]
        self._start_at = time.monotonic() + pause
        say(f"{self.service.name} stopped ({_how(process.returncode)}); again in {pause:g} s")


class Household:
    """All services of one command. ``run`` returns 0 after a stop that was asked for, 1 if one would not live."""

    def __init__(self, services: Sequence[Service], say: Say, patience: float = PATIENCE_SECONDS) -> None:
        self.kept = [Kept(service) for service in services]
        self._say = say
        self._patience = patience
        self._stop_asked = threading.Event()

    def stop(self) -> None:
        self._stop_asked.set()

    def run(self) -> int:
        """Keep all services until SIGINT or SIGTERM, or :meth:`stop` from another thread."""
        with _signals(self.stop):
            try:
                return self._keep()
            finally:
                self._stop_all()

    def _keep(self) -> int:
        while not self._stop_asked.is_set():
            hopeless = [kept for kept in self.kept if not kept.keep(self._say)]
            if hopeless:
                self._say(f"{hopeless[0].service.name} does not start; giving up. Its messages stand above.")
                return 1
            self._stop_asked.wait(POLL_SECONDS)
        return 0

    def _stop_all(self) -> None:
        for kept in self.kept:
            kept.ask_to_stop()
        until = time.monotonic() + self._patience
        for kept in self.kept:
            kept.wait(until)


class _signals:  # noqa: N801  # used like a function
    """While open, SIGINT and SIGTERM call ``stop``; nothing in threads other than the main one."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._before: dict[int, object] = {}

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._asked)

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() gave us

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self._stop()


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of a process and its own children, so that none keeps the port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _die_with_parent() -> None:
    """In the child: be told to stop if the parent is killed outright."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
