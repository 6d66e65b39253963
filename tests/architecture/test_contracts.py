"""The import contracts are seen to bite: a skeleton of the house is green, and each seeded lean is red."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT

DRAWERS = (
    *("types", "errors", "events", "states", "policies", "ports", "models", "queries", "steps", "operations"),
    *("fulfilment", "plugs", "pages", "api", "console", "tasks", "forms", "schemas"),
)
KERNEL = (
    *("money", "events", "messages", "media", "identity", "catalog"),
    *("inventory", "ledger", "payments", "orders"),
)
ROOMS = {"kernel": KERNEL, "verticals": ("tickets", "art"), "experience": ("discover", "live")}


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty rooms under the contracts of the real ``pyproject.toml``."""
    top = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "tools", top / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (top / "pyproject.toml").write_text(text[text.index("[tool.importlinter]") :], encoding="utf-8")
    for module in modules():
        path = top / module
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return top


def modules() -> list[str]:
    rooms = [f"yaji/{storey}/{room}" for storey, names in ROOMS.items() for room in names]
    packages = [
        "yaji",
        "yaji/kernel",
        "yaji/verticals",
        "yaji/experience",
        "yaji/kit",
        "yaji/settings",
        "yaji/delivery",
    ]
    packages += ["yaji/delivery/web"]
    files = [f"{room}/{drawer}.py" for room in rooms for drawer in DRAWERS]
    files += ["yaji/kit/clock.py", "yaji/settings/env.py", "yaji/delivery/web/urls.py"]
    return [f"{package}/__init__.py" for package in (*packages, *rooms)] + files


def lint(house: Path) -> tuple[bool, str]:
    """Whether the contracts hold, and what was printed."""
    words = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    environment = {"PYTHONPATH": str(house), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    done = subprocess.run(words, cwd=house, env=environment, capture_output=True, text=True, check=False)
    return done.returncode == 0, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


def broken(printed: str) -> list[str]:
    return re.findall(r"^(.*?)\s+BROKEN", printed, re.MULTILINE)


def test_the_skeleton_is_green(skeleton: Path) -> None:
    good, printed = lint(skeleton)
    assert good, printed


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("kernel/orders/steps", "yaji.verticals.tickets.events", "Storeys"),
        ("experience/live/steps", "yaji.verticals.art.events", "Rooms on the middle storeys"),
        ("experience/live/steps", "yaji.experience.discover.queries", "Rooms on the middle storeys"),
        ("verticals/tickets/steps", "yaji.kernel.orders.models", "A room's tables and wiring"),
        ("delivery/web/urls", "yaji.verticals.art.models", "A room's tables and wiring"),
        ("verticals/tickets/steps", "yaji.kernel.identity.pages", "A room's doors"),
        ("kernel/ledger/steps", "yaji.kernel.orders.queries", "Inside the kernel"),
        ("verticals/tickets/models", "yaji.verticals.tickets.operations", "Inside a room"),
        ("kernel/money/types", "yaji.settings.env", "Settings are read"),
        ("kit/clock", "redis", "The kit stays light"),
    ],
)
def test_a_seeded_lean_is_red(skeleton: Path, importer: str, imported: str, contract: str) -> None:
    path = skeleton / "yaji" / f"{importer}.py"
    path.write_text(f"import {imported}\n")
    try:
        good, printed = lint(skeleton)
    finally:
        path.write_text("")
    assert not good
    assert any(name.startswith(contract) for name in broken(printed)), printed


def test_a_stray_storey_is_red(skeleton: Path) -> None:
    stray = skeleton / "yaji" / "misc"
    stray.mkdir()
    (stray / "__init__.py").write_text("")
    try:
        good, printed = lint(skeleton)
    finally:
        shutil.rmtree(stray)
    assert not good, printed
    assert "Storeys" in printed


def test_nothing_is_exempt_but_tests_inside_a_room() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    lines = [line for contract in config["contracts"] for line in contract.get("ignore_imports", [])]
    assert lines == ["yaji.**.tests.** -> yaji.**"]


def test_the_storeys_are_those_of_the_house() -> None:
    known = {"kit", "kernel", "verticals", "experience", "service", "flows", "delivery", "settings", "locale"}
    found = {path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert found <= known
