"""Tables of one room and the rooms around it: who may point where, and whose rows a lookup may walk into."""

import ast
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.sources import ROOT, Source, python

#: what may follow a foreign key without reading the other room's table
OWN_COLUMN = {"isnull", "in", "id", "pk", "exact"}
CALLS = {
    *("filter", "exclude", "get", "values", "values_list", "order_by", "select_related", "prefetch_related"),
    *("annotate", "aggregate", "only", "defer", "update", "Q", "F", "OuterRef", "Count", "Sum", "Max", "Min"),
}
Reference = models.ForeignKey  # type: ignore[type-arg]  # any row to any row


def references() -> list[Reference]:
    """Foreign keys of our rooms, one-to-one ones included."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("yaji.")]
    return [field for model in ours for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]


def room_of(model: type[models.Model]) -> str:
    """``kernel.orders`` for a model of that room, empty for one of a library."""
    parts = model.__module__.split(".")
    return ".".join(parts[1:3]) if parts[0] == "yaji" else ""


def crossing() -> list[Reference]:
    """References from one room to another."""
    found = [(field, room_of(field.model), room_of(field.related_model)) for field in references()]
    return [field for field, own, other in found if other and own != other]


def heights() -> dict[str, int]:
    """How high each room of the kernel stands, and each storey, read from the import contracts."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kernel = next(c for c in config["tool"]["importlinter"]["contracts"] if c["name"] == "Inside the kernel")
    found = {"verticals": 100, "experience": 100, "service": 100}
    for height, layer in enumerate(reversed(kernel["layers"])):
        found.update({f"kernel.{name.strip('() ')}": height for name in layer.split("|")})
    return found


def height(room: str) -> int:
    known = heights()
    return known.get(room, known.get(room.split(".")[0], 0))


def test_references_between_rooms_point_down_and_leave_no_way_back() -> None:
    wrong = [
        f"{field.model._meta.label}.{field.name}"
        for field in crossing()
        if height(room_of(field.model)) <= height(room_of(field.related_model)) or not field.remote_field.hidden
    ]
    assert wrong == []


def test_no_table_is_reached_by_two_rooms() -> None:
    tables = [model._meta.db_table for model in apps.get_models()]
    assert len(tables) == len(set(tables))


def test_lookups_stay_in_their_room() -> None:
    names = {(room_of(field.model), field.name) for field in crossing()}
    assert [where for source in python() if source.room for where in strays(source, names)] == []


def strays(source: Source, names: set[tuple[str, str]]) -> Iterator[str]:
    """Places where a lookup walks over a foreign key into another room."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and called(node) in CALLS:
            for path in paths(node):
                first, _, rest = path.lstrip("-").partition("__")
                walks = bool(rest) and rest.split("__")[0] not in OWN_COLUMN
                joins = called(node) in ("select_related", "prefetch_related")
                if (source.room, first) in names and (walks or joins):
                    yield f"{source.at(node)} {path}"


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def paths(node: ast.Call) -> list[str]:
    words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    return [word for word in words if isinstance(word, str)] + [keyword.arg for keyword in node.keywords if keyword.arg]


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("Order.objects.filter(offer__price__gt=1)", True),
        ("Order.objects.order_by('-offer__price')", True),
        ("Order.objects.filter(Q(offer__title='x'))", True),
        ("Order.objects.select_related('offer')", True),
        ("Order.objects.filter(offer__in=[1], offer_id=2, offer__isnull=True)", False),
        ("Order.objects.filter(line__price=1)", False),
    ],
)
def test_a_stray_lookup_is_seen(text: str, caught: bool, tmp_path: Path) -> None:
    path = tmp_path / "planted.py"
    path.write_text(text)

    class Planted(Source):
        room = "kernel.orders"
        name = "planted.py"

    assert bool(list(strays(Planted(path), {("kernel.orders", "offer")}))) is caught


def test_stateful_tables_hold_their_states_by_a_check() -> None:
    """A state that no transition table knows cannot be stored from any shell."""
    stateful = [model for model in apps.get_models() if room_of(model) and find_spec(f"yaji.{room_of(model)}.states")]
    without = [
        model._meta.label
        for model in stateful
        if any(field.name == "state" for field in model._meta.local_fields)
        if not any("state__in" in str(c.deconstruct()) for c in model._meta.constraints)
    ]
    assert without == []
