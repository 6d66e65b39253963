"""Steps that several journeys share. Each is what a person does, found by what a person sees."""

import re

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from tests.browser import Visit
from yaji.kernel.identity.models import User
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.queries import prices_of

CLOCK = re.compile(r"^\d{1,2}:\d\d$")
MONEY = re.compile(r"(?:CN)?¥[\d,]+\.\d\d")
#: more than any page has places to stop at
MOST_STOPS = 120


def sign_in(visit: Visit, email: str) -> None:
    """Open a session for the account, as if it had signed in: signing in has tests of its own."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    name = settings.SESSION_COOKIE_NAME
    visit.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": visit.base}])


def offer(performance: Performance, zone: str) -> str:
    return next(price.offer for price in prices_of(performance) if price.zone == zone)


def amounts(locator: Locator) -> list[str]:
    """Every amount of money written in it, without the country."""
    return [text.removeprefix("CN") for text in MONEY.findall(locator.inner_text())]


def to_pay(page: Page) -> str:
    """The total under the price table, as it stands on the page."""
    return amounts(page.locator(".price-table .total"))[0]


def hall_is_there(page: Page) -> None:
    """Wait for the map itself: before it, the page's plain form answers, as it does without JavaScript."""
    expect(page.locator("[data-island=seatmap][data-island-state=ready]")).to_be_visible()
    expect(page.locator(".hall-skeleton")).to_have_count(0)


def chosen(page: Page, seats: int) -> None:
    """Wait until the map has taken ``seats`` seats and says what they cost."""
    expect(page.locator(".choice .chips li")).to_have_count(seats)
    expect(page.locator(".choice-bar button")).to_be_enabled()


def fill_in(page: Page, name: str = "林予安", email: str = "lin@example.org") -> None:
    page.locator("#name").fill(name)
    page.locator("#email").fill(email)


def pay(page: Page, do: str = "plain") -> None:
    """At the provider's page; then back on the order."""
    page.wait_for_url("**/sandbox/pay/**")
    page.locator(f"button[value={do}]").click()
    page.wait_for_url(re.compile(r"/orders/ord_\w+/\?payment=\w+$"))


def check_out(visit: Visit) -> None:
    """The check-out and the provider, by hand."""
    fill_in(visit.page)
    visit.page.click("#checkout button[type=submit]")
    pay(visit.page)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus, as somebody without a mouse does."""
    target = wanted.element_handle()
    for _ in range(MOST_STOPS):
        if page.evaluate("wanted => document.activeElement === wanted", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")
