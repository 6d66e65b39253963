"""What other rooms plug into identity: what a person may take along, what must be blanked, links and purposes."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise

from yaji.kernel.identity.types import Purpose
from yaji.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data is meant: public ids of the account and its party, and the address as it is now."""

    user: str
    party: str
    email: str


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export: its path inside the archive, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An entry on the account's pages, such as “My orders”. ``url_name`` takes no arguments."""

    label: str | Promise
    url_name: str
    icon: str
    order: int = 50
    note: str | Promise = ""


#: called outside a transaction; gives everything the room knows about the person
Exporter = Callable[[Person], Iterable[ExportFile]]
#: called inside the erasing transaction: blank personal data, keep refs; may raise a Refusal, which stops it all
Eraser = Callable[[Person], None]

exporters: Registry[Exporter] = Registry("identity.exporters")
erasers: Registry[Eraser] = Registry("identity.erasers")
purposes: Registry[Purpose] = Registry("identity.purposes")
account_links: Registry[AccountLink] = Registry("identity.account_links")


def json_file(name: str, content: Any) -> ExportFile:
    """``content`` as a readable JSON file of an export."""
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, default=str)
    return ExportFile(name, text.encode())
