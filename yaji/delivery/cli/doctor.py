"""``yaji doctor``: examines the site. Exit code 1 if anything is an error."""

import argparse
import json

from yaji.delivery.cli import checks as _events_checks  # noqa: F401  # imported to be plugged
from yaji.kit import clock
from yaji.kit.doctor import Result, examine, worst

MARKS = {"ok": "ok", "warning": "!", "error": "ERROR"}
RUNBOOK = "docs/operate/runbook.md"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines")


def run(options: argparse.Namespace) -> int:
    results = examine()
    level = worst(result.level for result in results)
    if options.json:
        report = {"at": clock.now().isoformat(), "level": level, "checks": [result.as_dict() for result in results]}
        print(json.dumps(report, ensure_ascii=False, indent=2, default=str))
    else:
        print("\n".join(line for result in results for line in _lines(result)))
    return 1 if level == "error" else 0


def _lines(result: Result) -> list[str]:
    lines = [f"{MARKS[result.level]:>6}  {result.check.label}"]
    lines += [f"        {finding.text}" for finding in result.findings]
    if result.level != "ok":
        lines.append(f"        → {RUNBOOK}#{result.check.runbook}")
    return lines
