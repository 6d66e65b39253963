"""Everything that can be said about the code without running it: one line for each gate, its output if it fails.

python -m tools.check [NAME …]      only these gates
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DJANGO = (sys.executable, "manage.py")
#: made up: `check --deploy` wants settings that production would accept
PRODUCTION = {
    "YAJI_ENV": "prod",
    "YAJI_SECRET_KEY": "a-key-that-is-long-enough-for-a-check-and-for-nothing-else-0123456789",
    "YAJI_FIELD_KEYS": "another-key-for-a-check-and-for-nothing-else",
    "YAJI_PASS_KEY": "00" * 32,
    "YAJI_SANDBOX_PAYMENTS": "false",
    "YAJI_HOSTS": "shop.example",
    "YAJI_SITE_URL": "https://shop.example",
    "YAJI_DEMO": "false",
}


@dataclass(frozen=True)
class Gate:
    """A command that must succeed."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    environment: tuple[tuple[str, str], ...] = ()


GATES = (
    Gate("lint", (str(BIN / "ruff"), "check", ".")),
    Gate("format", (str(BIN / "ruff"), "format", "--check", ".")),
    Gate("types", (str(BIN / "mypy"),)),
    Gate("imports", (str(BIN / "lint-imports"),), environment=(("PYTHONPATH", str(ROOT)),)),
    Gate("django", (*DJANGO, "check", "--fail-level", "WARNING")),
    Gate(
        "deploy",
        (*DJANGO, "check", "--deploy", "--fail-level", "WARNING"),
        environment=tuple(PRODUCTION.items()),
    ),
    Gate("migrations", (*DJANGO, "makemigrations", "--check", "--dry-run")),
    Gate("messages", (sys.executable, "-m", "tools.messages", "check")),
    Gate("reference", (sys.executable, "-m", "tools.reference", "--check")),
    Gate("templates", (str(BIN / "djlint"), "yaji", "--lint", "--quiet")),
    Gate("frontend types", ("npm", "run", "--silent", "check"), folder=ROOT / "frontend"),
    Gate("frontend tests", ("npm", "test", "--silent"), folder=ROOT / "frontend"),
)


def passes(gate: Gate) -> bool:
    """Run one gate and say how it went."""
    started = time.monotonic()
    # a gate sees the settings of a fresh checkout, whatever this shell has set
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YAJI_")}
    environment = {**clean, **dict(gate.environment)}
    done = subprocess.run(gate.command, cwd=gate.folder, env=environment, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    if done.returncode == 0:
        print(f"  ok    {gate.name} ({seconds:.1f} s)", flush=True)
    else:
        print(f"  FAIL  {gate.name}: {' '.join(gate.command)}\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


def main(words: list[str]) -> int:
    chosen = [gate for gate in GATES if not words or gate.name in words]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(passes, chosen))
    failed = [gate.name for gate, good in zip(chosen, results, strict=True) if not good]
    print(
        f"{len(failed)} of {len(chosen)} gates failed: {', '.join(failed)}"
        if failed
        else f"All {len(chosen)} gates passed."
    )
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
