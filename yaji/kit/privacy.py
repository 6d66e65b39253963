"""A person's own data, wherever it lies: each room that keeps some says how to hand it over and how to blank it.

A port of the kit and not of identity, because rooms below and beside identity keep personal data too. Identity calls
what is plugged when somebody takes their data along or closes their account.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from yaji.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data is meant: public ids of the account and its party, the address one signs in with, and any other
    address the person has confirmed."""

    user: str
    party: str
    email: str
    others: tuple[str, ...] = ()

    @property
    def emails(self) -> list[str]:
        """Every confirmed address."""
        return [email for email in (self.email, *self.others) if email]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export: its path inside the room's folder of the archive, and its bytes."""

    name: str
    data: bytes


#: called outside a transaction; gives everything the room knows about the person
Exporter = Callable[[Person], Iterable[ExportFile]]
#: called inside the erasing transaction: blank personal data, keep refs; may raise a Refusal, which stops it all
Eraser = Callable[[Person], None]

Plug = TypeVar("Plug")


class NotARoom(RuntimeError):
    """What is plugged is not named after a room of ``ROOMS``."""


class ByRoom(Registry[Plug]):
    """A registry whose keys are names of rooms, such as ``orders``; another key is an error at start."""

    def plug(self, key: str, plug: Plug) -> None:
        if key not in rooms():
            raise NotARoom(f"{self.name}: {key!r} is not the name of a room; one of {', '.join(rooms())}")
        super().plug(key, plug)


exporters: ByRoom[Exporter] = ByRoom("privacy.exporters")
erasers: ByRoom[Eraser] = ByRoom("privacy.erasers")


def rooms() -> list[str]:
    """The short names of all rooms, those that others stand on first."""
    return [room.rpartition(".")[2] for room in settings.ROOMS]


def erase_everywhere(person: Person) -> None:
    """Call every eraser. A room goes before the rooms it stands on, which may be how it finds what is the person's."""
    order = rooms()
    for _room, eraser in sorted(erasers.items(), key=lambda plug: order.index(plug[0]), reverse=True):
        eraser(person)


def json_file(name: str, content: Any) -> ExportFile:
    """``content`` as a readable JSON file of an export."""
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, default=str)
    return ExportFile(name, text.encode())
