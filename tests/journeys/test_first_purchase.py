"""A buyer without an account takes a counted place and numbered seats all the way to the passes."""

import re

import pytest

from tests.browser import Browser, Visit
from yaji.kernel.identity.factories import make_organisation, make_user
from yaji.kernel.inventory.queries import count_sold
from yaji.kernel.ledger.queries import balance, re_add
from yaji.kernel.orders.queries import lines_of_subject
from yaji.verticals.tickets.factories import make_performance
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.queries import prices_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def performance() -> Performance:
    house = make_organisation(make_user(), "Lantern House")
    return make_performance(house.public_id)


def check_out(visit: Visit) -> None:
    page = visit.page
    page.fill("#name", "林予安")
    page.fill("#email", "lin@example.org")
    page.click("#checkout button[type=submit]")
    page.wait_for_url("**/sandbox/pay/**")
    page.locator("main button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/orders/ord_\w+/\?payment=captured$"))


def test_one_standing_place_on_a_phone_in_chinese(browser: Browser, performance: Performance) -> None:
    visit = browser.phone(language="zh-hans")
    page = visit.open(f"/zh-hans/tickets/p/{performance.public_id}/quote?qty-{offer(performance, 'floor')}=1")
    assert "¥120.00" in page.inner_text("main")
    page.click("main form button.btn-primary")
    assert "¥120.00" in page.inner_text("main")
    check_out(visit)
    page.click("a[href*='/passes/order/']")
    assert page.locator(".pass").count() == 1
    line = lines_of_subject(performance.public_id, ["sold"]).get()
    assert balance(f"escrow:{line.seller}", "CNY", subject=line.public_id) == 12_000
    assert re_add() == {"CNY": 0}
    assert visit.sideways() == 0


def test_two_seats_together_by_the_plain_list(browser: Browser, performance: Performance) -> None:
    visit = browser.desktop(java_script_enabled=False)
    page = visit.open(f"/en/tickets/p/{performance.public_id}/best?n=2&max=400")
    page.click("main form button.btn-primary")
    check_out(visit)
    page.click("a[href*='/passes/order/']")
    assert page.locator(".pass").count() == 2
    line = lines_of_subject(performance.public_id, ["sold"]).get()
    assert len(set(line.positions)) == 2
    assert count_sold([line.pool]) == {line.pool: 2}


def offer(performance: Performance, zone: str) -> str:
    return next(price.offer for price in prices_of(performance) if price.zone == zone)
