"""Each requirement's *Test* sentence beside the tests that prove it.

    python -m tools.trace [--first-sale] [--open] [ID …]

A test names what it proves fully with ``@pytest.mark.req("TIX-09")``, one of the front end in its title: ``[TIX-25]``.
Exit code 1 with ``--first-sale`` if one of ``docs/requirements/first-sale.txt`` is open, or if a test names a
requirement that does not exist.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "docs" / "requirements"
FIRST_SALE = TEXTS / "first-sale.txt"
_ITEM = re.compile(r"^(?:- |\| )\**([A-Z]{3,4}-\d+)\b\**\s*\|?\s*(.*)$")
_TEST = re.compile(r"\*Test:?\*?:?\s*(.+?)\*?(?:\s*`\(.*\)`)?\s*$")
#: a test of the front end names its requirement in its title: ``it("… [TIX-25]", …)``
_TITLE = re.compile(r"""\b(?:it|test|describe)(?:\.each\([^)]*\))?\(\s*["'`]([^"'`]*?)\[([A-Z]{3,4}-\d+)\]""")


@dataclass
class Requirement:
    """One requirement as written, and where tests prove it (``file::test``)."""

    id: str
    text: str
    tests: list[str] = field(default_factory=list)

    @property
    def test_sentence(self) -> str:
        found = _TEST.search(self.text)
        return found.group(1) if found else ""


def requirements() -> dict[str, Requirement]:
    """All requirements of the texts, by id."""
    found = {}
    for path in sorted(TEXTS.glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = _ITEM.match(line)
            if item:
                found[item.group(1)] = Requirement(item.group(1), item.group(2).rstrip(" |"))
    return found


def proofs() -> dict[str, list[str]]:
    """Names of tests by the requirement they are marked with."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in (ROOT / "yaji", ROOT / "tests"):
        for path in sorted(folder.rglob("test_*.py")):
            for name, requirement in marks(ast.parse(path.read_text(encoding="utf-8"))):
                found[requirement].append(f"{path.relative_to(ROOT).as_posix()}::{name}")
    for path in sorted((ROOT / "frontend").glob("*/**/*.test.ts")):
        if "node_modules" not in path.parts:
            for title, requirement in _TITLE.findall(path.read_text(encoding="utf-8")):
                found[requirement].append(f"{path.relative_to(ROOT).as_posix()}::{title.strip()}")
    return found


def marks(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Pairs of test name and requirement: from decorators of functions and classes, and from ``pytestmark``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((node.name, requirement) for requirement in _requirements_of(decorator))
        elif isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets
        ):
            yield from (
                ("(all)", requirement) for child in ast.walk(node.value) for requirement in _requirements_of(child)
            )


def _requirements_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
        return [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
    return []


def first_sale() -> list[str]:
    lines = FIRST_SALE.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def report(chosen: list[Requirement]) -> Iterator[str]:
    for requirement in chosen:
        yield f"{requirement.id}  {requirement.test_sentence or requirement.text}"
        yield from (f"        {test}" for test in requirement.tests or ["open"])
    done = sum(1 for requirement in chosen if requirement.tests)
    yield f"\n{done} of {len(chosen)} proved, {len(chosen) - done} open."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--first-sale", action="store_true", help="only what the first trade must bring; 1 if any is open"
    )
    parser.add_argument("--open", action="store_true", help="only what no test proves yet")
    parser.add_argument("ids", nargs="*")
    options = parser.parse_args()
    known = requirements()
    for requirement, tests in proofs().items():
        if requirement not in known:
            print(f"{tests[0]} names {requirement}, which is no requirement", file=sys.stderr)
            return 1
        known[requirement].tests = tests
    wanted = options.ids or (first_sale() if options.first_sale else sorted(known))
    chosen = [known[name] for name in wanted if not (options.open and known[name].tests)]
    print("\n".join(report(chosen)))
    return int(options.first_sale and any(not known[name].tests for name in first_sale()))


if __name__ == "__main__":
    sys.exit(main())
