"""The sources as the architecture tests read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "yaji"
STOREYS = ("kernel", "verticals", "experience", "service")
GENERATED = {"node_modules", "fonts-built", "dist", "__pycache__", "migrations", "locale", ".venv"}


@dataclass(frozen=True)
class Source:
    """One Python file of the package."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        """``kernel.orders`` for a file of that room; empty elsewhere."""
        parts = self.path.relative_to(PACKAGE).parts
        return ".".join(parts[:2]) if len(parts) > 2 and parts[0] in STOREYS else ""

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts or self.path.name == "factories.py"

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def python(*, tests: bool = False) -> Iterator[Source]:
    """The package's Python files, without migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        source = Source(path)
        if not GENERATED & set(path.parts) and (tests or not source.is_test):
            yield source


def rooms() -> list[Path]:
    """Folders of rooms."""
    return [path.parent for storey in STOREYS for path in sorted((PACKAGE / storey).glob("*/apps.py"))]


def templates() -> list[Path]:
    """Every template, pages and mails."""
    return [path for path in sorted(PACKAGE.rglob("templates/**/*")) if path.suffix in (".html", ".txt", ".xml")]
