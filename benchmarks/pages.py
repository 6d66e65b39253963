"""Ordinary pages at 100,000 offers: server time, statements, and that these do not grow with the rows (P6).

    uv run python benchmarks/pages.py [--short]

Lists (home, what's on, one category), items (a show, the choice of places, a price) and the basket (the checkout of
held places, my orders, my passes). The town is made by operations and then copied in the database until there are
100,000 offers. Requests go through the whole Django stack in this process, one after the other, on a database of
their own: SQLite in a temporary folder, or a scratch database on the server that YAJI_DATABASE_URL names.

The figure is CPU time of the request, the database's own process included, because wall time on a shared machine
says how busy the neighbours were; the wall time's p95 stands in the settings beside it. Statements are counted for
little and for much of what the page shows: 2 and 20 evenings of a show, 2 and 20 orders, 1 and 10 lines in a basket.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks._ground import OwnMeter, median, migrated, quantile, report, scratch

OFFERS, SEEDS, PRICES = 100_000, 100, 3
TIMES = -(-OFFERS // (SEEDS * PRICES))
LIMIT_MS, LIMIT_STATEMENTS = 50.0, 12
FEW, MANY = 2, 20
#: tables to copy, with what moves: columns of public ids, columns of ids by table, the rest as it is
COPIED: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "tickets_show": (("public_id",), {"id": "tickets_show"}),
    "inventory_pool": ((), {"id": "inventory_pool"}),
    "tickets_performance": (
        ("public_id",),
        {"id": "tickets_performance", "show_id": "tickets_show", "seat_pool": "inventory_pool"},
    ),
    "catalog_offer": (("public_id", "subject"), {"id": "catalog_offer", "pool": "inventory_pool"}),
    "tickets_price": (("offer",), {"id": "tickets_price", "performance_id": "tickets_performance"}),
    "discover_document": (("ref",), {"id": "discover_document"}),
    "discover_entry": ((), {"id": "discover_document"}),
    "discover_day": ((), {"document_id": "discover_document"}),
    "discover_moment": ((), {"document_id": "discover_document"}),
}


@dataclass(frozen=True)
class Town:
    """Who and what the pages are asked about."""

    house: str
    shows: list[str]
    performances: list[str]
    long_run: dict[int, str]
    evening: str


def build() -> Town:
    """A town of 100,000 offers, most of them copies of the first shows; and shows with few and many evenings."""
    from django.db import connection

    from yaji.experience.discover.operations import reindex
    from yaji.kit.ids import mint
    from yaji.verticals.tickets import factories

    house = mint("par")
    hall = factories.make_hall(house)
    rows = [_evening(factories, house, hall, n) for n in range(SEEDS)]
    reindex(["ticket"])
    copy(TIMES)
    long_run = {}
    for evenings in (FEW, MANY):
        show = factories.make_show(house, f"A run of {evenings}")
        for n in range(evenings):
            factories.make_performance(house, show=show, hall=hall, starts_at=_soon(n + 1))
        long_run[evenings] = show.public_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM catalog_offer")
        assert cursor.fetchone()[0] >= OFFERS
    copies = [tail(n) for n in range(1, TIMES)]
    dice = random.Random(3)
    pairs = [(row, dice.choice(copies)) for row in dice.choices(rows, k=400)]
    return Town(
        house,
        [row.show.public_id + end for row, end in pairs],
        [row.public_id + end for row, end in pairs],
        long_run,
        rows[0].public_id,
    )


def _evening(factories: Any, house: str, hall: Any, n: int) -> Any:
    from yaji.verticals.tickets.types import CATEGORIES

    categories = sorted(CATEGORIES)
    show = factories.make_show(house, f"Evening {n} of the long autumn", category=categories[n % len(categories)])
    return factories.make_performance(house, show=show, hall=hall, starts_at=_soon(n % 60))


def _soon(days: int) -> Any:
    from datetime import timedelta

    from yaji.kit import clock

    return clock.now() + timedelta(days=days, hours=3)


def copy(times: int) -> None:
    """Have every row ``times`` times, in one transaction that need not survive a power cut."""
    from django.db import connection, transaction

    on_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off" if on_postgres else "PRAGMA synchronous = OFF")
        shifts = {table: _largest(cursor, table) for table, (_, ids) in COPIED.items() if "id" in ids}
    with transaction.atomic(), connection.cursor() as cursor:
        for n in range(1, times):
            for statement in _statements(n, shifts, on_postgres=on_postgres):
                cursor.execute(statement)
            for statement in _texts(n, shifts, on_postgres=on_postgres):
                cursor.execute(statement)
        if on_postgres:
            for table in shifts:
                sequence = f"pg_get_serial_sequence('{table}', 'id')"
                cursor.execute(f"SELECT setval({sequence}, (SELECT MAX(id) FROM {table}))")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if on_postgres else "ANALYZE")
    connection.close()


def _largest(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT MAX(id) FROM {table}")
    return int(cursor.fetchone()[0])


def _statements(n: int, shifts: dict[str, int], *, on_postgres: bool) -> Iterator[str]:
    """One INSERT … SELECT for each table: public ids get two more digits, ids move past what is there."""
    from django.apps import apps

    models = {model._meta.db_table: model for model in apps.get_models()}
    for table, (refs, ids) in COPIED.items():
        taken = {}
        for field in models[table]._meta.concrete_fields:
            name = str(field.column)
            if name in ids:
                taken[name] = f"{name} + {n * shifts[ids[name]]}"
            elif name in refs:
                taken[name] = f"{name} || '{tail(n)}'"
            elif name != "id":
                taken[name] = name
        if "url_kwargs" in taken:
            moved = f"REPLACE(CAST(url_kwargs AS text), ref, ref || '{tail(n)}')"
            taken["url_kwargs"] = f"CAST({moved} AS jsonb)" if on_postgres else moved
        key = next(iter(ids))
        heads = ", ".join(f'"{name}"' for name in taken)
        yield (
            f"INSERT INTO {table} ({heads}) SELECT {', '.join(taken.values())} FROM {table} "
            f"WHERE {key} <= {shifts[ids[key]]}"
        )


def tail(n: int) -> str:
    """Two more characters for the public ids of the ``n``-th copy."""
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return digits[n // 32] + digits[n % 32]


def _texts(n: int, shifts: dict[str, int], *, on_postgres: bool) -> Iterator[str]:
    shift = shifts["discover_document"]
    if on_postgres:
        yield (
            "UPDATE discover_entry AS e SET vector = o.vector FROM discover_entry o "
            f"WHERE e.id = o.id + {n * shift} AND o.id <= {shift}"
        )
    else:
        texts = "title, people, venue, summary"
        yield (
            f"INSERT INTO discover_index (rowid, {texts}) SELECT rowid + {n * shift}, {texts} FROM discover_index "
            f"WHERE rowid <= {shift}"
        )


class Visitor:
    """A browser of somebody who has held and bought things, in this process."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(headers={"host": "localhost"})
        self.client.get("/en/")

    def get(self, path: str) -> None:
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path} was answered {answer.status_code}")


def pages(town: Town) -> dict[str, Callable[[random.Random], str]]:
    """Addresses to ask for, by page."""
    categories = ("concert", "film", "performance", "exhibition")
    return {
        "home": lambda _dice: "/en/",
        "what's on": lambda dice: f"/en/whats-on/?page={dice.randrange(1, 40)}",
        "category": lambda dice: f"/en/whats-on/{dice.choice(categories)}/?page={dice.randrange(1, 20)}",
        "show": lambda dice: f"/en/tickets/s/{dice.choice(town.shows)}/",
        "places": lambda dice: f"/en/tickets/p/{dice.choice(town.performances)}/",
        "price": lambda dice: f"/en/tickets/p/{dice.choice(town.performances)}/quote?seat={dice.randrange(30)}",
    }


def baskets(town: Town) -> dict[str, dict[int, tuple[Visitor, str]]]:
    """The pages of a buyer with little and with much: a visitor and an address for each."""
    from yaji.kernel.identity.queries import visitor
    from yaji.kit.ids import mint
    from yaji.verticals.tickets import factories
    from yaji.verticals.tickets.models import Performance

    found: dict[str, dict[int, tuple[Visitor, str]]] = {"checkout": {}, "my orders": {}, "my passes": {}}
    house = town.house
    hall = factories.make_hall(house)
    for size in (FEW, MANY):
        actor, guest = visitor(mint("vis")), Visitor()
        rows = [factories.make_performance(house, hall=hall, starts_at=_soon(n + 2)) for n in range(size)]
        orders = [factories.buy(actor, Performance.objects.get(pk=row.pk), seats=[0, 1]) for row in rows]
        remember(guest, actor.ref)
        found["my orders"][size] = (guest, "/en/orders/")
        found["my passes"][size] = (guest, "/en/passes/")
        held = factories.place(actor, rows[0], seats=range(4, 4 + size // 2))
        found["checkout"][size] = (guest, f"/en/orders/{held}/checkout/")
        assert len(orders) == size
    return found


def remember(guest: Visitor, ref: str) -> None:
    """Give the browser the signed cookie of this visitor, as the site does when somebody buys."""
    from django.core import signing

    from yaji.kernel.identity.http import VISITOR_COOKIE

    guest.client.cookies[VISITOR_COOKIE] = signing.dumps(ref, salt=VISITOR_COOKIE, compress=True)


def statements(ask: Callable[[], None]) -> int:
    """How many the second of two equal requests makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def timed(ask: Callable[[int], None], times: int) -> tuple[list[float], list[float]]:
    """CPU and wall milliseconds of ``times`` requests after a few to warm up."""
    for n in range(5):
        ask(n)
    meter, spent, walls = OwnMeter(), [], []
    for n in range(times):
        cpu, began = meter.now(), time.perf_counter()
        ask(n)
        spent.append(meter.now() - cpu)
        walls.append((time.perf_counter() - began) * 1000)
    return spent, walls


def measured(what: str, ask: Callable[[int], None], times: int, counts: dict[int, int], engine: str) -> list[bool]:
    spent, walls = timed(ask, times)
    often = {"engine": engine, "offers": OFFERS, "requests": times}
    told = {"p50_ms": round(median(spent), 1), "wall_p95_ms": round(quantile(walls, 0.95), 1)}
    grown = max(counts.values()) - min(counts.values())
    return [
        report("P6", f"{what}: CPU p95, warm", quantile(spent, 0.95), "ms", LIMIT_MS, **often, **told),
        report("P6", f"{what}: statements", max(counts.values()), "statements", LIMIT_STATEMENTS, **often),
        report("P6", f"{what}: statements more with more rows", grown, "statements", 0, by_rows=counts),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="fewer requests of each page")
    times = 30 if parser.parse_args().short else 200
    good: list[bool] = []
    with scratch("yaji_bench_pages"):
        engine = migrated()
        town = build()
        guest, dice = Visitor(), random.Random(5)
        for name, address in pages(town).items():
            counts = {1: statements(lambda: guest.get(address(random.Random(1))))}  # noqa: B023
            if name == "show":
                runs = town.long_run.items()
                counts = {n: statements(lambda: guest.get(f"/en/tickets/s/{ref}/")) for n, ref in runs}  # noqa: B023
            good += measured(name, lambda _n: guest.get(address(dice)), times, counts, engine)  # noqa: B023
        for name, sizes in baskets(town).items():
            counts = {size: statements(lambda: who.get(path)) for size, (who, path) in sizes.items()}  # noqa: B023
            who, path = sizes[MANY]
            good += measured(name, lambda _n: who.get(path), times, counts, engine)  # noqa: B023
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
