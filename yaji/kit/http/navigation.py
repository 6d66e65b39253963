"""Navigation comes from the rooms that are there: each plugs its entries, the shell draws them."""

from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise

from yaji.kit.registry import Registry

Bar = Literal["main", "tabs", "footer", "console"]


@dataclass(frozen=True)
class Entry:
    """A link of the shell. ``bar`` says where it stands; lower ``order`` comes first."""

    bar: Bar
    label: str | Promise
    url_name: str
    order: int = 50
    icon: str = ""
    kwargs: dict[str, str] = field(default_factory=dict)
    query: str = ""
    group: str | Promise = ""


entries: Registry[Entry] = Registry("navigation")


def bar(name: Bar) -> list[Entry]:
    """The entries of one bar, in order."""
    return sorted((entry for entry in entries.values() if entry.bar == name), key=lambda entry: entry.order)
