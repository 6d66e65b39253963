"""Pages that no link leads to: a purchase from the choice to the passes, refusals, and nothing found.

Each scene leaves the window on its page and names it, so that the caller can photograph it and complain of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Locator, Page

#: the statuses that belong to a scene
EXPECTED = {"not found": 404, "forbidden": 403}


def purchase(page: Page, home: str) -> Iterator[str]:
    """Two seats, from the whole price to the passes. ``home`` is the first page in the window's language."""
    page.goto(f"{home}{_performance(page, home)}best?n=2")
    yield "quote"
    page.click("main form button.btn-primary")
    page.wait_for_url("**/checkout/")
    yield "checkout"
    page.fill("#name", "林予安")
    page.fill("#email", "lin@example.org")
    page.click("#checkout button[type=submit]")
    page.wait_for_url("**/sandbox/pay/**")
    yield "provider"
    page.click("main button[value=decline]")
    page.wait_for_url(re.compile(r"/orders/ord_\w+/\?payment="))
    yield "order unpaid"
    page.click("main a[href$='/checkout/']")
    page.click("#checkout button[type=submit]")
    page.wait_for_url("**/sandbox/pay/**")
    page.locator("main button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/orders/ord_\w+/\?payment=captured$"))
    yield "order paid"
    order = page.url.split("?")[0]
    page.click("a[href*='/passes/order/']")
    yield "passes"
    page.goto(f"{order}return/")
    yield "return"
    page.goto(f"{home}orders/")
    yield "orders"


def portraits(page: Page, home: str) -> Iterator[tuple[str, Locator]]:
    """What the README shows: the first page, a hall with two seats chosen, a pass; each with what to cut out."""
    page.goto(home)
    yield "home", page.locator("html")
    page.goto(f"{home}{_performance(page, home, last=True)}")
    page.locator(".choice button.btn-soft").click()
    page.wait_for_selector(".choice .chips li")
    page.wait_for_timeout(800)
    yield "hall", page.locator("html")
    for scene in purchase(page, home):
        if scene == "passes":
            yield "pass", page.locator(".pass").first
            return


def refusals(page: Page, home: str) -> Iterator[str]:
    """What one meets when there is nothing, or nothing for one."""
    page.goto(f"{home}search/?q=zzzzqqq")
    yield "nothing found"
    page.goto(f"{home}orders/find/")
    yield "find an order"
    page.goto(f"{home}help/")
    yield "help"
    page.goto(f"{home}nowhere/")
    yield "not found"
    page.goto(f"{home}console/")
    yield "forbidden"


def _performance(page: Page, home: str, *, last: bool = False) -> str:
    """A performance with seats to choose, the first or the last of its show, as a path under ``home``."""
    page.goto(f"{home}whats-on/performance/")
    shows = page.eval_on_selector_all("a[href*='/tickets/s/']", "links => links.map(link => link.href)")
    for show in dict.fromkeys(shows):
        page.goto(show)
        evenings = page.eval_on_selector_all("a[href*='/tickets/p/']", "links => links.map(link => link.href)")
        for link in reversed(evenings) if last else evenings:
            if page.request.get(f"{link}best?n=2").ok:
                return str(link).split(home, 1)[1]
    raise LookupError("No show of the demo has two seats together to sell.")
