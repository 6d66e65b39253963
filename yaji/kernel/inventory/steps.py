"""Open pools; take, extend, sell and give back places. All inside somebody's operation."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from django.db.models import DateTimeField, F, OuterRef, Subquery, Value
from django.db.models.functions import Least

from yaji.kernel.inventory import taking
from yaji.kernel.inventory.models import Claim, Hold, LayoutRow, Pool
from yaji.kernel.inventory.queries import forget_layouts, lock_claims, lock_pools
from yaji.kernel.inventory.types import BLOCKED, FOREVER_YEAR, GONE, HELD, SOLD, Held, Lost, Part, Take
from yaji.kit import clock, sql
from yaji.kit.operation import needs_transaction

FOREVER = datetime(FOREVER_YEAR, 12, 31, tzinfo=UTC)


@needs_transaction
def create_layout(*, labels: list[dict[str, str]], zones: list[str]) -> int:
    """Store an immutable layout; position p has ``labels[p]`` and ``zones[p]``. Its id."""
    if len(labels) != len(zones):
        raise ValueError("a layout needs one zone for each label")
    forget_layouts()
    return LayoutRow.objects.create(size=len(labels), labels=labels, zones=zones).pk


@needs_transaction
def open_pool(*, layout: int | None, capacity: int) -> int:
    """Open a pool: named by ``layout``, or ``capacity`` counted places if it is None. Its id."""
    forget_layouts()
    return Pool.objects.create(layout_id=layout, capacity=capacity, numbered=layout is not None).pk


@needs_transaction
def change_capacity(pool: int, capacity: int) -> bool:
    """Make a counted pool larger or smaller; False if more than ``capacity`` are already taken."""
    return bool(Pool.objects.filter(pk=pool, numbered=False, taken__lte=capacity).update(capacity=capacity))


@needs_transaction
def block(pool: int, positions: Collection[int], *, ref: str) -> set[int]:
    """Take named places out of sale under ``ref``; returns those that were already taken instead."""
    if not positions:
        return set()
    got = taking.claim_cells([(pool, position, ref, FOREVER) for position in set(positions)], BLOCKED)
    return set(positions) - {position for _, position in got}


@needs_transaction
def unblock(pool: int, positions: Collection[int]) -> int:
    """Put blocked places back on sale; how many there were."""
    return Claim.objects.filter(pool_id=pool, position__in=list(positions), state=BLOCKED).update(state=GONE)


@needs_transaction
def take_many(takes: Sequence[Take]) -> list[Lost | None]:
    """Take places for all requests, in order of arrival, each all or nothing. None where it worked."""
    return taking.take_many(takes)


@needs_transaction
def extend(holds: Sequence[Held], until: datetime) -> bool:
    """Move the end of live holds to ``until``, never past their ``latest``; False if any had lapsed.

    On False the caller must roll back: the others have been moved.
    """
    if not holds:
        return True
    lock_claims(holds)
    now, refs = clock.now(), sorted(hold.ref for hold in holds)
    latest = Hold.objects.filter(ref=OuterRef("hold")).values("latest")[:1]
    claims = Claim.objects.filter(hold__in=refs, state=HELD, until__gt=now)
    named = claims.update(until=Least(Value(until, DateTimeField()), Subquery(latest)))
    live = Hold.objects.filter(ref__in=refs, state=HELD, until__gt=now)
    kept = live.update(until=Least(Value(until, DateTimeField()), F("latest")))
    return named == sum(hold.qty for hold in holds if hold.numbered) and kept == len(refs)


@needs_transaction
def sell(holds: Sequence[Held]) -> bool:
    """Turn live holds into sales; False if any place of any of them is no longer theirs.

    The claims are asked first and counted: the hold alone would not notice a place it has lost.
    On False the caller must roll back.
    """
    lock_claims(holds)
    now = clock.now()
    named = sorted(hold.ref for hold in holds if hold.numbered)
    if named:
        rows = Claim.objects.filter(hold__in=named, state=HELD, until__gt=now)
        if rows.update(state=SOLD, until=FOREVER) != sum(hold.qty for hold in holds if hold.numbered):
            return False
    refs = sorted(hold.ref for hold in holds)
    return Hold.objects.filter(ref__in=refs, state=HELD, until__gt=now).update(state=SOLD) == len(refs)


@needs_transaction
def release(holds: Sequence[Held]) -> None:
    """Give back whole holds, held or sold. Those already gone are left alone."""
    if not holds:
        return
    counted = sorted({hold.pool for hold in holds if not hold.numbered})
    lock_pools(counted)
    lock_claims(holds)
    refs = sorted(hold.ref for hold in holds)
    Claim.objects.filter(hold__in=refs, state__in=[HELD, SOLD]).update(state=GONE)
    marks = sql.placeholders(refs)
    gone = sql.run(
        f"UPDATE inventory_hold SET state = {GONE} WHERE ref IN ({marks}) AND state IN ({HELD}, {SOLD}) "  # noqa: S608
        "RETURNING pool_id, qty",
        refs,
    )
    taking.lower({pool: sum(q for p, q in gone if p == pool) for pool in counted})


@needs_transaction
def give_back(hold: Held, *, positions: Collection[int], qty: int) -> bool:
    """Give back ``qty`` sold places of a hold (these ``positions`` where named). False if not all were its own.

    On False the caller must roll back.
    """
    return give_back_many([Part(hold, positions, qty)])


@needs_transaction
def give_back_many(parts: Sequence[Part]) -> bool:
    """Give back sold places of several holds, all or nothing. False if not all were their own.

    Locks all the pools, then all the claims, then the holds, each sorted, as whoever takes several things does.
    On False the caller must roll back.
    """
    if any(part.qty < 1 for part in parts):
        return False
    lock_pools([part.hold.pool for part in parts if not part.hold.numbered])
    lock_claims([part.hold for part in parts])
    ordered = sorted(parts, key=lambda part: part.hold.ref)
    if not all(_free_claims(part) for part in ordered) or not all(_shrink_hold(part) for part in ordered):
        return False
    by: dict[int, int] = {}
    for part in parts:
        if not part.hold.numbered:
            by[part.hold.pool] = by.get(part.hold.pool, 0) + part.qty
    taking.lower(by)
    return True


def _free_claims(part: Part) -> bool:
    if not part.hold.numbered:
        return True
    mine = Claim.objects.filter(hold=part.hold.ref, position__in=list(part.positions), state=SOLD)
    return mine.update(state=GONE) == part.qty == len(set(part.positions))


def _shrink_hold(part: Part) -> bool:
    """By its own condition: two who give back at once must not both subtract from what they read."""
    sold = Hold.objects.filter(ref=part.hold.ref, state=SOLD)
    return bool(
        sold.filter(qty=part.qty).update(state=GONE) or sold.filter(qty__gt=part.qty).update(qty=F("qty") - part.qty)
    )
