"""J1: two good seats together tonight, as a guest; the passes in hand."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Browser, Effort, Visit
from tests.journeys.walking import CLOCK, amounts, check_out, chosen, fill_in, hall_is_there, pay, tab_to, to_pay
from yaji.kernel.ledger.queries import balance, re_add
from yaji.kernel.orders.models import OrderLine
from yaji.kernel.orders.queries import lines_of_subject
from yaji.kit.text import local
from yaji.verticals.tickets.factories import make_performance, make_show
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.types import SellingTerms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sold(performance: Performance) -> OrderLine:
    return lines_of_subject(performance.public_id, ["sold"]).get()


def paid_in(performance: Performance) -> int:
    line = sold(performance)
    return balance(f"escrow:{line.seller}", "CNY", subject=line.public_id)


def neighbours(line: OrderLine) -> bool:
    first, second = sorted(line.positions)
    return second == first + 1


def test_a_guest_on_a_phone_in_chinese(browser: Browser, tonight: Performance) -> None:
    visit = browser.phone(language="zh-hans")
    page = visit.open("/zh-hans/")
    page.locator("section[aria-labelledby=tonight]").get_by_role("link", name="牡丹亭").tap()
    page.locator("#performances a", has_text="选择").tap()

    page.locator("#map-limit").select_option(label="¥380.00")
    page.get_by_role("button", name="选座").tap()
    chosen(page, 2)
    assert amounts(page.locator(".choice-bar")) == ["¥760.00"]
    assert visit.sideways() == 0
    page.locator(".choice-bar button").tap()

    expect(page.locator(".timer [data-countdown]")).to_have_text(CLOCK)
    assert to_pay(page) == "¥760.00"
    fill_in(page)
    button = page.locator("#checkout button[type=submit]")
    assert "¥760.00" in button.inner_text()
    button.tap()

    page.wait_for_url("**/sandbox/pay/**")
    assert set(amounts(page.locator("main"))) == {"¥760.00"}
    pay(page)
    expect(page.locator(".pass .pass-code svg")).to_have_count(2)
    assert to_pay(page) == "¥760.00"
    assert visit.sideways() == 0

    effort = visit.done()
    assert effort <= Effort(screens=5, taps=9, fields=2)
    # a recorder that misses things would make every budget look kept
    assert effort == Effort(screens=5, taps=7, fields=2)
    assert neighbours(sold(tonight))
    assert paid_in(tonight) == 76_000
    assert re_add() == {"CNY": 0}


@pytest.mark.req("TIX-08")
def test_every_discount_is_listed_before_paying_and_the_rest_is_what_is_charged(browser: Browser, house) -> None:
    terms = SellingTerms(rules=[{"kind": "group", "percent_bp": 1_000, "min_qty": 2}], fee_per_unit=500)
    show = make_show(house.public_id, local("Lanterns", "灯"), terms=terms)
    performance = make_performance(house.public_id, show=show)
    visit = browser.desktop()
    page = visit.open(f"/en/tickets/p/{performance.public_id}/")
    page.get_by_role("button", name="Find seats").click()
    chosen(page, 2)
    on_map = amounts(page.locator(".choice .price-table"))
    # two seats at 380, a tenth off for two, and a fee of 5 for each
    assert on_map == ["¥760.00", "¥76.00", "¥10.00"]
    assert page.locator(".choice .price-table .is-less .price-reason").inner_text()
    assert amounts(page.locator(".choice-bar")) == ["¥694.00"]
    page.locator(".choice-bar button").click()
    assert amounts(page.locator(".price-table")) == [*on_map, "¥694.00"]
    check_out(visit)
    assert amounts(page.locator(".price-table")) == [*on_map, "¥694.00"]
    assert paid_in(performance) == 69_400


def test_by_keyboard_alone(browser: Browser, tonight: Performance) -> None:
    visit = browser.desktop()
    page = visit.open("/en/")
    tab_to(page, page.locator("section[aria-labelledby=tonight]").get_by_role("link", name="The Peony Pavilion"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/s/**")
    tab_to(page, page.locator("#performances a.btn-primary"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/p/**")

    hall = page.get_by_role("application")
    expect(page.locator(".hall-skeleton")).to_have_count(0)
    tab_to(page, hall)
    for key in ("ArrowDown", "Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    chosen(page, 2)
    tab_to(page, page.locator(".choice-bar button"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/")
    for field, text in (("#name", "Lin Yu"), ("#email", "lin@example.org")):
        tab_to(page, page.locator(field))
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    pay_by_keyboard(page)
    assert page.locator(".pass").count() == 2
    assert neighbours(sold(tonight))


def pay_by_keyboard(page: Page) -> None:
    page.wait_for_url("**/sandbox/pay/**")
    tab_to(page, page.locator("button[value=plain]"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"payment=captured$"))


def test_going_back_loses_nothing(browser: Browser, tonight: Performance) -> None:
    visit = browser.phone(language="zh-hans")
    page = visit.open(f"/zh-hans/tickets/p/{tonight.public_id}/")
    hall_is_there(page)
    page.get_by_role("button", name="选座").tap()
    chosen(page, 2)
    before = page.locator(".choice .chips").inner_text()

    # to the show and back: the choice is still there, with its price
    page.locator("h1 a").tap()
    page.wait_for_url("**/tickets/s/**")
    page.go_back()
    hall_is_there(page)
    chosen(page, 2)
    assert page.locator(".choice .chips").inner_text() == before

    # from the check-out back to the hall: the places are held, and one tap leads on
    page.locator(".choice-bar button").tap()
    page.wait_for_url("**/checkout/")
    address = page.url
    page.go_back()
    on = page.locator(f"a[href$='{address.split(visit.base)[1]}']")
    expect(on).to_be_visible()
    assert on.evaluate("link => getComputedStyle(link).color !== getComputedStyle(link).backgroundColor")
    on.tap()
    page.wait_for_url(address)

    # from the provider back: what was typed is still there, and so are the places
    fill_in(page)
    page.locator("#checkout button[type=submit]").tap()
    page.wait_for_url("**/sandbox/pay/**")
    page.go_back()
    page.wait_for_url(address)
    expect(page.locator("#name")).to_have_value("林予安")
    expect(page.locator("#email")).to_have_value("lin@example.org")
    page.locator("#checkout button[type=submit]").tap()
    pay(page)
    expect(page.locator(".pass")).to_have_count(2)
    line: OrderLine = sold(tonight)
    assert len(line.positions) == 2
    assert paid_in(tonight) == line.order.total


def test_the_clock_turns_urgent_and_says_when_the_time_is_over(browser: Browser, tonight: Performance) -> None:
    visit: Visit = browser.phone()
    page = visit.open(f"/en/tickets/p/{tonight.public_id}/best?n=2")
    page.locator("main form button.btn-primary").tap()
    page.wait_for_url("**/checkout/")
    page.clock.install()
    page.reload()
    page.clock.fast_forward("09:00")
    expect(page.locator(".timer")).to_have_class(re.compile("is-urgent"))
    page.clock.fast_forward("02:00")
    expect(page.locator(".timer")).to_have_class(re.compile("is-lapsed"))
    assert page.locator(".timer").inner_text().strip()
