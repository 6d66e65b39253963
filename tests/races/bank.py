"""R4: eight clients move money at random; every snapshot adds up and no guarded account is ever below zero.

    python -m tests.races.bank [--short | --long]

Works on a database of its own: a SQLite file, or a scratch database on the server that ``YAJI_DATABASE_URL`` names.
Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import _ground

TRANSFERS = {"short": 10_000, "long": 1_000_000}
CLIENTS = 8
CURRENCIES = ("CNY", "JPY")
GUARDED = [f"points:{n}" for n in range(6)]
OPEN = ["clearing", "escrow", "revenue"]
Post = Callable[[Sequence[Any]], None]


@dataclass
class Tally:
    """What the clients know: it must be what the ledger says at the end."""

    posted: int = 0
    refused: int = 0
    snapshots: int = 0
    #: every complaint of a snapshot, and every error that is not a refusal
    troubles: list[str] = field(default_factory=list)
    sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def bank(transfers: int, post: Post | None = None, clients: int = CLIENTS) -> dict[str, Any]:
    """Move money about ``transfers`` times on the database that Django is set up for. The result, with ``passed``."""
    from django.db import connection, transaction

    from yaji.kernel.ledger import steps

    with transaction.atomic():
        for code in GUARDED:
            for currency in CURRENCIES:
                steps.open_guarded(code, currency)
    tally, over = Tally(), threading.Event()
    began = time.monotonic()
    auditor = threading.Thread(target=_watch, args=(tally, over))
    auditor.start()
    threads = [
        threading.Thread(target=_client, args=(n, transfers // clients, post or steps.post, tally))
        for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    auditor.join()
    _audit(tally)
    _compare(tally)
    enough = tally.posted >= transfers and tally.refused > 0 and tally.snapshots > 1
    return {
        "goal": "R4",
        "engine": connection.vendor,
        "clients": clients,
        "transfers": tally.posted,
        "refused": tally.refused,
        "snapshots": tally.snapshots,
        "seconds": round(time.monotonic() - began, 1),
        "troubles": tally.troubles[:5],
        "passed": enough and not tally.troubles,
    }


def _client(number: int, quota: int, post: Post, tally: Tally) -> None:
    from django.db import connection, transaction

    from yaji.kernel.ledger.errors import InsufficientFunds

    chance, left = random.Random(number), quota
    try:
        while left > 0:
            batch = [_posting(chance) for _ in range(chance.randint(1, 16))]
            try:
                with transaction.atomic():
                    post(batch)
            except InsufficientFunds:
                with tally.lock:
                    tally.refused += 1
                continue
            left -= len(batch)
            _note(tally, batch)
    except Exception as error:
        tally.troubles.append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()


def _posting(chance: random.Random) -> Any:
    from yaji.kernel.ledger.types import Posting

    debit, credit = chance.sample(GUARDED + OPEN, 2)
    amount = chance.choice([chance.randint(1, 500), chance.randint(1, 500), 10**10])
    if debit in GUARDED and amount > 500:
        debit, credit = credit, debit
    return Posting(debit, credit, amount, chance.choice(CURRENCIES), "any", "bank")


def _note(tally: Tally, batch: Sequence[Any]) -> None:
    with tally.lock:
        tally.posted += len(batch)
        for posting in batch:
            tally.sums[posting.debit, posting.currency] -= posting.amount
            tally.sums[posting.credit, posting.currency] += posting.amount


def _watch(tally: Tally, over: threading.Event) -> None:
    from django.db import connection

    try:
        while not over.wait(0.2):
            _audit(tally)
    except Exception as error:
        tally.troubles.append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()


def _audit(tally: Tally) -> None:
    """Everything is read from one snapshot, or a kept balance and its transfers may be of different moments."""
    from django.db import connection, transaction

    from yaji.kernel.ledger import queries
    from yaji.kernel.ledger.models import Account

    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        below = list(Account.objects.filter(balance__lt=0).values_list("code", "currency", "balance"))
        off, sums = queries.off_guard(), {c: total for c, total in queries.re_add().items() if total}
    tally.snapshots += 1
    tally.troubles += [f"{what}: {found}" for what, found in (("below", below), ("off", off), ("sum", sums)) if found]


def _compare(tally: Tally) -> None:
    """What the clients were told and what is stored are the same money."""
    from yaji.kernel.ledger import queries

    for (code, currency), total in tally.sums.items():
        stored = queries.balance(code, currency)
        if stored != total:
            tally.troubles.append(f"{code} {currency}: told {total}, stored {stored}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--short", dest="size", action="store_const", const="short", default="short")
    parser.add_argument("--long", dest="size", action="store_const", const="long")
    size = parser.parse_args().size
    with _ground.scratch("yaji_bank"):
        _ground.migrated("ledger")
        result = bank(TRANSFERS[size])
    sys.stdout.write(json.dumps(result) + "\n")
    return int(not result["passed"])


if __name__ == "__main__":
    sys.exit(main())
