"""A person's own data, wherever it lies: each room that keeps some says how to hand it over and how to blank it.

A port of the kit and not of identity, because rooms below and beside identity keep personal data too. Identity calls
what is plugged when somebody takes their data along or closes their account.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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

exporters: Registry[Exporter] = Registry("privacy.exporters")
#: by the name of the room, such as ``orders``
erasers: Registry[Eraser] = Registry("privacy.erasers")


def erase_everywhere(person: Person) -> None:
    """Call every eraser. A room goes before the rooms it stands on, which may be how it finds what is the person's."""
    rooms = [room.rpartition(".")[2] for room in settings.ROOMS]
    for _room, eraser in sorted(erasers.items(), key=lambda plug: rooms.index(plug[0]), reverse=True):
        eraser(person)


def json_file(name: str, content: Any) -> ExportFile:
    """``content`` as a readable JSON file of an export."""
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, default=str)
    return ExportFile(name, text.encode())
