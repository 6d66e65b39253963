"""A clock in our hands: it stands still until a test moves it, forwards or backwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from yaji.kit import clock

#: half an hour before a leap day begins
START = datetime(2028, 2, 28, 23, 30, tzinfo=UTC)


@dataclass
class Hands:
    """What the clock shows."""

    at: datetime

    def move(self, by: timedelta) -> None:
        self.at += by


@contextmanager
def stopped_clock(at: datetime = START) -> Iterator[Hands]:
    """Everybody who asks the clock inside the block, in any thread, is told what the hands show."""
    hands, true = Hands(at), clock.now
    clock.now = lambda: hands.at
    try:
        yield hands
    finally:
        clock.now = true
