"""The recorder counts what a person does, and only that."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from tests.browser import Browser, Effort, Visit

PAGE = """<!doctype html><title>A page</title><form><label>Name <input name=name></label>
<label>Mail <input name=mail type=email></label><label><input type=checkbox name=agree>Agree</label>
<button type=button>Buy</button></form><a href="/next">Next</a>"""


@pytest.fixture
def visit(browser_process: Chromium) -> Iterator[Visit]:
    house = Browser(browser_process, "http://shop.test")
    visit = house.phone()
    visit.context.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    visit.open("/")
    yield visit
    house.close()


@pytest.mark.browser
def test_taps_fields_and_screens_are_counted(visit: Visit) -> None:
    page = visit.page
    assert visit.done() == Effort(screens=1)
    page.get_by_label("Name").tap()
    page.get_by_label("Name").press_sequentially("Mei")
    page.get_by_label("Mail").press_sequentially("mei@example.org")
    assert visit.done() == Effort(screens=1, fields=2)
    page.get_by_role("button").tap()
    assert visit.done() == Effort(screens=1, taps=1, fields=2)
    page.get_by_role("link").tap()
    page.wait_for_url("**/next")
    assert visit.done() == Effort(screens=2, taps=2, fields=2)


@pytest.mark.browser
def test_the_keyboard_counts_as_much_as_a_finger(visit: Visit) -> None:
    visit.page.get_by_role("button").focus()
    visit.page.keyboard.press("Enter")
    assert visit.done() == Effort(screens=1, taps=1)


@pytest.mark.browser
def test_what_a_script_fills_in_is_not_counted(visit: Visit) -> None:
    visit.page.evaluate(
        "() => { const f = document.querySelector('[name=name]'); f.value = 'x';"
        " f.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    assert visit.done() == Effort(screens=1)


@pytest.mark.browser
def test_the_providers_page_is_not_counted(visit: Visit) -> None:
    visit.open("/payments/sandbox/pay")
    visit.page.get_by_role("button").tap()
    assert visit.done() == Effort(screens=1)


@pytest.mark.browser
def test_an_error_in_a_page_is_trouble(visit: Visit) -> None:
    visit.page.evaluate("() => { console.error('broken'); setTimeout(() => { throw new Error('thrown') }) }")
    visit.page.wait_for_timeout(100)
    assert len(visit.unexpected()) == 2
    visit.expect_trouble("broken")
    visit.expect_trouble("thrown")
    assert visit.unexpected() == []


def test_a_budget_is_kept_in_every_part() -> None:
    budget = Effort(screens=5, taps=9, fields=2)
    assert Effort(5, 9, 2) <= budget
    assert not Effort(5, 9, 3) <= budget
    assert not Effort(6, 1, 1) <= budget
    assert not Effort(1, 10, 1) <= budget
