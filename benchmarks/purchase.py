"""The whole purchase as a browser does it, over HTTP: show page, places, price, hold, checkout, payment, passes (P4).

    uv run python benchmarks/purchase.py [--short] [--workers N]

`yaji serve` runs on a database of its own: a SQLite file in a temporary folder, or a scratch database on the
PostgreSQL server that YAJI_DATABASE_URL names. 32 buyers, each a guest with fresh cookies at an address of its own,
buy two seats or two standing places, pay on the sandbox's hosted page (its signed notice comes through the job
worker, as in life) and open their passes. One purchase counts when the pass page shows both passes.

CPU is of every process: web, job worker with schedule, and the database's; it is read again when the worker has
nothing left to do, so mails and notices are in it. The buyers' own CPU is not. Afterwards nothing may have gone
wrong: no answer that was not expected, as many passes as were paid for, and the doctor finds nothing.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks._ground import ROOT, Meter, median, migrated, quantile, report, scratch, served

BUYERS = 32
ROWS, SEATS_IN_ROW = 60, 80
STANDING = 200_000
MOST = {"named": 8, "counted": 9}
#: CPU milliseconds of one purchase in the shop of the peer, the best figure measured (performance.md)
PEER_MS = 921.0
FORM = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class Errand:
    """What a buyer goes for. ``query`` chooses the places."""

    kind: str
    show: str
    performance: str
    query: str


@dataclass
class Buyer:
    """A browser: cookies, one connection, and how long each answer took (milliseconds by name)."""

    send: Callable[[str, str, dict[str, str] | None], tuple[int, dict[str, str], str]]
    spent: list[tuple[str, float]] = field(default_factory=list)

    def get(self, name: str, path: str, status: int = 200) -> str:
        return self._ask(name, "GET", path, None, status)[1]

    def post(self, name: str, path: str, fields: dict[str, str]) -> str:
        """Where the answer sends the browser."""
        return self._ask(name, "POST", path, fields, 302)[0]["location"]

    def follow(self, name: str, path: str) -> str:
        return self._ask(name, "GET", path, None, 302)[0]["location"]

    def _ask(
        self, name: str, method: str, path: str, fields: dict[str, str] | None, status: int
    ) -> tuple[dict[str, str], str]:
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        began = time.perf_counter()
        got, headers, body = self.send(method, path, fields)
        self.spent.append((name, (time.perf_counter() - began) * 1000))
        if got != status:
            raise AssertionError(f"{method} {path} ({name}) was answered {got}, not {status}: {plain(body)[:300]}")
        return headers, body


def buy(buyer: Buyer, errand: Errand) -> None:
    """The way of one buyer, from the page of the show to the passes."""
    place = f"/en/tickets/p/{errand.performance}/"
    buyer.get("show", f"/en/tickets/s/{errand.show}/")
    page = buyer.get("performance", place)
    if errand.kind == "named":
        buyer.get("map", place + "map?v=" + re.search(r"map\?v=(\w+)", page)[1])  # type: ignore[index]  # it is there
        buyer.get("stock", place + "stock")
    form = fields_of(buyer.get("quote", f"{place}quote?{errand.query}"), "/place/")
    checkout = buyer.post("place", "/en/orders/place/", form)
    form = fields_of(buyer.get("checkout", checkout), "")
    hosted = buyer.post("check out", checkout, {**form, "name": "Lin Yu", "email": "lin@example.org"})
    form = fields_of(buyer.get("sandbox", hosted), "")
    back = buyer.post("pay", hosted, {**form, "do": "plain", "method": "card"})
    order = buyer.follow("return", back)
    if "payment=captured" not in order:
        raise AssertionError(f"the payment ended in {order}")
    buyer.get("order", order)
    passes = buyer.get("passes", f"/en/passes/order/{urlsplit(order).path.strip('/').rpartition('/')[2]}/")
    if passes.count("<svg") < 2 or "/passes/" not in passes:
        raise AssertionError("the passes are not there")


def fields_of(page: str, action: str) -> dict[str, str]:
    """Hidden fields of the first form whose action has ``action`` in it."""
    for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
        if action in form.split(">", 1)[0] and 'method="post"' in form.split(">", 1)[0] and "csrf" in form:
            found = FORM.findall(form)
            if action or "key" in dict(found) or 'name="do"' in form:
                return {name: unescape(value) for name, value in found}
    raise AssertionError(f"there is no form for {action!r} in: {plain(page)[:300]}")


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()


def over_http(address: str, who: int) -> Buyer:
    """A browser at an address of its own."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    cookies: dict[str, str] = {}
    client = f"10.{who >> 16 & 255}.{who >> 8 & 255}.{who & 255}"

    def send(method: str, path: str, fields: dict[str, str] | None) -> tuple[int, dict[str, str], str]:
        headers = {"X-Forwarded-For": client, "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                cookies[cookie] = content
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body

    return Buyer(send)


def town() -> Iterator[Errand]:
    """A show with as many performances as are needed; errands to it, seats and standing places by turns."""
    from yaji.kit.ids import mint
    from yaji.kit.text import local
    from yaji.verticals.tickets import factories, queries
    from yaji.verticals.tickets.types import PriceDraft

    house = mint("par")
    plan: dict[str, Any] = json.loads(json.dumps(factories.SMALL_PLAN))
    plan["sections"][0] |= {"rows": [str(n + 1) for n in range(ROWS)], "seats": [SEATS_IN_ROW] * ROWS, "accessible": []}
    plan["sections"][0]["bands"] = [{"rows": ROWS // 2, "category": key} for key in "ab"]
    plan["sections"][1]["capacity"] = STANDING
    prices = [PriceDraft(key, local(key), 10_000 * n, n) for n, key in enumerate(("a", "b", "floor"), start=1)]
    hall, show = factories.make_hall(house, plan), factories.make_show(house, "The long evening")
    size = ROWS * SEATS_IN_ROW
    for first in count():
        row = factories.make_performance(house, show=show, hall=hall, prices=prices)
        floor = {price.zone: price.offer for price in queries.prices_of(row)}["floor"]
        # the aisle in the middle of a row does not matter: two neighbours, as somebody taps them
        for pair in range(0, size, 2):
            yield Errand("named", show.public_id, row.public_id, f"seat={pair}&seat={pair + 1}")
            yield Errand("counted", show.public_id, row.public_id, f"qty-{floor}=2")
        if first > 20:
            raise RuntimeError("more was sold than can be")


class Crowd:
    """Buyers who come one after the other for ``seconds``, 32 at a time."""

    def __init__(self, address: str, errands: Iterator[Errand], seconds: float) -> None:
        self.address, self.errands, self.seconds = address, errands, seconds
        self.whole: list[float] = []
        self.by_request: dict[str, list[float]] = {}
        self.wrong: list[str] = []
        self._lock = threading.Lock()
        self._who = count(1)

    def come(self) -> float:
        """Orders per second."""
        began = time.monotonic()
        threads = [threading.Thread(target=self._one_after_the_other, args=(began,)) for _ in range(BUYERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(self.whole) / (time.monotonic() - began)

    def _one_after_the_other(self, began: float) -> None:
        while time.monotonic() - began < self.seconds and not self.wrong:
            with self._lock:
                errand, who = next(self.errands), next(self._who)
            buyer = over_http(self.address, who)
            started = time.perf_counter()
            try:
                buy(buyer, errand)
            except (AssertionError, OSError, http.client.HTTPException) as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
                return
            with self._lock:
                self.whole.append((time.perf_counter() - started) * 1000)
                for name, spent in buyer.spent:
                    self.by_request.setdefault(name, []).append(spent)


def wait_for_jobs(seconds: float = 60) -> None:
    """Until no job waits and every fact has been heard."""
    from django.db import connection
    from django_tasks_db.models import DBTaskResult

    from yaji.kernel.events.queries import pending_since
    from yaji.kit import clock

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection.close()
        left = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"], run_after__lte=clock.now()).count()
        if not left and not pending_since(clock.now()).exists():
            return
        time.sleep(0.25)
    raise RuntimeError("the jobs are not done")


def statements(errand: Errand) -> dict[str, list[str]]:
    """The SQL of each request of one purchase in this process, warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    found: dict[str, list[str]] = {}
    asked: list[list[str]] = []

    def send(method: str, path: str, fields: dict[str, str] | None) -> tuple[int, dict[str, str], str]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path) if method == "GET" else client.post(path, fields)
        asked.append([query["sql"] for query in captured])
        headers = {name.lower(): value for name, value in answer.items()}
        return answer.status_code, headers, b"".join(answer).decode(errors="replace")

    buyer = Buyer(send)
    buy(buyer, errand)
    for (name, _), texts in zip(buyer.spent, asked, strict=True):
        found[name] = [text for text in texts if not text.upper().startswith(AROUND)]
    return found


def of_placing(errand: Errand) -> list[str]:
    """The SQL of hold and order alone: the operation behind the button, warm."""
    from django.db import connection
    from django.http import QueryDict
    from django.test.utils import CaptureQueriesContext

    from yaji.kernel.identity.queries import visitor
    from yaji.kernel.orders import operations
    from yaji.kernel.orders.queries import quote_for
    from yaji.kit.ids import mint
    from yaji.verticals.tickets import choosing, queries

    actor = visitor(mint("vis"))
    row = queries.performance_for(actor, errand.performance)
    data = QueryDict(errand.query)
    wants = choosing.wants_of(row, choosing.read_choice(data.dict(), data.getlist("seat")), queries.prices_of(row))
    total = quote_for(actor, wants).total.minor
    with CaptureQueriesContext(connection) as captured:
        operations.place(actor=actor, wants=wants, expected=total, key=mint("key"))
    return [query["sql"] for query in captured if not query["sql"].upper().startswith(AROUND)]


def doctor() -> list[str]:
    """What the doctor finds, settings apart: those of a development machine are never safe."""
    words = [sys.executable, "-m", "yaji.delivery.cli.main", "doctor", "--json"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ})
    checks = [each for each in json.loads(said.stdout)["checks"] if not each["name"].startswith("settings.")]
    return [f"{each['name']}: {each['findings']}" for each in checks if each["level"] != "ok"]


def figures(engine: str, crowd: Crowd, rate: float, spent: dict[str, float], workers: int) -> list[bool]:
    orders = len(crowd.whole)
    each = {part: round(ms / orders, 1) for part, ms in sorted(spent.items())}
    cpu = sum(spent.values()) / orders
    ms = {
        name: [round(median(all_of), 1), round(quantile(all_of, 0.99), 1)] for name, all_of in crowd.by_request.items()
    }
    how = {"engine": engine, "buyers": BUYERS, "orders": orders, "workers": workers}
    return [
        report("P4", "whole purchases", rate, "orders/s", None, **how, p50_p99_ms_by_request=ms),
        report("P4", "whole purchase, p50", median(crowd.whole), "ms", None, **how),
        report("P4", "whole purchase, p99", quantile(crowd.whole, 0.99), "ms", None, **how),
        report("P4", "CPU of all processes", cpu, "ms/order", PEER_MS, **how, by_part=each, peer_ms=PEER_MS),
    ]


def listed(engine: str, errands: Iterator[Errand]) -> Iterator[bool]:
    """Statements by request, and of hold and order."""
    for kind, most in MOST.items():
        of_kind = (each for each in errands if each.kind == kind)
        statements(next(of_kind))
        counts = {name: len(texts) for name, texts in statements(next(of_kind)).items()}
        placing = of_placing(next(of_kind))
        short = [re.sub(r"\s+", " ", text)[:60] for text in placing]
        yield report("P4", f"hold and order, {kind}", len(placing), "statements", most, engine=engine, sql=short)
        yield report("P4", f"whole purchase, {kind}", sum(counts.values()), "statements", None, **counts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="four seconds of sale instead of forty")
    parser.add_argument("--workers", type=int, default=0, help="web processes (one; two on PostgreSQL)")
    options = parser.parse_args()
    seconds = 4.0 if options.short else 40.0
    with scratch("yaji_bench_purchase") as database:
        engine = migrated()
        workers = options.workers or (2 if engine == "postgresql" else 1)
        errands = town()
        with served({"YAJI_PROXIES": "1"}, "--workers", str(workers)) as (address, pid):
            for who in range(4 * workers):
                buy(over_http(address, who), next(errands))
            with Meter(pid, database) as meter:
                crowd = Crowd(address, errands, seconds)
                rate = crowd.come()
                wait_for_jobs()
            wrong = list(crowd.wrong)
        good = figures(engine, crowd, rate, meter.by_part(), workers) if crowd.whole else [False]
        good += listed(engine, errands)
        found = doctor()
        good.append(report("P4", "answers that were wrong", len(wrong), "answers", 0, said=wrong[:3]))
        good.append(report("P4", "findings of the doctor", len(found), "findings", 0, said=found[:3]))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
