"""J6: a performance with 800 tickets sold is cancelled: first what it would mean, then once for all."""

import pytest
from playwright.sync_api import expect

import yaji.delivery.cli.checks  # noqa: F401  # plugs the house's own examinations
from tests.browser import Browser
from tests.journeys.walking import sign_in
from yaji.kernel.identity.factories import make_visitor
from yaji.kernel.identity.models import Party
from yaji.kernel.ledger.queries import balance, re_add
from yaji.kernel.messages.queries import messages_to
from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge, SandboxRefund
from yaji.kit.doctor import checks, examine
from yaji.kit.text import local
from yaji.verticals.tickets.factories import make_hall, make_performance, make_show, pay, place
from yaji.verticals.tickets.models import Pass, Performance
from yaji.verticals.tickets.plans.simple import simple_plan
from yaji.verticals.tickets.types import PriceDraft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BUYERS, EACH, PRICE = 100, 8, 18_000
WHY = "The leading lady has lost her voice."
TOTAL = "CN¥144,000.00"


def buyer(number: int) -> str:
    return f"buyer{number}@example.org"


@pytest.fixture
def sold_out(house: Party, settings) -> Performance:
    """Every one of 800 seats sold, eight to a buyer. The mails of these purchases are left unsent: they are not the
    question here, and each carries a drawn PDF."""
    hall = make_hall(house.public_id, simple_plan(rows=20, seats=40))
    show = make_show(house.public_id, local("The Peony Pavilion", "牡丹亭"))
    row = make_performance(house.public_id, show=show, hall=hall, prices=[PriceDraft("a", local("Seat"), PRICE, 1)])
    at_once, settings.TASKS = settings.TASKS, {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    for number in range(BUYERS):
        actor = make_visitor()
        seats = range(number * EACH, (number + 1) * EACH)
        pay(actor, place(actor, row, seats=seats), email=buyer(number))
    settings.TASKS = at_once
    return row


def told(number: int) -> list[str]:
    return [message.text for message in messages_to(email=buyer(number)) if message.kind == "orders.returned"]


def test_everybody_is_told_and_refunded_once(browser: Browser, house: Party, sold_out: Performance) -> None:
    visit = browser.desktop()
    sign_in(visit, "owner@example.org")
    page = visit.open(f"/en/console/{house.public_id}/performances/{sold_out.public_id}/")
    page.get_by_role("link", name="Cancel this date").click()

    # what it would mean, and nothing has happened yet
    figures = [text.strip() for text in page.locator(".stat-value").all_inner_texts()]
    assert figures == [str(BUYERS), str(BUYERS * EACH), str(BUYERS), TOTAL]
    assert Order.objects.filter(state="paid").count() == BUYERS
    page.get_by_label("Why, in one sentence for the buyers").fill(WHY)
    page.get_by_role("button", name="Cancel it for good").click()
    expect(page.get_by_text("give everybody the whole price back")).to_be_visible()
    assert Order.objects.filter(state="paid").count() == BUYERS

    # sure: one wizard, one screen
    page.get_by_label("Cancel it and give everybody the whole price back").check()
    page.get_by_role("button", name="Cancel it for good").click(timeout=90_000)
    expect(page.get_by_text("Everybody is being told and refunded")).to_be_visible(timeout=90_000)
    assert visit.done().screens == 3

    def once() -> None:
        assert Order.objects.filter(state="refunded", refunded=EACH * PRICE).count() == BUYERS
        assert set(Pass.objects.values_list("state", flat=True)) == {"revoked"}
        assert SandboxRefund.objects.count() == BUYERS
        assert all(charge.refunded == charge.amount == EACH * PRICE for charge in SandboxCharge.objects.all())
        for number in range(BUYERS):
            (text,) = told(number)
            assert WHY in text
            assert "The Peony Pavilion" in text
        for line in OrderLine.objects.all():
            assert balance(f"escrow:{line.seller}", "CNY", subject=line.public_id) == 0
        assert re_add() == {"CNY": 0}

    once()
    # the same again, as after an interruption, changes nothing
    assert orders.refund_withdrawn(subject=sold_out.public_id) == 0
    page.goto(page.url + "cancel/")
    expect(page.get_by_text("There is nothing to cancel any more.")).to_be_visible()
    once()
    # the test database is quick rather than durable, and says so; all else is well
    names = [name for name, _ in checks.items() if name != "database.durability"]
    assert [finding.text for result in examine(names) if result.level == "error" for finding in result.findings] == []
    stranger = browser.phone(language="zh-hans")
    stranger.open(f"/zh-hans/tickets/p/{sold_out.public_id}/")
    assert stranger.page.locator(".action-bar button").count() == 0
