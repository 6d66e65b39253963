"""Processes are started together, started again when one dies, and none outlives the command."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from yaji.delivery.cli import processes
from yaji.delivery.cli.processes import Household, Service

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for something that must come true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


class Running:
    """A household in a thread of its own."""

    def __init__(self, *services: Service, patience: float = 5.0) -> None:
        self.said: list[str] = []
        self.household = Household(services, self.said.append, patience)
        self.code: int | None = None
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self.code = self.household.run()

    def __enter__(self) -> "Running":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.household.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()

    @property
    def pids(self) -> list[int]:
        return [kept.pid for kept in self.household.kept]


def test_all_start_and_all_stop() -> None:
    with Running(Service("a", SLEEP), Service("b", SLEEP)) as home:
        until(lambda: all(home.pids))
        pids = home.pids
        assert all(map(alive, pids))
    assert home.code == 0
    assert not any(map(alive, pids))


def test_one_that_is_killed_is_started_again() -> None:
    with Running(Service("a", SLEEP)) as home:
        until(lambda: all(home.pids))
        first = home.pids[0]
        os.kill(first, signal.SIGKILL)
        until(lambda: home.pids[0] not in (0, first))
        assert alive(home.pids[0])
    assert "SIGKILL" in home.said[0]


def test_one_that_never_lives_ends_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "BACK_OFF_SECONDS", (0.0,))
    broken = Service("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    with Running(Service("good", SLEEP), broken) as home:
        home.thread.join(20)
        good = home.pids[0]
    assert home.code == 1
    assert not good or not alive(good)
    assert "exit code 3" in home.said[0]


def test_one_that_will_not_listen_is_killed_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    stubborn = (
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)\n"
    )
    with Running(Service("stubborn", [sys.executable, "-c", stubborn]), patience=0.3):
        until(lambda: note.exists() and note.read_text().count(" "))
        pids = [int(pid) for pid in note.read_text().split()]
    until(lambda: not any(map(alive, pids)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nobody_outlives_the_command(number: signal.Signals, tmp_path: Path) -> None:
    """SIGKILL cannot be heard; on Linux the kernel tells the children."""
    if number == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells children that their parent is gone")
    note = tmp_path / "pid"
    child = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid()) + ' '); time.sleep(60)"
    home = (
        "import sys\nfrom yaji.delivery.cli.processes import Household, Service\n"
        f"sys.exit(Household([Service('child', [sys.executable, '-c', {child!r}])], print).run())"
    )
    parent = subprocess.Popen([sys.executable, "-c", home])
    until(lambda: note.exists() and note.read_text())
    parent.send_signal(number)
    code = parent.wait(20)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    until(lambda: not alive(int(note.read_text())))
