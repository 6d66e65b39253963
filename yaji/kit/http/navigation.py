"""Navigation comes from the rooms that are there: each plugs its entries, the shell draws them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise

from yaji.kit.actor import Actor
from yaji.kit.registry import Registry

Bar = Literal["main", "tabs", "footer", "console"]


@dataclass(frozen=True)
class Entry:
    """A link of the shell. ``bar`` says where it stands; lower ``order`` comes first.

    Links of the console are about one organisation: their address takes its ref (``party``), and ``may`` says
    whether an actor sees them there.
    """

    bar: Bar
    label: str | Promise
    url_name: str
    order: int = 50
    icon: str = ""
    kwargs: dict[str, str] = field(default_factory=dict)
    query: str = ""
    group: str | Promise = ""
    may: Callable[[Actor, str], bool] | None = None


entries: Registry[Entry] = Registry("navigation")


def bar(name: Bar) -> list[Entry]:
    """The entries of one bar, in order."""
    return sorted((entry for entry in entries.values() if entry.bar == name), key=lambda entry: entry.order)


def desks(actor: Actor, party: str) -> list[Entry]:
    """The entries of the console that are open to the actor at an organisation, in order."""
    return [entry for entry in bar("console") if entry.may is None or entry.may(actor, party)]
