"""Facts messages states."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True, kw_only=True)
class MessageResent(Fact):
    kind: ClassVar[str] = "messages.resent"
    message_kind: str
