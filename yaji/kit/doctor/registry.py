"""What a check is, and how all of them are run."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import structlog
from django.db import DatabaseError
from django.utils.functional import Promise

from yaji.kit.registry import Registry

Level = Literal["ok", "warning", "error"]
LEVELS: tuple[Level, ...] = ("ok", "warning", "error")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    ``text`` is in the active language; ``facts`` are plain JSON values for machines; ``link`` is a path of
    the console where the rows in question are listed, or empty.
    """

    level: Level
    text: str
    link: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """A named examination. ``runbook`` is the anchor of its cure in ``docs/operate/runbook.md``.

    ``run`` returns what it found, nothing when all is well, and never raises for a sick site, only for a
    broken check.
    """

    name: str
    label: str | Promise
    run: Callable[[], Sequence[Finding]]
    runbook: str


@dataclass(frozen=True)
class Result:
    """What one check found, and how long it took in seconds."""

    check: Check
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def level(self) -> Level:
        return worst(finding.level for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {
            "name": self.check.name,
            "label": str(self.check.label),
            "level": self.level,
            "runbook": self.check.runbook,
            "seconds": round(self.seconds, 3),
            "findings": [vars(finding) for finding in self.findings],
        }


checks: Registry[Check] = Registry("doctor")


def plug(check: Check) -> None:
    """Plug ``check`` under its own name."""
    checks.plug(check.name, check)


def worst(levels: Any) -> Level:
    """The gravest of some levels; ``ok`` if there are none."""
    return max(levels, key=LEVELS.index, default="ok")


def examine(names: Collection[str] | None = None) -> list[Result]:
    """Run every check, or those named, in the order of their names. A check that breaks is an error of its own."""
    return [_examine(check) for name, check in checks.items() if names is None or name in names]


def _examine(check: Check) -> Result:
    started = time.perf_counter()
    try:
        findings = tuple(check.run())
    except Exception as failure:
        # a missing table is the migrations' story, told by their own check
        log.warning("check_broke", check=check.name, exc_info=not isinstance(failure, DatabaseError))
        findings = (Finding("error", f"{type(failure).__name__}: {failure}"),)
    return Result(check, findings, time.perf_counter() - started)
