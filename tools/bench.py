"""Run the benchmarks and write their figures beside them.

    python -m tools.bench [NAME …] [--long]

Each file of ``benchmarks/`` shows one claim and prints one JSON object for each measurement. They are kept in
``benchmarks/results/NAME.json`` and become the table of ``benchmarks/README.md``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks"
RESULTS = FOLDER / "results"
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"


def names() -> list[str]:
    """Benchmarks are the modules that can be run by themselves."""
    modules = [path for path in sorted(FOLDER.glob("*.py")) if not path.name.startswith("_")]
    return [path.stem for path in modules if "__main__" in path.read_text(encoding="utf-8")]


def run(name: str, words: list[str]) -> bool:
    """Run one benchmark and keep its JSON lines. Whether it ended well."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="", flush=True)
    figures = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if figures:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(
            json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return done.returncode == 0


def table() -> str:
    """All kept figures, one row for each measurement."""
    rows = ["| benchmark | goal | what | figure | target | met | when |", "|---|---|---|---|---|---|---|"]
    for path in sorted(RESULTS.glob("*.json")):
        for said in json.loads(path.read_text(encoding="utf-8")):
            rows.append(f"| `{path.stem}` | {' | '.join(cells(said))} |")
    return "\n".join(rows)


def cells(said: dict[str, Any]) -> list[str]:
    """One measurement in words. A figure without a target is only told."""
    settings = said.get("settings", {})
    what = ", ".join(part for part in (said["what"], settings.get("engine", "")) if part)
    target = str(said.get("target", "–"))
    met = "–" if "target" not in said else "yes" if said["pass"] else "**no**"
    when = f"{settings.get('at', '')[:10]}, load {settings.get('load', '?')}"
    return [said["goal"], what, f"{said['value']:g} {said['unit']}", target, met, when]


def write_table() -> None:
    readme = FOLDER / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    if BEGIN in text and END in text:
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        readme.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")


def main(words: list[str]) -> int:
    known = names()
    chosen = [word for word in words if word in known] or known
    results = [run(name, [word for word in words if word.startswith("-")]) for name in chosen]
    if results:
        write_table()
    else:
        print("There are no benchmarks yet.")
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
