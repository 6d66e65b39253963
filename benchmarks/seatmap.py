"""The seat map at 5,000 seats: frames while panning and zooming, long tasks after load, best available, stock size.

    uv run python benchmarks/seatmap.py [--short]

Serves the site from this process on a loopback port, on a SQLite file in a temporary folder, and drives Chromium
over it. A script in the page turns the wheel and drags for three seconds, one step a frame, as a hand would; the
time between frames is what `requestAnimationFrame` says. Needs the built front end and Chromium (`CHROMIUM` names it).
The search for the best seats and the size of the stock are measured in this process, without a browser.
"""

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks._ground import report

SEATS = 5_000
FRAME_MS, TASK_MS, BEST_MS, STOCK_BYTES = 33.0, 100.0, 5.0, 5_000
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]


#: Runs in the page. Times between frames and the longest task, in milliseconds.
GESTURES = """
async (seconds) => {
  const canvas = document.querySelector('.hall-canvas');
  const box = canvas.getBoundingClientRect();
  const at = (x, y) => ({ clientX: box.left + x, clientY: box.top + y, bubbles: true, cancelable: true });
  const pointer = (type, x, y) =>
    canvas.dispatchEvent(new PointerEvent(type, { ...at(x, y), pointerId: 1, pointerType: 'mouse', button: 0 }));
  canvas.setPointerCapture = () => {};
  const tasks = [];
  const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)));
  watch.observe({ type: 'longtask' });
  const frames = [];
  const [w, h] = [box.width, box.height];
  await new Promise((done) => {
    const began = performance.now();
    let last = began;
    let dragging = false;
    const step = (now) => {
      frames.push(now - last);
      last = now;
      const t = (now - began) / 1000;
      if (t > seconds) {
        if (dragging) pointer('pointerup', w / 2, h / 2);
        return done();
      }
      // by turns: closer, drag in circles, back out
      const phase = t % 1.5;
      if (phase < 0.5 || phase > 1.0) {
        if (dragging) pointer('pointerup', w / 2, h / 2);
        dragging = false;
        canvas.dispatchEvent(new WheelEvent('wheel', { ...at(w * 0.45, h * 0.4), deltaY: phase < 0.5 ? -60 : 60 }));
      } else {
        const [x, y] = [w / 2 + Math.cos(t * 9) * w * 0.3, h / 2 + Math.sin(t * 9) * h * 0.3];
        if (!dragging) pointer('pointerdown', x, y);
        dragging = true;
        pointer('pointermove', x, y);
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  await new Promise((r) => setTimeout(r, 200));
  return { frames: frames.slice(1), longest: Math.max(0, ...tasks) };
}
"""


@contextmanager
def site() -> Iterator[str]:
    """The site on a free loopback port, with an empty database; its address."""
    with tempfile.TemporaryDirectory(prefix="yaji-bench-") as folder:
        from wsgiref.simple_server import WSGIRequestHandler

        os.environ["YAJI_DATABASE_URL"] = f"sqlite:///{folder}/seatmap.sqlite3"
        os.environ["YAJI_MEDIA_ROOT"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaji.settings.dev")
        import django

        django.setup()
        from django.conf import settings
        from django.contrib.staticfiles.handlers import StaticFilesHandler
        from django.core.handlers.wsgi import WSGIHandler
        from django.core.management import call_command
        from django.core.servers.basehttp import ThreadedWSGIServer

        class Quiet(WSGIRequestHandler):
            def log_message(self, *_args: Any) -> None:
                """A line for each request would only slow it down."""

        call_command("migrate", verbosity=0)
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.set_app(StaticFilesHandler(WSGIHandler()))
        settings.SITE_URL = f"http://localhost:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield settings.SITE_URL
        finally:
            server.shutdown()


def hall() -> dict[str, Any]:
    """A hall of 5,000 seats in four categories, two sections, with aisles."""
    categories = [{"key": key, "name": {"en": f"Category {key.upper()}"}} for key in "abcd"]
    rows = {"seats": [100] * 25, "rows": [str(n) for n in range(1, 26)], "aisles": [0.25, 0.5, 0.75]}
    shared = {"kind": "seats", "curve": 4000, "aisle_width": 120, **rows}
    front = [{"rows": 12, "category": "a"}, {"rows": 13, "category": "b"}]
    back = [{"rows": 12, "category": "c"}, {"rows": 13, "category": "d"}]
    return {
        "stage": {"name": {"en": "Stage"}, "width": 2000, "depth": 600},
        "categories": categories,
        "sections": [
            {"key": "stalls", "name": {"en": "Stalls"}, "distance": 400, "bands": front, **shared},
            {"key": "circle", "name": {"en": "Circle"}, "distance": 3200, "bands": back, **shared},
        ],
    }


def performance() -> str:
    """A performance in that hall, a third of it taken; its public id."""
    from yaji.kernel.inventory import steps as inventory
    from yaji.kit.ids import mint
    from yaji.kit.operation import operation
    from yaji.kit.text import local
    from yaji.verticals.tickets.factories import make_hall, make_performance
    from yaji.verticals.tickets.types import PriceDraft

    house = mint("par")
    prices = [PriceDraft(key, local(key.upper()), 10_000 * n, n) for n, key in enumerate("abcd", start=1)]
    row = make_performance(house, hall=make_hall(house, hall()), prices=prices)
    taken = random.Random(1).sample(range(SEATS), SEATS // 3)
    assert row.seat_pool is not None
    operation(inventory.block)(row.seat_pool, taken, ref="bench")
    return str(row.public_id)


def in_browser(address: str, ref: str, seconds: float) -> dict[str, Any]:
    """Frame times and the longest task of the map at that address."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/en/tickets/p/{ref}/")
        page.wait_for_selector("[data-island-state=ready]")
        page.wait_for_selector(".hall-skeleton", state="detached")
        page.wait_for_timeout(1500)
        said: dict[str, Any] = page.evaluate(GESTURES, seconds)
        browser.close()
    assert not errors, errors
    return said


def best_ms(rounds: int) -> float:
    """The 95th percentile of a search for 2, 4 and 8 together, at different fillings: CPU time of this thread."""
    from yaji.verticals.tickets import best
    from yaji.verticals.tickets.plans import compile_plan, parse_plan

    plan = compile_plan(parse_plan(hall()))
    assert plan.size == SEATS
    spent = []
    for n in range(rounds):
        chance = random.Random(n)
        taken = chance.sample(range(SEATS), int(SEATS * chance.choice((0, 0.3, 0.6, 0.9))))
        began = time.thread_time()
        best.find(plan, taken, qty=chance.choice((2, 4, 8)), zones=list("abcd"))
        spent.append((time.thread_time() - began) * 1000)
    return p95(spent)


def stock_bytes() -> int:
    """The packed stock of a hall of 20,000."""
    from yaji.verticals.tickets.queries.stock import pack

    return len(pack(bytes(20_000)))


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="one run of gestures instead of three")
    rounds = 1 if parser.parse_args().short else 3
    with site() as address:
        ref = performance()
        runs = [in_browser(address, ref, 3.0) for _ in range(rounds)]
        frames = [each for run in runs for each in run["frames"]]
        seen = {"seats": SEATS, "frames": len(frames), "runs": rounds}
        good = [
            report("map", "frame, pan and zoom", p95(frames), "ms p95", FRAME_MS, **seen),
            report("map", "longest task after load", max(run["longest"] for run in runs), "ms", TASK_MS, seats=SEATS),
            report("map", "best available", best_ms(40 * rounds), "CPU ms p95", BEST_MS, seats=SEATS),
            report("map", "stock of a hall", stock_bytes(), "bytes", STOCK_BYTES, seats=20_000),
        ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
