"""Facts as the rooms state and hear them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of every fact. ``kind`` is ``room.past_tense``; ``subject`` the public id it is about."""

    kind: ClassVar[str]
    subject: str

    def body(self) -> dict[str, Any]:
        """Everything but the subject, as plain JSON values."""
        values = asdict(self)
        del values["subject"]
        return values


@dataclass(frozen=True)
class Heard:
    """A recorded fact as a listener receives it."""

    id: int
    kind: str
    subject: str
    actor: str
    body: dict[str, Any]
    at: datetime


Listener = Callable[[Heard], None]


@dataclass(frozen=True)
class Every:
    """Periodic work: ``run`` is called about every ``minutes`` by one process at a time."""

    minutes: int
    run: Callable[[], object]
