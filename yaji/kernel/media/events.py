"""Facts media states."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True)
class AssetStored(Fact):
    kind: ClassVar[str] = "media.stored"
    purpose: str
    mime: str
    bytes: int


@dataclass(frozen=True)
class AssetRemoved(Fact):
    kind: ClassVar[str] = "media.removed"
    purpose: str
