"""Pools, takes and what is done with them. Every function that writes opens a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from yaji.kernel.inventory import steps
from yaji.kernel.inventory.types import Held, Lost, Take
from yaji.kit import clock

HOLD = timedelta(minutes=10)
LATEST = timedelta(minutes=30)
_numbers = count(1)


def make_named(size: int) -> int:
    """A pool of ``size`` named places in one zone."""
    with transaction.atomic():
        layout = steps.create_layout(labels=[{"en": f"Seat {p}"} for p in range(size)], zones=["stalls"] * size)
        return steps.open_pool(layout=layout, capacity=size)


def make_counted(capacity: int) -> int:
    """A pool of ``capacity`` places that are all alike."""
    with transaction.atomic():
        return steps.open_pool(layout=None, capacity=capacity)


def ask(pool: int, *positions: int, qty: int = 0, ref: str = "", life: timedelta = HOLD) -> Take:
    """A take of these positions or, without any, of ``qty`` counted places (one if not said)."""
    now = clock.now()
    ref = ref or f"hld_{next(_numbers)}"
    return Take(ref, pool, "somebody", qty or len(positions) or 1, now + life, now + LATEST, positions)


def held(take: Take) -> Held:
    """The hold that a take that won has made."""
    return Held(take.ref, take.pool, take.qty, bool(take.positions))


def take(*takes: Take) -> list[Lost | None]:
    """Take in one batch, in a transaction of its own."""
    with transaction.atomic():
        return steps.take_many(takes)


def sell(*takes: Take) -> bool:
    """Sell the holds of these takes together; rolled back if refused, as a caller must."""
    with transaction.atomic():
        done = steps.sell([held(t) for t in takes])
        transaction.set_rollback(not done)
    return done


def extend(until: datetime, *takes: Take) -> bool:
    """Extend together; rolled back if refused."""
    with transaction.atomic():
        done = steps.extend([held(t) for t in takes], until)
        transaction.set_rollback(not done)
    return done


def release(*takes: Take) -> None:
    """Give back whole holds."""
    with transaction.atomic():
        steps.release([held(t) for t in takes])


def give_back(sold: Take, *positions: int, qty: int = 0) -> bool:
    """Give back part of a sold hold; rolled back if refused."""
    with transaction.atomic():
        done = steps.give_back(held(sold), positions=positions, qty=qty or len(positions))
        transaction.set_rollback(not done)
    return done


def sold(*positions: int, pool: int, qty: int = 0) -> Take:
    """Places taken and sold at once."""
    wanted = ask(pool, *positions, qty=qty)
    assert take(wanted) == [None]
    assert sell(wanted)
    return wanted


def all_or_none(answers: Sequence[Lost | None]) -> list[bool]:
    """Which takes won."""
    return [answer is None for answer in answers]
