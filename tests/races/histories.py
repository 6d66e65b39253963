"""R8: the same random histories, played on one engine; what was answered, and what lies in the tables at the end.

    python -m tests.races.histories [--count 200] [--seed 8] [--mistake]

Works on a database of its own: a SQLite file, or a scratch database on the server that ``YAJI_DATABASE_URL`` names.
Prints one JSON line for each history and one for each table. Two engines must print the same; ``test_engines``
compares them. Rows are named by what they are about, never by numbers that a sequence gave out.

``--mistake`` writes moments to SQLite as its own driver would, which text comparison then misreads: the seeded bug
that the comparison must find.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from benchmarks import _ground

SEATS, PLACES, STEPS = 8, 6, 14
JUMPS = [timedelta(seconds=59), timedelta(minutes=10), timedelta(minutes=31), timedelta(days=1), timedelta(days=-1)]


class History:
    """One hall, one standing room, three accounts, and a dozen random steps, each a transaction of its own."""

    def __init__(self, number: int, hands: Any) -> None:
        from yaji.kernel.inventory.tests.making import make_counted, make_named
        from yaji.kernel.ledger import steps as ledger

        self.number, self.hands = number, hands
        self.chance = random.Random(number)
        self.pools = {make_named(SEATS): f"hall {number}", make_counted(PLACES): f"floor {number}"}
        self.hall, self.floor = self.pools
        self.takes: list[Any] = []
        self.minted = 0
        self.inside(lambda: ledger.open_guarded(f"points {number}", "CNY"))

    def play(self) -> list[Any]:
        """What each step answered, in plain values."""
        verbs = [self.take, self.take, self.take, self.sell, self.sell, self.extend, self.release, self.give_back]
        verbs += [self.block, self.resize, self.jump, self.jump, self.post, self.post, self.claim, self.record]
        return [[verb.__name__, self.plain(verb())] for verb in self.chance.choices(verbs, k=STEPS)]

    def inside(self, act: Callable[[], Any]) -> Any:
        """In a transaction that is rolled back where the answer is no, as a caller must."""
        from django.db import transaction

        with transaction.atomic():
            answer = act()
            transaction.set_rollback(answer is False)
        return answer

    def plain(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.plain(each) for each in value]
        if hasattr(value, "positions"):
            return {"lost": self.pools[value.pool], "positions": list(value.positions), "left": value.left}
        return type(value).__name__ if isinstance(value, Exception) else value

    def mint(self) -> str:
        self.minted += 1
        return f"h{self.number}.{self.minted}"

    def seats(self) -> list[int]:
        return sorted(self.chance.sample(range(SEATS), self.chance.randint(1, 3)))

    def some(self) -> list[Any]:
        return self.chance.sample(self.takes, min(len(self.takes), self.chance.randint(1, 2)))

    def take(self) -> Any:
        from yaji.kernel.inventory.tests.making import ask, take

        wanted = []
        for _ in range(self.chance.randint(1, 4)):
            life = timedelta(minutes=self.chance.choice([10, 10, 3]), microseconds=self.chance.choice([0, 1, 500_000]))
            named = self.chance.random() < 0.6
            seats = self.seats() if named else []
            pool = self.hall if named else self.floor
            wanted.append(ask(pool, *seats, qty=0 if named else self.chance.randint(1, 3), ref=self.mint(), life=life))
        answers = take(*wanted)
        self.takes += [one for one, lost in zip(wanted, answers, strict=True) if lost is None]
        return answers

    def sell(self) -> Any:
        from yaji.kernel.inventory.tests.making import sell

        return sell(*self.some())

    def extend(self) -> Any:
        from yaji.kernel.inventory.tests.making import extend

        return extend(self.hands.at + timedelta(minutes=self.chance.choice([5, 20, 60])), *self.some())

    def release(self) -> Any:
        from yaji.kernel.inventory.tests.making import release

        return release(*self.some()) if self.chance.random() < 0.5 else None

    def give_back(self) -> Any:
        from yaji.kernel.inventory.tests.making import give_back

        for one in self.some()[:1]:
            seats = self.chance.choice([one.positions[:1], one.positions]) if one.positions else ()
            return give_back(one, *seats, qty=len(seats) or 1)
        return None

    def block(self) -> Any:
        from yaji.kernel.inventory import steps

        seats = self.seats()
        if self.chance.random() < 0.5:
            return self.inside(lambda: sorted(steps.block(self.hall, seats, ref=f"blk {self.number}")))
        return self.inside(lambda: [steps.unblock(self.hall, seats)])

    def resize(self) -> Any:
        from yaji.kernel.inventory import queries, steps

        changed = self.inside(lambda: steps.change_capacity(self.floor, self.chance.randint(3, 9)))
        left = queries.count_left(list(self.pools))
        return [changed, [left[pool] for pool in self.pools], sorted(queries.taken(self.hall).items())]

    def jump(self) -> Any:
        self.hands.move(self.chance.choice(JUMPS))
        return None

    def post(self) -> Any:
        from yaji.kernel.ledger import queries, steps
        from yaji.kernel.ledger.errors import InsufficientFunds
        from yaji.kernel.ledger.types import Posting

        accounts = [f"{name} {self.number}" for name in ("points", "escrow", "revenue")]
        postings = []
        for _ in range(self.chance.randint(1, 4)):
            debit, credit = self.chance.sample(accounts, 2)
            amount = self.chance.choice([0, 7, 5_000, 6_000_000_000])
            subject = self.chance.choice(["é", "票 'x'", '"\\{},NULL'])
            postings.append(Posting(debit, credit, amount, "CNY", "any", subject))
        try:
            self.inside(lambda: steps.post(postings))
        except InsufficientFunds as refusal:
            return refusal
        return [queries.balance(account, "CNY") for account in accounts]

    def claim(self) -> Any:
        from yaji.kernel.events import steps
        from yaji.kit.actor import SYSTEM

        keys = [f"{self.number}:{self.chance.randint(1, 3)}" for _ in range(self.chance.randint(1, 4))]
        wanted: list[Any] = [(SYSTEM, "x", key, {"n": self.chance.randint(1, 2)}, self.mint()) for key in keys]
        answers = self.inside(lambda: steps.claim_keys(wanted))
        if self.chance.random() < 0.3:
            self.inside(lambda: steps.forget_keys([(SYSTEM, "x", keys[0])]))
        return answers

    def record(self) -> Any:
        from yaji.kernel.catalog.events import OfferChanged
        from yaji.kernel.events import steps
        from yaji.kernel.events.queries import facts_about
        from yaji.kit.actor import SYSTEM

        subject, words = f"sub {self.number}", ["a", "票", '"\\', "{1,2}", "NULL", ""]
        facts = [OfferChanged(subject=subject, offer_kind=word) for word in self.chance.sample(words, 3)]
        self.inside(lambda: steps.record(facts, actor=SYSTEM))
        return [fact.body["offer_kind"] for fact in facts_about(subject)]


def tables() -> Iterator[tuple[str, list[Any]]]:
    """Every row of the rooms' tables by what it is about, sorted."""
    from yaji.kernel.events.models import FactRow, Key
    from yaji.kernel.inventory.models import Claim, Hold, Pool
    from yaji.kernel.ledger.models import Account, Transfer

    ranks = {pk: rank for rank, pk in enumerate(Pool.objects.order_by("pk").values_list("pk", flat=True))}
    names = dict(Account.objects.values_list("pk", "code"))
    known: list[tuple[Any, str, dict[str, dict[int, Any]]]] = [
        (Pool, "pk capacity taken numbered", {"pk": ranks}),
        (Hold, "ref pool_id owner qty until latest state", {"pool_id": ranks}),
        (Claim, "pool_id position hold until state", {"pool_id": ranks}),
        (Account, "code currency balance", {}),
        (Transfer, "debit_id credit_id amount currency reason subject at", {"debit_id": names, "credit_id": names}),
        (Key, "key request response at", {}),
        (FactRow, "kind subject actor_ref actor_label body at pending", {}),
    ]
    for model, columns, numbers in known:
        rows = [
            [_named(numbers.get(column), value) for column, value in zip(columns.split(), row, strict=True)]
            for row in model.objects.values_list(*columns.split())
        ]
        yield model._meta.db_table, sorted(rows)


def _named(numbers: dict[int, Any] | None, value: Any) -> str:
    named = value if numbers is None else numbers[value]
    return json.dumps(named, sort_keys=True, ensure_ascii=False, default=str)


@contextmanager
def misread_moments() -> Iterator[None]:
    """SQLite's own adapter puts a T and the zone into the text."""
    from yaji.kit import sql

    plain = sql._sqlite_value
    sql._sqlite_value = lambda value: value.isoformat() if hasattr(value, "isoformat") else plain(value)
    try:
        yield
    finally:
        sql._sqlite_value = plain


def play(count: int, seed: int) -> None:
    from yaji.kit.testing import stopped_clock

    for number in range(seed * 10_000, seed * 10_000 + count):
        with stopped_clock() as hands:
            say({"history": number, "answers": History(number, hands).play()})
    for name, rows in tables():
        say({"table": name, "rows": rows})


def _commit_lazily(engine: str) -> None:
    """What is compared is the order of commits, not their survival of a power cut."""
    from yaji.kit import sql

    off = {"postgresql": "SET synchronous_commit = off", "sqlite": "PRAGMA synchronous = OFF"}
    sql.run(off[engine], fetch=False)


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False, default=str) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--mistake", action="store_true")
    words = parser.parse_args()
    with _ground.scratch("yaji_histories"):
        _commit_lazily(_ground.migrated("inventory", "ledger", "events"))
        if words.mistake:
            with misread_moments():
                play(words.count, words.seed)
        else:
            play(words.count, words.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
