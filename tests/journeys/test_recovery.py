"""What goes wrong on the way to two seats, and that nothing chosen or typed is lost by it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Browser
from tests.journeys.conftest import Travel
from tests.journeys.walking import CLOCK, chosen, fill_in, pay, to_pay
from yaji.kernel.identity.factories import make_visitor
from yaji.kernel.ledger.queries import re_add
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.queries import lines_of_subject
from yaji.kit.text import local
from yaji.verticals.tickets.choosing import best_places
from yaji.verticals.tickets.factories import buy, make_performance, make_show, place
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.types import SellingTerms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: the map asks every five seconds what is left
SOON_MS = 9_000


def best(performance: Performance) -> tuple[int, ...]:
    return best_places(performance, qty=2, limit=40_000)


def find_two(page: Page) -> None:
    page.locator("#map-limit").select_option(label="CN¥380.00")
    page.get_by_role("button", name="Find seats").click()
    chosen(page, 2)


@pytest.mark.req("TIX-09")
def test_seats_lost_twice_and_a_payment_declined_still_end_in_two_seats(browser: Browser, tonight: Performance) -> None:
    visit = browser.desktop()
    page = visit.open(f"/en/tickets/p/{tonight.public_id}/")
    first = best(tonight)
    find_two(page)

    # somebody buys one of them while we look: the map says so, and keeps the other
    buy(make_visitor(), tonight, seats=first[:1])
    lost = page.locator(".choice .alert-warning")
    expect(lost).to_contain_text("Somebody was faster", timeout=SOON_MS)
    chosen(page, 1)
    second = best(tonight)
    assert first[0] not in second
    find_two(page)
    expect(lost).to_have_count(0)

    # somebody is faster by a moment, before the map could know: one way back, and the other seat is still chosen
    place(make_visitor(), tonight, seats=second[:1])
    page.locator(".choice-bar button").click()
    expect(page.locator(".refusal h1")).to_contain_text("Somebody was a moment faster")
    page.get_by_role("link", name="Go back").click()
    expect(page.locator(".choice .alert-warning")).to_contain_text("Somebody was faster")
    chosen(page, 1)
    find_two(page)
    page.locator(".choice-bar button").click()

    # held, with a clock; the bank says no, and says it once more
    expect(page.locator(".timer [data-countdown]")).to_have_text(CLOCK)
    total = to_pay(page)
    fill_in(page)
    for answer in ("decline", "cancel"):
        page.click("#checkout button[type=submit]")
        pay(page, answer)
        expect(page.locator("main")).to_contain_text("Nothing was charged. Your places are still held")
        expect(page.locator(".timer [data-countdown]")).to_have_text(CLOCK)
        page.get_by_role("link", name=re.compile(r"^Pay ")).click()
        expect(page.locator("#name")).to_have_value("林予安")
        assert to_pay(page) == total
    page.click("#checkout button[type=submit]")
    pay(page)
    expect(page.locator(".pass")).to_have_count(2)
    assert set(second[:1]).isdisjoint(lines_of_subject(tonight.public_id, ["sold"]).last().positions)
    assert re_add() == {"CNY": 0}


def test_the_network_goes_while_choosing_and_while_checking_out(browser: Browser, tonight: Performance) -> None:
    visit = browser.phone()
    page = visit.open(f"/en/tickets/p/{tonight.public_id}/")
    page.get_by_role("button", name="Find seats").tap()
    chosen(page, 2)

    visit.context.set_offline(True)
    page.locator(".choice .chips button").first.tap()
    expect(page.locator(".hall-away")).to_contain_text("No connection")
    expect(page.locator(".choice .chips li")).to_have_count(1)
    visit.context.set_offline(False)
    chosen(page, 1)
    expect(page.locator(".hall-away")).to_have_count(0)
    page.locator(".choice-bar button").tap()

    page.wait_for_url("**/checkout/")
    address = page.url
    fill_in(page)
    visit.context.set_offline(True)
    page.locator("#checkout button[type=submit]").tap()
    expect(page.locator(".toast")).to_contain_text("No connection. Nothing is lost")
    assert page.url == address
    expect(page.locator("#name")).to_have_value("林予安")
    visit.context.set_offline(False)
    page.locator("#checkout button[type=submit]").tap()
    pay(page)
    expect(page.locator(".pass")).to_have_count(1)
    assert Order.objects.count() == 1


def test_bad_input_on_the_check_out_loses_nothing_typed(browser: Browser, house) -> None:
    question = {
        "id": "q1",
        "kind": "text",
        "label": {"en": "How did you hear of us?"},
        "per": "order",
        "required": True,
    }
    terms = SellingTerms(questions=[question], named=True)
    show = make_show(house.public_id, local("Lanterns", "灯"), terms=terms)
    performance = make_performance(house.public_id, show=show)
    visit = browser.phone(java_script_enabled=False)
    page = visit.open(f"/en/tickets/p/{performance.public_id}/best?n=2")
    page.locator("main form button.btn-primary").tap()
    page.wait_for_url("**/checkout/")
    form = page.locator("#checkout")
    # a browser that checks nothing by itself: what is refused is refused by the house
    fields = form.locator("input:not([type=hidden])")
    asked = fields.evaluate_all("all => all.map(one => one.name)")
    typed = {name: f"text {n}" for n, name in enumerate(asked)} | {"name": "林予安", "email": "no address"}
    for name, text in typed.items():
        form.locator(f"[name='{name}']").fill(text)
    form.evaluate("form => form.noValidate = true")
    page.locator("#checkout button[type=submit]").tap()

    expect(page.get_by_role("alert")).to_contain_text("name and an e-mail address")
    expect(page.locator("#email")).to_have_attribute("aria-invalid", "true")
    for name, text in typed.items():
        expect(form.locator(f"[name='{name}']")).to_have_value(text)
    page.locator("#email").fill("lin@example.org")
    page.locator("#checkout button[type=submit]").tap()
    pay(page)
    expect(page.locator(".pass")).to_have_count(2)


def test_the_hold_runs_out_on_the_check_out(browser: Browser, tonight: Performance, evening: Travel) -> None:
    visit = browser.phone()
    page = visit.open(f"/en/tickets/p/{tonight.public_id}/best?n=2")
    page.locator("main form button.btn-primary").tap()
    page.wait_for_url("**/checkout/")
    fill_in(page)
    evening.shift(timedelta(minutes=11))
    page.locator("#checkout button[type=submit]").tap()
    expect(page.locator("h1")).to_contain_text("The time to pay ran out")
    expect(page.locator("main")).to_contain_text("Nothing was charged")
    page.get_by_role("link", name="Choose again").tap()
    page.get_by_role("button", name="Find seats").tap()
    chosen(page, 2)
