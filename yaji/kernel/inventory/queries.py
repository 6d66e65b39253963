"""What is taken, what is left, and whether the two ways of counting agree."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Q, Sum

from yaji.kernel.inventory.models import Claim, Hold, LayoutRow, Pool
from yaji.kernel.inventory.types import BLOCKED, HELD, SOLD, Held, Layout
from yaji.kit import clock, sql


@lru_cache(maxsize=64)
def layout(layout_id: int) -> Layout:
    """A layout by id. Immutable, so kept in memory."""
    row = LayoutRow.objects.get(pk=layout_id)
    return Layout(row.pk, row.size, row.labels, row.zones)


@lru_cache(maxsize=4096)
def layout_of_pool(pool: int) -> int | None:
    """The layout id of a pool, None for a counted one. Never changes once the pool is open."""
    return Pool.objects.values_list("layout_id", flat=True).get(pk=pool)


def forget_layouts() -> None:
    """Drop what is kept in memory. SQLite gives the id of a row that was rolled back to the next one."""
    layout.cache_clear()
    layout_of_pool.cache_clear()


def taken(pool: int) -> dict[int, int]:
    """Positions that cannot be taken now: position → 1 held, 2 sold, 3 blocked."""
    rows = Claim.objects.filter(pool_id=pool).filter(
        Q(state__in=[SOLD, BLOCKED]) | Q(state=HELD, until__gt=clock.now())
    )
    return dict(rows.values_list("position", "state"))


def count_left(pools: Collection[int]) -> dict[int, int]:
    """Places left by pool; lapsed holds count as free. A constant number of statements."""
    now = clock.now()
    left = {}
    numbered = set()
    for pool in Pool.objects.filter(pk__in=pools):
        left[pool.pk] = pool.capacity - pool.taken
        if pool.numbered:
            numbered.add(pool.pk)
    lapsed = Hold.objects.filter(pool_id__in=set(left) - numbered, state=HELD, until__lte=now)
    for pool_id, qty in lapsed.values_list("pool_id").annotate(Sum("qty")):
        left[pool_id] += qty
    busy = Claim.objects.filter(pool_id__in=numbered).filter(
        Q(state__in=[SOLD, BLOCKED]) | Q(state=HELD, until__gt=now)
    )
    for pool_id, count in busy.values_list("pool_id").annotate(Count("position")):
        left[pool_id] -= count
    return left


def count_sold(pools: Collection[int]) -> dict[int, int]:
    """Places sold by pool."""
    rows = Hold.objects.filter(pool_id__in=list(pools), state=SOLD).values_list("pool_id").annotate(Sum("qty"))
    return dict(rows)


def lock_pools(pools: Collection[int]) -> dict[int, tuple[int, int]]:
    """Lock counted pools in order of id: pool → (capacity, taken). On SQLite the transaction is the lock."""
    ordered = sorted(set(pools))
    if not ordered:
        return {}
    tail = "FOR NO KEY UPDATE" if sql.is_postgres() else ""
    rows = sql.run(
        f"SELECT id, capacity, taken FROM inventory_pool WHERE id IN ({sql.placeholders(ordered)}) "  # noqa: S608
        f"ORDER BY id {tail}",
        ordered,
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def lock_claims(holds: Sequence[Held]) -> None:
    """Lock the claims of named holds in the order in which takers lock, or the two could wait for each other.

    On SQLite the transaction is the lock.
    """
    refs = sorted(hold.ref for hold in holds if hold.numbered)
    if refs and sql.is_postgres():
        sql.run(
            f"SELECT 1 FROM inventory_claim WHERE hold IN ({sql.placeholders(refs)}) "  # noqa: S608
            "ORDER BY pool_id, position FOR NO KEY UPDATE",
            refs,
        )


def miscounted_pools() -> list[tuple[int, int, int]]:
    """Counted pools whose counter differs from their holds: (pool, counter, holds). Should be empty."""
    return [
        (row[0], row[1], row[2])
        for row in sql.run(
            "SELECT p.id, p.taken, COALESCE(CAST(SUM(h.qty) AS bigint), 0) FROM inventory_pool p "
            "LEFT JOIN inventory_hold h ON h.pool_id = p.id AND h.state IN (1, 2) "
            "WHERE NOT p.numbered GROUP BY p.id, p.taken HAVING p.taken <> COALESCE(SUM(h.qty), 0)"
        )
    ]


def miscounted_holds() -> list[tuple[str, int, int]]:
    """Sold holds of named places whose sold claims do not add up: (hold, qty, claims). Should be empty."""
    return [
        (row[0], row[1], row[2])
        for row in sql.run(
            "SELECT h.ref, h.qty, COUNT(c.position) FROM inventory_hold h "
            "JOIN inventory_pool p ON p.id = h.pool_id AND p.numbered "
            "LEFT JOIN inventory_claim c ON c.hold = h.ref AND c.state = 2 "
            "WHERE h.state = 2 GROUP BY h.ref, h.qty HAVING COUNT(c.position) <> h.qty"
        )
    ]


def orphan_claims() -> list[tuple[int, int, str]]:
    """Sold claims whose hold is not sold: (pool, position, hold). Should be empty."""
    return [
        (row[0], row[1], row[2])
        for row in sql.run(
            "SELECT c.pool_id, c.position, c.hold FROM inventory_claim c "
            "LEFT JOIN inventory_hold h ON h.ref = c.hold AND h.state = 2 WHERE c.state = 2 AND h.ref IS NULL"
        )
    ]


def hold_states(refs: Sequence[str]) -> dict[str, int]:
    """State of each hold: 1 held (also if lapsed), 2 sold, 9 gone."""
    return dict(Hold.objects.filter(ref__in=list(refs)).values_list("ref", "state"))


def live_holds(now: datetime) -> int:
    """How many holds stand at this moment. Reads only holds that are not sold."""
    return Hold.objects.filter(state=HELD, until__gt=now).count()
