"""J3: one ticket of two is returned; the money comes back, and the old code opens no door."""

import pytest
from playwright.sync_api import expect

from tests.browser import Browser, Effort
from tests.journeys.walking import check_out, to_pay
from yaji.kernel.identity.factories import make_actor
from yaji.kernel.ledger.queries import balance, re_add
from yaji.kernel.messages.queries import messages_to
from yaji.kernel.orders.queries import lines_of_subject
from yaji.verticals.tickets import operations, printing, queries
from yaji.verticals.tickets.errors import PassRevoked
from yaji.verticals.tickets.models import Pass, Performance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_of_two_is_returned_and_its_code_is_dead_at_once(browser: Browser, next_week: Performance) -> None:
    visit = browser.phone()
    page = visit.open(f"/en/tickets/p/{next_week.public_id}/best?n=2")
    page.locator("main form button.btn-primary").tap()
    check_out(visit)
    total = to_pay(page)
    before = visit.done()

    page.get_by_role("link", name="Return a ticket").tap()
    page.get_by_role("checkbox").first.tap()
    page.get_by_role("button", name="Return and get the money back").tap()
    expect(page.locator(".alert-success")).to_contain_text("¥380.00 goes back the way you paid")
    after = visit.done()
    assert after.taps - before.taps == 3
    assert after <= Effort(before.screens + 2, before.taps + 3, before.fields)

    assert total.endswith("¥760.00")
    expect(page.locator(".pass")).to_have_count(1)
    line = lines_of_subject(next_week.public_id, ["sold"]).get()
    assert balance(f"escrow:{line.seller}", "CNY", subject=line.public_id) == 38_000
    assert re_add() == {"CNY": 0}

    dead, alive = Pass.objects.get(state="revoked"), Pass.objects.get(state="valid")
    door = make_actor(roles={next_week.show.organiser: "door"})
    with pytest.raises(PassRevoked):
        operations.check_in(actor=door, performance=next_week.public_id, code=printing.token_of(dead))
    said = operations.check_in(actor=door, performance=next_week.public_id, code=printing.token_of(alive))
    assert said.pass_ref == alive.public_id
    # the place is free again for somebody else
    assert queries.stock.stock_of(next_week).seats[dead.position] == queries.stock.FREE
    kinds = [message.kind for message in messages_to(email="lin@example.org")]
    assert kinds.count("orders.returned") == 1


def test_a_guest_finds_the_order_again_by_a_link_in_the_mail(browser: Browser, next_week: Performance) -> None:
    first = browser.phone()
    page = first.open(f"/en/tickets/p/{next_week.public_id}/best?n=2")
    page.locator("main form button.btn-primary").tap()
    check_out(first)
    address = page.url.partition("?")[0]

    other = browser.phone()
    page = other.open(address.removeprefix(other.base))
    expect(page.locator("main")).not_to_contain_text("林予安")
    assert page.locator(".pass").count() == 0
    page = other.open("/en/orders/find/")
    page.locator("#email").fill("LIN@example.org")
    page.get_by_role("button", name="Send the link").tap()
    expect(page.get_by_role("status").filter(has_text="on its way")).to_be_visible()

    # in a mail program of their own: only the link leads here
    page = other.open("/demo/mail")
    page.locator(".list-row-title", has_text="The links to your orders").click()
    link = page.locator(".prose a[href*='/orders/open/']").get_attribute("href") or ""
    page.goto(link)
    assert page.url == address
    expect(page.locator(".pass .pass-code svg")).to_have_count(2)
