"""Facts the catalog states."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True, kw_only=True)
class OfferChanged(Fact):
    """What can be bought of ``subject`` (the trade's public id) has changed."""

    kind: ClassVar[str] = "catalog.changed"
    offer_kind: str
