"""Posting transfers in batches, and re-adding all of them as the doctor does (P7).

    uv run python -m benchmarks.ledger [--short]

Measures on a database of its own: a SQLite file in a temporary folder, or, if YAJI_DATABASE_URL names a PostgreSQL
server, a scratch database there that is dropped at the end. One writer posts batches of 1,024 through the ledger's
own step, each its own durable commit; the transfers go between a clearing account and 1,000 sellers and on to
commission, as sales do. Then the doctor's three questions are asked over everything that was posted.

Posting is judged by CPU time, the database's own process included: 50 µs per transfer are 20,000 a second from one
core. Wall time on a shared machine says how busy the neighbours were; it stands in the settings beside it.
"""

import argparse
import random
import sys
import time

from benchmarks import _ground

BATCH = 1_024
SELLERS = 1_000
CPU_LIMIT_US = 50.0
RE_ADD_SECONDS = 5.0
FULL = 1_000_000


def fill(transfers: int) -> tuple[float, float, int]:
    """Post that many; CPU µs and wall µs of each, and how many there were."""
    from django.db import transaction

    from yaji.kernel.ledger import steps
    from yaji.kernel.ledger.types import Posting

    chance = random.Random(7)
    sellers = [f"escrow:par_{n}" for n in range(SELLERS)]

    def batch(number: int) -> list[Posting]:
        found = []
        for n in range(BATCH):
            seller, subject = chance.choice(sellers), f"lin_{number}_{n // 2}"
            if n % 2:
                found.append(Posting(seller, "revenue:commission", 1_080, "CNY", "commission", subject))
            else:
                found.append(Posting("clearing:sandbox", seller, 18_000, "CNY", "sale", subject))
        return found

    with transaction.atomic():
        steps.post(batch(0))  # opens the accounts
    batches = [batch(n) for n in range(1, transfers // BATCH + 1)]
    meter = _ground.OwnMeter()
    wall, cpu = time.perf_counter(), meter.now()
    for postings in batches:
        with transaction.atomic():
            steps.post(postings)
    wall, cpu = time.perf_counter() - wall, meter.now() - cpu
    count = len(batches) * BATCH
    return cpu * 1000 / count, wall * 1e6 / count, count


def examine() -> float:
    """Seconds of the doctor's questions about the ledger, the best of three."""
    return min(_examine() for _ in range(3))


def _examine() -> float:
    from yaji.kernel.ledger import queries

    began = time.perf_counter()
    sums, off, mixed = queries.re_add(), queries.off_guard(), queries.mixed_currencies()
    spent = time.perf_counter() - began
    if any(sums.values()) or off or mixed:
        raise SystemExit(f"the ledger does not add up: {sums} {off} {mixed}")
    return spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--short", action="store_true", help="a tenth of the transfers, and of the time to re-add them")
    transfers = FULL // 10 if parser.parse_args().short else FULL
    with _ground.scratch("yaji_bench_ledger"):
        engine = _ground.migrated("ledger")
        cpu, wall, count = fill(transfers)
        settings = {"engine": engine, "transfers": count, "batch": BATCH, "writers": 1}
        posted = _ground.report(
            "P7",
            "CPU of one transfer, posted in batches",
            cpu,
            "µs",
            CPU_LIMIT_US,
            **settings,
            wall_us=round(wall, 1),
            per_second=round(1e6 / wall),
        )
        limit = RE_ADD_SECONDS * transfers / FULL
        added = _ground.report("P7", "the doctor re-adds every transfer", examine(), "s", limit, **settings)
    return int(not (posted and added))


if __name__ == "__main__":
    sys.exit(main())
