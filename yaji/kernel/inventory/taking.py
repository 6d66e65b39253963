"""How places are taken: read, decide in plain Python in order of arrival, one guarded write.

The same fixed sequence of set-based statements for one request and for many, on both engines; see
docs/decisions/0003 for what it was measured against. Called by ``steps`` only.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yaji.kernel.inventory.queries import layout_of_pool, lock_pools
from yaji.kernel.inventory.types import GONE, HELD, SOLD, Lost, Take
from yaji.kit import clock, sql

Cell = tuple[int, int]


def take_many(takes: Sequence[Take]) -> list[Lost | None]:
    """See ``steps.take_many``."""
    _check_shapes(takes)
    answers: list[Lost | None] = [None] * len(takes)
    counted = [i for i, take in enumerate(takes) if not take.positions]
    named = [i for i, take in enumerate(takes) if take.positions]
    if counted:
        _take_counted(takes, counted, answers)
    if named:
        _take_named(takes, named, answers)
    _insert_holds([take for take, lost in zip(takes, answers, strict=True) if lost is None])
    return answers


def _check_shapes(takes: Sequence[Take]) -> None:
    """A take that could not be counted again later is the caller's mistake, not a buyer's."""
    for take in takes:
        if (layout_of_pool(take.pool) is not None) != bool(take.positions):
            raise ValueError("places of a named pool are taken by position, those of a counted one by number")
        places = len(take.positions) or take.qty
        if take.qty < 1 or places != take.qty or len(set(take.positions)) != len(take.positions):
            raise ValueError("a take asks for at least one place, and for each position once")


def _take_counted(takes: Sequence[Take], asking: list[int], answers: list[Lost | None]) -> None:
    locked = lock_pools([takes[i].pool for i in asking])
    left = {pool: capacity - taken for pool, (capacity, taken) in locked.items()}
    wanted: dict[int, int] = {}
    for i in asking:
        wanted[takes[i].pool] = wanted.get(takes[i].pool, 0) + takes[i].qty
    short = sorted(pool for pool, qty in wanted.items() if qty > left[pool])
    freed = _reclaim(short) if short else {}
    change = {pool: -qty for pool, qty in freed.items()}
    for i in asking:
        pool, qty = takes[i].pool, takes[i].qty
        room = left[pool] - change.get(pool, 0)
        if qty > room:
            answers[i] = Lost(pool, left=room)
        else:
            change[pool] = change.get(pool, 0) + qty
    _shift({pool: by for pool, by in change.items() if by})


def _reclaim(pools: Sequence[int]) -> dict[int, int]:
    """Set lapsed holds of these (locked) pools to gone; places freed by pool."""
    rows = sql.run(
        f"UPDATE inventory_hold SET state = {GONE} WHERE state = {HELD} AND until <= %s "  # noqa: S608
        f"AND pool_id IN ({sql.placeholders(pools)}) RETURNING pool_id, qty",
        [clock.now(), *pools],
    )
    freed: dict[int, int] = {}
    for pool, qty in rows:
        freed[pool] = freed.get(pool, 0) + qty
    return freed


def lower(by: Mapping[int, int]) -> None:
    """Lower the counters of locked pools."""
    _shift({pool: -qty for pool, qty in by.items() if qty})


def _shift(by: Mapping[int, int]) -> None:
    if by:
        source, params = sql.rows_source("src", {"pool": "bigint", "by": "bigint"}, sorted(by.items()))
        sql.run(
            f'UPDATE inventory_pool SET taken = taken + src."by" FROM {source} WHERE id = src.pool',  # noqa: S608
            params,
            fetch=False,
        )


def _take_named(takes: Sequence[Take], asking: list[int], answers: list[Lost | None]) -> None:
    """Rounds of decide and write. A take that another process beat gives up what it got; those that
    were refused only because of it are decided again. Each round settles at least one request."""
    waiting = list(asking)
    busy = _busy_cells(takes, waiting) if len(waiting) > 1 else set()
    while waiting:
        chosen, blocked = _decide(takes, waiting, busy)
        beaten = _write(takes, chosen)
        for i in beaten:
            # a rival's cells are busy for good; which ones is known after one look
            busy |= _busy_cells(takes, [i])
            answers[i] = _lost(takes[i], busy)
        if not beaten:
            for i in blocked:
                answers[i] = _lost(takes[i], busy | _cells(takes, chosen))
            return
        waiting = blocked
        busy |= _cells(takes, [i for i in chosen if i not in beaten])


def _decide(takes: Sequence[Take], waiting: list[int], busy: set[Cell]) -> tuple[list[int], list[int]]:
    gone = set(busy)
    chosen, blocked = [], []
    for i in waiting:
        cells = _cells(takes, [i])
        if cells & gone:
            blocked.append(i)
        else:
            gone |= cells
            chosen.append(i)
    return chosen, blocked


def _write(takes: Sequence[Take], chosen: list[int]) -> list[int]:
    """Claim the cells of ``chosen``; returns those who did not get all of theirs, with nothing kept."""
    if not chosen:
        return []
    got = claim_cells(
        [(takes[i].pool, position, takes[i].ref, takes[i].until) for i in chosen for position in takes[i].positions],
        HELD,
    )
    beaten = [i for i in chosen if any((takes[i].pool, p) not in got for p in takes[i].positions)]
    refs = sorted(takes[i].ref for i in beaten)
    if refs:
        sql.run(
            f"UPDATE inventory_claim SET state = {GONE} WHERE hold IN ({sql.placeholders(refs)})",  # noqa: S608
            refs,
            fetch=False,
        )
    return beaten


def claim_cells(cells: Sequence[tuple[int, int, str, datetime]], state: int) -> set[Cell]:
    """Claim (pool, position, hold, until) cells that are free or lapsed; which (pool, position) were got.

    The source is ordered, so that two batches lock in the same order.
    """
    # a moment that all cells share travels once: a tenth of the whole order when it was measured
    shared = len({cell[3] for cell in cells}) == 1
    columns: dict[str, sql.ColumnType] = {"pool_id": "bigint", "position": "int", "hold": "text"}
    if not shared:
        columns["until"] = "timestamptz"
    source, params = sql.rows_source("src", columns, [cell[: len(columns)] for cell in sorted(cells)])
    scalar = "%s::timestamptz" if sql.is_postgres() else "%s"
    rows = sql.run(
        "INSERT INTO inventory_claim (pool_id, position, hold, until, state) "  # noqa: S608
        f"SELECT src.pool_id, src.position, src.hold, {scalar if shared else 'src.until'}, {state} FROM {source} "
        f"WHERE {_MAY_BE_INSERTED if not sql.is_postgres() else 'true'} "
        "ORDER BY src.pool_id, src.position ON CONFLICT (pool_id, position) DO UPDATE "
        "SET hold = excluded.hold, until = excluded.until, state = excluded.state "
        f"WHERE inventory_claim.state = {GONE} OR (inventory_claim.state = {HELD} AND inventory_claim.until <= %s) "
        "RETURNING pool_id, position",
        [*([cells[0][3]] if shared else []), *params, clock.now()],
    )
    return {(row[0], row[1]) for row in rows}


#: SQLite's trigger against REPLACE fires before it is known whether a row conflicts: sold ones stay out
_MAY_BE_INSERTED = (
    "NOT EXISTS (SELECT 1 FROM inventory_claim AS c WHERE c.pool_id = src.pool_id "  # noqa: S608
    f"AND c.position = src.position AND c.state = {SOLD})"
)


def _busy_cells(takes: Sequence[Take], asking: list[int]) -> set[Cell]:
    source, params = sql.rows_source("src", {"pool_id": "bigint", "position": "int"}, sorted(_cells(takes, asking)))
    rows = sql.run(
        f"SELECT c.pool_id, c.position FROM inventory_claim c JOIN {source} "  # noqa: S608
        "ON src.pool_id = c.pool_id AND src.position = c.position "
        f"WHERE c.state <> {GONE} AND NOT (c.state = {HELD} AND c.until <= %s)",
        [*params, clock.now()],
    )
    return {(row[0], row[1]) for row in rows}


def _cells(takes: Sequence[Take], asking: Sequence[int]) -> set[Cell]:
    return {(takes[i].pool, position) for i in asking for position in takes[i].positions}


def _lost(take: Take, busy: set[Cell]) -> Lost:
    return Lost(take.pool, positions=tuple(p for p in take.positions if (take.pool, p) in busy))


def _insert_holds(takes: Sequence[Take]) -> None:
    sql.insert_rows(
        "inventory_hold",
        {
            "ref": "text",
            "pool_id": "bigint",
            "owner": "text",
            "qty": "int",
            "until": "timestamptz",
            "latest": "timestamptz",
            "state": "int",
        },
        [(t.ref, t.pool, t.owner, t.qty, t.until, t.latest, HELD) for t in takes],
    )
