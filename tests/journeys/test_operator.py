"""J15: the operator's morning on one screen; every figure that is not well opens the list behind it."""

from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import expect

from tests.browser import Browser
from tests.journeys.conftest import Travel
from tests.journeys.walking import sign_in
from yaji.kernel.identity.factories import make_user, make_visitor
from yaji.kernel.inventory.models import Pool
from yaji.kernel.messages import operations as messages
from yaji.kernel.messages.models import Message
from yaji.kernel.orders.models import Order
from yaji.kit.ids import mint
from yaji.verticals.tickets.factories import buy, place
from yaji.verticals.tickets.models import Performance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOT_WELL = ".stat-bad, .stat-warn"


def a_bad_night(performance: Performance, evening: Travel) -> dict[str, str]:
    """What goes wrong while the operator sleeps: by figure, a word that its list must hold."""
    buy(make_visitor(), performance, seats=[0])
    Message.objects.filter(kind="tickets.passes").update(state="failed")
    left = Order.objects.get(public_id=place(make_visitor(), performance, seats=[1]))
    messages.ask(actor=make_visitor(), subject="other", text="Hello?", key=mint("key"), email="ada@example.org")
    # somebody has counted by hand, past every guard but the doctor
    Pool.objects.filter(numbered=False).update(taken=F("taken") + 1)
    evening.shift(timedelta(days=3))
    return {
        "Places that do not add up": "counts 1 places, its holds 0",
        "Payments and orders stuck": left.public_id,
        "Mails not delivered": "lin@example.org",
        "Waiting for an answer": "Hello?",
    }


def test_one_screen_and_every_red_figure_opens_its_list(
    browser: Browser, next_week: Performance, evening: Travel
) -> None:
    make_user("operator@example.org", is_operator=True)
    visit = browser.desktop()
    sign_in(visit, "operator@example.org")
    page = visit.open("/en/console/")
    expect(page.locator(".stat")).to_have_count(6)
    expect(page.locator(NOT_WELL)).to_have_count(0)

    wrong = a_bad_night(next_week, evening)
    page.reload()
    red = page.locator(NOT_WELL)
    named = {label.strip() for label in red.locator(".stat-label").all_inner_texts()}
    assert named == set(wrong)
    assert visit.done().screens == 1
    for label, held in wrong.items():
        page.locator(NOT_WELL, has_text=label).click()
        expect(page.locator("main")).to_contain_text(held)
        page.go_back()
        page.wait_for_url("**/en/console/")


def test_nobody_else_sees_it(browser: Browser, next_week: Performance) -> None:
    visit = browser.desktop()
    sign_in(visit, "owner@example.org")
    page = visit.open("/en/console/")
    expect(page.get_by_role("heading", name="Lantern House")).to_be_visible()
    expect(page.locator(".stat")).to_have_count(0)
