"""Rules about the code that neither the linter nor import-linter can see."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.sources import GENERATED, PACKAGE, ROOT, Source, python, rooms

LINES = 400
SUFFIXES = {".py", ".ts", ".vue", ".css", ".html"}
BANNED_NAMES = {"utils", "helpers", "manager", "managers", "helper", "util"}
#: operations that nobody asks for: time does, or the house itself
NOBODY_ACTS = {
    "kernel.identity: register": "there is no actor before the account exists",
    "kernel.orders: send_links": "whoever asks learns nothing; the mail goes to the address alone",
    "kernel.orders: lapse": "time",
    "verticals.tickets: end_past": "time",
    "verticals.tickets: mail_passes": "hears that an order was paid",
    "verticals.tickets: tell_followers": "hears that a date changed",
    "experience.discover: reindex_subjects": "an index is derived; nobody acts",
    "experience.discover: turn": "time",
}
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def files() -> Iterator[Path]:
    for top in ("yaji", "frontend", "tests", "tools", "benchmarks"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in SUFFIXES and not GENERATED & set(path.relative_to(ROOT).parts):
                yield path


def test_no_file_is_longer_than_one_sitting() -> None:
    long = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files()}
    assert [f"{path}: {count}" for path, count in long.items() if count > LINES] == []


def test_files_are_named_after_what_is_in_them() -> None:
    bad = [path for path in files() if path.stem in BANNED_NAMES or path.stem.startswith("base_")]
    assert bad == []


def test_rooms_import_at_the_top_only() -> None:
    """An import inside a function hides a lean that the contracts forbid."""
    assert [where for source in python() for where in inner_imports(source)] == []


def inner_imports(source: Source) -> Iterator[str]:
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if any(name.startswith("yaji.") for name in imported(node)):
                    yield source.at(node)


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}."]
    return [f"{alias.name}." for alias in node.names] if isinstance(node, ast.Import) else []


def test_inner_imports_are_seen(tmp_path: Path) -> None:
    source = planted(tmp_path, "def f():\n    from yaji.kernel.orders import queries\n    return queries\n")
    assert list(inner_imports(source)) != []


def test_only_settings_and_commands_read_the_environment() -> None:
    allowed = ("yaji/settings/", "yaji/delivery/cli/", "yaji/delivery/web/wsgi.py")
    found = [
        source.at(node)
        for source in python()
        if not source.name.startswith(allowed)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv")
    ]
    assert found == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = {"datetime.now", "datetime.utcnow", "date.today", "timezone.now"}
    found = [
        source.at(node)
        for source in python()
        if source.name != "yaji/kit/clock.py"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in asking
    ]
    assert found == []


def test_no_signals_no_generic_keys_no_admin() -> None:
    words = ("django.contrib.admin", "GenericForeignKey", "django.db.models.signals", "django.dispatch")
    spared = {"yaji/kit/apps.py": "re-installs triggers after a migration"}
    found = [(source.name, word) for source in python() for word in words if word in source.text]
    assert [pair for pair in found if pair[0] not in spared] == []
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_transactions_are_opened_by_operations_only() -> None:
    """A room may open a savepoint to turn an ``IntegrityError`` into an answer, and nothing else."""
    found = [
        source.at(node)
        for source in python()
        if source.room and source.path.name != "models.py"
        for node in set(blocks(source.tree)) - set(savepoints(source.tree))
    ]
    assert found == []


def blocks(tree: ast.AST) -> Iterator[ast.With]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and "transaction.atomic" in ast.unparse(node.items[0]):
            yield node


def savepoints(tree: ast.AST) -> Iterator[ast.With]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and any("IntegrityError" in ast.unparse(h.type or node) for h in node.handlers):
            yield from (block for child in node.body for block in blocks(child))


def test_rows_are_locked_in_queries_that_say_so() -> None:
    """One place for locks, so that their order can be read. The sandbox plays another company, with its own rules."""
    found = [
        f"{source.at(function)} {function.name}"
        for source in python()
        if "providers/sandbox" not in source.name
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef)
        and "select_for_update" in ast.unparse(function)
        and not ("queries" in source.name and function.name.startswith(("lock_", "_lock")))
    ]
    assert found == []


class Module:
    """One of a room's operations modules."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.functions = [node for node in source.tree.body if isinstance(node, ast.FunctionDef)]

    def loose_writes(self) -> list[str]:
        """Writes in functions that open no transaction. A private one is written for those that do."""
        return [
            self.source.at(node)
            for function in self.functions
            if not is_operation(function) and not function.name.startswith("_")
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        ]

    def misshapen(self) -> list[str]:
        """Operations that take anything by position, or whose first word is neither the actor nor a fact heard."""
        asked = [function for function in self.functions if self._is_asked_for(function)]
        return [self.source.at(function) for function in asked if not well_shaped(function)]

    def _is_asked_for(self, function: ast.FunctionDef) -> bool:
        anonymous = f"{self.source.room}: {function.name}" in NOBODY_ACTS
        public = is_operation(function) and not function.name.startswith("_")
        return public and not anonymous and not function.name.endswith("_many")


def well_shaped(function: ast.FunctionDef) -> bool:
    words = [argument.arg for argument in function.args.kwonlyargs]
    return not (function.args.args or function.args.posonlyargs) and words[:1] in (["actor"], ["heard"])


def is_operation(function: ast.FunctionDef) -> bool:
    return "operation" in [ast.unparse(decorator) for decorator in function.decorator_list]


def operations() -> Iterator[Module]:
    for source in python():
        parts = Path(source.name).parts
        if source.room and (source.path.name == "operations.py" or "operations" in parts):
            yield Module(source)


def test_operations_modules_write_inside_operations_only() -> None:
    """A function that only leads from one operation to the next needs no transaction, and must not write."""
    assert [where for module in operations() for where in module.loose_writes()] == []


def test_operations_take_words_and_the_actor_first() -> None:
    assert [where for module in operations() for where in module.misshapen()] == []


@pytest.mark.parametrize(
    "text",
    [
        "def hold(*, actor): Seat.objects.create()",
        "@operation\ndef hold(actor, *, seat): ...",
        "@operation\ndef hold(*, seat, actor): ...",
        "@operation\ndef hold(): ...",
    ],
)
def test_a_careless_operation_is_seen(text: str, tmp_path: Path) -> None:
    module = Module(planted(tmp_path, text))
    assert module.loose_writes() or module.misshapen()


def planted(folder: Path, text: str) -> Source:
    """A source with a violation in it, read like one of the package."""

    class Planted(Source):
        name = "planted.py"
        room = "kernel.planted"

    path = folder / "planted.py"
    path.write_text(text)
    return Planted(path)


def test_every_room_says_what_it_is_for() -> None:
    missing = [room.name for room in rooms() if not (room / "README.md").exists()]
    silent = [room.name for room in rooms() if not ast.get_docstring(ast.parse((room / "__init__.py").read_text()))]
    assert (missing, silent) == ([], [])


def test_every_room_is_installed() -> None:
    named = {".".join(room.relative_to(PACKAGE.parent).parts) for room in rooms()}
    assert named <= set(settings.INSTALLED_APPS)
