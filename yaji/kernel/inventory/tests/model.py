"""What the inventory promises, told a second time without a database: dictionaries and a moment.

Written from the promises in the README and not from the code; the two are compared step by step.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yaji.kernel.inventory.types import Lost, Take

Cell = tuple[int, int]


@dataclass
class ModelHold:
    """Who holds or owns ``qty`` places; ``cells`` are those that are still its own."""

    pool: int
    qty: int
    until: datetime
    latest: datetime
    named: bool
    state: str = "held"


@dataclass
class Owner:
    """Who has a named place, how, and until when."""

    ref: str
    until: datetime | None
    state: str


@dataclass
class ModelInventory:
    """Named pools by size, counted pools by capacity."""

    named: dict[int, int] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)
    holds: dict[str, ModelHold] = field(default_factory=dict)
    owners: dict[Cell, Owner] = field(default_factory=dict)

    def is_free(self, cell: Cell, now: datetime) -> bool:
        owner = self.owners.get(cell)
        return owner is None or (owner.until is not None and owner.until <= now)

    def counter(self, pool: int) -> int:
        return sum(h.qty for h in self.holds.values() if h.pool == pool and h.state in ("held", "sold"))

    def take(self, takes: Sequence[Take], now: datetime) -> list[Lost | None]:
        answers: list[Lost | None] = []
        self._reclaim(takes, now)
        for wanted in takes:
            lost = self._refusal(wanted, now)
            if lost is None:
                self.holds[wanted.ref] = ModelHold(
                    wanted.pool, wanted.qty, wanted.until, wanted.latest, bool(wanted.positions)
                )
                for position in wanted.positions:
                    self.owners[wanted.pool, position] = Owner(wanted.ref, wanted.until, "held")
            answers.append(lost)
        # a loser hears which of its places are gone when the batch is done
        return [self._told(wanted, lost, now) for wanted, lost in zip(takes, answers, strict=True)]

    def _refusal(self, wanted: Take, now: datetime) -> Lost | None:
        if wanted.positions:
            free = all(self.is_free((wanted.pool, p), now) for p in wanted.positions)
            return None if free else Lost(wanted.pool)
        left = self.counted[wanted.pool] - self.counter(wanted.pool)
        return None if wanted.qty <= left else Lost(wanted.pool, left=left)

    def _told(self, wanted: Take, lost: Lost | None, now: datetime) -> Lost | None:
        if lost is None or not wanted.positions:
            return lost
        return Lost(wanted.pool, tuple(p for p in wanted.positions if not self.is_free((wanted.pool, p), now)))

    def _reclaim(self, takes: Sequence[Take], now: datetime) -> None:
        """Lapsed counted holds go only where the batch as a whole asks for more than is left."""
        for pool, capacity in self.counted.items():
            wanted = sum(t.qty for t in takes if t.pool == pool)
            if wanted > capacity - self.counter(pool):
                for hold in self.holds.values():
                    if hold.pool == pool and hold.state == "held" and hold.until <= now:
                        hold.state = "gone"

    def is_live(self, ref: str, now: datetime) -> bool:
        """Held, not lapsed, and no place lost to anybody."""
        hold = self.holds[ref]
        own = sum(o.ref == ref and o.state == "held" and o.until > now for o in self.owners.values() if o.until)
        return hold.state == "held" and hold.until > now and (not hold.named or own == hold.qty)

    def sell(self, refs: Collection[str], now: datetime) -> bool:
        if not all(self.is_live(ref, now) for ref in refs):
            return False
        for ref in refs:
            self.holds[ref].state = "sold"
        for owner in self.owners.values():
            if owner.ref in refs:
                owner.until, owner.state = None, "sold"
        return True

    def extend(self, refs: Collection[str], until: datetime, now: datetime) -> bool:
        if not all(self.is_live(ref, now) for ref in refs):
            return False
        for ref in refs:
            hold = self.holds[ref]
            hold.until = min(until, hold.latest)
            for owner in self.owners.values():
                if owner.ref == ref:
                    owner.until = hold.until
        return True

    def release(self, refs: Collection[str]) -> None:
        for ref in refs:
            if self.holds[ref].state != "gone":
                self.holds[ref].state = "gone"
            self._free([cell for cell, owner in self.owners.items() if owner.ref == ref and owner.state != "blocked"])

    def give_back(self, ref: str, positions: Collection[int], qty: int) -> bool:
        hold = self.holds[ref]
        cells = [(hold.pool, p) for p in positions]
        own = all(cell in self.owners and self.owners[cell].ref == ref for cell in cells)
        if hold.state != "sold" or not own or not 0 < qty <= hold.qty:
            return False
        self._free(cells)
        hold.qty, hold.state = (hold.qty, "gone") if qty == hold.qty else (hold.qty - qty, "sold")
        return True

    def block(self, pool: int, positions: Collection[int], ref: str, now: datetime) -> set[int]:
        taken = {p for p in positions if not self.is_free((pool, p), now)}
        for position in set(positions) - taken:
            self.owners[pool, position] = Owner(ref, None, "blocked")
        return taken

    def unblock(self, pool: int, positions: Collection[int]) -> int:
        cells = [(pool, p) for p in positions]
        mine = [cell for cell in cells if cell in self.owners and self.owners[cell].state == "blocked"]
        self._free(mine)
        return len(mine)

    def _free(self, cells: Collection[Cell]) -> None:
        for cell in cells:
            del self.owners[cell]

    def taken(self, pool: int, now: datetime) -> dict[int, str]:
        return {
            position: owner.state
            for (of, position), owner in self.owners.items()
            if of == pool and not self.is_free((of, position), now)
        }

    def left(self, pool: int, now: datetime) -> int:
        if pool in self.named:
            return self.named[pool] - len(self.taken(pool, now))
        lapsed = sum(h.qty for h in self.holds.values() if h.pool == pool and h.state == "held" and h.until <= now)
        return self.counted[pool] - self.counter(pool) + lapsed

    def sold(self, pool: int) -> int:
        return sum(h.qty for h in self.holds.values() if h.pool == pool and h.state == "sold")
